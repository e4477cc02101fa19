/** A database of records in memory with a root that is the hash of all of them: for tests of what stands on it. */

import { createHash } from 'node:crypto';
import type { BlockDatabase, PreparedChanges } from '../../../host/block/block-database.js';
import { keyBytes, keyText } from '../../../host/state/key-text.js';
import type { Change, RecordReader, StoreEntry } from '../../../host/state/store.js';

type Records = ReadonlyMap<string, Uint8Array>;

export class PlainDatabase implements BlockDatabase {
  #heads: Records[] = [];
  #roots: Uint8Array[] = [];

  get height(): number {
    return this.#heads.length - 1;
  }

  get root(): Uint8Array {
    return this.#roots[this.height];
  }

  get(key: Uint8Array): Uint8Array | undefined {
    return this.#heads.at(-1)?.get(keyText(key));
  }

  async *entries(range: { from: Uint8Array; to: Uint8Array }): AsyncIterable<StoreEntry> {
    const [from, to] = [keyText(range.from), keyText(range.to)];
    const records = [...(this.#heads.at(-1) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [key, value] of records) if (key >= from && key < to) yield [keyBytes(key), value];
  }

  prepare(changes: readonly Change[]): PreparedChanges {
    const next = changed(this.#heads.at(-1) ?? new Map(), changes);
    const root = rootOf(next);
    return {
      root,
      commit: async (extra) => {
        this.#heads.push(changed(next, extra));
        this.#roots.push(root);
      },
      drop: () => undefined,
    };
  }

  at(height: number): RecordReader {
    return { get: (key) => this.#heads[height].get(keyText(key)) };
  }

  async rollback(height: number): Promise<void> {
    this.#heads.length = height + 1;
    this.#roots.length = height + 1;
  }

  async close(): Promise<void> {}
}

function changed(records: Records, changes: readonly Change[]): Records {
  const next = new Map(records);
  for (const { key, value } of changes) {
    if (value === undefined) next.delete(keyText(key));
    else next.set(keyText(key), value.slice());
  }
  return next;
}

function rootOf(records: Records): Uint8Array {
  const hash = createHash('sha256');
  for (const [key, value] of [...records].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (keyBytes(key)[0] <= 5 && keyBytes(key)[0] !== 4) hash.update(key).update(value);
  }
  return new Uint8Array(hash.digest());
}
