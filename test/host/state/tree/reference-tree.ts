/** The tree of semantics 25, written from its text and from nothing else. */

import { createHash } from 'node:crypto';

export interface ReferenceLeaf {
  readonly key: Uint8Array;
  readonly valueHash: Uint8Array;
}

function sha256(...parts: Uint8Array[]): Uint8Array {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

export function bitOf(key: Uint8Array, depth: number): number {
  return (key[Math.floor(depth / 8)] >> (7 - (depth % 8))) & 1;
}

/** Hash of the node at a depth that stands for these leaves. */
export function referenceRoot(leaves: readonly ReferenceLeaf[], depth = 0): Uint8Array {
  if (leaves.length === 0) return new Uint8Array(32);
  if (leaves.length === 1) return sha256(Uint8Array.of(0), leaves[0].key, leaves[0].valueHash);
  const left = leaves.filter(({ key }) => bitOf(key, depth) === 0);
  const right = leaves.filter(({ key }) => bitOf(key, depth) === 1);
  return sha256(referenceRoot(left, depth + 1), referenceRoot(right, depth + 1));
}
