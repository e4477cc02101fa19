/**
 * Times many bodies fairly on a busy machine: under tinybench, in rounds that visit every body, and of all
 * samples the least. Whatever else runs on the machine only ever adds time.
 */

import { Bench } from 'tinybench';

export interface Timed {
  readonly name: string;
  /** Runs before every sample and is not timed. */
  readonly before?: () => void;
  readonly body: () => void;
}

export interface Effort {
  readonly rounds: number;
  /** Milliseconds for each body in a round, and samples that it has at least. */
  readonly milliseconds: number;
  readonly samples: number;
}

const NANOSECONDS_PER_MILLISECOND = 1e6;

/** Lets code be optimised in the background, after a first round that is not counted. */
const OPTIMISING_MILLISECONDS = 300;

/** Nanoseconds of each body, by its name. */
export async function measure(
  bodies: readonly Timed[],
  { rounds, milliseconds, samples }: Effort,
): Promise<Map<string, number>> {
  const least = new Map<string, number>();
  for (let round = -1; round < rounds; round++) {
    const bench = new Bench({ time: milliseconds, iterations: samples, warmup: false, throws: true });
    for (const { name, before, body } of bodies) {
      bench.add(name, body, before === undefined ? {} : { beforeEach: before });
    }
    bench.runSync();
    if (round < 0) {
      await new Promise((resolve) => setTimeout(resolve, OPTIMISING_MILLISECONDS));
      continue;
    }
    for (const { name, result } of bench.tasks) {
      if (!('latency' in result)) throw new Error(`${name} did not complete: ${result.state}`);
      const nanoseconds = result.latency.min * NANOSECONDS_PER_MILLISECOND;
      least.set(name, Math.min(least.get(name) ?? Number.POSITIVE_INFINITY, nanoseconds));
    }
  }
  return least;
}

/** The entry that a measurement must have. */
export function timeOf(times: ReadonlyMap<string, number>, name: string): number {
  const time = times.get(name);
  if (time === undefined) throw new Error(`${name} was not measured`);
  return time;
}
