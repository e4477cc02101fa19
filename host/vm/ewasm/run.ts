/** One run of a contract of the EEI: what every native run has, and gas where the block counts that. */

import { assert } from '../../../runtime/errors.js';
import type { ProtocolVersion } from '../../../runtime/protocol.js';
import { GUEST_OUT_OF_FUEL } from '../../../runtime/sandbox/guest-exit.js';
import type { SandboxInstance } from '../../../runtime/sandbox/instance.js';
import type { CallResult, CreateResult, FrameHost, Message } from '../vm.js';
import type { EeiFunction } from './host-function.js';
import { type CallWish, NativeRun, WORD_BYTES } from './native-run.js';

export class EeiRun extends NativeRun {
  /** Undefined in a PBEVM block, where gas is fuel. */
  #gasLeft: bigint | undefined;

  constructor(
    sandbox: SandboxInstance,
    host: FrameHost,
    protocol: ProtocolVersion,
    message: Message,
    code: Uint8Array,
  ) {
    super(sandbox, host, protocol, message, code);
    this.#gasLeft = message.gas;
  }

  /** Whether the block is Ethereum-shaped: EEI gas rules hold, fuel is enforced beneath (SEMANTICS 24). */
  get hasGas(): boolean {
    return this.#gasLeft !== undefined;
  }

  /** What the contract may still use of what it pays in: gas, or fuel where that is the gas. */
  get gasLeft(): bigint {
    return this.#gasLeft ?? this.fuelLeft;
  }

  /** Takes the price of a host function, in what the block pays in, or leaves the guest out of it. */
  charge({ gas, fuel }: EeiFunction, length: number): void {
    if (this.#gasLeft === undefined) {
      this.chargeFunction(fuel, length);
      return;
    }
    const bytes = length >>> 0;
    const { base, perWord = 0, perByte = 0 } = gas;
    this.useGas(BigInt(base + perWord * Math.ceil(bytes / WORD_BYTES) + perByte * bytes));
  }

  /** Takes gas, or fuel where that is the gas. */
  useGas(amount: bigint): void {
    if (this.#gasLeft === undefined) {
      this.takeFuel(amount);
      return;
    }
    if (amount > this.#gasLeft) throw GUEST_OUT_OF_FUEL;
    this.#gasLeft -= amount;
  }

  /** In an Ethereum-shaped block gas is bound enough. */
  override readPayload(pointer: number, length: number): Uint8Array {
    return this.hasGas ? this.read(pointer, length) : super.readPayload(pointer, length);
  }

  /** Code of an account. In a PBEVM block its bytes are paid for: they may have to be read from the store. */
  externalCode(address: Uint8Array): Uint8Array {
    const code = this.host.getCode(address);
    if (!this.hasGas) this.takeFuel(BigInt(this.protocol.schedule.eei.externalCode.perByte * code.length));
    return code;
  }

  /** Takes gas that only Ethereum asks for: a PBEVM block has it in the price of the function. */
  useEthereumGas(amount: bigint): void {
    if (this.#gasLeft !== undefined) this.useGas(amount);
  }

  /**
   * Makes a call.
   * @param cap gas or fuel to pass at most; 63/64 of what is left bound it too (EIP-150).
   * @param stipend gas that the callee gets beside it.
   */
  call(wish: CallWish, cap: bigint, stipend: bigint): CallResult {
    const passed = this.#takeGasFor(cap);
    const gas = passed === undefined ? {} : { gas: passed + stipend };
    const result = this.host.call({ ...wish, ...this.standing(), ...gas, fuelCap: cap });
    this.settle(result);
    return result;
  }

  /** Makes a contract with all but one 64th of the gas. */
  create(initcode: Uint8Array, value: bigint): CreateResult {
    const passed = this.#takeGasFor(this.gasLeft);
    const gas = passed === undefined ? {} : { gas: passed };
    const result = this.host.create({ initcode, value, ...this.standing(), ...gas });
    this.settle(result);
    return result;
  }

  /** Takes the gas that a callee gets; undefined in a PBEVM block, where the host decides on fuel. */
  #takeGasFor(cap: bigint): bigint | undefined {
    if (this.#gasLeft === undefined) return undefined;
    const most = this.#gasLeft - this.#gasLeft / 64n;
    const passed = cap < most ? cap : most;
    this.#gasLeft -= passed;
    return passed;
  }

  /** Takes back what gas a callee has left, too. */
  protected override settle(result: CallResult): void {
    super.settle(result);
    if (this.#gasLeft === undefined) return;
    assert(result.gasLeft !== undefined, 'a callee in an Ethereum-shaped block has gas');
    this.#gasLeft += result.gasLeft;
  }
}
