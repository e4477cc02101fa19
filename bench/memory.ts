/**
 * What growth costs: a page of 4,000 that are added one by one, and a page of 100. The frame limit is raised
 * for it; native frames have at most 1,024 pages.
 */

import { parse } from '@bytecodealliance/jco';
import { instrument } from '../runtime/instrument/pipeline.js';
import { FUEL_MAX } from '../runtime/limits.js';
import { DEV_PROTOCOL } from '../runtime/protocol.js';
import { SandboxInstance } from '../runtime/sandbox/instance.js';
import { PROFILES } from '../runtime/wasm/profile.js';
import { type BenchRow, type BenchSuite, median } from './row.js';

const MANY = 4_000;
const FEW = 100;
/** Interleaved: A B A B. */
const PAIRS = 15;

function wat(growths: number): string {
  return `(module (memory (export "memory") 1 ${MANY + 1}) (func (export "grow") (local $n i32)
    (local.set $n (i32.const ${growths}))
    (loop $next
      (drop (memory.grow (i32.const 1)))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))`;
}

async function compile(growths: number): Promise<WebAssembly.Module> {
  const { schedule, limits } = DEV_PROTOCOL;
  const { bytes } = instrument(await parse(wat(growths)), {
    schedule,
    heightMax: limits.heightMax,
    pagesMax: MANY + 1,
    profile: PROFILES.contract,
  });
  return new WebAssembly.Module(bytes);
}

/** Microseconds per page of one run. */
function time(module: WebAssembly.Module, growths: number): number {
  const instance = new SandboxInstance(module, {});
  const start = performance.now();
  const end = instance.run('grow', { fuel: FUEL_MAX, height: 0, pagesMax: MANY + 1 });
  const milliseconds = performance.now() - start;
  if (end.kind !== 'return' || instance.memory.pages !== growths + 1) throw new Error('memory did not grow');
  return (milliseconds * 1_000) / growths;
}

export const memorySuite: BenchSuite = {
  names: ['memory/growth'],

  async run(): Promise<readonly BenchRow[]> {
    const many = await compile(MANY);
    const few = await compile(FEW);
    const pairs = Array.from({ length: PAIRS }, () => [time(many, MANY), time(few, FEW)]);
    const value = median(pairs.map(([long]) => long));
    const ratio = median(pairs.map(([long, short]) => long / short));
    return [{ name: 'memory/growth', value, unit: 'us/page', versus: `${FEW} growths`, ratio }];
  },
};
