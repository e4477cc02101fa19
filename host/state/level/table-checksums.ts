/**
 * Checks the checksums of LevelDB's table files (`*.ldb`), before LevelDB sees them. LevelDB can check them
 * itself, but its Node binding does not let us ask for it; unchecked, a damaged key hides a record or trips
 * an assertion that aborts the process. Format: LevelDB's doc/table_format.md. Our tables are not compressed.
 */

import { ByteCursor, Malformed } from './byte-cursor.js';
import { maskedCrc } from './crc32c.js';

/** Footer: handles of the metaindex and the index block, padding, magic. */
const FOOTER_BYTES = 48;
const MAGIC_BYTES = 8;
const MAGIC = 0xdb4775248b80fb57n;
/** After each block: type u8, masked CRC-32C u32 of block and type, little-endian. */
const TRAILER_BYTES = 5;
const UNCOMPRESSED = 0;

/** A place in a table file. */
interface Handle {
  readonly offset: number;
  readonly size: number;
}

/** Whether a file is a finished table, and every block of it what was written. */
export function isTableIntact(file: Uint8Array): boolean {
  if (file.length < FOOTER_BYTES) return false;
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  if (view.getBigUint64(file.length - MAGIC_BYTES, true) !== MAGIC) return false;
  try {
    const footer = new ByteCursor(file.subarray(file.length - FOOTER_BYTES, file.length - MAGIC_BYTES));
    const metaindex = readBlock(file, readHandle(footer));
    const index = readBlock(file, readHandle(footer));
    for (const block of [metaindex, index]) for (const handle of handlesIn(block)) readBlock(file, handle);
    return true;
  } catch (error) {
    if (error instanceof Malformed) return false;
    throw error;
  }
}

function readHandle(cursor: ByteCursor): Handle {
  return { offset: cursor.varint(), size: cursor.varint() };
}

/** A block without its trailer, checked. */
function readBlock(file: Uint8Array, { offset, size }: Handle): Uint8Array {
  const end = offset + size;
  if (end + TRAILER_BYTES > file.length - FOOTER_BYTES) throw new Malformed();
  const crc = new DataView(file.buffer, file.byteOffset + end + 1, 4).getUint32(0, true);
  if (file[end] !== UNCOMPRESSED || maskedCrc(file, offset, end + 1) !== crc) throw new Malformed();
  return file.subarray(offset, end);
}

/** Values of an index block: entries (shared, unshared, value length; key; value), restarts, their count. */
function* handlesIn(block: Uint8Array): Iterable<Handle> {
  if (block.length < 4) throw new Malformed();
  const restarts = new DataView(block.buffer, block.byteOffset + block.length - 4, 4).getUint32(0, true);
  const end = block.length - 4 - restarts * 4;
  if (end < 0) throw new Malformed();
  const cursor = new ByteCursor(block.subarray(0, end));
  while (!cursor.isAtEnd) {
    cursor.varint();
    const unsharedBytes = cursor.varint();
    const valueBytes = cursor.varint();
    cursor.take(unsharedBytes);
    yield readHandle(new ByteCursor(cursor.take(valueBytes)));
  }
}
