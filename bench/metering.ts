/** What metering costs: the instrumented image against the same interpreter without instrumentation. */

import { readFileSync } from 'node:fs';
import { loadImage } from '../host/vm/python/image.js';
import { Interpreter } from './interpreter.js';
import { packageRoot } from './package-root.js';
import { type BenchRow, type BenchSuite, geometricMean, median } from './row.js';
import { WORKLOADS, workloadSource } from './workloads.js';

/** Interleaved pairs per workload: A B A B, so that both see the same noise. */
const PAIRS = 31;
const WARMUP_PAIRS = 6;

function ratioOf(name: string, image: WebAssembly.Module, plain: WebAssembly.Module): number {
  const metered = new Interpreter(image, false);
  const unmetered = new Interpreter(plain, true);
  for (const interpreter of [metered, unmetered]) interpreter.prepare(workloadSource(name));
  const ratios: number[] = [];
  for (let pair = -WARMUP_PAIRS; pair < PAIRS; pair++) {
    const ratio = metered.time() / unmetered.time();
    if (pair >= 0) ratios.push(ratio);
  }
  return median(ratios);
}

export const meteringSuite: BenchSuite = {
  names: ['metering/cpython'],

  async run(): Promise<readonly BenchRow[]> {
    const image = loadImage();
    const plain = new WebAssembly.Module(readFileSync(`${packageRoot()}/build/python/python.wasm`));
    const rows = WORKLOADS.map((name): BenchRow => {
      const ratio = ratioOf(name, image, plain);
      return { name: `metering/cpython/${name}`, value: ratio, unit: 'x', versus: 'un-instrumented', ratio };
    });
    const ratio = geometricMean(rows.map(({ value }) => value));
    return [...rows, { name: 'metering/cpython', value: ratio, unit: 'x', versus: 'un-instrumented', ratio }];
  },
};
