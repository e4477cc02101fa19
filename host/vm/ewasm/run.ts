/**
 * One run of a native contract, as its host functions see it: counters, guest memory, the frame's host, the
 * buffer of returned data, the end.
 */

import { EMPTY_BYTES } from '../../../runtime/bytes.js';
import { assert } from '../../../runtime/errors.js';
import type { ProtocolVersion } from '../../../runtime/protocol.js';
import { GUEST_EXIT, GUEST_OUT_OF_FUEL, GuestTrap } from '../../../runtime/sandbox/guest-exit.js';
import type { SandboxInstance } from '../../../runtime/sandbox/instance.js';
import type { EeiOperation } from '../../../runtime/schedule.js';
import type { CallResult, CreateResult, FrameEnd, FrameHost, Message } from '../vm.js';
import { WORD_BYTES } from './gas.js';
import type { GasPrice } from './host-function.js';

export const ADDRESS_BYTES = 20;
const U128_BYTES = 16;
const U128_END = 2n ** 128n;

/** A call without what the run itself adds. */
export type CallWish = Omit<Parameters<FrameHost['call']>[0], 'fuelLeft' | 'height' | 'pages' | 'fuelCap'>;

export class EeiRun {
  readonly host: FrameHost;
  readonly message: Message;
  readonly protocol: ProtocolVersion;
  /** The code that runs. */
  readonly code: Uint8Array;
  /** What the last call or creation that was executed returned. */
  returnData: Uint8Array = EMPTY_BYTES;
  /** How the run ended, once a host function has said so. */
  end: FrameEnd | undefined;

  readonly #sandbox: SandboxInstance;
  /** Undefined in a PBEVM block, where gas is fuel. */
  #gasLeft: bigint | undefined;

  constructor(
    sandbox: SandboxInstance,
    host: FrameHost,
    protocol: ProtocolVersion,
    message: Message,
    code: Uint8Array,
  ) {
    this.#sandbox = sandbox;
    this.host = host;
    this.protocol = protocol;
    this.message = message;
    this.code = code;
    this.#gasLeft = message.gas;
  }

  /** Whether the block is Ethereum-shaped: EEI gas rules hold, fuel is enforced beneath (SEMANTICS 24). */
  get hasGas(): boolean {
    return this.#gasLeft !== undefined;
  }

  /** What the contract may still use of what it pays in: gas, or fuel where that is the gas. */
  get gasLeft(): bigint {
    return this.#gasLeft ?? this.#sandbox.fuel;
  }

  // ---- memory; pointers and lengths are i32 whose bits are a u32

  read(pointer: number, length: number): Uint8Array {
    return this.#sandbox.memory.read(pointer, length);
  }

  write(pointer: number, data: Uint8Array): void {
    this.#sandbox.memory.write(pointer, data);
  }

  /**
   * What a contract passes, returns or logs. In a PBEVM block it has at most `valueBytesMax` bytes, as every
   * message has (SEMANTICS 11, 24); in an Ethereum-shaped one gas is bound enough.
   */
  readPayload(pointer: number, length: number): Uint8Array {
    if (!this.hasGas && length >>> 0 > this.protocol.limits.valueBytesMax) {
      throw new GuestTrap('more bytes than a message may have');
    }
    return this.read(pointer, length);
  }

  readAddress(pointer: number): Uint8Array {
    return this.read(pointer, ADDRESS_BYTES);
  }

  readWord(pointer: number): Uint8Array {
    return this.read(pointer, WORD_BYTES);
  }

  readU128(pointer: number): bigint {
    const bytes = this.read(pointer, U128_BYTES);
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    return (view.getBigUint64(8, true) << 64n) | view.getBigUint64(0, true);
  }

  /** Little-endian. @throws GuestTrap if the value has more than 128 bits, or the place is out of bounds. */
  writeU128(pointer: number, value: bigint): void {
    this.write(pointer, littleEndian(this.checkU128(value), U128_BYTES));
  }

  writeU256(pointer: number, value: bigint): void {
    this.write(pointer, littleEndian(value, WORD_BYTES));
  }

  checkU128(value: bigint): bigint {
    if (value >= U128_END) throw new GuestTrap('an amount of more than 128 bits');
    return value;
  }

  /** Copies [offset, offset + length) of some bytes into memory; there is no filling with zeros. */
  copy(source: Uint8Array, pointer: number, offset: number, length: number): void {
    const start = offset >>> 0;
    const end = start + (length >>> 0);
    if (end > source.length) throw new GuestTrap('a copy from behind the end of its source');
    this.write(pointer, source.subarray(start, end));
  }

  // ---- gas and fuel

