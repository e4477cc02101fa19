/** Every way in which the same modules are executed: engines, and the tiers of V8. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ENGINES, type EngineName, engineExecutable } from '../support/engines.js';
import type { EngineJob } from './engine-job.js';

export interface Variant {
  readonly name: string;
  readonly engine: EngineName;
  readonly flags: readonly string[];
}

const CHILD = fileURLToPath(new URL('./engine-child.js', import.meta.url));

/** Far more than any batch takes. A call that never ends is killed by it. */
const CHILD_MILLISECONDS = 300_000;

/** V8 of Node 26 is said to abort on --no-liftoff. */
const WITHOUT_LIFTOFF: readonly EngineName[] = ['node 20', 'node 22', 'node 24'];

function variantsOf(engine: EngineName): Variant[] {
  if (engine === 'bun') return [{ name: engine, engine, flags: [] }];
  const tiers = [
    { name: engine, engine, flags: [] },
    { name: `${engine}, Liftoff only`, engine, flags: ['--liftoff-only'] },
  ];
  if (!WITHOUT_LIFTOFF.includes(engine)) return tiers;
  return [...tiers, { name: `${engine}, TurboFan only`, engine, flags: ['--no-liftoff'] }];
}

export const VARIANTS: readonly Variant[] = ENGINES.flatMap(variantsOf);

export type VariantLines = { readonly lines: readonly string[] } | { readonly missing: string };

/**
 * Executes jobs in a process of their own: a line of JSON (`CallRecord`) for every call.
 * @throws Error if the process ends with another code than 0.
 */
export function runVariant({ engine, flags, name }: Variant, jobs: readonly EngineJob[]): VariantLines {
  const executable = engineExecutable(engine);
  if ('missing' in executable) return executable;
  const folder = mkdtempSync(join(tmpdir(), 'pbevm-fuzz-'));
  try {
    const [jobsPath, recordsPath] = ['jobs.json', 'records.txt'].map((file) => join(folder, file));
    writeFileSync(jobsPath, JSON.stringify(jobs));
    const child = spawnSync(executable.path, [...flags, CHILD, jobsPath, recordsPath], {
      encoding: 'utf8',
      timeout: CHILD_MILLISECONDS,
    });
    if (child.status !== 0) {
      throw new Error(`${name}: exit code ${child.status ?? child.signal}: ${child.stderr.slice(0, 2_000)}`);
    }
    return { lines: readFileSync(recordsPath, 'utf8').trimEnd().split('\n') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
