/**
 * Nodes whose hashes have to be computed, by depth: leaves first, then the deepest pairs up to the roots,
 * each depth as one batch, of however many trees.
 */

import { assert } from '../../../runtime/errors.js';
import { sha256Text } from '../sha256.js';
import type { NodeArena } from './node-arena.js';
import { hashPairsInto } from './sha256.js';

const BATCH_PAIRS = 2048;
const input = new Uint32Array(BATCH_PAIRS * 16);
const output = new Uint32Array(BATCH_PAIRS * 8);
const inputBytes = new Uint8Array(input.buffer);
const outputBytes = new Uint8Array(output.buffer);

/** 0x00 || key || hash of the value. */
const leafInput = new Uint8Array(65);

/** Pairs (or leaves), and the slots that their hashes go to. */
interface Batch {
  readonly nodes: number[];
  readonly slots: number[];
}

export class HashQueue {
  private readonly leaves: Batch = { nodes: [], slots: [] };
  private readonly levels: Batch[] = [];

  private readonly arena: NodeArena;

  constructor(arena: NodeArena) {
    this.arena = arena;
  }

  addLeaf(leaf: number, slot: number): void {
    this.leaves.nodes.push(leaf);
    this.leaves.slots.push(slot);
  }

  /** A pair below a slot at a depth; every pair is queued at one depth, which only has to grow downwards. */
  addPair(pair: number, slot: number, depth: number): void {
    while (this.levels.length <= depth) this.levels.push({ nodes: [], slots: [] });
    this.levels[depth].nodes.push(pair);
    this.levels[depth].slots.push(slot);
  }

  /** Computes everything that is queued, and empties the queue. */
  run(): void {
    const { nodes, slots } = this.leaves;
    for (let i = 0; i < nodes.length; i++) {
      this.arena.leaves.copyBytes(nodes[i], leafInput, 1);
      this.arena.setHashText(slots[i], sha256Text(leafInput));
    }
    nodes.length = slots.length = 0;
    for (let level = this.levels.pop(); level !== undefined; level = this.levels.pop()) {
      for (let i = 0; i < level.nodes.length; i += BATCH_PAIRS) this.hashPairs(level, i);
    }
  }

  private hashPairs({ nodes, slots }: Batch, start: number): void {
    const length = Math.min(BATCH_PAIRS, nodes.length - start);
    assert(length > 0, 'a batch of pairs is not empty');
    for (let i = 0; i < length; i++) {
      this.arena.pairs.copyOut(nodes[start + i], input, i * 16, 16);
    }
    hashPairsInto(inputBytes.subarray(0, length * 64), outputBytes.subarray(0, length * 32));
    for (let i = 0; i < length; i++) this.arena.setHashWords(slots[start + i], output, i * 8);
  }
}
