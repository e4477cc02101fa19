/**
 * What a block of updates costs at least: values by index in a LevelDB, a complete tree over them in memory,
 * one synced batch. No keys to hash, no way back, no proofs of absence, no checks of what is read.
 */

import { Level } from 'level';
import { IndexTree } from './index-tree.js';

const HASH_BYTES = 32;
const BATCH = 10_000;
const ROOT_KEY = Buffer.from('root');

function keyOf(index: number): Uint8Array {
  const key = new Uint8Array(4);
  new DataView(key.buffer).setUint32(0, index);
  return key;
}

export class Yardstick {
  readonly #database: Level<Uint8Array, Uint8Array>;
  readonly #tree: IndexTree;

  private constructor(database: Level<Uint8Array, Uint8Array>, leavesLog2: number) {
    this.#database = database;
    this.#tree = new IndexTree(leavesLog2);
  }

  /** @param leavesLog2 there are 2^leavesLog2 of them, zero. */
  static async open(folder: string, leavesLog2: number): Promise<Yardstick> {
    const database = new Level<Uint8Array, Uint8Array>(folder, {
      keyEncoding: 'view',
      valueEncoding: 'view',
    });
    await database.open();
    const yardstick = new Yardstick(database, leavesLog2);
    await yardstick.#fill();
    return yardstick;
  }

  async #fill(): Promise<void> {
    const zero = new Uint8Array(HASH_BYTES);
    const { leaves } = this.#tree;
    for (let start = 0; start < leaves; start += BATCH) {
      const batch = this.#database.batch();
      for (let i = start; i < Math.min(start + BATCH, leaves); i++) batch.put(keyOf(i), zero);
      await batch.write();
    }
  }

  /** Sets leaves (distinct indexes) to hashes; resolves when all is on disk. */
  async update(indexes: readonly number[], values: readonly Uint8Array[]): Promise<void> {
    const root = this.#tree.update(indexes, values);
    const batch = this.#database.batch();
    indexes.forEach((index, i) => {
      batch.put(keyOf(index), values[i]);
    });
    batch.put(ROOT_KEY, root);
    await batch.write({ sync: true });
  }

  async close(): Promise<void> {
    await this.#database.close();
  }
}
