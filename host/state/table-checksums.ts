/**
 * Checks the checksums of LevelDB's table files (`*.ldb`), before LevelDB sees them. LevelDB can check them
 * itself, but its Node binding does not let us ask for it; unchecked, a damaged key hides a record or trips
 * an assertion that aborts the process. Format: LevelDB's doc/table_format.md. Our tables are not compressed.
 */

/** Footer: handles of the metaindex and the index block, padding, magic. */
const FOOTER_BYTES = 48;
const MAGIC_BYTES = 8;
const MAGIC = 0xdb4775248b80fb57n;
/** After each block: type u8, masked CRC-32C u32 of block and type, little-endian. */
const TRAILER_BYTES = 5;
const UNCOMPRESSED = 0;

/** Reversed polynomial of CRC-32C (Castagnoli). */
const CRC_POLYNOMIAL = 0x82f63b78;
const CRC_MASK_DELTA = 0xa282ead8;

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 0 ? crc >>> 1 : (crc >>> 1) ^ CRC_POLYNOMIAL;
  return crc;
});

/** CRC-32C as LevelDB stores it. */
export function maskedCrc(bytes: Uint8Array): number {
  let crc = -1;
  for (let i = 0; i < bytes.length; i++) crc = CRC_TABLE[(crc ^ bytes[i]) & 0xff] ^ (crc >>> 8);
  const plain = ~crc >>> 0;
  return (((plain >>> 15) | (plain << 17)) + CRC_MASK_DELTA) >>> 0;
}

/** Internal: the bytes are no table. */
class Malformed extends Error {}

/** A place in a table file. */
interface Handle {
  readonly offset: number;
  readonly size: number;
}

/**
 * Whether every block of a table is what was written. A file without the magic at its end was never finished,
 * or was cut: if the database needs it, LevelDB itself refuses it.
 */
export function isTableIntact(file: Uint8Array): boolean {
  if (file.length < FOOTER_BYTES) return true;
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  if (view.getBigUint64(file.length - MAGIC_BYTES, true) !== MAGIC) return true;
  try {
    const footer = new Cursor(file.subarray(file.length - FOOTER_BYTES, file.length - MAGIC_BYTES));
    const metaindex = readBlock(file, footer.handle());
    const index = readBlock(file, footer.handle());
    for (const block of [metaindex, index]) for (const handle of handlesIn(block)) readBlock(file, handle);
    return true;
  } catch (error) {
    if (error instanceof Malformed) return false;
    throw error;
  }
}

/** A block without its trailer, checked. */
function readBlock(file: Uint8Array, { offset, size }: Handle): Uint8Array {
  const end = offset + size;
  if (end + TRAILER_BYTES > file.length - FOOTER_BYTES) throw new Malformed();
  const crc = new DataView(file.buffer, file.byteOffset + end + 1, 4).getUint32(0, true);
  if (file[end] !== UNCOMPRESSED || maskedCrc(file.subarray(offset, end + 1)) !== crc) throw new Malformed();
  return file.subarray(offset, end);
}

/** Values of an index block: entries (shared, unshared, value length; key; value), restarts, their count. */
function* handlesIn(block: Uint8Array): Iterable<Handle> {
  if (block.length < 4) throw new Malformed();
  const restarts = new DataView(block.buffer, block.byteOffset + block.length - 4, 4).getUint32(0, true);
  const end = block.length - 4 - restarts * 4;
  if (end < 0) throw new Malformed();
  const cursor = new Cursor(block.subarray(0, end));
  while (!cursor.isAtEnd) {
    cursor.varint();
    const unsharedBytes = cursor.varint();
    const valueBytes = cursor.varint();
    cursor.take(unsharedBytes);
    yield new Cursor(cursor.take(valueBytes)).handle();
  }
}

class Cursor {
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

  handle(): Handle {
    return { offset: this.varint(), size: this.varint() };
  }
}
