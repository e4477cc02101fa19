/**
 * `compile/bombs`: the worst that the contract profile lets through. Every bomb is taken at the largest size
 * that is accepted, then repeated until the module is full, and compiled as a whole by TurboFan in a process
 * of its own. The bounds are those of SEMANTICS 10: 250 ms, instrumentation included, and 128 MiB.
 */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parse } from '@bytecodealliance/jco';
import { PbevmError } from '../runtime/errors.js';
import { type InstrumentOptions, instrument } from '../runtime/instrument/pipeline.js';
import { DEV_LIMITS } from '../runtime/limits.js';
import { DEV_SCHEDULE } from '../runtime/schedule.js';
import { type LimitName, PROFILES } from '../runtime/wasm/profile.js';
import { type EngineName, engineExecutable, NODES } from '../test/support/engines.js';
import { type LimitValues, limitValues } from '../test/support/limit-values.js';
import { type Bomb, bombText } from './bombs/bomb.js';
import type { CompileMeasure } from './bombs/compile-child.js';
import { BOMBS } from './bombs/index.js';
import type { BenchRow, BenchSuite } from './row.js';

const BOUND_MS = 250;
const BOUND_MIB = 128;

const OPTIONS: InstrumentOptions = {
  schedule: DEV_SCHEDULE,
  heightMax: DEV_LIMITS.heightMax,
  pagesMax: 1_024,
  profile: PROFILES.contract,
};

/** All functions at once and by the optimising compiler only; the engine uses the threads that it likes. */
const FLAGS = ['--no-liftoff', '--no-wasm-lazy-compilation'];
const CHILD = fileURLToPath(new URL('./bombs/compile-child.js', import.meta.url));
const REPEATS = 3;
/** More equal functions than that are a bomb of their own. */
const COPIES_MAX = 16;
/** A size is near enough to the largest if it uses so much of the limit. */
const FULL = 0.94;
const STEPS_MAX = 20;

/** The limits, but for the cost of a function, of which a module shall hold a whole number. */
const LIMITS: LimitValues = {
  ...OPTIONS.profile.limits,
  'compile cost': wholeShare(OPTIONS.profile.limits),
};

function wholeShare({ 'compile cost': one, 'compile cost, sum': all }: LimitValues): number {
  return Math.floor(all / Math.ceil(all / one));
}

/** What a bomb uses of the limit that it uses most of. */
async function use(bomb: Bomb, size: number): Promise<number> {
  const values = limitValues(await parse(bombText(bomb, size)));
  return Math.max(...(Object.keys(LIMITS) as LimitName[]).map((name) => values[name] / LIMITS[name]));
}

/**
 * The largest size that is accepted, nearly. Costs grow with a power of the size between one and two, so
 * that this exponent approaches from both.
 */
async function largestSize(bomb: Bomb): Promise<number> {
  let best = 1;
  let size = bomb.size;
  for (let step = 0; step < STEPS_MAX; step++) {
    const used = await use(bomb, size);
    if (used <= 1) best = Math.max(best, size);
    if (used <= 1 && used >= FULL) break;
    const next = Math.max(1, Math.floor(size / (used / ((1 + FULL) / 2)) ** 0.7));
    if (next === size) break;
    size = next;
  }
  return best;
}

interface Instrumented {
  readonly bytes: Uint8Array;
  readonly ms: number;
}

/** The quickest of some times. @throws PbevmError BAD_MODULE */
function instrumented(binary: Uint8Array): Instrumented {
  const runs = Array.from({ length: REPEATS }, () => {
    const start = performance.now();
    const { bytes } = instrument(binary, OPTIONS);
    return { bytes, ms: performance.now() - start };
  });
  return { bytes: runs[0].bytes, ms: Math.min(...runs.map(({ ms }) => ms)) };
}

/** A module full of copies of the function, if it may have several. */
async function fullModule(bomb: Bomb, size: number): Promise<Instrumented & { readonly copies: number }> {
  const binary = await parse(bombText(bomb, size));
  const cost = limitValues(binary)['compile cost, sum'];
  const copies = Math.floor(OPTIONS.profile.limits['compile cost, sum'] / Math.max(1, cost));
  if (copies > 1 && copies <= COPIES_MAX) {
    try {
      return { ...instrumented(await parse(bombText(bomb, size, copies))), copies };
    } catch {
      // Its functions have names, exports or bytes that the module cannot have twice.
    }
  }
  return { ...instrumented(binary), copies: 1 };
}

