/**
 * SHA-256 of short bytes, at a quarter of the time of a hash object. `crypto.hash` is quick where its result
 * is a text: a Buffer costs it three times the hash itself (0.17 µs against 0.58 for 33 bytes here; as-sha256
 * 0.42).
 */

import { hash } from 'node:crypto';

const HASH_BYTES = 32;

/** As 32 characters, one a byte. */
export function sha256Text(bytes: Uint8Array): string {
  return hash('sha256', bytes, 'binary');
}

/** A new array of 32 bytes. */
export function sha256(bytes: Uint8Array): Uint8Array {
  const text = hash('sha256', bytes, 'binary');
  const result = new Uint8Array(HASH_BYTES);
  for (let i = 0; i < HASH_BYTES; i++) result[i] = text.charCodeAt(i);
  return result;
}
