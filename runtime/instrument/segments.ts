/**
 * Fuel segments and their charges: SEMANTICS 1, read as the notes below it in docs/semantics.md say.
 *
 * Two consecutive blocks share a segment iff, at their loop level, the first is the second's immediate
 * dominator and the second is the first's immediate post-dominator, and nothing that both enclose is a
 * barrier. Contracted loops take part as links of such chains. Everything a block dominates and its successor
 * in the chain does not lies between the two, so barriers are counted by dominator subtrees.
 */

import { Dominance } from './dominance.js';
import { BARRIER, type FlowGraph } from './flow.js';
import { IntList } from './int-list.js';
import { LoopForest, NO_LOOP } from './loops.js';

export class Segments {
  /** Segment of each block. */
  segmentOf = new Int32Array(256);
  /** First block of each segment; -1 if only contracted loops are in it. */
  readonly firstBlock = new IntList();
  /** Fuel that each segment charges at its first block. */
  charge = new Float64Array(256);
  readonly loops = new LoopForest();
  readonly #dominance = new Dominance();
  /** Barriers in the dominator subtree of each block. */
  #barriers = new Int32Array(256);

  build(graph: FlowGraph): void {
    this.loops.build(graph);
    this.#dominance.build(graph, this.loops);
    this.#reserve(graph.blockCount + this.loops.count + 1);
    this.#countBarriers(graph);
    this.firstBlock.clear();
    for (let block = 0; block < graph.blockCount; block++) this.#place(graph, block);
    this.#hoist(graph);
  }

  #reserve(nodes: number): void {
    if (nodes <= this.segmentOf.length) return;
    this.segmentOf = new Int32Array(nodes * 2);
    this.charge = new Float64Array(nodes * 2);
    this.#barriers = new Int32Array(nodes * 2);
  }

  #countBarriers(graph: FlowGraph): void {
    const { parent } = this.#dominance.dominators;
    this.#barriers.fill(0, 0, graph.blockCount);
    for (let block = graph.blockCount - 1; block > 0; block--) {
      if (graph.barrier.items[block] !== BARRIER.none) this.#barriers[block]++;
      this.#barriers[parent[block]] += this.#barriers[block];
    }
    if (graph.barrier.items[0] !== BARRIER.none) this.#barriers[0]++;
  }

  /** Puts a block, and the loop it heads before it, into segments. */
  #place(graph: FlowGraph, block: number): void {
    const level = this.loops.innermost[block];
    let segment: number;
    if (this.loops.isHeader(block)) {
      const node = this.#dominance.contracted(level);
      this.segmentOf[node] =
        this.#segmentBefore(block, node, this.loops.tree.parent[level]) ?? this.#newSegment();
      segment = this.#newSegment();
    } else {
      const isBoundary = graph.barrier.items[block] === BARRIER.boundary;
      const shared = isBoundary ? undefined : this.#segmentBefore(block, block, level);
      segment = shared ?? this.#newSegment();
    }
    this.segmentOf[block] = segment;
    if (this.firstBlock.items[segment] < 0) this.firstBlock.items[segment] = block;
    this.charge[segment] += graph.weight[block];
  }

  #newSegment(): number {
    const segment = this.firstBlock.push(-1);
    this.charge[segment] = 0;
    return segment;
  }

  /**
   * Segment of the chain that a node continues, if there is one. `block` is the node or the header of its
   * loop.
   */
  #segmentBefore(block: number, node: number, level: number): number | undefined {
    if (block === 0) return undefined;
    const before = this.#dominance.nodeAtLevel(this.#dominance.dominators.parent[block], level);
    if (this.#dominance.postDominators.parent[before] !== node) return undefined;
    const isLoop = before >= this.#dominance.contracted(NO_LOOP);
    const first = isLoop ? this.loops.header.items[before - this.#dominance.contracted(NO_LOOP)] : before;
    return this.#barriers[first] === this.#barriers[block] ? this.segmentOf[before] : undefined;
  }

  /** Later `if`s first, so that what moves out of an inner `if` can move on. */
  #hoist(graph: FlowGraph): void {
    for (let k = graph.ifBlock.length - 1; k >= 0; k--) {
      const thenBlock = graph.thenBlock.items[k];
      const elseBlock = graph.elseBlock.items[k];
      const moved = Math.min(this.#ownCharge(thenBlock), this.#ownCharge(elseBlock));
      if (moved === 0) continue;
      this.charge[this.segmentOf[thenBlock]] -= moved;
      this.charge[this.segmentOf[elseBlock]] -= moved;
      this.charge[this.segmentOf[graph.ifBlock.items[k]]] += moved;
    }
  }

  /**
   * What an arm charges at its start. Nothing without an arm, and nothing if the arm's first block continues
   * a segment from before the `if`: an arm that leaves a loop may continue what was before the loop.
   */
  #ownCharge(armBlock: number): number {
    if (armBlock < 0) return 0;
    const segment = this.segmentOf[armBlock];
    return this.firstBlock.items[segment] === armBlock ? this.charge[segment] : 0;
  }
}
