/**
 * How many nodes the functions of environment-trees.ts and receipts-root.ts will hash, known before they do
 * it, so that it can be paid first. It follows from the arguments alone and is never less than what is done.
 *
 * Bytes of arguments do not bound it well: two of them can be a pair of a proof, and a leaf that shares its
 * first 255 bits with a key is 255 new pairs.
 */

import { compareBytes } from '../../runtime/bytes.js';
import { sharedBits } from '../state/tree/key-bits.js';
import { type ProofWay, readProofWay } from '../state/tree/proof-way.js';
import type { Value } from '../vm/values/types.js';
import { readStates } from './contract-state.js';
import { areReceipts, CHUNK_BYTES, LIST_LEVELS, RECEIPT_LEVELS } from './receipts-root.js';

/** Beside the pairs on a way: the leaf at its end, and a node beside it that is opened or moves. */
const NODES_AT_END = 2;

/** Of `verifyState`; 0 if the State is refused as it is read. */
export function nodesToVerify(address: Value, state: Value): number {
  return readWays(new Map([[address, state]]))?.checked ?? 0;
}

/** Of `rootAfter`: all proofs are checked, then the ways are hashed again as they are after the changes. */
export function nodesOfRootAfter(states: Value): number {
  const found = readWays(states);
  return found === undefined ? 0 : found.checked + nodesOfWays(found.ways);
}

/** Of `rootOf`. */
export function nodesOfRoot(states: Value): number {
  return nodesOfWays(readStates(states)?.map(({ key }) => ({ key, pairs: 0 })) ?? []);
}

/** Of `receiptsRoot`: the levels above each receipt that is not empty, and above all of them. */
export function nodesOfReceipts(receipts: Value): number {
  if (!areReceipts(receipts)) return 0;
  let nodes = receipts.length + LIST_LEVELS + 1;
  for (const { length } of receipts) {
    nodes += length === 0 ? 1 : Math.ceil(length / CHUNK_BYTES) + RECEIPT_LEVELS + 1;
  }
  return nodes;
}

/** A key, and so many pairs on the way to it if no other key of the question is near. */
interface Way {
  readonly key: Uint8Array;
  readonly pairs: number;
}

/** The ways to States after their changes, and how many nodes are hashed to check their proofs. */
function readWays(states: Value): { readonly checked: number; readonly ways: Way[] } | undefined {
  const ways: Way[] = [];
  let checked = 0;
  for (const { key, state } of readStates(states) ?? []) {
    const way = readProofWay(state.proof, key);
    if (way === undefined) return undefined;
    checked += way.pairs + NODES_AT_END;
    ways.push({ key, pairs: pairsAfter(key, way) });
  }
  return { checked, ways };
}

/** Pairs on a way if its key gets a leaf: another leaf that is there makes it longer. */
function pairsAfter(key: Uint8Array, { pairs, leafKey }: ProofWay): number {
  if (leafKey === undefined || compareBytes(leafKey, key) === 0) return pairs;
  return Math.max(pairs, sharedBits(leafKey, key) + 1);
}

/** Nodes of all ways together: pairs that several ways share are hashed once. */
function nodesOfWays(ways: readonly Way[]): number {
  const sorted = [...ways].sort((a, b) => compareBytes(a.key, b.key));
  /** Pairs that the ways of two neighbours share, if they go so far. */
  const shared = sorted.slice(1).map(({ key }, i) => sharedBits(sorted[i].key, key) + 1);
  let nodes = 0;
  sorted.forEach(({ pairs }, i) => {
    const before = i === 0 ? 0 : shared[i - 1];
    const after = i === shared.length ? 0 : shared[i];
    nodes += Math.max(pairs, before, after) - before + NODES_AT_END;
  });
  return nodes;
}
