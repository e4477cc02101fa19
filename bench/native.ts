/** Speed against a native CPython, where one is on the PATH: the metered interpreter on the same scripts. */

import { spawnSync } from 'node:child_process';
import { loadImage } from '../host/vm/python/image.js';
import { Interpreter } from './interpreter.js';
import { type BenchRow, type BenchSuite, geometricMean, median } from './row.js';
import { WORKLOADS, workloadFile, workloadSource } from './workloads.js';

const ROUNDS = 5;
const RUNS = 5;

/** Runs a script RUNS times in one process and prints the median in milliseconds. */
const TIMER = `
import sys, time
code = compile(open(sys.argv[1]).read(), "script", "exec")
times = []
for _ in range(int(sys.argv[2])):
    start = time.perf_counter()
    exec(code, {"__name__": "__main__"})
    times.append(time.perf_counter() - start)
print(sorted(times)[len(times) // 2] * 1000)
`;

/** Version of the native Python, or undefined if there is none. */
function nativeVersion(): string | undefined {
  const { status, stdout } = spawnSync('python3', ['--version'], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

function nativeTime(name: string): number {
  const args = ['-c', TIMER, workloadFile(name), String(RUNS)];
  const { status, stdout, stderr } = spawnSync('python3', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`native Python failed on ${name}: ${stderr}`);
  return Number(stdout);
}

function ratioOf(name: string, image: WebAssembly.Module): number {
  const metered = new Interpreter(image, false);
  metered.prepare(workloadSource(name));
  for (let run = 0; run < RUNS; run++) metered.time();
  const ratios = Array.from({ length: ROUNDS }, () => {
    const ours = median(Array.from({ length: RUNS }, () => metered.time()));
    return ours / nativeTime(name);
  });
  return median(ratios);
}

export const nativeSpeed: BenchSuite = {
  names: ['speed/native'],

  async run(): Promise<readonly BenchRow[]> {
    const version = nativeVersion();
    if (version === undefined) {
      console.log('speed/native: there is no python3 on the PATH');
      return [];
    }
    const image = loadImage();
    const rows = WORKLOADS.map((name): BenchRow => {
      const ratio = ratioOf(name, image);
      return { name: `speed/native/${name}`, value: ratio, unit: 'x', versus: version, ratio };
    });
    const ratio = geometricMean(rows.map(({ value }) => value));
    return [...rows, { name: 'speed/native', value: ratio, unit: 'x', versus: version, ratio }];
  },
};
