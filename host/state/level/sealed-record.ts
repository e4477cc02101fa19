/** The checksum that LevelStore puts around values, so that damage is seen (SEMANTICS 26). */

import { createHash, hash } from 'node:crypto';

/** Leading bytes of SHA-256(key || value) that a record carries. */
const SEAL_BYTES = 8;

/** Records up to this size are put together and hashed by one call: three times as fast as a hash object. */
const SHORT_BYTES = 4096;
const short = new Uint8Array(SHORT_BYTES);

/** SHA-256(key || value), 32 bytes. */
export function recordHash(key: Uint8Array, value: Uint8Array): Uint8Array {
  const length = key.length + value.length;
  if (length > SHORT_BYTES) return createHash('sha256').update(key).update(value).digest();
  short.set(key);
  short.set(value, key.length);
  return hash('sha256', short.subarray(0, length), 'buffer');
}

/** The stored form of a value: seal, then value. `digest` is its `recordHash`. */
export function sealValue(digest: Uint8Array, value: Uint8Array): Uint8Array {
  const sealed = new Uint8Array(SEAL_BYTES + value.length);
  for (let i = 0; i < SEAL_BYTES; i++) sealed[i] = digest[i];
  sealed.set(value, SEAL_BYTES);
  return sealed;
}

/** The value in a stored form, or undefined if the seal does not fit. */
export function openSealed(key: Uint8Array, sealed: Uint8Array): Uint8Array | undefined {
  if (sealed.length < SEAL_BYTES) return undefined;
  // A plain view: what LevelDB returns are Buffers, whose `slice` does not copy.
  const value = new Uint8Array(sealed.buffer, sealed.byteOffset + SEAL_BYTES, sealed.length - SEAL_BYTES);
  const digest = recordHash(key, value);
  for (let i = 0; i < SEAL_BYTES; i++) if (sealed[i] !== digest[i]) return undefined;
  return value;
}
