/**
 * The embedding API: `createHost`, then deploy, send, call, inspect, close. Values go in and come out as
 * JavaScript values (SEMANTICS 12); every contract outcome is a typed result, and exceptions are for bad
 * input and broken machines.
 */

import { type Address, formatAddress, parseAddress, ZERO_ADDRESS } from '../runtime/address.js';
import { EMPTY_BYTES, equalBytes, fromHex, toHex } from '../runtime/bytes.js';
import { PbevmError } from '../runtime/errors.js';
import { DEV_PROTOCOL } from '../runtime/protocol.js';
import {
  type CallArguments,
  type CallLimits,
  type CallOptions,
  type ContractInfo,
  type ContractResult,
  DEFAULT_LIMITS,
  type DeployOptions,
  type HostBlock,
  type HostOptions,
  type HostStatistics,
} from './api.js';
import { type BlockFacts, noBlockFacts } from './block/environment.js';
import { checkLimits } from './call-limits.js';
import type { EngineApi, EngineOptions, EngineSettings, ReportOptions, Warmth } from './engine.js';
import { EngineClient } from './engine-client.js';
import { SYSTEM_INVOKER } from './execution/system-contracts.js';
import type { TransactionLimits } from './execution/transaction-context.js';
import { newDecoder, toResult } from './results.js';
import { type MemoryReservation, reserveMemories } from './thread/address-space.js';
import { type CallControl, checkControl } from './thread/call-stop.js';
import { checkIsolation } from './thread/isolation.js';
import { readChain } from './vm/python/chain-layout.js';
import { encodeValue } from './vm/values/cbor.js';
import type { Value } from './vm/values/types.js';
import { type Finding, PYTHON_VM, VM_NAMES, type VmId, vmName } from './vm/vm.js';

/** A running executor. Calls are executed one after another, in the order in which they were made. */
export class Host {
  readonly #engine: EngineApi;
  readonly #limits: CallLimits;
  /** What a call may use that sets no limits of its own. */
  readonly #transactionLimits: TransactionLimits;
  readonly #memories: MemoryReservation;

  /** @internal Use `createHost`. */
  constructor(
    engine: EngineApi,
    limits: CallLimits,
    memories: MemoryReservation = reserveMemories(DEV_PROTOCOL.limits),
  ) {
    this.#engine = engine;
    this.#limits = limits;
    this.#transactionLimits = checkLimits(limits);
    this.#memories = memories;
  }