  /** Takes the price of a host function, in what the block pays in, or leaves the guest out of it. */
  charge(gas: GasPrice, operation: EeiOperation, length: number): void {
    const bytes = length >>> 0;
    if (this.#gasLeft === undefined) {
      const { base, perByte } = this.protocol.schedule.eei[operation];
      this.#takeFuel(BigInt(base + perByte * bytes));
      return;
    }
    const { base, perWord = 0, perByte = 0 } = gas;
    this.useGas(BigInt(base + perWord * Math.ceil(bytes / WORD_BYTES) + perByte * bytes));
  }

  /** Takes gas, or fuel where that is the gas. */
  useGas(amount: bigint): void {
    if (this.#gasLeft === undefined) {
      this.#takeFuel(amount);
      return;
    }
    if (amount > this.#gasLeft) throw GUEST_OUT_OF_FUEL;
    this.#gasLeft -= amount;
  }

  /** Code of an account. In a PBEVM block its bytes are paid for: they may have to be read from the store. */
  externalCode(address: Uint8Array): Uint8Array {
    const code = this.host.getCode(address);
    if (!this.hasGas) this.#takeFuel(BigInt(this.protocol.schedule.eei.externalCode.perByte * code.length));
    return code;
  }

  /** Takes gas that only Ethereum asks for: a PBEVM block has it in the price of the function. */
  useEthereumGas(amount: bigint): void {
    if (this.#gasLeft !== undefined) this.useGas(amount);
  }

  /** Takes fuel beneath whatever the gas rules say. */
  useFuel(operation: EeiOperation): void {
    this.#takeFuel(BigInt(this.protocol.schedule.eei[operation].base));
  }

  // ---- ends

  /** Leaves the guest with this end. */
  exit(end: FrameEnd): never {
    this.end = end;
    throw GUEST_EXIT;
  }

  /** A static frame that would change something halts. */
  refuseStatic(): void {
    if (this.message.isStatic) this.exit({ kind: 'halt', code: 'STATIC' });
  }

  // ---- other contracts

  /**
   * Makes a call.
   * @param cap gas or fuel to pass at most; 63/64 of what is left bound it too (EIP-150).
   * @param stipend gas that the callee gets beside it.
   */
  call(wish: CallWish, cap: bigint, stipend: bigint): CallResult {
    const passed = this.#takeGasFor(cap);
    const gas = passed === undefined ? {} : { gas: passed + stipend };
    const result = this.host.call({ ...wish, ...this.#standing(), ...gas, fuelCap: cap });
    this.#settle(result);
    return result;
  }

  /** Makes a contract with all but one 64th of the gas. */
  create(initcode: Uint8Array, value: bigint): CreateResult {
    const passed = this.#takeGasFor(this.gasLeft);
    const gas = passed === undefined ? {} : { gas: passed };
    const result = this.host.create({ initcode, value, ...this.#standing(), ...gas });
    this.#settle(result);
    return result;
  }

  #standing(): { fuelLeft: bigint; height: number; pages: number } {
    const { fuel, height, memory } = this.#sandbox;
    return { fuelLeft: fuel, height, pages: memory.pages };
  }

  /** Takes the gas that a callee gets; undefined in a PBEVM block, where the host decides on fuel. */
  #takeGasFor(cap: bigint): bigint | undefined {
    if (this.#gasLeft === undefined) return undefined;
    const most = this.#gasLeft - this.#gasLeft / 64n;
    const passed = cap < most ? cap : most;
    this.#gasLeft -= passed;
    return passed;
  }

  /** Pays for what a callee used, takes back what gas it has left, and keeps what it returned. */
  #settle(result: CallResult): void {
    assert(result.fuelUsed <= this.#sandbox.fuel, 'a callee uses at most the fuel it was passed');
    this.#sandbox.fuel -= result.fuelUsed;
    if (this.#gasLeft !== undefined) {
      assert(result.gasLeft !== undefined, 'a callee in an Ethereum-shaped block has gas');
      this.#gasLeft += result.gasLeft;
    }
    if (result.kind === 'refused') return;
    if (result.kind === 'success') this.returnData = result.output;
    else this.returnData = result.kind === 'revert' ? result.reason : EMPTY_BYTES;
  }

  #takeFuel(amount: bigint): void {
    const left = this.#sandbox.fuel - amount;
    this.#sandbox.fuel = left;
    if (left < 0n) throw GUEST_OUT_OF_FUEL;
  }
}

/** What integers are written from; it is copied into guest memory at once. */
const scratch = new Uint8Array(WORD_BYTES);
const scratchView = new DataView(scratch.buffer);

/** Of a length that is a multiple of 8. Valid until the next call. */
function littleEndian(value: bigint, length: number): Uint8Array {
  // The view takes the lowest 64 bits.
  for (let at = 0, rest = value; at < length; at += 8, rest >>= 64n) scratchView.setBigUint64(at, rest, true);
  return length === WORD_BYTES ? scratch : scratch.subarray(0, length);
}
