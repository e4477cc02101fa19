/**
 * Runs a folder of cases in a Worker whose stack fits the deepest legal call (SEMANTICS 5).
 */

import { Worker } from 'node:worker_threads';
import { DEV_LIMITS } from '../../runtime/limits.js';
import type { SuiteReport } from './cases.js';

/** @throws what the suite itself cannot cope with; never because of a verdict. */
export function runSuite(folder: string): Promise<SuiteReport> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./suite-worker.js', import.meta.url), {
      workerData: folder,
      resourceLimits: { stackSizeMb: DEV_LIMITS.stackMb },
    });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}
