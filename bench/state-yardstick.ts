/**
 * What a block of updates costs at least: values by index in a LevelDB, a complete tree over them in one array in
 * memory, one synced batch. No keys to hash, no way back, no proofs of absence, no checks of what is read.
 */

import { hashInto } from '@chainsafe/hashtree';
import { Level } from 'level';

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
  readonly #leaves: number;
  /** Node 1 is the root, nodes 2n and 2n + 1 are below n. */
  readonly #nodes: Uint8Array;

  private constructor(database: Level<Uint8Array, Uint8Array>, leaves: number) {
    this.#database = database;
    this.#leaves = leaves;
    this.#nodes = new Uint8Array(2 * leaves * HASH_BYTES);
  }

  /** @param leavesLog2 there are 2^leavesLog2 of them, zero. */
  static async open(folder: string, leavesLog2: number): Promise<Yardstick> {
    const database = new Level<Uint8Array, Uint8Array>(folder, {
      keyEncoding: 'view',
      valueEncoding: 'view',
    });
    await database.open();
    const yardstick = new Yardstick(database, 2 ** leavesLog2);
    await yardstick.#fill();
    return yardstick;
  }

  async #fill(): Promise<void> {
    const zero = new Uint8Array(HASH_BYTES);
    for (let start = 0; start < this.#leaves; start += BATCH) {
      const batch = this.#database.batch();
      for (let i = start; i < Math.min(start + BATCH, this.#leaves); i++) batch.put(keyOf(i), zero);
      await batch.write();
    }
    for (let count = this.#leaves >> 1; count > 0; count >>= 1) {
      hashInto(this.#view(2 * count, 2 * count), this.#view(count, count));
    }
  }

  /** Sets leaves (distinct indexes) to hashes; resolves when all is on disk. */
  async update(indexes: readonly number[], values: readonly Uint8Array[]): Promise<void> {
    const batch = this.#database.batch();
    indexes.forEach((index, i) => {
      this.#view(this.#leaves + index, 1).set(values[i]);
      batch.put(keyOf(index), values[i]);
    });
    let dirty = indexes.map((index) => this.#leaves + index).sort((a, b) => a - b);
    const input = new Uint8Array(2 * HASH_BYTES * dirty.length);
    const output = new Uint8Array(HASH_BYTES * dirty.length);
    while (dirty[0] > 1) {
      const parents: number[] = [];
      for (const node of dirty) if (parents.at(-1) !== node >> 1) parents.push(node >> 1);
      parents.forEach((node, i) => {
        input.set(this.#view(2 * node, 2), 2 * HASH_BYTES * i);
      });
      hashInto(
        input.subarray(0, 2 * HASH_BYTES * parents.length),
        output.subarray(0, HASH_BYTES * parents.length),
      );
      parents.forEach((node, i) => {
        this.#view(node, 1).set(output.subarray(HASH_BYTES * i, HASH_BYTES * (i + 1)));
      });
      dirty = parents;
    }
    batch.put(ROOT_KEY, this.#view(1, 1).slice());
    await batch.write({ sync: true });
  }

  async close(): Promise<void> {
    await this.#database.close();
  }

  #view(node: number, count: number): Uint8Array {
    return this.#nodes.subarray(node * HASH_BYTES, (node + count) * HASH_BYTES);
  }
}
