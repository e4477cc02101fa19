/**
 * The five programs that the Basilisk EVM compiler for Python is measured with, each as a contract: time of a
 * whole warm `host.send`, and its fuel.
 */

import { readFileSync } from 'node:fs';
import { Bench } from 'tinybench';
import { createHost, type Value } from '../host/index.js';
import { packageRoot } from './package-root.js';
import { type BenchRow, type BenchSuite, latencyMedian } from './row.js';

/** What each program must return. */
const PROGRAMS: Readonly<Record<string, Value>> = {
  noop: null,
  fib: 6_765,
  sum_to: 50_005_000,
  ackermann: 509,
  dict_ops: 166_666_500,
};

const rowName = (program: string): string => `basilisk/${program}`;

export const basiliskSuite: BenchSuite = {
  names: Object.keys(PROGRAMS).map(rowName),

  async run(wanted): Promise<readonly BenchRow[]> {
    const host = await createHost({ isolation: 'inline' });
    const bench = new Bench({ time: 1_000, warmupTime: 500 });
    const fuel = new Map<string, number>();
    for (const [program, value] of Object.entries(PROGRAMS)) {
      const name = rowName(program);
      if (!wanted.includes(name)) continue;
      const { address } = await host.deploy(readFileSync(`${packageRoot()}/bench/basilisk/${program}.py`));
      bench.add(name, async () => {
        const result = await host.send(address as string);
        if (result.status !== 'success' || result.value !== value) throw new Error(`${name} goes wrong`);
        fuel.set(name, result.fuelUsed);
      });
    }
    await bench.run();
    await host.close();
    return bench.tasks.flatMap((task) => [
      { name: task.name, value: latencyMedian(task), unit: 'ms' },
      { name: `${task.name}/fuel`, value: fuel.get(task.name) as number, unit: 'fuel' },
    ]);
  },
};
