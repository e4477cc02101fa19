/** What instrumentation takes: the interpreter, decoded, validated, analysed, rewritten and encoded. */

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Bench } from 'tinybench';
import { instrument } from '../runtime/instrument/pipeline.js';
import { DEV_PROTOCOL } from '../runtime/protocol.js';
import { PROFILES } from '../runtime/wasm/profile.js';
import { packageRoot } from './package-root.js';
import { type BenchRow, type BenchSuite, latencyMedian, median } from './row.js';

const COLD_RUNS = 7;

const MODULE = `${packageRoot()}/build/python/python.wasm`;

function instrumentInterpreter(bytes: Uint8Array): void {
  const { schedule, limits } = DEV_PROTOCOL;
  instrument(bytes, {
    schedule,
    heightMax: limits.heightMax,
    pagesMax: limits.pythonPagesMax,
    profile: PROFILES.interpreter,
  });
}

/** Milliseconds of the first time in a process, as a child says. */
const COLD_SCRIPT = `
import { readFileSync } from 'node:fs';
import { timeOnce } from ${JSON.stringify(import.meta.url)};
console.log(timeOnce());
`;

export function timeOnce(): number {
  const bytes = readFileSync(MODULE);
  const start = performance.now();
  instrumentInterpreter(bytes);
  return performance.now() - start;
}

function coldMilliseconds(): number {
  const { status, stdout, stderr } = spawnSync(process.execPath, [
    '--input-type=module',
    '--eval',
    COLD_SCRIPT,
  ]);
  if (status !== 0) throw new Error(`instrumentation failed: ${stderr}`);
  return Number(stdout);
}

export const instrumentSuite: BenchSuite = {
  names: ['instrument/speed', 'instrument/image', 'instrument/image-cold'],

  async run(): Promise<readonly BenchRow[]> {
    const bytes = readFileSync(MODULE);
    const bench = new Bench({ iterations: 15, time: 0, warmupIterations: 3, warmupTime: 0 });
    bench.add('instrument/image', () => instrumentInterpreter(bytes));
    await bench.run();
    const milliseconds = latencyMedian(bench.tasks[0]);
    const cold = median(Array.from({ length: COLD_RUNS }, coldMilliseconds));
    return [
      { name: 'instrument/speed', value: bytes.length / 1e3 / milliseconds, unit: 'MB/s' },
      { name: 'instrument/image', value: milliseconds, unit: 'ms' },
      { name: 'instrument/image-cold', value: cold, unit: 'ms' },
    ];
  },
};
