/**
 * hash_tree_root of the SSZ type List[ByteList[2^20], 2^16]: the receipts of an environment's block. By hand,
 * as the tree's leaf-hash.ts is: threads that execute need not load `@chainsafe/ssz`, which hashes one list
 * after the other and so takes twice the time for many short ones, and five times for one of 1 MiB. A test
 * compares.
 */

import { hashPairsInto } from '../state/tree/sha256.js';
import type { Value } from '../vm/values/types.js';

export const RECEIPTS_MAX = 2 ** 16;
export const RECEIPT_BYTES_MAX = 2 ** 20;

export const CHUNK_BYTES = 32;
const CHUNK_WORDS = 8;
/** Levels from 32-byte chunks to the root of a receipt, and from receipts to that of the list. */
export const RECEIPT_LEVELS = 15;
export const LIST_LEVELS = 16;

/** Roots of subtrees without content, by their levels. */
const ZERO_ROOTS: readonly Uint32Array[] = zeroRoots(LIST_LEVELS);

/** 32 bytes; undefined if it is not a list of at most 2^16 byte strings of at most 2^20 bytes. */
export function receiptsRoot(receipts: Value): Uint8Array | undefined {
  if (!areReceipts(receipts)) return undefined;
  const roots = rootsOfLists(
    receipts.map((receipt) => ({ chunks: toChunks(receipt), length: receipt.length })),
    RECEIPT_LEVELS,
  );
  const root = rootsOfLists([{ chunks: roots, length: receipts.length }], LIST_LEVELS);
  return new Uint8Array(root.buffer);
}

/** Whether a value is a list of receipts within the limits. */
export function areReceipts(value: Value): value is Uint8Array[] {
  if (!Array.isArray(value) || value.length > RECEIPTS_MAX) return false;
  return value.every((item) => item instanceof Uint8Array && item.length <= RECEIPT_BYTES_MAX);
}

/** An SSZ list: its chunks (of a byte list) or the roots of its elements, and its length. */
interface List {
  readonly chunks: Uint32Array;
  readonly length: number;
}

/** The bytes as words of this machine, which hashing gets back as bytes; the last chunk is filled up. */
function toChunks(bytes: Uint8Array): Uint32Array {
  const chunks = new Uint8Array(Math.ceil(bytes.length / CHUNK_BYTES) * CHUNK_BYTES);
  chunks.set(bytes);
  return new Uint32Array(chunks.buffer);
}

/** merkleize and mix_in_length of each list, of at most 2^levels chunks: the roots one after the other. */
function rootsOfLists(lists: readonly List[], levels: number): Uint32Array {
  let nodes = join(lists.map(({ chunks }) => chunks));
  let counts = lists.map(({ chunks }) => chunks.length / CHUNK_WORDS);
  for (let level = 0; level < levels; level++) {
    nodes = hashPairs(padded(nodes, counts, ZERO_ROOTS[level]));
    counts = counts.map((count) => Math.ceil(count / 2));
  }
  const pairs = new Uint32Array(2 * CHUNK_WORDS * lists.length);
  const view = new DataView(pairs.buffer);
  let from = 0;
  counts.forEach((count, i) => {
    const to = 2 * CHUNK_WORDS * i;
    if (count === 0) pairs.set(ZERO_ROOTS[levels], to);
    else from = copyNodes(nodes, from, pairs, to, 1);
    view.setUint32(2 * CHUNK_BYTES * i + CHUNK_BYTES, lists[i].length, true);
  });
  return hashPairs(pairs);
}

/** The nodes of lists, each with an even number of them. */
function padded(nodes: Uint32Array, counts: readonly number[], zero: Uint32Array): Uint32Array {
  const total = counts.reduce((sum, count) => sum + count + (count % 2), 0);
  if (total * CHUNK_WORDS === nodes.length) return nodes;
  const even = new Uint32Array(total * CHUNK_WORDS);
  let [from, to] = [0, 0];
  for (const count of counts) {
    from = copyNodes(nodes, from, even, to, count);
    to += count * CHUNK_WORDS;
    if (count % 2 === 0) continue;
    copyNodes(zero, 0, even, to, 1);
    to += CHUNK_WORDS;
  }
  return even;
}

/** Word by word: most lists are short. Where the next nodes are. */
function copyNodes(from: Uint32Array, at: number, into: Uint32Array, to: number, count: number): number {
  const words = count * CHUNK_WORDS;
  for (let i = 0; i < words; i++) into[to + i] = from[at + i];
  return at + words;
}

function join(parts: readonly Uint32Array[]): Uint32Array {
  const joined = new Uint32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

function hashPairs(pairs: Uint32Array): Uint32Array {
  const output = new Uint32Array(pairs.length / 2);
  if (pairs.length > 0) hashPairsInto(new Uint8Array(pairs.buffer), new Uint8Array(output.buffer));
  return output;
}

function zeroRoots(levels: number): Uint32Array[] {
  const roots: Uint32Array[] = [new Uint32Array(CHUNK_WORDS)];
  for (let level = 0; level < levels; level++) {
    const last = roots[level];
    roots.push(hashPairs(join([last, last])));
  }
  return roots;
}
