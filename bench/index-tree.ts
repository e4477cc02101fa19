/**
 * A complete binary tree over leaves by index, in one array in memory: the least that a new root can cost.
 */

import { hashInto } from '@chainsafe/hashtree';

const HASH_BYTES = 32;

export class IndexTree {
  readonly leaves: number;
  /** Node 1 is the root, nodes 2n and 2n + 1 are below n. */
  readonly #nodes: Uint8Array;

  /** @param leavesLog2 there are 2^leavesLog2 of them, zero. */
  constructor(leavesLog2: number) {
    this.leaves = 2 ** leavesLog2;
    this.#nodes = new Uint8Array(2 * this.leaves * HASH_BYTES);
    for (let count = this.leaves >> 1; count > 0; count >>= 1) {
      hashInto(this.#view(2 * count, 2 * count), this.#view(count, count));
    }
  }

  /** Sets leaves (distinct indexes) to hashes; the new root. */
  update(indexes: readonly number[], values: readonly Uint8Array[]): Uint8Array {
    indexes.forEach((index, i) => {
      this.#view(this.leaves + index, 1).set(values[i]);
    });
    let dirty = indexes.map((index) => this.leaves + index).sort((a, b) => a - b);
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
    return this.#view(1, 1).slice();
  }

  #view(node: number, count: number): Uint8Array {
    return this.#nodes.subarray(node * HASH_BYTES, (node + count) * HASH_BYTES);
  }
}
