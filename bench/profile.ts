/**
 * `profile`: how much of every limit real compilers use. Value: the largest of what solc, AssemblyScript and
 * LLVM make of test/runtime/wasm/sources; ratio: to the limit of the contract profile. The interpreter image
 * likewise.
 */

import { readFileSync } from 'node:fs';
import { type LimitName, PROFILES } from '../runtime/wasm/profile.js';
import { compiledModules } from '../test/support/compilers.js';
import { type LimitValues, limitValues } from '../test/support/limit-values.js';
import { packageRoot } from './package-root.js';
import type { BenchRow, BenchSuite } from './row.js';

function rows(folder: string, limits: LimitValues, values: readonly LimitValues[]): BenchRow[] {
  return (Object.keys(limits) as LimitName[]).map((name) => {
    const value = Math.max(...values.map((one) => one[name]));
    const limit = limits[name];
    return { name: `${folder}/${name}`, value, unit: '', versus: `limit ${limit}`, ratio: value / limit };
  });
}

const SUITES: Readonly<Record<string, () => Promise<readonly BenchRow[]>>> = {
  'profile/contract': async () => {
    const modules = await compiledModules();
    return rows(
      'profile/contract',
      PROFILES.contract.limits,
      modules.map(({ bytes }) => limitValues(bytes)),
    );
  },
  'profile/interpreter': async () => {
    const bytes = readFileSync(`${packageRoot()}/build/python/python.wasm`);
    return rows('profile/interpreter', PROFILES.interpreter.limits, [limitValues(bytes)]);
  },
};

export const profileSuite: BenchSuite = {
  names: Object.keys(SUITES),

  async run(wanted): Promise<readonly BenchRow[]> {
    const found: BenchRow[] = [];
    for (const name of wanted) found.push(...(await SUITES[name]()));
    return found;
  },
};
