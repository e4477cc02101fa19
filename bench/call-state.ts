/**
 * What the state of a host costs and holds. `call/restore`: one restore of a whole memory. `call/early`:
 * calls 2 to 10 of a new process that has warmed up, against one that does not. `call/flat-memory`: what is
 * held more after 100,000 calls than after 10,000, in V8's heap and outside of it, and in `/rss` by the whole
 * process, compiled code included.
 */

import { spawnSync } from 'node:child_process';
import { Bench } from 'tinybench';
import { HOST_FUNCTIONS } from '../host/vm/python/host-functions.js';
import { loadImage } from '../host/vm/python/image.js';
import { DEV_LIMITS } from '../runtime/limits.js';
import { SandboxInstance } from '../runtime/sandbox/instance.js';
import { MemoryImage } from '../runtime/sandbox/memory-image.js';
import { packageRoot } from './package-root.js';
import { type BenchRow, type BenchSuite, latencyMedian, median } from './row.js';

const EARLY_PROCESSES = 7;

/** What both scripts begin with: a host, the token of the examples, a transfer. */
const PRELUDE = `
import { readFileSync } from 'node:fs';
import { createHost } from ${JSON.stringify(new URL('../host/index.js', import.meta.url).href)};
const from = '0x' + 'a1'.repeat(20);
const source = readFileSync(${JSON.stringify(`${packageRoot()}/examples/token.py`)});
async function tokenOn(host) {
  const { address } = await host.deploy(source, { from, args: ['Gold', 1e9] });
  return async (n) => {
    const to = '0x' + (n % 100).toString(16).padStart(40, '0');
    const { status } = await host.send(address, ['transfer', to, 1], { from });
    if (status !== 'success') throw new Error(status);
  };
}
`;

/** Inline, so that the heap of the thread that executes is collected. */
const FLAT = `${PRELUDE}
import { setImmediate } from 'node:timers/promises';
const host = await createHost({ isolation: 'inline', warmUp: false });
const send = await tokenOn(host);
async function heldAfter(calls) {
  for (let n = 0; n < calls; n++) await send(n);
  for (let i = 0; i < 5; i++) { gc(); await setImmediate(); }
  const { heapUsed, external, rss } = process.memoryUsage();
  return [heapUsed + external, rss];
}
const before = await heldAfter(10_000);
const after = await heldAfter(90_000);
console.log(after.map((bytes, i) => bytes - before[i]).join(' '));
await host.close();
`;

const EARLY = `${PRELUDE}
import { setTimeout } from 'node:timers/promises';
const warmUp = process.env.PBEVM_WARM_UP === 'true';
const host = await createHost({ warmUp });
const trained = async () => (await host.statistics()).pool.reused >= 1_000;
while (warmUp && !(await trained())) await setTimeout(200);
const send = await tokenOn(host);
const times = [];
for (let n = 0; n < 10; n++) {
  const start = performance.now();
  await send(n);
  times.push(performance.now() - start);
}
console.log(times.slice(1).sort((a, b) => a - b)[4]);
await host.close();
`;

/** A script that runs another in a Worker whose stack inline execution fits. */
function inWorker(script: string): string {
  const url = JSON.stringify(`data:text/javascript,${encodeURIComponent(script)}`);
  return `import { Worker } from 'node:worker_threads';
new Worker(new URL(${url}), { resourceLimits: { stackSizeMb: ${DEV_LIMITS.stackMb} } });`;
}

/** The numbers that a script prints in a process of its own. */
function numbersOf(script: string, options: readonly string[] = [], env: NodeJS.ProcessEnv = {}): number[] {
  const args = [...options, '--input-type=module', '--eval', script];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { env: { ...process.env, ...env } });
  if (status !== 0) throw new Error(`a benched process failed: ${stderr}`);
  return stdout.toString().trim().split(' ').map(Number);
}

async function restore(): Promise<BenchRow[]> {
  const pbevm = Object.fromEntries(Object.keys(HOST_FUNCTIONS).map((name) => [name, () => 0]));
  const instance = new SandboxInstance(loadImage(), { pbevm });
  const image = MemoryImage.capture(instance.memory.bytes, instance.readGlobals());
  const bench = new Bench({ time: 1_000, warmupTime: 300 });
  bench.add('call/restore', () => instance.restore(image));
  await bench.run();
  return [{ name: 'call/restore', value: latencyMedian(bench.tasks[0]), unit: 'ms' }];
}

function flatMemory(): BenchRow[] {
  const [held, rss] = numbersOf(inWorker(FLAT), ['--expose-gc']).map((bytes) => bytes / 2 ** 20);
  return [
    { name: 'call/flat-memory', value: held, unit: 'MiB' },
    { name: 'call/flat-memory/rss', value: rss, unit: 'MiB' },
  ];
}

function early(): BenchRow[] {
  const times = { true: [] as number[], false: [] as number[] };
  for (let i = 0; i < EARLY_PROCESSES; i++) {
    for (const warmUp of ['true', 'false'] as const) {
      times[warmUp].push(...numbersOf(EARLY, [], { PBEVM_WARM_UP: warmUp }));
    }
  }
  const value = median(times.true);
  const ratio = value / median(times.false);
  return [{ name: 'call/early', value, unit: 'ms', versus: 'no warm-up', ratio }];
}

const ROWS: Readonly<Record<string, () => BenchRow[] | Promise<BenchRow[]>>> = {
  'call/restore': restore,
  'call/early': early,
  'call/flat-memory': flatMemory,
};

export const callStateSuite: BenchSuite = {
  names: Object.keys(ROWS),

  async run(wanted): Promise<readonly BenchRow[]> {
    const rows: BenchRow[] = [];
    for (const name of wanted) rows.push(...(await ROWS[name]()));
    return rows;
  },
};
