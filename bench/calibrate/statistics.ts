/** The arithmetic of calibration: lines through timings, medians and ratios. Nothing here measures. */

import { classWeights } from '../../runtime/instrument/fuel.js';
import type { CostClass, FuelSchedule } from '../../runtime/schedule.js';
import { median } from '../row.js';

/** Time of an operation on `units` bytes, pages or entries. */
export interface Timing {
  readonly units: number;
  readonly nanoseconds: number;
}

/** A cost that grows in a straight line: nanoseconds at length 0, and for each unit. */
export interface Line {
  readonly base: number;
  readonly perUnit: number;
}

/**
 * The line of least relative error through timings; neither part is below zero. Relative, because a long
 * operation would otherwise decide alone what a short one costs.
 * @param timings of at least two lengths.
 */
export function fitLine(timings: readonly Timing[]): Line {
  let [weights, x, y, xx, xy] = [0, 0, 0, 0, 0];
  for (const { units, nanoseconds } of timings) {
    const weight = 1 / Math.max(nanoseconds, 1e-3) ** 2;
    weights += weight;
    x += weight * units;
    y += weight * nanoseconds;
    xx += weight * units * units;
    xy += weight * units * nanoseconds;
  }
  const determinant = weights * xx - x * x;
  if (determinant <= 0) throw new Error('a line needs timings of two lengths');
  const perUnit = (weights * xy - x * y) / determinant;
  const base = (y - perUnit * x) / weights;
  if (perUnit < 0) return { base: y / weights, perUnit: 0 };
  return base < 0 ? { base: 0, perUnit: xy / xx } : { base, perUnit };
}

/** One program: what it took and what it paid. */
export interface KernelRow {
  readonly name: string;
  readonly isUnkind: boolean;
  readonly nanoseconds: number;
  readonly fuel: number;
}

export interface Spread {
  /** Nanoseconds per fuel in the middle of all rows. */
  readonly median: number;
  readonly worst: { readonly name: string; readonly perFuel: number };
  readonly ratio: number;
}

export function perFuel({ nanoseconds, fuel }: Pick<KernelRow, 'nanoseconds' | 'fuel'>): number {
  return nanoseconds / fuel;
}

/** How far the dearest row is above the middle one. */
export function spreadOf(rows: readonly KernelRow[]): Spread {
  const worst = rows.reduce((a, b) => (perFuel(b) > perFuel(a) ? b : a));
  const middle = median(rows.map(perFuel));
  return {
    median: middle,
    worst: { name: worst.name, perFuel: perFuel(worst) },
    ratio: perFuel(worst) / middle,
  };
}

/** What issue 3 asks of the ratio worst / median, over the kind kernels and over all. */
export const RATIO_MAX = { kind: 3, all: 10 } as const;

/** Rows that are further above the median of their set than the ratio allows. */
export function violations(rows: readonly KernelRow[]): string[] {
  const above = (set: readonly KernelRow[], max: number): string[] => {
    const { median: middle } = spreadOf(set);
    return set.filter((row) => perFuel(row) > max * middle).map(({ name }) => name);
  };
  const kind = rows.filter(({ isUnkind }) => !isUnkind);
  return [...new Set([...above(kind, RATIO_MAX.kind), ...above(rows, RATIO_MAX.all)])];
}

/** How often a run pays each price of the schedule. */
export interface Composition {
  readonly opcode: Readonly<Record<CostClass, number>>;
  readonly pages: number;
  /** Entries of table.grow, and of table.init, copy and fill. */
  readonly newTableEntries: number;
  readonly tableEntries: number;
  /** Fuel for bytes of memory.init, copy and fill, each operation's rounded down. */
  readonly bulkUnits: number;
  /** Pages that a frame of the program may have. */
  readonly framePages: number;
}

/** Fuel of a run under a schedule whose `bulkUnitsPerFuelLog2` is that of the composition. */
export function fuelOf(composition: Composition, schedule: FuelSchedule): number {
  const classes = Object.keys(composition.opcode) as CostClass[];
  const weights = classWeights(schedule, composition.framePages);
  const opcodes = classes.reduce((sum, name) => sum + composition.opcode[name] * weights[name], 0);
  return (
    opcodes +
    composition.pages * schedule.growPerPage +
    composition.newTableEntries * schedule.growPerTableEntry +
    composition.tableEntries * schedule.bulkPerTableEntry +
    composition.bulkUnits
  );
}
