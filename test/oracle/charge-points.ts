/**
 * What is charged and tested where in a function, by position: item 1 and notes e and i of docs/semantics.md.
 */

import type { CostClass } from '../../runtime/schedule.js';
import type { Graph } from './blocks.js';
import type { Body } from './body.js';
import type { Rules } from './rules.js';
import { naturalLoops, segmentsOf } from './segments.js';

/** What happens when control arrives at an instruction. */
export interface Arrival {
  /** Fuel of the segment that begins here. */
  readonly charge: number;
  /** Fuel is tested after the charge. */
  readonly isLoopHeader: boolean;
}

export interface ChargePoints {
  readonly entryCharge: number;
  /**
   * By position; a hole where nothing happens. Boundary operations charge for themselves, with their length.
   */
  readonly arrivals: readonly (Arrival | undefined)[];
}

/** @param price fuel of an instruction of a class. */
export function chargePoints(
  { instructions }: Body,
  graph: Graph,
  price: (cost: CostClass) => number,
  rules: Rules,
): ChargePoints {
  const weights = graph.blocks.map(({ start, end }) =>
    instructions.slice(start, end).reduce((sum, { row }) => sum + price(row.cost), 0),
  );
  const { charge } = segmentsOf(graph, weights, rules);
  const headers = rules.testEveryLoop
    ? new Set(graph.loops.map(({ header }) => header))
    : new Set(naturalLoops(graph).keys());
  const arrivals: (Arrival | undefined)[] = [];
  graph.blocks.forEach(({ start, isBoundary }, block) => {
    if (isBoundary || block === 0) return;
    const isLoopHeader = headers.has(block);
    if (charge[block] !== 0 || isLoopHeader) arrivals[start] = { charge: charge[block], isLoopHeader };
  });
  return { entryCharge: charge[0], arrivals };
}
