/**
 * One run of a native contract, as host functions of every interface see it: fuel, guest memory, the frame's
 * host, the buffer of returned data, the end.
 */

import { EMPTY_BYTES } from '../../../runtime/bytes.js';
import { assert } from '../../../runtime/errors.js';
import type { ProtocolVersion } from '../../../runtime/protocol.js';
import { GUEST_EXIT, GUEST_OUT_OF_FUEL, GuestTrap } from '../../../runtime/sandbox/guest-exit.js';
import type { SandboxInstance } from '../../../runtime/sandbox/instance.js';
import type { EeiOperation, HostOperation, HostPrice } from '../../../runtime/schedule.js';
import type { CallResult, FrameEnd, FrameHost, Message } from '../vm.js';

export const ADDRESS_BYTES = 20;
const U128_BYTES = 16;
const U128_END = 2n ** 128n;
export const WORD_BYTES = 32;

/** A call without what the run itself adds. */
export type CallWish = Omit<Parameters<FrameHost['call']>[0], 'fuelLeft' | 'height' | 'pages' | 'fuelCap'>;

export class NativeRun {
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
  }

  /** Fuel that is left. */
  get fuelLeft(): bigint {
    return this.#sandbox.fuel;
  }

  /** Size of the guest's memory in bytes. */
  get memoryBytes(): number {
    return this.#sandbox.memory.bytes.length;
  }

  // ---- memory; pointers and lengths are i32 whose bits are a u32

  read(pointer: number, length: number): Uint8Array {
    return this.#sandbox.memory.read(pointer, length);
  }

  write(pointer: number, data: Uint8Array): void {
    this.#sandbox.memory.write(pointer, data);
  }

  /**
   * What a contract passes, returns or logs: at most `valueBytesMax` bytes, as every message has (SEMANTICS
   * 11, 24).
   */
  readPayload(pointer: number, length: number): Uint8Array {
    if (length >>> 0 > this.protocol.limits.valueBytesMax) {
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

  // ---- fuel

  /** Takes the price of a host function, or leaves the guest out of fuel. */
  chargeFunction(operation: EeiOperation, length: number): void {
    this.#charge(this.protocol.schedule.eei[operation], length >>> 0);
  }

  /** Takes the price of what the host does, as every VM pays it. */
  chargeHost(operation: HostOperation, bytes: number): void {
    this.#charge(this.protocol.schedule.host[operation], bytes);
  }

  takeFuel(amount: bigint): void {
    const left = this.#sandbox.fuel - amount;
    this.#sandbox.fuel = left;
    if (left < 0n) throw GUEST_OUT_OF_FUEL;
  }

  #charge({ base, perByte }: HostPrice, bytes: number): void {
    this.takeFuel(BigInt(base + perByte * bytes));
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

  /** Where the run stands, for a frame on top of it. */
  protected standing(): { fuelLeft: bigint; height: number; pages: number } {
    const { fuel, height, memory } = this.#sandbox;
    return { fuelLeft: fuel, height, pages: memory.pages };
  }

  /** Pays for what a callee used and keeps what it returned. */
  protected settle(result: CallResult): void {
    assert(result.fuelUsed <= this.#sandbox.fuel, 'a callee uses at most the fuel it was passed');
    this.#sandbox.fuel -= result.fuelUsed;
    if (result.kind === 'refused') return;
    if (result.kind === 'success') this.returnData = result.output;
    else this.returnData = result.kind === 'revert' ? result.reason : EMPTY_BYTES;
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