function compile(node: string, path: string): CompileMeasure {
  const runs = Array.from({ length: REPEATS }, () => {
    const output = execFileSync(node, [...FLAGS, CHILD, path], { encoding: 'utf8' });
    return JSON.parse(output) as CompileMeasure;
  });
  const least = (key: keyof CompileMeasure): number => Math.min(...runs.map((run) => run[key]));
  return { ms: least('ms'), cpuMs: least('cpuMs'), mib: least('mib') };
}

interface Measured extends CompileMeasure {
  readonly name: string;
  readonly engine: EngineName;
}

async function measure(
  bomb: Bomb,
  engines: ReadonlyMap<EngineName, string>,
  path: string,
): Promise<Measured[]> {
  const size = await largestSize(bomb);
  const { bytes, ms: ownMs, copies } = await fullModule(bomb, size);
  writeFileSync(path, bytes);
  return Array.from(engines, ([engine, node]) => {
    const { ms, cpuMs, mib } = compile(node, path);
    const text = `${ms.toFixed(0)} ms (${cpuMs.toFixed(0)} ms of all cores), ${mib.toFixed(0)} MiB`;
    const what = `${bomb.name}, ${size} x ${copies}`;
    console.log(`  ${engine}  ${what}: ${ownMs.toFixed(0)} + ${text}; larger: ${bomb.refusedBy}`);
    return { name: bomb.name, engine, ms: ms + ownMs, cpuMs: cpuMs + ownMs, mib };
  });
}

/** How many bombs the profile refuses at the size that they have. */
async function countRefused(): Promise<number> {
  let refused = 0;
  for (const bomb of BOMBS) {
    try {
      instrument(await parse(bombText(bomb, bomb.size)), OPTIONS);
    } catch (error) {
      if (!(error instanceof PbevmError) || error.code !== 'BAD_MODULE') throw error;
      refused++;
    }
  }
  return refused;
}

function worst(rows: readonly Measured[], key: keyof CompileMeasure): Measured {
  return rows.reduce((most, row) => (row[key] > most[key] ? row : most));
}

/** @param wanted `compile/bombs` measures this Node, `compile/engines` the other ones that can be had. */
async function run(wanted: readonly string[]): Promise<readonly BenchRow[]> {
  const here = NODES.flatMap((name) => {
    const executable = engineExecutable(name);
    return 'path' in executable ? [[name, executable.path] as const] : [];
  });
  const isThis = ([, path]: readonly [EngineName, string]): boolean => path === process.execPath;
  const engines = here.filter((engine) =>
    wanted.includes(isThis(engine) ? 'compile/bombs' : 'compile/engines'),
  );
  const folder = mkdtempSync(join(tmpdir(), 'pbevm-bombs-'));
  const rows: Measured[] = [];
  try {
    for (const bomb of BOMBS) {
      rows.push(...(await measure(bomb, new Map(engines), join(folder, 'bomb.wasm'))));
      // Lets what was printed get out of this thread.
      await setImmediate();
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  const measured = engines.flatMap(([engine]) =>
    report(
      `compile/bombs/${engine}`,
      rows.filter((row) => row.engine === engine),
    ),
  );
  const unit = `of ${BOMBS.length} bombs`;
  return [...measured, { name: 'compile/bombs/refused', value: await countRefused(), unit }];
}

function report(name: string, rows: readonly Measured[]): BenchRow[] {
  const slowest = worst(rows, 'ms');
  const busiest = worst(rows, 'cpuMs');
  const largestOne = worst(rows, 'mib');
  const ratio = slowest.ms / BOUND_MS;
  return [
    { name: `${name}/time`, value: slowest.ms, unit: 'ms', versus: `bound (${slowest.name})`, ratio },
    { name: `${name}/cores`, value: busiest.cpuMs, unit: `ms of all cores (${busiest.name})` },
    {
      name: `${name}/memory`,
      value: largestOne.mib,
      unit: 'MiB',
      versus: `bound (${largestOne.name})`,
      ratio: largestOne.mib / BOUND_MIB,
    },
  ];
}

export const compileSuite: BenchSuite = { names: ['compile/bombs', 'compile/engines'], run };