  /**
   * Creates a contract and runs it for the first time. The address depends on `from`, `salt` and the source
   * (EIP-1014); deploying the same again is refused with TOMBSTONE.
   * @param source Python source, at most 64 KiB of UTF-8; or a wasm binary, of the EEI if it imports from
   *   `ethereum`, else of `shard`. It is initcode: what it finishes with is the contract, or it itself if it
   *   finishes with nothing; without arguments it has no call data.
   * @throws PbevmError BAD_INPUT, BAD_VALUE for arguments that are none; ABORTED, DEADLINE; CLOSED;
   *   HostFault.
   */
  async deploy(source: string | Uint8Array, options: DeployOptions = {}): Promise<ContractResult> {
    const code = sourceBytes(source);
    const transaction = {
      sender: senderOf(options),
      code,
      salt: saltBytes(options.salt),
      value: checkValue(options.value, 'value'),
      data: encodeArgs(options.args ?? []),
      ...(options.vm === undefined ? {} : { vm: vmNamed(options.vm) }),
      limits: this.#limitsOf(options),
    };
    return toResult(await this.#engine.deploy(transaction, ...this.#manner(options)));
  }

  /**
   * Sends a message to a contract and keeps what it changed, if it succeeds.
   * @param to address, `0x` and 40 hexadecimal digits.
   * @throws as `deploy`.
   */
  async send(to: string, args: CallArguments = [], options: CallOptions = {}): Promise<ContractResult> {
    return toResult(await this.#engine.send(...this.#message(to, args, options)));
  }

  /** Like `send`, but nothing is kept: for queries (SEMANTICS 21). */
  async call(to: string, args: CallArguments = [], options: CallOptions = {}): Promise<ContractResult> {
    return toResult(await this.#engine.call(...this.#message(to, args, options)));
  }

  /**
   * What screening finds in a source, warnings too, in the order of the source; at most 100 errors and 100
   * warnings. Of a wasm binary, the rules of native contracts that it breaks. Nothing is run or stored.
   * Without errors the contract can be deployed.
   */
  check(source: string | Uint8Array): Promise<readonly Finding[]> {
    return this.#engine.check(sourceBytes(source));
  }

  /** What is stored under an address; undefined if there is nothing, not even a balance. */
  async inspect(address: string): Promise<ContractInfo | undefined> {
    const report = await this.#engine.inspect(parseAddress(address));
    if (report === undefined) return undefined;
    return {
      address: address.toLowerCase(),
      vm: vmName(report.vm) ?? 'none',
      codeHash: toHex(report.codeHash),
      balance: report.balance,
      storageSize: Number(report.storageSize),
      code: report.source,
      source: report.vm === PYTHON_VM ? newDecoder().decode(report.source) : '',
      ...(report.root === undefined ? {} : { root: toHex(report.root) }),
      chain: readChain(report.records),
    };
  }

  /**
   * Makes a contract ready for its next call: its code is read and loaded, none of it runs. Doing so again
   * does nothing.
   * @returns what was done; `no contract` if there is none under the address.
   */
  async warm(address: string): Promise<Warmth> {
    return await this.#engine.warm(parseAddress(address));
  }

  /** What the host holds, once the calls made before have ended. No part of consensus. */
  async statistics(): Promise<HostStatistics> {
    const { pool, images, memories: live } = await this.#engine.statistics();
    const { max, fit } = this.#memories;
    return { pool, images, memories: { live, max, fit } };
  }

  /** Ends the host after the calls in flight. Later calls are rejected with CLOSED. */
  async close(): Promise<void> {
    await this.#engine.close();
    this.#memories.release();
  }

  #message(to: string, args: CallArguments, options: CallOptions): Parameters<EngineApi['send']> {
    const transaction = {
      sender: senderOf(options),
      target: parseAddress(to),
      value: checkValue(options.value, 'value'),
      data: encodeArgs(args),
      limits: this.#limitsOf(options),
    };
    return [transaction, ...this.#manner(options)];
  }

  #manner(options: CallOptions): [ReportOptions, CallControl | undefined] {
    const control = checkControl(options);
    if (control !== undefined && !this.#engine.canStop) {
      const message = "with isolation 'inline' nothing can end a running call: no signal, no deadlineMs";
      throw new PbevmError('BAD_INPUT', message);
    }
    const { withChanges, withEnvironment } = options;
    const reports: ReportOptions = {
      ...(withChanges ? { withChanges } : {}),
      ...(withEnvironment ? { withEnvironment } : {}),
    };
    return [reports, control];
  }

  #limitsOf(options: CallOptions): TransactionLimits {
    if (options.limits === undefined) return this.#transactionLimits;
    return checkLimits({ ...this.#limits, ...options.limits });
  }
}

/**
 * Starts an executor.
 * @throws PbevmError BAD_INPUT; IMAGE_MISSING, IMAGE_MISMATCH; STORE_LOCKED, STORE_DAMAGED,
 *   STORE_UNAVAILABLE; MEMORY_UNAVAILABLE if `ulimit -v` leaves too little;
 *   STACK_TOO_SMALL for `inline` in a thread whose stack is too small.
 */
export async function createHost(options: HostOptions = {}): Promise<Host> {
  const { store = 'memory', isolation = 'worker', path, imagePath } = options;
  if (store !== 'memory' && store !== 'level')
    throw new PbevmError('BAD_INPUT', 'store is `memory` or `level`');
  if (store === 'level' && !path) throw new PbevmError('BAD_INPUT', 'a level store needs `path`, its folder');
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  checkLimits(limits);
  const engineOptions: EngineOptions = {
    store,
    ...(path === undefined ? {} : { path }),
    ...(imagePath === undefined ? {} : { imagePath }),
    ...(options.balances === undefined ? {} : { balances: checkBalances(options.balances) }),
  };
  const settings = engineSettings(options);
  checkIsolation(isolation, DEV_PROTOCOL.limits);
  const memories = reserveMemories(DEV_PROTOCOL.limits);
  try {
    return new Host(await openEngine(isolation, engineOptions, settings), limits, memories);
  } catch (error) {
    memories.release();
    throw error;
  }
}

function engineSettings({ imageCacheBytes, warmUp = true, block }: HostOptions): EngineSettings {
  const base = { isWarmedUp: warmUp, ...(block === undefined ? {} : { block: blockFacts(block) }) };
  if (imageCacheBytes === undefined) return base;
  if (!Number.isSafeInteger(imageCacheBytes) || imageCacheBytes < 0)
    throw new PbevmError('BAD_INPUT', 'imageCacheBytes is a number of bytes');
  return { ...base, imageCacheBytes };
}

const I64_END = 2n ** 63n;
const U64_END = 2n ** 64n;

function blockFacts(block: HostBlock): BlockFacts {
  const { number, timestamp, chainId, shardId, prevRandao = new Uint8Array(32), proposer } = block;
  const integer = (name: string, value: bigint | number = 0n, end: bigint): bigint => {
    const isInteger = typeof value === 'bigint' || Number.isSafeInteger(value);
    if (isInteger && value >= 0 && value < end) return BigInt(value);
    throw new PbevmError('BAD_INPUT', `block.${name} must be an integer from 0 to ${end - 1n}`);
  };
  if (prevRandao.length !== 32) throw new PbevmError('BAD_INPUT', 'block.prevRandao has 32 bytes');
  return {
    ...noBlockFacts(BigInt(DEV_PROTOCOL.limits.blockFuelMax)),
    height: integer('number', number, I64_END),
    timestamp: integer('timestamp', timestamp, I64_END),
    chainId: integer('chainId', chainId, U64_END),
    shardId: integer('shardId', shardId, U64_END),
    prevRandao,
    proposer: proposer === undefined ? ZERO_ADDRESS : parseAddress(proposer),
  };
}

async function openEngine(
  isolation: 'worker' | 'inline',
  options: EngineOptions,
  settings: EngineSettings,
): Promise<EngineApi> {
  if (isolation === 'worker') {
    return EngineClient.open(options, { stackSizeMb: DEV_PROTOCOL.limits.stackMb, settings });
  }
  // Only inline execution needs the engine in this thread.
  const { openInlineEngine } = await import('./inline-engine.js');
  return openInlineEngine(options, settings);
}

/**
 * What screening finds in a source, as `Host.check` says it, on a host of its own. Many sources are quicker
 * on one host.
 * @throws as `createHost`.
 */
export async function checkContract(source: string | Uint8Array): Promise<readonly Finding[]> {
  const host = await createHost({ warmUp: false });
  try {
    return await host.check(source);
  } finally {
    await host.close();
  }
}

/** A copy: the call may wait, and a Buffer may be a part of much more. */
function sourceBytes(source: string | Uint8Array): Uint8Array {
  return typeof source === 'string' ? new TextEncoder().encode(source) : new Uint8Array(source);
}

function senderOf(options: CallOptions): Uint8Array {
  if (options.from === undefined) return ZERO_ADDRESS;
  const sender = parseAddress(options.from);
  // Nobody has it (SEMANTICS 31).
  if (equalBytes(sender, SYSTEM_INVOKER)) throw new PbevmError('BAD_INPUT', 'nobody calls as the system');
  return sender;
}

/** Native amounts, and all of them together, are below it. */
const AMOUNT_END = 2n ** 128n;

function checkValue(value: bigint | number = 0n, name: string): bigint {
  const isInteger = typeof value === 'bigint' || Number.isSafeInteger(value);
  if (isInteger && value >= 0 && value < AMOUNT_END) return BigInt(value);
  throw new PbevmError('BAD_INPUT', `${name} must be an integer from 0 to 2^128 - 1, not ${String(value)}`);
}

function checkBalances(balances: Readonly<Record<string, bigint>>): [Address, bigint][] {
  const amounts = new Map<string, bigint>();
  let sum = 0n;
  for (const [text, amount] of Object.entries(balances)) {
    const address = formatAddress(parseAddress(text));
    if (amounts.has(address)) throw new PbevmError('BAD_INPUT', `balances has ${address} twice`);
    amounts.set(address, checkValue(amount, `the balance of ${address}`));
    sum += checkValue(amount, `the balance of ${address}`);
  }
  checkValue(sum, 'the sum of all balances');
  return [...amounts].map(([address, amount]) => [parseAddress(address), amount]);
}

function vmNamed(wanted: string): VmId {
  const known = VM_NAMES.find(([, name]) => name === wanted);
  if (known === undefined) throw new PbevmError('BAD_INPUT', `there is no VM ${JSON.stringify(wanted)}`);
  return known[0];
}

function encodeArgs(args: CallArguments): Uint8Array {
  if (args instanceof Uint8Array) return callData(args);
  if (!Array.isArray(args)) throw new PbevmError('BAD_INPUT', 'args is an array of values, or bytes');
  return encodeValue(args as Value[], 'args');
}

/** A copy: the call may wait. */
function callData(bytes: Uint8Array): Uint8Array {
  const { valueBytesMax } = DEV_PROTOCOL.limits;
  if (bytes.length <= valueBytesMax) return new Uint8Array(bytes);
  throw new PbevmError('BAD_INPUT', `call data has at most ${valueBytesMax} bytes, not ${bytes.length}`);
}

function saltBytes(salt: string | Uint8Array = EMPTY_BYTES): Uint8Array {
  const bytes = typeof salt === 'string' ? fromHex(salt) : salt;
  if (bytes.length > 32) throw new PbevmError('BAD_INPUT', 'a salt has at most 32 bytes');
  const padded = new Uint8Array(32);
  padded.set(bytes, 32 - bytes.length);
  return padded;
}
