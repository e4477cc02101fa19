/**
 * Runs scripts in a Worker whose stack fits the deepest legal call (SEMANTICS 5), so that our limit trips
 * before V8's does.
 */

import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { DEV_LIMITS } from '../../runtime/limits.js';
import { addScript, createReport, type SuiteReport } from './report.js';
import { runScript } from './run-script.js';
import { withSuite } from './script.js';
import { SEEDS, type Seed, type SeedName } from './seeds.js';

export interface SuiteRequest {
  /** Starts of file names; empty: all files. */
  readonly only: readonly string[];
  readonly seed: SeedName;
}

export type SuiteAnswer = SuiteReport | { readonly missing: string };

/** @throws what the suite itself cannot cope with; never because of a verdict. */
export function runSuite(request: SuiteRequest): Promise<SuiteAnswer> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), {
      workerData: request,
      resourceLimits: { stackSizeMb: DEV_LIMITS.stackMb },
    });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

function run({ only, seed }: SuiteRequest): SuiteAnswer {
  const { instrument, script: change }: Seed = SEEDS[seed];
  return withSuite(only, (suite) => {
    if ('missing' in suite) return suite;
    const report = createReport(suite.unconverted);
    for (const script of suite.scripts) {
      addScript(report, script.name, runScript(change?.(script) ?? script, instrument));
    }
    return report;
  });
}

if (!isMainThread) parentPort?.postMessage(run(workerData as SuiteRequest));
