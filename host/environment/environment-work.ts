/**
 * What the functions of environment-trees.ts and receipts-root.ts will have to do, known before they do it,
 * so that it can be paid first. It follows from the arguments alone and is never less than what is done.
 */

import { compareBytes } from '../../runtime/bytes.js';
import { sharedBits } from '../state/tree/key-bits.js';
import { type ProofWay, readProofWay } from '../state/tree/proof-way.js';
import type { Value } from '../vm/values/types.js';
import { ifWellFormed, leafBytes, readStates, type StateAt } from './contract-state.js';
import { areReceipts, CHUNK_BYTES, LIST_LEVELS, RECEIPT_LEVELS } from './receipts-root.js';

export interface Work {
  /** Bytes that are read, written and hashed: leaves, proofs, receipts. */
  readonly bytes: number;
  /** Nodes of trees of which a hash is computed, at most. */
  readonly nodes: number;
}

/** Of what is refused as soon as it is read. */
const NO_WORK: Work = { bytes: 0, nodes: 0 };

/** Beside the pairs on a way: the leaf at its end, and a node beside it that is opened or moves. */
const NODES_AT_END = 2;

/** Of `verifyState`. */
export function workOfState(address: Value, state: Value): Work {
  return readProofs(new Map([[address, state]]))?.work ?? NO_WORK;
}

/** Of `rootAfter`: all proofs are checked, then the ways are hashed again as they are after the changes. */
export function workOfStates(states: Value): Work {
  const proofs = readProofs(states);
  if (proofs === undefined) return NO_WORK;
  const { bytes, nodes } = proofs.work;
  return { bytes, nodes: nodes + nodesOfWays(proofs.ways) };
}

/** Of `rootOf`. */
export function workOfRoot(states: Value): Work {
  const contracts = readStates(states);
  const lengths = contracts?.map(leafLength);
  if (contracts === undefined || lengths === undefined) return NO_WORK;
  let bytes = 0;
  for (const length of lengths) {
    if (length === undefined) return NO_WORK;
    bytes += length;
  }
  return { bytes, nodes: nodesOfWays(contracts.map(({ key }) => ({ key, pairs: 0 }))) };
}

/** Of `receiptsRoot`: the levels above each receipt that is not empty, and above all of them. */
export function workOfReceipts(receipts: Value): Work {
  if (!areReceipts(receipts)) return NO_WORK;
  let [bytes, nodes] = [0, receipts.length + LIST_LEVELS + 1];
  for (const { length } of receipts) {
    bytes += length;
    nodes += length === 0 ? 1 : Math.ceil(length / CHUNK_BYTES) + RECEIPT_LEVELS + 1;
  }
  return { bytes, nodes };
}

/** A key, and so many pairs on the way to it if no other key of the question is near. */
interface Way {
  readonly key: Uint8Array;
  readonly pairs: number;
}

/** What it takes to check the proofs of States; undefined if they are refused before that. */
function readProofs(states: Value): { readonly work: Work; readonly ways: readonly Way[] } | undefined {
  const ways: Way[] = [];
  let [bytes, nodes] = [0, 0];
  const contracts = readStates(states);
  if (contracts === undefined) return undefined;
  for (const contract of contracts) {
    const { key, state } = contract;
    const way = readProofWay(state.proof, key);
    const length = leafLength(contract);
    if (way === undefined || length === undefined) return undefined;
    bytes += state.proof.length + length;
    nodes += way.pairs + NODES_AT_END;
    ways.push({ key, pairs: pairsAfter(key, way) });
  }
  return { work: { bytes, nodes }, ways };
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

function leafLength({ state }: StateAt): number | undefined {
  return ifWellFormed(() => leafBytes(state).length);
}
