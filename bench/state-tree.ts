/**
 * The state tree by itself, in memory: 1,000 updates over 1,000,000 leaves and the new root
 * (`state/tree-update`) beside a complete tree over indexes, which has no keys, no absence, no way back and
 * no pages; 1,000 inserts; making and checking a proof of 1,000 keys; and what the million leaves take.
 */

import { Forest } from '../host/state/tree/forest.js';
import { createMultiproof, verifyMultiproof } from '../host/state/tree/multiproof.js';
import { EMPTY_ROOT, type StateTree } from '../host/state/tree/state-tree.js';
import { ACCOUNT_TREE } from '../host/state/tree/tree-id.js';
import { IndexTree } from './index-tree.js';
import { type BenchRow, type BenchSuite, median } from './row.js';

const LEAVES = 1_000_000;
const LEAVES_LOG2 = 20;
const FILL = 50_000;
const UPDATES = 1_000;
const ROUNDS = 100;
const WARM_UP = 20;
const HASH_BYTES = 32;

/** All of it stays in memory. */
const OPTIONS = { cacheBytes: Number.POSITIVE_INFINITY };

/** Bytes that look random and are the same in every run. */
class Hashes {
  #state = 12345;

  next(): Uint8Array {
    const words = new Uint32Array(HASH_BYTES / 4);
    for (let i = 0; i < words.length; i++) words[i] = this.number();
    return new Uint8Array(words.buffer);
  }

  number(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  distinct(count: number, bound: number): number[] {
    const numbers = new Set<number>();
    while (numbers.size < count) numbers.add(this.number() % bound);
    return [...numbers];
  }
}

function milliseconds(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

function updateRow(tree: StateTree, keys: readonly Uint8Array[], hashes: Hashes): BenchRow {
  const yardstick = new IndexTree(LEAVES_LOG2);
  const times: { readonly tree: number; readonly yardstick: number }[] = [];
  for (let round = 0; round < ROUNDS + WARM_UP; round++) {
    const indexes = hashes.distinct(UPDATES, LEAVES);
    const values = indexes.map(() => hashes.next());
    const changes = indexes.map((index, i) => ({ key: keys[index], valueHash: values[i] }));
    times.push({
      yardstick: milliseconds(() => yardstick.update(indexes, values)),
      tree: milliseconds(() => tree.update(changes).keep()),
    });
  }
  const measured = times.slice(WARM_UP);
  const value = median(measured.map((time) => time.tree));
  const ratio = value / median(measured.map((time) => time.yardstick));
  return { name: 'state/tree-update', value, unit: 'ms', versus: 'complete tree over indexes', ratio };
}

function insertRow(tree: StateTree, hashes: Hashes): BenchRow {
  const times = Array.from({ length: ROUNDS / 4 }, () => {
    const changes = Array.from({ length: UPDATES }, () => ({ key: hashes.next(), valueHash: hashes.next() }));
    return milliseconds(() => tree.update(changes).drop());
  });
  return { name: 'state/tree-insert', value: median(times), unit: 'ms' };
}

function proofRows(tree: StateTree, keys: readonly Uint8Array[], hashes: Hashes): BenchRow[] {
  const times = Array.from({ length: ROUNDS / 4 }, () => {
    const asked = hashes.distinct(UPDATES, LEAVES).map((index) => keys[index]);
    let proof: Uint8Array = EMPTY_ROOT;
    const create = milliseconds(() => {
      proof = createMultiproof(tree, asked);
    });
    return { create, verify: milliseconds(() => verifyMultiproof(tree.root, proof)), bytes: proof.length };
  });
  const middle = (of: 'create' | 'verify' | 'bytes'): number => median(times.map((time) => time[of]));
  return [
    { name: 'state/tree-prove', value: middle('create'), unit: 'ms' },
    { name: 'state/tree-verify', value: middle('verify'), unit: 'ms' },
    { name: 'state/proof-size', value: middle('bytes') / UPDATES, unit: 'bytes a key' },
  ];
}

export const stateTreeSuite: BenchSuite = {
  names: ['state/tree-update'],

  async run(): Promise<readonly BenchRow[]> {
    const hashes = new Hashes();
    const forest = new Forest({ get: () => undefined }, OPTIONS);
    const tree = forest.open(ACCOUNT_TREE, EMPTY_ROOT);
    const keys = Array.from({ length: LEAVES }, () => hashes.next());
    for (let start = 0; start < LEAVES; start += FILL) {
      tree.update(keys.slice(start, start + FILL).map((key) => ({ key, valueHash: key }))).keep();
    }
    const memory = { name: 'state/tree-memory', value: forest.bytesUsed / LEAVES, unit: 'bytes a leaf' };
    return [updateRow(tree, keys, hashes), insertRow(tree, hashes), ...proofRows(tree, keys, hashes), memory];
  },
};
