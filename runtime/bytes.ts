/** Byte helpers: hexadecimal with the `0x` prefix of the field, comparison, big-endian integers. */

import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { PbevmError } from './errors.js';

export const EMPTY_BYTES = new Uint8Array(0);

/** `0x` and two lower-case digits per byte. */
export function toHex(bytes: Uint8Array): string {
  return `0x${bytesToHex(bytes)}`;
}

/**
 * Bytes of a hexadecimal text with or without `0x`.
 * @throws PbevmError BAD_INPUT on an odd length or a character that is no digit.
 */
export function fromHex(text: string): Uint8Array {
  const digits = text.startsWith('0x') ? text.slice(2) : text;
  if (digits.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(digits)) {
    throw new PbevmError('BAD_INPUT', `not hexadecimal bytes: ${JSON.stringify(text.slice(0, 80))}`);
  }
  return hexToBytes(digits);
}

/** Lexicographic order of bytes: negative, zero or positive; a prefix sorts before its extensions. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    if (a[i] !== b[i]) return a[i] - b[i];
  }
  return a.length - b.length;
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && compareBytes(a, b) === 0;
}

/** A non-negative integer below 2^64 as 8 big-endian bytes. */
export function u64be(value: bigint | number): Uint8Array {
  const out = new Uint8Array(8);
  new DataView(out.buffer).setBigUint64(0, BigInt(value));
  return out;
}
