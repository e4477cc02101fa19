/** How the storage of a `shard` contract, one byte array, is kept in records (SEMANTICS 37). */

import type { FuelSchedule } from '../../../runtime/schedule.js';

/** Bytes of a record but the last, which has what is left. */
export const CHUNK_BYTES = 4_096;
const KEY_BYTES = 4;

/** u32, big-endian. */
export function chunkKey(index: number): Uint8Array {
  const key = new Uint8Array(KEY_BYTES);
  new DataView(key.buffer).setUint32(0, index);
  return key;
}

/** Bytes that a record has of a storage of `size`. */
export const chunkLength = (index: number, size: number): number =>
  Math.min(CHUNK_BYTES, size - index * CHUNK_BYTES);

/** Records that a storage of `size` has. */
export const chunkCount = (size: number): number => Math.ceil(size / CHUNK_BYTES);

/** Bytes that a record counts in prices: key and value. */
export const recordBytes = (valueBytes: number): number => KEY_BYTES + valueBytes;

/** Fuel for reading records that have so many bytes together. */
export function readPrice({ host }: FuelSchedule, records: number, bytes: number): number {
  const { storageGet, bufferCopy } = host;
  const each = storageGet.base + storageGet.perByte * KEY_BYTES + bufferCopy.base;
  return records * each + bytes * bufferCopy.perByte;
}
