/** Reads the integers of LevelDB's formats from the start of some bytes to their end. */

/** Internal: the bytes are not what they should be. */
export class Malformed extends Error {}

export class ByteCursor {
  readonly #bytes: Uint8Array;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#offset >= this.#bytes.length;
  }

  take(length: number): Uint8Array {
    if (length > this.#bytes.length - this.#offset) throw new Malformed();
    this.#offset += length;
    return this.#bytes.subarray(this.#offset - length, this.#offset);
  }

  /** Bytes behind their length. */
  takePrefixed(): Uint8Array {
    return this.take(this.varint());
  }

  /** Little-endian groups of 7 bits; at most 2^53 here. */
  varint(): number {
    let value = 0;
    for (let factor = 1; factor < 2 ** 49; factor *= 128) {
      const [byte] = this.take(1);
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
    throw new Malformed();
  }
}
