/**
 * LevelDB's log format, of its logs and of MANIFEST (LevelDB's doc/log_format.md). LevelDB drops what is
 * damaged in a log without a word, also when good batches follow; this file tells a write that a crash cut
 * short, which is at the end of the last log, from damage, which is anywhere.
 */

import { concatBytes } from '@noble/hashes/utils.js';
import { maskedCrc } from './crc32c.js';

const BLOCK_BYTES = 32 * 1024;
/** Masked CRC-32C u32 of type and payload, length u16, little-endian; type u8. */
const HEADER_BYTES = 7;
/** A piece is a whole record, or its first, a middle, or its last part. */
const PIECE = { full: 1, first: 2, middle: 3, last: 4 } as const;

export interface LogContent {
  readonly records: readonly Uint8Array[];
  /** `torn`: the file ends within a record or in nonsense; `damaged`: nonsense, and records after it. */
  readonly end: 'whole' | 'torn' | 'damaged';
  /** Where the records of `records` end, in bytes. */
  readonly offset: number;
}

interface Piece {
  readonly type: number;
  readonly payload: Uint8Array;
  /** Where the next one starts. */
  readonly end: number;
}

/** The records of a file up to its end or to the first that is not intact. */
export function readLog(file: Uint8Array): LogContent {
  const records: Uint8Array[] = [];
  let parts: Uint8Array[] = [];
  let offset = 0;
  for (let at = skipTrailer(file, 0); at < file.length; ) {
    const piece = readPiece(file, at);
    if (piece === undefined || isStart(piece.type) !== (parts.length === 0)) {
      return { records, end: hasLaterRecord(file, at) ? 'damaged' : 'torn', offset };
    }
    parts.push(piece.payload);
    at = skipTrailer(file, piece.end);
    if (piece.type !== PIECE.full && piece.type !== PIECE.last) continue;
    records.push(parts.length === 1 ? parts[0] : concatBytes(...parts));
    parts = [];
    offset = piece.end;
  }
  return { records, end: parts.length === 0 ? 'whole' : 'torn', offset };
}

/** The piece at an offset; undefined if there is none that is intact. */
function readPiece(file: Uint8Array, at: number): Piece | undefined {
  const blockEnd = Math.min(file.length, at - (at % BLOCK_BYTES) + BLOCK_BYTES);
  if (at + HEADER_BYTES > blockEnd) return undefined;
  const view = new DataView(file.buffer, file.byteOffset + at, HEADER_BYTES);
  const type = file[at + 6];
  const end = at + HEADER_BYTES + view.getUint16(4, true);
  if (type < PIECE.full || type > PIECE.last || end > blockEnd) return undefined;
  if (maskedCrc(file, at + 6, end) !== view.getUint32(0, true)) return undefined;
  return { type, payload: file.subarray(at + HEADER_BYTES, end), end };
}

/** The end of a block that is too short for a header stays empty. */
function skipTrailer(file: Uint8Array, at: number): number {
  const rest = BLOCK_BYTES - (at % BLOCK_BYTES);
  return rest < HEADER_BYTES && at + rest <= file.length ? at + rest : at;
}

/** Whether a record starts in a block after the one of an offset: LevelDB goes on reading there. */
function hasLaterRecord(file: Uint8Array, after: number): boolean {
  for (let block = after - (after % BLOCK_BYTES) + BLOCK_BYTES; block < file.length; block += BLOCK_BYTES) {
    for (let at = block; at < Math.min(block + BLOCK_BYTES, file.length); ) {
      const piece = readPiece(file, at);
      if (piece === undefined) break;
      if (isStart(piece.type)) return true;
      at = skipTrailer(file, piece.end);
    }
  }
  return false;
}

function isStart(type: number): boolean {
  return type === PIECE.full || type === PIECE.first;
}
