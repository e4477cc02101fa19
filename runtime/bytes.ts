/** Byte helpers: hexadecimal with the `0x` prefix of the field, comparison, big-endian integers. */

import { PbevmError } from './errors.js';

export const EMPTY_BYTES = new Uint8Array(0);

/** `0x` and two lower-case digits per byte. */
export function toHex(bytes: Uint8Array): string {
  return `0x${encode(bytes, 'hex')}`;
}

/**
 * Bytes of a hexadecimal text with or without `0x`.
 * @throws PbevmError BAD_INPUT on an odd length or a character that is no digit.
 */
export function fromHex(text: string): Uint8Array {
  const start = text.startsWith('0x') ? 2 : 0;
  const bytes = new Uint8Array((text.length - start) >> 1);
  if (text.length % 2 !== 0 || !parseHex(text, start, bytes)) {
    throw new PbevmError('BAD_INPUT', `not hexadecimal bytes: ${JSON.stringify(text.slice(0, 80))}`);
  }
  return bytes;
}

/** Fills bytes with the digits of a text from `start` on; false if one of these is no digit. */
export function parseHex(text: string, start: number, bytes: Uint8Array): boolean {
  for (let i = 0, at = start; i < bytes.length; i++, at += 2) {
    const high = hexDigit(text.charCodeAt(at));
    const low = hexDigit(text.charCodeAt(at + 1));
    if (high < 0 || low < 0) return false;
    bytes[i] = (high << 4) | low;
  }
  return true;
}

function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

/** Arrays up to this length pass through one buffer: making a view of each costs more than copying it. */
const SHORT_BYTES = 256;
const shortBytes = Buffer.alloc(SHORT_BYTES);

/** Up to this length a loop copies sooner than `set` has begun. */
const LOOP_BYTES = 96;

/** Copies bytes into others, from an index there on. */
export function copyBytes(source: Uint8Array, target: Uint8Array, at: number): void {
  if (source.length > LOOP_BYTES) target.set(source, at);
  else for (let i = 0; i < source.length; i++) target[at + i] = source[i];
}

/** The bytes as a string of one character each. */
export function latin1Text(bytes: Uint8Array): string {
  return encode(bytes, 'latin1');
}

function encode(bytes: Uint8Array, encoding: 'hex' | 'latin1'): string {
  if (bytes.length > SHORT_BYTES) {
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString(encoding);
  }
  shortBytes.set(bytes);
  return shortBytes.toString(encoding, 0, bytes.length);
}

/** The text of [start, end) if that is short and all ASCII; else undefined, and a decoder must look. */
export function shortAsciiText(bytes: Uint8Array, start: number, end: number): string | undefined {
  if (end - start > SHORT_BYTES) return undefined;
  let bits = 0;
  for (let i = start; i < end; i++) {
    bits |= bytes[i];
    shortBytes[i - start] = bytes[i];
  }
  return bits < 0x80 ? shortBytes.toString('latin1', 0, end - start) : undefined;
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
