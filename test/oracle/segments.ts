/**
 * Segments and what they charge: item 1 of docs/semantics.md with notes b to h, by searching paths. Quadratic
 * and worse; what matters is that it reads like the text.
 */

import type { Graph, TwoArmedIf } from './blocks.js';
import type { Rules } from './rules.js';

export interface Segments {
  /** First block of the segment of each block. */
  readonly first: readonly number[];
  /** Fuel that is charged where a block begins; 0 for blocks that are not first in their segment. */
  readonly charge: readonly number[];
}

/** Item 1 for pairs of blocks of one graph. */
export class Paths {
  readonly #graph: Graph;
  readonly #rules: Rules;
  /** The graph's successors; note c adds ends to it. */
  readonly #next: number[][];
  /** For each block, the headers of the loops it lies in, as text to compare. */
  readonly #loopsOf: readonly string[];
  /** By block: what the entry reaches without it. */
  readonly #reachedWithout = new Map<number, Uint8Array>();

  constructor(graph: Graph, rules: Rules) {
    this.#graph = graph;
    this.#rules = rules;
    this.#next = graph.next.map((blocks) => [...blocks]);
    const loops = naturalLoops(graph);
    this.#loopsOf = graph.blocks.map((_, block) =>
      [...loops].flatMap(([header, members]) => (members.has(block) ? [header] : [])).join(),
    );
    if (rules.endlessLoopsEnd) for (const [header, members] of loops) this.#endEndlessLoop(header, members);
  }

  /** Note c: a loop that no edge leaves counts as ending the function where it branches back. */
  #endEndlessLoop(header: number, members: ReadonlySet<number>): void {
    const { next, exit } = this.#graph;
    if ([...members].some((block) => next[block].some((to) => !members.has(to)))) return;
    for (const block of members) if (next[block].includes(header)) this.#next[block].push(exit);
  }

  /**
   * 1 for each block, and the exit, that some path from `from` of at least one edge meets before `without`.
   */
  #reach(from: number, without: number): Uint8Array {
    const reached = new Uint8Array(this.#graph.exit + 1);
    const work = [from];
    for (let block = work.pop(); block !== undefined; block = work.pop()) {
      for (const to of this.#next[block] ?? []) {
        if (reached[to] !== 0 || to === without) continue;
        reached[to] = 1;
        work.push(to);
      }
    }
    return reached;
  }

  /** Every path from the entry to `b` meets `a`. */
  #dominates(a: number, b: number): boolean {
    if (a === b || a === 0) return true;
    if (b === 0) return false;
    let reached = this.#reachedWithout.get(a);
    if (reached === undefined) {
      reached = this.#reach(0, a);
      this.#reachedWithout.set(a, reached);
    }
    return reached[b] === 0;
  }

  /**
   * Item 1: two blocks share a segment iff the first dominates the second, the second post-dominates the
   * first (note b: every path from it meets the second before it ends or comes back), both lie in the same
   * loops (note d), and no path between passes an import call or a boundary operation (notes e and f).
   */
  share(a: number, b: number): boolean {
    if (a === b) return true;
    const { blocks, exit } = this.#graph;
    if (!this.#dominates(a, b)) return false;
    if (this.#rules.sameLoops && this.#loopsOf[a] !== this.#loopsOf[b]) return false;
    const before = this.#reach(a, b);
    if (before[exit] !== 0 || (this.#rules.perIteration && before[a] !== 0)) return false;
    if (!this.#rules.barriers) return true;
    before[a] = 1;
    const isPassed = blocks.some(
      ({ isBoundary, endsInImportCall }, block) => before[block] !== 0 && (isBoundary || endsInImportCall),
    );
    return !isPassed && !blocks[b].isBoundary;
  }
}

/**
 * Note d: the header of a `loop` and the blocks that can get back to it. A block outside of the text of the
 * loop gets back to an enclosing loop's header first. A `loop` to which nothing branches back is none.
 */
export function naturalLoops({ loops, next }: Graph): Map<number, Set<number>> {
  const found = new Map<number, Set<number>>();
  for (const { header, body } of loops) {
    const members = new Set<number>();
    for (let size = -1; size !== members.size; ) {
      size = members.size;
      for (const block of body) {
        if (next[block].some((to) => to === header || members.has(to))) members.add(block);
      }
    }
    if (members.size > 0) found.set(header, members.add(header));
  }
  return found;
}

/** Note g: what moves in front of an `if`, and out of both of its arms. */
function hoist(
  { block, arms }: TwoArmedIf,
  first: readonly number[],
  charge: number[],
  { ownChargeOnly }: Rules,
): void {
  const chargedAt = (arm: number): number => (ownChargeOnly ? arm : first[arm]);
  const moved = Math.min(...arms.map((arm) => charge[chargedAt(arm)]));
  for (const arm of arms) charge[chargedAt(arm)] -= moved;
  charge[first[block]] += moved;
}

/**
 * Segments of a graph and their charges.
 * @param weights fuel of the instructions of each block.
 */
export function segmentsOf(graph: Graph, weights: readonly number[], rules: Rules): Segments {
  const paths = new Paths(graph, rules);
  const first: number[] = [];
  const charge = graph.blocks.map(() => 0);
  graph.blocks.forEach((_, block) => {
    let start = 0;
    while (first[start] === start ? !paths.share(start, block) : start !== block) start++;
    first.push(start);
    charge[start] += weights[block];
  });
  if (!rules.hoisting) return { first, charge };
  const order = rules.innerFirst ? [...graph.ifs].reverse() : graph.ifs;
  for (const one of order) hoist(one, first, charge, rules);
  return { first, charge };
}
