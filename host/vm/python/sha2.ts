/**
 * SHA-2 for hashlib: what is behind the host function `sha2`, which python-wasm/port/sha2module.c calls. A
 * function of the message alone: every node computes the same, by whatever instructions its processor has.
 */

import { hash } from 'node:crypto';

/** Algorithms of FIPS 180-4 by the bytes of their digests. */
const ALGORITHMS: Readonly<Record<number, string | undefined>> = {
  28: 'sha224',
  32: 'sha256',
  48: 'sha384',
  64: 'sha512',
};

/** The digest of so many bytes; undefined if there is no algorithm with such digests. */
export function sha2(digestBytes: number, message: Uint8Array): Uint8Array | undefined {
  const algorithm = ALGORITHMS[digestBytes];
  if (algorithm === undefined) return undefined;
  // As text of a character a byte: a buffer made by node takes longer than hashing 64 bytes, 0.3 us.
  const text = hash(algorithm, message, 'binary');
  const digest = new Uint8Array(digestBytes);
  for (let at = 0; at < digestBytes; at++) digest[at] = text.charCodeAt(at);
  return digest;
}
