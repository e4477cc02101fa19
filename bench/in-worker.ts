/**
 * Runs the body of a command in a Worker whose stack fits the deepest legal call, so that `isolation:
 * 'inline'` is allowed and peers run under the same conditions (SEMANTICS 5).
 */

import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { DEV_LIMITS } from '../runtime/limits.js';

/** @param script URL of the command's own module, which calls this and nothing else. */
export async function runInWorker(script: string, main: (args: string[]) => Promise<void>): Promise<void> {
  if (!isMainThread) return main(workerData as string[]);
  const worker = new Worker(new URL(script), {
    workerData: process.argv.slice(2),
    resourceLimits: { stackSizeMb: DEV_LIMITS.stackMb },
  });
  worker.on('error', (error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
