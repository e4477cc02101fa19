/**
 * The gateway: a precompile through which EVM contracts read PBEVM contracts and queue calls to them
 * (SEMANTICS
 * 30). Its account also holds, in EVM storage, the queue and the roots of PBEVM.
 */

import type { StateManagerInterface } from '@ethereumjs/common';
import {
  type CustomPrecompile,
  EVMError,
  type ExecResult,
  type Message,
  type PrecompileInput,
} from '@ethereumjs/evm';
import { Account, createAddressFromString } from '@ethereumjs/util';
import { EMPTY_BYTES } from '../../runtime/bytes.js';
import { assert } from '../../runtime/errors.js';
import { FUEL_MAX } from '../../runtime/limits.js';
import { shiftAddress } from '../block/execute-block.js';
import { toReceipt } from '../block/receipt.js';
import { CallQueue, type QueueLimits, wordsOfCall } from './call-queue.js';
import {
  decodeRequest,
  encodeBytesResult,
  encodeFailure,
  encodeIndexResult,
  encodeRootResult,
  type GatewayRequest,
} from './gateway-abi.js';
import { FUEL_PER_GAS, GATEWAY_PRICES, gasOfBytes, gasOfFuel } from './gateway-prices.js';
import { readLastRoot } from './root-ring.js';
import type { PendingSection } from './section.js';

/** Outside of the addresses that Ethereum gives to precompiles. */
export const GATEWAY_ADDRESS = createAddressFromString('0x0000000000000000000000000000000000006609');

/**
 * Code of the gateway's account, which never runs: the precompile stands before it. With code, Solidity's
 * calls
 * through an interface find a contract, and the account is not empty (EIP-161). INVALID.
 */
export const GATEWAY_CODE = Uint8Array.of(0xfe);

/** Makes the gateway's account where there is none. */
export async function ensureGatewayAccount(state: StateManagerInterface): Promise<void> {
  const account = await state.getAccount(GATEWAY_ADDRESS);
  // Ether may have come there before.
  if (account?.isContract()) return;
  await state.putAccount(GATEWAY_ADDRESS, new Account(1n, account?.balance ?? 0n));
  await state.putCode(GATEWAY_ADDRESS, GATEWAY_CODE);
}

/** What one block may queue, and what a read may pass. */
export interface GatewayLimits extends QueueLimits {
  /** Bytes of the call data of a message. */
  readonly dataBytesMax: number;
}

export class Gateway {
  readonly precompile: CustomPrecompile;
  readonly #queue: CallQueue;
  readonly #state: StateManagerInterface;
  readonly #dataBytesMax: number;
  /** Messages of the EVM that run, outermost first: what a precompile is given does not name its caller. */
  readonly #messages: Message[] = [];
  #section: PendingSection | undefined;

  constructor(state: StateManagerInterface, limits: GatewayLimits) {
    this.#state = state;
    this.#dataBytesMax = limits.dataBytesMax;
    this.#queue = new CallQueue(state, GATEWAY_ADDRESS, limits);
    this.precompile = { address: GATEWAY_ADDRESS, function: (input) => this.#run(input) };
  }

  get queue(): CallQueue {
    return this.#queue;
  }

  /** To be called before each message of the EVM, and after it. */
  enter(message: Message): void {
    // What an error left behind is not above this message.
    this.#messages.length = Math.min(this.#messages.length, message.depth);
    this.#messages.push(message);
  }

  leave(): void {
    this.#messages.pop();
  }

  /** Sets what reads see; undefined after the block. */
  attach(section: PendingSection | undefined): void {
    this.#section = section;
    this.#messages.length = 0;
  }

  async #run({ data, gasLimit }: PrecompileInput): Promise<ExecResult> {
    const message = this.#messages.at(-1);
    assert(message !== undefined, 'a precompile runs in a message');
    const price = GATEWAY_PRICES.base + gasOfBytes(data.length);
    if (gasLimit < price) return outOfGas(gasLimit);
    const request = decodeRequest(data);
    const isCalled = message.to?.equals(GATEWAY_ADDRESS) === true;
    // Code that another contract runs as its own would speak for that contract's caller.
    if (request === undefined || !isCalled || message.value > 0n) return reverted(price, EMPTY_BYTES);
    if (request.function === 'root') return this.#root(price, gasLimit);
    if (request.function === 'queue') return this.#enqueue(request, message, price, gasLimit);
    return this.#read(request, message, price, gasLimit);
  }

  async #root(price: bigint, gasLimit: bigint): Promise<ExecResult> {
    const gas = price + GATEWAY_PRICES.root;
    if (gasLimit < gas) return outOfGas(gasLimit);
    const { height, stateRoot } = await readLastRoot(this.#state, GATEWAY_ADDRESS);
    return returned(gas, encodeRootResult(height, stateRoot));
  }

  async #enqueue(
    { target, fuelLimit, args }: GatewayRequest & { function: 'queue' },
    message: Message,
    price: bigint,
    gasLimit: bigint,
  ): Promise<ExecResult> {
    const slots = BigInt(1 + wordsOfCall(args.length));
    const gas = price + slots * GATEWAY_PRICES.perQueuedSlot + gasOfFuel(fuelLimit);
    if (gasLimit < gas) return outOfGas(gasLimit);
    if (message.isStatic) return reverted(gas, EMPTY_BYTES);
    const sender = message.caller.bytes;
    const index = await this.#queue.push({ sender, target, fuelLimit, payload: args });
    return index === undefined ? reverted(gas, EMPTY_BYTES) : returned(gas, encodeIndexResult(index));
  }

  async #read(
    { target, args }: GatewayRequest & { function: 'read' },
    message: Message,
    price: bigint,
    gasLimit: bigint,
  ): Promise<ExecResult> {
    // Outside of a block (an embedder's runCall) there is no state that is the right one.
    if (this.#section === undefined) return reverted(price, EMPTY_BYTES);
    // No message has more; the processor would refuse it, and with it the whole block.
    if (args.length > this.#dataBytesMax) return reverted(price, EMPTY_BYTES);
    let fuel = (gasLimit - price) * FUEL_PER_GAS;
    if (fuel > FUEL_MAX) fuel = FUEL_MAX;
    const from = shiftAddress(message.caller.bytes);
    const call = { from, to: target, data: args, fuel, isStatic: true };
    const { status, output, fuelUsed } = toReceipt(await this.#section.call(call));
    const gas = price + gasOfFuel(fuelUsed) + gasOfBytes(output.length);
    if (gasLimit < gas) return outOfGas(gasLimit);
    if (status !== 0) return reverted(gas, encodeFailure(status, output));
    return returned(gas, encodeBytesResult(output));
  }
}

function returned(executionGasUsed: bigint, returnValue: Uint8Array): ExecResult {
  return { executionGasUsed, returnValue };
}

function reverted(executionGasUsed: bigint, returnValue: Uint8Array): ExecResult {
  return { executionGasUsed, returnValue, exceptionError: new EVMError(EVMError.errorMessages.REVERT) };
}

function outOfGas(gasLimit: bigint): ExecResult {
  const exceptionError = new EVMError(EVMError.errorMessages.OUT_OF_GAS);
  return { executionGasUsed: gasLimit, returnValue: EMPTY_BYTES, exceptionError };
}
