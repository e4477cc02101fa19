/** Speed against Pyodide, which is CPython in wasm without metering: the same scripts in turn. */

import { loadImage } from '../host/vm/python/image.js';
import { Interpreter } from './interpreter.js';
import { loadPeer } from './peers.js';
import { type BenchRow, type BenchSuite, geometricMean, median } from './row.js';
import { WORKLOADS, workloadSource } from './workloads.js';

const PAIRS = 21;
const WARMUP_PAIRS = 6;

function millisecondsOf(body: () => void): number {
  const start = performance.now();
  body();
  return performance.now() - start;
}

export const pyodideSpeed: BenchSuite = {
  names: ['speed/pyodide'],

  async run(): Promise<readonly BenchRow[]> {
    const { scriptOnPyodide } = await loadPeer('pyodide');
    const image = loadImage();
    const rows: BenchRow[] = [];
    for (const name of WORKLOADS) {
      const metered = new Interpreter(image, false);
      metered.prepare(workloadSource(name));
      const theirs = await scriptOnPyodide(new TextDecoder().decode(workloadSource(name)));
      const ratios: number[] = [];
      for (let pair = -WARMUP_PAIRS; pair < PAIRS; pair++) {
        const ratio = metered.time() / millisecondsOf(theirs);
        if (pair >= 0) ratios.push(ratio);
      }
      const ratio = median(ratios);
      rows.push({ name: `speed/pyodide/${name}`, value: ratio, unit: 'x', versus: 'pyodide', ratio });
    }
    const ratio = geometricMean(rows.map(({ value }) => value));
    return [...rows, { name: 'speed/pyodide', value: ratio, unit: 'x', versus: 'pyodide', ratio }];
  },
};
