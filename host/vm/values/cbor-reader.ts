/** Reads CBOR heads and strings, in their shortest form only (RFC 8949 3, 4.2.1). */

import { latin1Text, shortAsciiText } from '../../../runtime/bytes.js';
import { halfBits, halfToNumber, NAN_HALF_BITS } from './float-bits.js';
import { fail } from './value-fault.js';

// Fatal: malformed UTF-8 is an error, surrogates too. A byte order mark is a character like others.
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export class CborReader {
  readonly #bytes: Uint8Array;
  /** Made when it is first needed: most items do without. */
  #wideView: DataView | undefined;
  #offset = 0;
  /** Of the head that was read last. */
  major = 0;
  info = 0;
  argument: number | bigint = 0;
  float = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get #view(): DataView {
    this.#wideView ??= new DataView(this.#bytes.buffer, this.#bytes.byteOffset, this.#bytes.length);
    return this.#wideView;
  }

  get offset(): number {
    return this.#offset;
  }

  get remaining(): number {
    return this.#bytes.length - this.#offset;
  }

  /** A view, not a copy. */
  bytesFrom(start: number): Uint8Array {
    return this.#bytes.subarray(start, this.#offset);
  }

  /** The bytes from start as a string of one character each: a cheap identity for a Set or Map. */
  latin1From(start: number): string {
    return latin1Text(this.bytesFrom(start));
  }

  /** Reads a head into `major`, `info` and `argument`, or `float` for major type 7 with 16 bits or more. */
  readHead(): void {
    const start = this.#offset;
    this.#require(1);
    const first = this.#bytes[start];
    this.major = first >>> 5;
    this.info = first & 0x1f;
    this.#offset = start + 1;
    if (this.info < 24) {
      this.argument = this.info;
      return;
    }
    if (this.info > 27) {
      fail(`${this.info === 31 ? 'an indefinite length or a break' : 'a reserved head'} (byte ${start})`);
    }
    const width = 1 << (this.info - 24);
    this.#require(width);
    this.#offset += width;
    if (this.major !== 7) this.#readArgument(start);
    else if (this.info === 24) fail(`a simple value other than False, True and None (byte ${start})`);
    else this.#readFloat(start);
  }

  #readArgument(start: number): void {
    const at = start + 1;
    let least: number | bigint;
    switch (this.info) {
      case 24:
        this.argument = this.#bytes[at];
        least = 24;
        break;
      case 25:
        this.argument = (this.#bytes[at] << 8) | this.#bytes[at + 1];
        least = 0x100;
        break;
      case 26:
        this.argument = this.#view.getUint32(at);
        least = 0x10000;
        break;
      default: {
        const wide = this.#view.getBigUint64(at);
        this.argument = wide <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(wide) : wide;
        least = 0x1_0000_0000;
      }
    }
    if (this.argument < least) fail(`a head that is longer than needed (byte ${start})`);
  }

  #readFloat(start: number): void {
    const at = start + 1;
    let isShortest: boolean;
    if (this.info === 25) {
      const bits = this.#view.getUint16(at);
      this.float = halfToNumber(bits);
      isShortest = !Number.isNaN(this.float) || bits === NAN_HALF_BITS;
    } else if (this.info === 26) {
      this.float = this.#view.getFloat32(at);
      isShortest = !Number.isNaN(this.float) && halfBits(this.float) === undefined;
    } else {
      this.float = this.#view.getFloat64(at);
      isShortest = !Number.isNaN(this.float) && Math.fround(this.float) !== this.float;
    }
    if (!isShortest) fail(`a float or NaN that is not in its one, shortest form (byte ${start})`);
  }

  /** The next bytes: a view, not a copy. */
  takeBytes(length: number | bigint): Uint8Array {
    this.#require(length);
    const start = this.#offset;
    this.#offset += Number(length);
    return this.#bytes.subarray(start, this.#offset);
  }

  takeText(length: number | bigint): string {
    this.#require(length);
    const start = this.#offset;
    this.#offset += Number(length);
    // Of short ASCII, the decoder takes several times as long.
    const ascii = shortAsciiText(this.#bytes, start, this.#offset);
    if (ascii !== undefined) return ascii;
    try {
      return utf8.decode(this.bytesFrom(start));
    } catch (error) {
      // A native stack that overflows here is a fault of the host, not of the bytes.
      if (error instanceof RangeError) throw error;
      return fail(`a text that is not UTF-8 (byte ${start})`);
    }
  }

  #require(length: number | bigint): void {
    if (length > this.remaining)
      fail(`${length} bytes wanted, ${this.remaining} left (byte ${this.#offset})`);
  }
}
