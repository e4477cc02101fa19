/**
 * `npm run test:scout -- DIR`: the YAML files of Scout in a folder. Prints `N passed, M failed`, and of each
 * failure the file and the first difference. Exit code 0 if all passed, 1 if one failed or there is none, 2
 * without a folder. The scripts run in a thread with the stack that they may need.
 */

import { existsSync } from 'node:fs';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { DEV_LIMITS } from '../../runtime/limits.js';
import { runSuite, type SuiteResult } from './suite.js';

async function main([folder]: readonly string[]): Promise<number> {
  if (folder === undefined || !existsSync(folder)) {
    console.error(folder === undefined ? 'name a folder with YAML files' : `there is no folder ${folder}`);
    return 2;
  }
  const worker = new Worker(new URL(import.meta.url), {
    workerData: folder,
    resourceLimits: { stackSizeMb: DEV_LIMITS.stackMb },
  });
  const { passed, failures } = await new Promise<SuiteResult>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
  for (const failure of failures) console.log(failure);
  console.log(`${passed} passed, ${failures.length} failed`);
  return failures.length > 0 || passed === 0 ? 1 : 0;
}

if (isMainThread) process.exitCode = await main(process.argv.slice(2));
else parentPort?.postMessage(runSuite(workerData as string));
