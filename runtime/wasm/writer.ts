/** Primitive values of the binary format, written into a growing buffer; the counterpart of `reader.ts`. */

const UTF8 = new TextEncoder();
/** Below this, a loop copies faster than `set`. */
const SHORT_COPY_BYTES = 24;

export class ByteWriter {
  #bytes: Uint8Array;
  length = 0;

  constructor(capacity: number) {
    this.#bytes = new Uint8Array(Math.max(capacity, 16));
  }

  /** Copy of what was written. */
  toBytes(): Uint8Array {
    return this.#bytes.slice(0, this.length);
  }

  /** Starts anew in the same buffer. */
  clear(): void {
    this.length = 0;
  }

  u8(byte: number): void {
    this.#reserve(1);
    this.#bytes[this.length++] = byte;
  }

  u32(value: number): void {
    this.#reserve(5);
    let rest = value >>> 0;
    while (rest >= 0x80) {
      this.#bytes[this.length++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.#bytes[this.length++] = rest;
  }

  /** Signed LEB128 of a safe integer. */
  signed(value: number): void {
    this.#reserve(10);
    let rest = value;
    for (;;) {
      const low = rest & 0x7f;
      rest = Math.floor(rest / 128);
      const done = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0);
      this.#bytes[this.length++] = done ? low : low | 0x80;
      if (done) return;
    }
  }

  /** Signed LEB128 of a 64-bit integer. */
  signed64(value: bigint): void {
    this.#reserve(10);
    let rest = BigInt.asIntN(64, value);
    for (;;) {
      const low = Number(rest & 0x7fn);
      rest >>= 7n;
      const done = (rest === 0n && (low & 0x40) === 0) || (rest === -1n && (low & 0x40) !== 0);
      this.#bytes[this.length++] = done ? low : low | 0x80;
      if (done) return;
    }
  }

  bytes(bytes: Uint8Array): void {
    this.copy(bytes, 0, bytes.length);
  }

  /** Appends [start, end) of `source`. */
  copy(source: Uint8Array, start: number, end: number): void {
    const length = end - start;
    this.#reserve(length);
    if (length < SHORT_COPY_BYTES) {
      for (let i = 0; i < length; i++) this.#bytes[this.length + i] = source[start + i];
    } else {
      this.#bytes.set(source.subarray(start, end), this.length);
    }
    this.length += length;
  }

  name(text: string): void {
    const bytes = UTF8.encode(text);
    this.u32(bytes.length);
    this.bytes(bytes);
  }

  /** Another writer's content with its length in front. */
  sized(content: ByteWriter): void {
    this.u32(content.length);
    this.copy(content.#bytes, 0, content.length);
  }

  #reserve(length: number): void {
    const needed = this.length + length;
    if (needed <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    grown.set(this.#bytes.subarray(0, this.length));
    this.#bytes = grown;
  }
}
