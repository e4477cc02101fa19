/** Random trees: keys of which many share long prefixes, changes, and what must be there after them. */

import assert from 'node:assert/strict';
import { keyText } from '../../../../host/state/key-text.js';
import type { Change, RecordReader } from '../../../../host/state/store.js';
import type { TreeView } from '../../../../host/state/tree/state-tree.js';
import type { TreeChange } from '../../../../host/state/tree/tree-update.js';
import type { Random } from '../../../fuzz/random.js';
import { type ReferenceLeaf, referenceRoot } from './reference-tree.js';

export function randomBytes(random: Random, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => random.below(256));
}

/** A key with the same first `depth` bits, another one after them, and any bits from there on. */
export function sharing(random: Random, key: Uint8Array, depth: number): Uint8Array {
  const other = randomBytes(random, 32);
  for (let i = 0; i < depth; i++) setBit(other, i, bit(key, i));
  setBit(other, depth, 1 - bit(key, depth));
  return other;
}

function bit(key: Uint8Array, i: number): number {
  return (key[i >> 3] >> (7 - (i & 7))) & 1;
}

function setBit(key: Uint8Array, i: number, value: number): void {
  const mask = 0x80 >> (i & 7);
  key[i >> 3] = value === 0 ? key[i >> 3] & ~mask : key[i >> 3] | mask;
}

/**
 * Distinct keys: random ones, neighbours of them at any depth, up to 255 shared bits, and in every second
 * pool more keys with one long prefix than a leaf page holds.
 */
export function keyPool(random: Random, count: number): Uint8Array[] {
  const keys = Array.from({ length: count }, () => randomBytes(random, 32));
  for (let i = 0; i < count / 6; i++) {
    const depth = random.oneIn(3) ? 255 - random.below(3) : random.below(256);
    keys.push(sharing(random, random.pick(keys), depth));
  }
  if (random.oneIn(2)) {
    const [first, depth] = [random.pick(keys), random.below(230)];
    for (let i = 0; i < 45; i++) keys.push(sharing(random, first, depth + random.below(8)));
  }
  return [...new Map(keys.map((key) => [keyText(key), key])).values()];
}

/** The leaves that must be there, by the text of the key. */
export type Model = ReadonlyMap<string, ReferenceLeaf>;

export interface ChangesAndModel {
  readonly changes: TreeChange[];
  readonly model: Model;
}

/** Up to `most` changes, of which one in `removals` removes. */
export function randomChanges(
  random: Random,
  keys: readonly Uint8Array[],
  before: Model,
  { most, removals }: { most: number; removals: number },
): ChangesAndModel {
  const changes = new Map<string, TreeChange>();
  const model = new Map(before);
  for (let i = random.below(most + 1); i > 0; i--) {
    const key = random.pick(keys);
    const valueHash = random.oneIn(removals) ? undefined : randomBytes(random, 32);
    changes.set(keyText(key), { key, valueHash });
    if (valueHash === undefined) model.delete(keyText(key));
    else model.set(keyText(key), { key, valueHash });
  }
  return { changes: [...changes.values()], model };
}

export function assertSame(view: TreeView, model: Model, keys: readonly Uint8Array[], what: string): void {
  assert.deepEqual(Buffer.from(view.root), Buffer.from(referenceRoot([...model.values()])), `root ${what}`);
  for (const key of keys) assert.deepEqual(view.get(key), model.get(keyText(key))?.valueHash, `leaf ${what}`);
}

/** Pages as a store would keep them. */
export class PageMap implements RecordReader {
  readonly records = new Map<string, Uint8Array>();
  reads = 0;

  get(key: Uint8Array): Uint8Array | undefined {
    this.reads++;
    return this.records.get(keyText(key));
  }

  write(changes: readonly Change[]): void {
    for (const { key, value } of changes) {
      if (value === undefined) this.records.delete(keyText(key));
      else this.records.set(keyText(key), value);
    }
  }
}
