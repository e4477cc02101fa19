/**
 * Primitive values of the binary format (sections 5.2.1 to 5.2.4), read strictly: every length is checked.
 */

import { PbevmError } from '../errors.js';

/**
 * Ends reading, validation or instrumentation of a module that is malformed, invalid or outside the profile.
 */
export function badModule(message: string): never {
  throw new PbevmError('BAD_MODULE', message);
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export class ByteReader {
  readonly bytes: Uint8Array;
  position: number;
  readonly end: number;
  /** Start of messages, such as `function 7`. */
  readonly context: string;

  constructor(bytes: Uint8Array, position: number, end: number, context: string) {
    this.bytes = bytes;
    this.position = position;
    this.end = end;
    this.context = context;
  }

  get atEnd(): boolean {
    return this.position === this.end;
  }

  fail(problem: string): never {
    badModule(`${this.context}, byte ${this.position}: ${problem}`);
  }

  u8(): number {
    if (this.position >= this.end) this.fail('unexpected end');
    return this.bytes[this.position++];
  }

  /** Unsigned LEB128 of at most 32 bits and 5 bytes. */
  u32(): number {
    let byte = this.u8();
    if (byte < 0x80) return byte;
    let value = byte & 0x7f;
    for (let shift = 7; shift < 28; shift += 7) {
      byte = this.u8();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    byte = this.u8();
    if (byte > 0x0f) this.fail(byte >= 0x80 ? 'integer representation too long' : 'integer too large');
    return (value | (byte << 28)) >>> 0;
  }

  /**
   * Reads over a signed LEB128 of the given width; the last byte's unused bits must repeat the sign.
   * @returns the value for widths up to 33 bits, else an unspecified number.
   */
  signed(bits: number): number {
    const bytesMax = Math.ceil(bits / 7);
    let value = 0;
    let scale = 1;
    for (let index = 1; index < bytesMax; index++) {
      const byte = this.u8();
      if (byte < 0x80) return byte & 0x40 ? value + (byte - 0x80) * scale : value + byte * scale;
      value += (byte - 0x80) * scale;
      scale *= 128;
    }
    const last = this.u8();
    if (last >= 0x80) this.fail('integer representation too long');
    const usedBits = bits - 7 * (bytesMax - 1);
    const signAndUnused = last >> (usedBits - 1);
    const allOnes = 0x7f >> (usedBits - 1);
    if (signAndUnused !== 0 && signAndUnused !== allOnes) this.fail('integer too large');
    return signAndUnused === 0 ? value + last * scale : value + (last - 0x80) * scale;
  }

  skip(length: number): void {
    if (length > this.end - this.position) this.fail('unexpected end');
    this.position += length;
  }

  /** View of the next bytes. */
  take(length: number): Uint8Array {
    const start = this.position;
    this.skip(length);
    return this.bytes.subarray(start, this.position);
  }

  /** A byte that the format fixes. */
  expect(byte: number, what: string): void {
    if (this.u8() !== byte) this.fail(what);
  }

  /** Number of elements of a vector; more than `max`, or more than there are bytes left, is an error. */
  count(what: string, max: number): number {
    const count = this.u32();
    if (count > max) badModule(`${this.context}: ${what}: ${count}, limit ${max}`);
    if (count > this.end - this.position) this.fail(`${what}: ${count} is more than the bytes left`);
    return count;
  }

  /** UTF-8 text with its length in front. */
  name(bytesMax: number): string {
    const bytes = this.take(this.count('name bytes', bytesMax));
    try {
      return UTF8.decode(bytes);
    } catch {
      return this.fail('malformed UTF-8');
    }
  }

  /** Reader of the next bytes, which must be consumed whole (see `finish`). */
  section(length: number, context: string): ByteReader {
    const start = this.position;
    this.skip(length);
    return new ByteReader(this.bytes, start, this.position, context);
  }

  /** Trailing bytes are an error. */
  finish(): void {
    if (!this.atEnd) this.fail(`${this.end - this.position} trailing bytes`);
  }
}
