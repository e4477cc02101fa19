/**
 * Natural loops of a flow graph. The header of a loop is the first block of a `loop` to which something
 * branches back; its loop is the header and every block that reaches such a branch without passing the
 * header. Code inside a `loop ... end` that always leaves is not in the loop. wasm has no other cycles, so
 * the graph is reducible.
 *
 * Found from the innermost outwards: each loop is collapsed into its header once known (R. Tarjan, "Testing
 * flow graph reducibility", 1974), so every block is visited once.
 */

import type { FlowGraph } from './flow.js';
import { IntList } from './int-list.js';
import { AncestorTree } from './tree.js';

/** Loop number of what lies in no loop; real loops count from 1, outer before inner. */
export const NO_LOOP = 0;

export class LoopForest {
  /** Loops as a tree below `NO_LOOP`. */
  readonly tree = new AncestorTree();
  /** Header of each loop. */
  readonly header = new IntList();
  /** Innermost loop of each block; a header is in its own loop. */
  innermost = new Int32Array(256);
  /** Block that each block is collapsed into so far: a union-find forest. */
  #collapsed = new Int32Array(256);
  /** Head of each header's chain of back edges, and the chain. */
  #firstBack = new Int32Array(256);
  readonly #nextBack = new IntList();
  readonly #work = new IntList();
  /** Parent loops as found, inner before outer. */
  readonly #outer = new IntList();

  get count(): number {
    return this.header.length - 1;
  }

  build(graph: FlowGraph): void {
    const blocks = graph.blockCount;
    if (blocks > this.innermost.length) {
      this.innermost = new Int32Array(blocks * 2);
      this.#collapsed = new Int32Array(blocks * 2);
      this.#firstBack = new Int32Array(blocks * 2);
    }
    this.innermost.fill(NO_LOOP, 0, blocks);
    this.header.clear();
    this.#outer.clear();
    this.header.push(-1);
    this.#outer.push(NO_LOOP);
    if (graph.backFrom.length > 0) this.#findLoops(graph);
    this.tree.reset(this.header.length, NO_LOOP);
    for (let loop = 1; loop < this.header.length; loop++) this.tree.add(loop, this.#outer.items[loop]);
  }

  isHeader(block: number): boolean {
    const loop = this.innermost[block];
    return loop !== NO_LOOP && this.header.items[loop] === block;
  }

  #findLoops(graph: FlowGraph): void {
    const blocks = graph.blockCount;
    for (let block = 0; block < blocks; block++) this.#collapsed[block] = block;
    this.#firstBack.fill(-1, 0, blocks);
    this.#nextBack.clear();
    for (let edge = 0; edge < graph.backFrom.length; edge++) {
      const header = graph.backTo.items[edge];
      this.#nextBack.push(this.#firstBack[header]);
      this.#firstBack[header] = edge;
    }
    for (let k = 0; k < graph.headers.length; k++) {
      const header = graph.headers.items[k];
      if (this.#firstBack[header] < 0) continue;
      this.innermost[header] = this.header.push(header);
      this.#outer.push(NO_LOOP);
    }
    for (let loop = this.header.length - 1; loop > NO_LOOP; loop--) this.#collapse(graph, loop);
  }

  /** Collects the blocks of one loop; loops inside it are collapsed already. */
  #collapse(graph: FlowGraph, loop: number): void {
    const header = this.header.items[loop];
    this.#work.clear();
    for (let edge = this.#firstBack[header]; edge >= 0; edge = this.#nextBack.items[edge]) {
      this.#absorb(graph.backFrom.items[edge], header, loop);
    }
    while (this.#work.length > 0) {
      const block = this.#work.items[--this.#work.length];
      const end = graph.predecessorStart.items[block + 1];
      for (let k = graph.predecessorStart.items[block]; k < end; k++) {
        this.#absorb(graph.predecessors.items[k], header, loop);
      }
    }
  }

  /** Puts a block, or the collapsed loop it belongs to, into the loop. */
  #absorb(block: number, header: number, loop: number): void {
    const top = this.#top(block);
    if (top === header) return;
    if (this.innermost[top] === NO_LOOP) this.innermost[top] = loop;
    else this.#outer.items[this.innermost[top]] = loop;
    this.#collapsed[top] = header;
    this.#work.push(top);
  }

  #top(block: number): number {
    let at = block;
    while (this.#collapsed[at] !== at) {
      this.#collapsed[at] = this.#collapsed[this.#collapsed[at]];
      at = this.#collapsed[at];
    }
    return at;
  }
}
