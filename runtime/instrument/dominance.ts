/**
 * Dominators and post-dominators of a flow graph, both near-linear and without recursion.
 *
 * Dominators: block order is topological but for back edges, and a back edge cannot change a dominator in a
 * reducible graph, so one pass over the forward predecessors is enough.
 *
 * Post-dominators are wanted for one question: does every execution of A lead to exactly one execution of B?
 * They are therefore taken per loop level (docs/semantics.md, note b). At the level of a
 * loop, its blocks are nodes, each loop directly inside is one contracted node, and every edge that leaves
 * the level - out of the loop, back to its header, out of the function - goes to the virtual exit. A
 * contracted loop without a way out leads to the virtual exit too. Each level is acyclic, and one pass in
 * reverse block order serves all levels at once.
 */

import type { FlowGraph } from './flow.js';
import { type LoopForest, NO_LOOP } from './loops.js';
import { AncestorTree } from './tree.js';

const UNKNOWN = -1;

export class Dominance {
  /** Blocks; root is the entry, block 0. */
  readonly dominators = new AncestorTree();
  /** Nodes of all levels: blocks, contracted loops (see `contracted`), and the virtual exit as root. */
  readonly postDominators = new AncestorTree();
  #blocks = 0;
  #graph!: FlowGraph;
  #loops!: LoopForest;
  /** Common post-dominator of the successors seen so far, per node. */
  #successors = new Int32Array(256);
  /** Smallest depth of the levels that edges out of each loop lead to. */
  #escape = new Int32Array(256);

  build(graph: FlowGraph, loops: LoopForest): void {
    this.#graph = graph;
    this.#loops = loops;
    this.#blocks = graph.blockCount;
    this.#buildDominators();
    this.#buildPostDominators();
  }

  /** Node that stands for a whole loop at the level around it. */
  contracted(loop: number): number {
    return this.#blocks + loop;
  }

  /**
   * Node that stands for a block at a level that contains it: the block, or the contracted loop it lies in.
   */
  nodeAtLevel(block: number, level: number): number {
    const { innermost, tree } = this.#loops;
    if (innermost[block] === level) return block;
    return this.contracted(tree.ancestorAtDepth(innermost[block], tree.depth[level] + 1));
  }

  #buildDominators(): void {
    const { predecessorStart, predecessors } = this.#graph;
    this.dominators.reset(this.#blocks, 0);
    for (let block = 1; block < this.#blocks; block++) {
      let k = predecessorStart.items[block];
      let dominator = predecessors.items[k];
      for (k++; k < predecessorStart.items[block + 1]; k++) {
        dominator = this.dominators.commonAncestor(dominator, predecessors.items[k]);
      }
      this.dominators.add(block, dominator);
    }
  }

  #buildPostDominators(): void {
    const { backFrom, backTo, exits, predecessorStart, predecessors } = this.#graph;
    const { count, innermost, tree } = this.#loops;
    // Loop number 0 is no loop, so its contracted node is free to be the virtual exit.
    const exit = this.contracted(NO_LOOP);
    const nodes = this.#blocks + count + 1;
    if (nodes > this.#successors.length) this.#successors = new Int32Array(nodes * 2);
    if (count >= this.#escape.length) this.#escape = new Int32Array(count * 2);
    this.#successors.fill(UNKNOWN, 0, nodes);
    this.#escape.fill(tree.depth.length, 0, count + 1);
    this.postDominators.reset(nodes, exit);
    for (let edge = 0; edge < backFrom.length; edge++) {
      this.#leave(backFrom.items[edge], tree.depth[innermost[backTo.items[edge]]] - 1);
    }
    for (let block = this.#blocks - 1; block >= 0; block--) {
      if (exits.items[block] !== 0) this.#leave(block, -1);
      this.#close(block);
      let level = innermost[block];
      let node = block;
      if (this.#loops.isHeader(block)) {
        node = this.#closeLoop(level);
        level = tree.parent[level];
      }
      for (let k = predecessorStart.items[block]; k < predecessorStart.items[block + 1]; k++) {
        this.#link(predecessors.items[k], node, level);
      }
    }
  }

  /**
   * An edge from `block` leaves its innermost loop, to a level of the given depth (-1: it leaves the
   * function).
   */
  #leave(block: number, depth: number): void {
    const loop = this.#loops.innermost[block];
    this.#successors[block] = this.contracted(NO_LOOP);
    if (depth < this.#escape[loop]) this.#escape[loop] = depth;
  }

  /** An edge from `block` to a node of the given level. */
  #link(block: number, node: number, level: number): void {
    const from = this.nodeAtLevel(block, level);
    if (from !== block) this.#leave(block, this.#loops.tree.depth[level]);
    const known = this.#successors[from];
    this.#successors[from] = known === UNKNOWN ? node : this.postDominators.commonAncestor(known, node);
  }

  /** All successors of a node are known. */
  #close(node: number): void {
    const known = this.#successors[node];
    this.postDominators.add(node, known === UNKNOWN ? this.contracted(NO_LOOP) : known);
  }

  #closeLoop(loop: number): number {
    const { tree } = this.#loops;
    const node = this.contracted(loop);
    const outer = tree.parent[loop];
    if (this.#escape[loop] < tree.depth[outer]) {
      this.#successors[node] = this.contracted(NO_LOOP);
      if (this.#escape[loop] < this.#escape[outer]) this.#escape[outer] = this.#escape[loop];
    }
    this.#close(node);
    return node;
  }
}
