/**
 * hash_tree_root and serialisation by hand, after the text of the SSZ specification, for the shapes that
 * containers have: slow, simple, with nothing of the library's.
 */

import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes } from '@noble/hashes/utils.js';

/** A value with its type: what the specification merkleizes and serialises. */
export type Shape =
  | { readonly kind: 'uint'; readonly bytes: number; readonly value: bigint }
  | { readonly kind: 'vector'; readonly bytes: Uint8Array }
  | { readonly kind: 'bytes'; readonly limit: number; readonly bytes: Uint8Array }
  | { readonly kind: 'list'; readonly limit: number; readonly items: readonly Shape[] }
  | { readonly kind: 'container'; readonly fields: readonly Shape[] };

export const uint = (bits: number, value: bigint | number): Shape => ({
  kind: 'uint',
  bytes: bits / 8,
  value: BigInt(value),
});
export const vector = (bytes: Uint8Array): Shape => ({ kind: 'vector', bytes });
export const byteList = (limit: number, bytes: Uint8Array): Shape => ({ kind: 'bytes', limit, bytes });
export const list = (limit: number, items: readonly Shape[]): Shape => ({ kind: 'list', limit, items });
export const container = (...fields: Shape[]): Shape => ({ kind: 'container', fields });

function little(value: bigint, bytes: number): Uint8Array {
  return Uint8Array.from({ length: bytes }, (_, at) => Number((value >> BigInt(8 * at)) & 0xffn));
}

/** Chunks of 32 bytes, the last padded with zeros. */
function pack(bytes: Uint8Array): Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.length / 32) }, (_, chunk) => {
    const padded = new Uint8Array(32);
    padded.set(bytes.subarray(chunk * 32, chunk * 32 + 32));
    return padded;
  });
}

/** Root of the tree over chunks, as wide as the limit demands: by the definition, level by level. */
function merkleize(chunks: readonly Uint8Array[], limit: number): Uint8Array {
  let level = [...chunks];
  let zero: Uint8Array = new Uint8Array(32);
  for (let width = 1; width < limit; width *= 2) {
    const next: Uint8Array[] = [];
    for (let at = 0; at < level.length; at += 2) {
      next.push(sha256(concatBytes(level[at], level[at + 1] ?? zero)));
    }
    level = next;
    zero = sha256(concatBytes(zero, zero));
  }
  return level[0] ?? zero;
}

const mixLength = (root: Uint8Array, length: number) => sha256(concatBytes(root, little(BigInt(length), 32)));

export function rootOf(shape: Shape): Uint8Array {
  switch (shape.kind) {
    case 'uint':
      return little(shape.value, 32);
    case 'vector':
      return merkleize(pack(shape.bytes), Math.ceil(shape.bytes.length / 32));
    case 'bytes':
      return mixLength(merkleize(pack(shape.bytes), Math.ceil(shape.limit / 32)), shape.bytes.length);
    case 'list':
      return mixLength(merkleize(shape.items.map(rootOf), shape.limit), shape.items.length);
    case 'container':
      return merkleize(shape.fields.map(rootOf), shape.fields.length);
  }
}

const isFixed = (shape: Shape): boolean =>
  shape.kind === 'uint' ||
  shape.kind === 'vector' ||
  (shape.kind === 'container' && shape.fields.every(isFixed));

export function bytesOf(shape: Shape): Uint8Array {
  switch (shape.kind) {
    case 'uint':
      return little(shape.value, shape.bytes);
    case 'vector':
    case 'bytes':
      return shape.bytes;
    case 'list':
      return series(shape.items);
    case 'container':
      return series(shape.fields);
  }
}

/** Fixed parts, with offsets of u32 in place of variable ones, which follow. */
function series(parts: readonly Shape[]): Uint8Array {
  const bodies = parts.map(bytesOf);
  let offset = parts.reduce((sum, part, at) => sum + (isFixed(part) ? bodies[at].length : 4), 0);
  const heads = parts.map((part, at) => {
    if (isFixed(part)) return bodies[at];
    const head = little(BigInt(offset), 4);
    offset += bodies[at].length;
    return head;
  });
  return concatBytes(...heads, ...bodies.filter((_, at) => !isFixed(parts[at])));
}
