/**
 * The native stack that the worst recursion shape needs at heightMax, by engine, in MiB: SEMANTICS 4 wants
 * it to be far below stackMb in every tier. In a small stack every shape shows how much it takes per height
 * unit; of the one that takes most, bisection finds the smallest stack that holds it.
 */

import { DEV_LIMITS } from '../runtime/limits.js';
import type { StackEnd } from '../test/stack/child.js';
import { type BuiltShape, buildShapes, runShapes, TIERS, type Tier } from '../test/stack/run.js';
import { endOf, progressOf, type StackShape } from '../test/stack/shape.js';
import { STACK_SHAPES } from '../test/stack/shapes.js';
import type { BenchRow, BenchSuite } from './row.js';

const NAME = 'stack/worst-shape';
/** Too small for most shapes. */
const PROBE_MB = 4;
const OUR_LIMIT = 'STACK_LIMIT';
/** Each tier alone: as they come, an engine goes from one to another when it likes. */
const ALONE = TIERS.filter(({ name }) => name !== 'as it comes');

interface Need {
  readonly tier: Tier;
  readonly shape: StackShape;
  readonly built: BuiltShape;
  readonly mebibytes: number;
}

/** What the whole height needs, if so much of it filled the probe. A shape that fits counts as the probe. */
function estimate(shape: StackShape, { end, frames, messages }: StackEnd): number {
  if (end === OUR_LIMIT) return PROBE_MB;
  let reached = 1;
  for (const progress of progressOf(shape, DEV_LIMITS)) {
    if (progress.frames > frames || progress.messages > messages) break;
    reached = progress.height;
  }
  return (PROBE_MB * endOf(shape, DEV_LIMITS).height) / reached;
}

/** The shape that needs most in a tier; undefined if the engine is not to be had. */
async function worstOf(tier: Tier, built: readonly BuiltShape[]): Promise<Need | undefined> {
  const ran = await runShapes(tier, built, PROBE_MB);
  if ('missing' in ran) {
    console.log(`${NAME}: ${ran.missing}`);
    return undefined;
  }
  const needs = STACK_SHAPES.map((shape, at): Need => {
    const { first, warm } = ran.outcomes[at];
    const mebibytes = Math.max(estimate(shape, first), estimate(shape, warm));
    return { tier, shape, built: built[at], mebibytes };
  });
  return mostOf(needs);
}

const mostOf = (needs: readonly Need[]): Need =>
  needs.reduce((most, need) => (need.mebibytes > most.mebibytes ? need : most));

/** Smallest stack, in whole MiB, that holds the shape. */
async function bisect({ tier, built }: Need): Promise<number> {
  let [below, enough] = [0, DEV_LIMITS.stackMb];
  while (enough - below > 1) {
    const middle = (below + enough) >> 1;
    const ran = await runShapes(tier, [built], middle);
    if ('missing' in ran) throw new Error(ran.missing);
    const [{ first, warm }] = ran.outcomes;
    if (first.end === OUR_LIMIT && warm.end === OUR_LIMIT) enough = middle;
    else below = middle;
  }
  return enough;
}

export const stackSuite: BenchSuite = {
  names: [NAME],

  async run(): Promise<readonly BenchRow[]> {
    const built = await buildShapes(STACK_SHAPES);
    const versus = `stackMb ${DEV_LIMITS.stackMb}`;
    const row = (name: string, value: number): BenchRow => ({
      ...{ name, value, unit: 'MiB', versus, ratio: value / DEV_LIMITS.stackMb },
    });
    const rows: BenchRow[] = [];
    for (const engine of new Set(ALONE.map((tier) => tier.engine))) {
      const needs: Need[] = [];
      for (const tier of ALONE.filter((each) => each.engine === engine)) {
        const need = await worstOf(tier, built);
        if (need === undefined) break;
        console.log(
          `${engine}, ${tier.name}: about ${need.mebibytes.toFixed(1)} MiB for '${need.shape.name}'`,
        );
        needs.push(need);
      }
      if (needs.length > 0)
        rows.push(row(`${NAME}/${engine.replace(' ', '-')}`, await bisect(mostOf(needs))));
    }
    return [...rows, row(NAME, Math.max(...rows.map(({ value }) => value)))];
  },
};
