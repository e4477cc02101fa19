/** The checksum that LevelStore puts around values, so that damage is seen (SEMANTICS 26). */

import { concatBytes } from '@noble/hashes/utils.js';
import { copyBytes } from '../../../runtime/bytes.js';
import { sha256Text } from '../sha256.js';

/** Leading bytes of SHA-256(key || value) that a record carries. */
const SEAL_BYTES = 8;

/** Records up to this size are put together in one buffer. */
const SHORT_BYTES = 4096;
const short = new Uint8Array(SHORT_BYTES);
const sealedShort = new Uint8Array(SHORT_BYTES);

/** SHA-256(key || value), as a text of one character a byte. */
export function recordHash(key: Uint8Array, value: Uint8Array): string {
  const length = key.length + value.length;
  if (length > SHORT_BYTES) return sha256Text(concatBytes(key, value));
  copyBytes(key, short, 0);
  copyBytes(value, short, key.length);
  return sha256Text(short.subarray(0, length));
}

/**
 * The stored form of a value: seal, then value. Valid until the next call: who writes a batch hands it on at
 * once, and a small array of its own costs LevelDB's binding more than the copy.
 * @param hash the value's `recordHash`
 */
export function sealValue(hash: string, value: Uint8Array): Uint8Array {
  const length = SEAL_BYTES + value.length;
  const sealed = length <= SHORT_BYTES ? sealedShort.subarray(0, length) : new Uint8Array(length);
  for (let i = 0; i < SEAL_BYTES; i++) sealed[i] = hash.charCodeAt(i);
  copyBytes(value, sealed, SEAL_BYTES);
  return sealed;
}

/** The value in a stored form, or undefined if the seal does not fit. */
export function openSealed(key: Uint8Array, sealed: Uint8Array): Uint8Array | undefined {
  if (sealed.length < SEAL_BYTES) return undefined;
  // A plain view: what LevelDB returns are Buffers, whose `slice` does not copy.
  const value = new Uint8Array(sealed.buffer, sealed.byteOffset + SEAL_BYTES, sealed.length - SEAL_BYTES);
  const hash = recordHash(key, value);
  for (let i = 0; i < SEAL_BYTES; i++) if (sealed[i] !== hash.charCodeAt(i)) return undefined;
  return value;
}
