/** Growing buffer of CBOR items with shortest heads (RFC 8949 4.2.1); never grows beyond a limit. */

import { latin1Text } from '../../../runtime/bytes.js';
import { halfBits, NAN_HALF_BITS } from './float-bits.js';
import { fail } from './value-fault.js';

/** Enough for most; V8 makes arrays of this size an order of magnitude faster than larger ones. */
const START_BYTES = 64;

/** Texts up to this length are looked at first: of ASCII, the encoder takes several times as long. */
const SHORT_TEXT_LENGTH = 64;

const utf8 = new TextEncoder();

export class CborWriter {
  readonly #bytesMax: number;
  #buffer = new Uint8Array(START_BYTES);
  /** Made when it is first needed: most items are short. */
  #wideView: DataView | undefined;
  #length = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** Bytes written so far. */
  get length(): number {
    return this.#length;
  }

  /** A copy of what was written. */
  finish(): Uint8Array {
    return this.#buffer.slice(0, this.#length);
  }

  copyFrom(start: number): Uint8Array {
    return this.#buffer.slice(start, this.#length);
  }

  /** The bytes from start as a string of one character each: a cheap identity for a Set or Map. */
  latin1From(start: number): string {
    return latin1Text(this.#buffer.subarray(start, this.#length));
  }

  truncate(length: number): void {
    this.#length = length;
  }

  /** A head with its argument, below 2^64, in the shortest form (RFC 8949 3). */
  head(major: number, argument: number | bigint): void {
    this.#reserve(9);
    const kind = major << 5;
    const at = this.#length;
    if (argument < 24) {
      this.#buffer[at] = kind | Number(argument);
      this.#length = at + 1;
    } else if (argument < 0x100) {
      this.#buffer[at] = kind | 24;
      this.#buffer[at + 1] = Number(argument);
      this.#length = at + 2;
    } else if (argument < 0x10000) {
      this.#buffer[at] = kind | 25;
      this.#view.setUint16(at + 1, Number(argument));
      this.#length = at + 3;
    } else if (argument < 0x1_0000_0000) {
      this.#buffer[at] = kind | 26;
      this.#view.setUint32(at + 1, Number(argument));
      this.#length = at + 5;
    } else {
      this.#buffer[at] = kind | 27;
      this.#view.setBigUint64(at + 1, BigInt(argument));
      this.#length = at + 9;
    }
    this.#check();
  }

  simple(value: boolean | null): void {
    this.head(7, value === null ? 22 : value ? 21 : 20);
  }

  byteString(bytes: Uint8Array): void {
    this.head(2, bytes.length);
    this.raw(bytes);
  }

  text(text: string): void {
    // UTF-8 has at least as many bytes as the text has code units: refuse before allocating.
    if (text.length > this.#bytesMax) this.#failSize();
    if (text.length <= SHORT_TEXT_LENGTH && this.#shortAscii(text)) return;
    const bytes = utf8.encode(text);
    this.head(3, bytes.length);
    this.raw(bytes);
  }

  /** Writes a text of ASCII; of any other, nothing. */
  #shortAscii(text: string): boolean {
    const start = this.#length;
    this.head(3, text.length);
    this.#reserve(text.length);
    const at = this.#length;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code >= 0x80) {
        this.#length = start;
        return false;
      }
      this.#buffer[at + i] = code;
    }
    this.#length = at + text.length;
    this.#check();
    return true;
  }

  /** The shortest float that holds the value; one NaN; the sign of zero kept. */
  float(value: number): void {
    this.#reserve(9);
    const at = this.#length;
    const half = Number.isNaN(value) ? NAN_HALF_BITS : halfBits(value);
    if (half !== undefined) {
      this.#buffer[at] = 0xf9;
      this.#view.setUint16(at + 1, half);
      this.#length = at + 3;
    } else if (Math.fround(value) === value) {
      this.#buffer[at] = 0xfa;
      this.#view.setFloat32(at + 1, value);
      this.#length = at + 5;
    } else {
      this.#buffer[at] = 0xfb;
      this.#view.setFloat64(at + 1, value);
      this.#length = at + 9;
    }
    this.#check();
  }

  /** Bytes that are CBOR already, or the body of a string. */
  raw(bytes: Uint8Array): void {
    if (this.#length + bytes.length > this.#bytesMax) this.#failSize();
    this.#reserve(bytes.length);
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  get #view(): DataView {
    this.#wideView ??= new DataView(this.#buffer.buffer);
    return this.#wideView;
  }

  #reserve(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.#buffer.length) return;
    const grown = new Uint8Array(Math.max(needed, this.#buffer.length * 2));
    grown.set(this.#buffer.subarray(0, this.#length));
    this.#buffer = grown;
    this.#wideView = undefined;
  }

  #check(): void {
    if (this.#length > this.#bytesMax) this.#failSize();
  }

  #failSize(): never {
    fail(`the encoding is larger than ${this.#bytesMax} bytes`);
  }
}
