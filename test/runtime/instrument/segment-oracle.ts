/**
 * Segments by their definition, without dominators, loop forests or levels: reachability in the graph with a
 * block taken out. Cubic and plain, to compare the product's near-linear analysis with (SEMANTICS 1 and
 * its notes).
 */

import { BARRIER, type FlowGraph } from '../../../runtime/instrument/flow.js';

/** For each block the first block of its segment, and for each first block the charge after hoisting. */
export interface SegmentTruth {
  readonly first: readonly number[];
  readonly charge: ReadonlyMap<number, number>;
}

class Oracle {
  readonly count: number;
  readonly #graph: FlowGraph;
  readonly #next: Set<number>[];
  /** The virtual exit has the number after the last block. */
  readonly #exit: number;
  /** Blocks of the natural loop of each header. */
  readonly #loops = new Map<number, Set<number>>();
  /** What the entry reaches without a block. */
  readonly #reachedWithout = new Map<number, Set<number>>();

  constructor(graph: FlowGraph) {
    this.#graph = graph;
    this.count = graph.blockCount;
    this.#exit = this.count;
    this.#next = Array.from({ length: this.count + 1 }, () => new Set<number>());
    for (let block = 0; block < this.count; block++) {
      if (graph.exits.items[block] !== 0) this.#next[block].add(this.#exit);
      for (let k = graph.predecessorStart.items[block]; k < graph.predecessorStart.items[block + 1]; k++) {
        this.#next[graph.predecessors.items[k]].add(block);
      }
    }
    for (let k = 0; k < graph.backFrom.length; k++) {
      this.#next[graph.backFrom.items[k]].add(graph.backTo.items[k]);
    }
    this.#findLoops();
    this.#closeEndlessLoops();
  }

  /** Blocks that can be reached by at least one edge, never entering a block of `without`. */
  #reach(from: number, without: ReadonlySet<number>): Set<number> {
    const seen = new Set<number>();
    const work = [from];
    for (let block = work.pop(); block !== undefined; block = work.pop()) {
      for (const next of this.#next[block]) {
        if (seen.has(next) || without.has(next)) continue;
        seen.add(next);
        work.push(next);
      }
    }
    return seen;
  }

  /**
   * A block is in a header's loop iff it can get back to the header while staying among blocks the header
   * dominates.
   */
  #findLoops(): void {
    for (let k = 0; k < this.#graph.backTo.length; k++) {
      const header = this.#graph.backTo.items[k];
      const outside = new Set(
        Array.from({ length: this.count + 1 }, (_, block) => block).filter(
          (block) => !this.dominates(header, block),
        ),
      );
      const members = new Set([header]);
      for (let block = 0; block < this.count; block++) {
        if (!outside.has(block) && this.#reach(block, outside).has(header)) members.add(block);
      }
      this.#loops.set(header, members);
    }
  }

  /** A loop that no edge leaves counts as the end of the function where it branches back. */
  #closeEndlessLoops(): void {
    const { backFrom, backTo } = this.#graph;
    for (const [header, members] of this.#loops) {
      const isLeft = [...members].some((block) => [...this.#next[block]].some((next) => !members.has(next)));
      if (isLeft) continue;
      for (let k = 0; k < backTo.length; k++) {
        if (backTo.items[k] === header) this.#next[backFrom.items[k]].add(this.#exit);
      }
    }
  }

  dominates(a: number, b: number): boolean {
    if (a === b || a === 0 || b === 0) return a === b || a === 0;
    let reached = this.#reachedWithout.get(a);
    if (reached === undefined) {
      reached = this.#reach(0, new Set([a]));
      this.#reachedWithout.set(a, reached);
    }
    return !reached.has(b);
  }

  /** Every path from `a` meets `b` before it ends or comes back to `a`. */
  #postDominates(b: number, a: number): boolean {
    const reached = this.#reach(a, new Set([b]));
    return !reached.has(this.#exit) && !reached.has(a);
  }

  #sameLoops(a: number, b: number): boolean {
    return [...this.#loops.values()].every((members) => members.has(a) === members.has(b));
  }

  #barrierBetween(a: number, b: number): boolean {
    const { barrier } = this.#graph;
    if (barrier.items[b] === BARRIER.boundary) return true;
    const between = this.#reach(a, new Set([b]));
    return [a, ...between].some((block) => block < this.count && barrier.items[block] !== BARRIER.none);
  }

  share(a: number, b: number): boolean {
    return (
      a === b ||
      (this.dominates(a, b) &&
        this.#postDominates(b, a) &&
        this.#sameLoops(a, b) &&
        !this.#barrierBetween(a, b))
    );
  }
}

export function segmentTruth(graph: FlowGraph): SegmentTruth {
  const oracle = new Oracle(graph);
  const first: number[] = [];
  const charge = new Map<number, number>();
  for (let block = 0; block < oracle.count; block++) {
    let start = 0;
    while (!oracle.share(start, block)) start++;
    first.push(start);
    charge.set(start, (charge.get(start) ?? 0) + graph.weight[block]);
  }
  const own = (arm: number) => (arm >= 0 && first[arm] === arm ? (charge.get(arm) ?? 0) : 0);
  for (let k = graph.ifBlock.length - 1; k >= 0; k--) {
    const arms = [graph.thenBlock.items[k], graph.elseBlock.items[k]];
    const moved = Math.min(...arms.map(own));
    const target = first[graph.ifBlock.items[k]];
    for (const arm of arms) if (moved > 0) charge.set(arm, own(arm) - moved);
    charge.set(target, (charge.get(target) ?? 0) + moved);
  }
  return { first, charge };
}
