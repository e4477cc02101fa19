/**
 * How far a proof of one key leads, read off without hashing: what checking it and changing the leaf will
 * take can be priced before it is done. The form is that of proof-nodes.ts.
 */

import { equalBytes } from '../../../runtime/bytes.js';
import { bitAt, KEY_BITS, KEY_BYTES } from './key-bits.js';
import { NODE_KIND } from './proof-nodes.js';
import { u32be } from './proof-reader.js';

export interface ProofWay {
  /** Pairs from the root to where the key's leaf is or would be. */
  readonly pairs: number;
  /** Key of the leaf that is there, if one is. */
  readonly leafKey: Uint8Array | undefined;
}

const COUNT_OF_ONE = u32be(1);

/** Bytes of a node beside the way, by its kind; the others are none. */
const BESIDE_BYTES: Readonly<Record<number, number | undefined>> = {
  [NODE_KIND.empty]: 1,
  [NODE_KIND.hash]: 1 + KEY_BYTES,
  [NODE_KIND.leaf]: 1 + 2 * KEY_BYTES,
  [NODE_KIND.opened]: 1 + 2 * KEY_BYTES,
};

/**
 * The way of a proof of a key and no other; undefined if it is none. A proof that has one may still be wrong.
 */
export function readProofWay(proof: Uint8Array, key: Uint8Array): ProofWay | undefined {
  let at = COUNT_OF_ONE.length + KEY_BYTES;
  if (!equalBytes(proof.subarray(0, COUNT_OF_ONE.length), COUNT_OF_ONE)) return undefined;
  if (!equalBytes(proof.subarray(COUNT_OF_ONE.length, at), key)) return undefined;
  const isPresent = proof[at++] === 1;
  if (isPresent) at += KEY_BYTES;
  for (let pairs = 0; pairs <= KEY_BITS; pairs++) {
    const kind = proof[at++];
    if (kind === NODE_KIND.empty) return { pairs, leafKey: undefined };
    if (kind === NODE_KIND.leaf) {
      const leafKey = isPresent ? key : proof.subarray(at, at + KEY_BYTES);
      return leafKey.length === KEY_BYTES ? { pairs, leafKey } : undefined;
    }
    if (kind !== NODE_KIND.pair || pairs === KEY_BITS) return undefined;
    // Left comes before right: a node on the left of the way stands before what follows.
    const skipped = bitAt(key, pairs) === 1 ? BESIDE_BYTES[proof[at]] : 0;
    if (skipped === undefined) return undefined;
    at += skipped;
  }
  return undefined;
}
