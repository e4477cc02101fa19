/** Entry of the thread in which a suite runs. */

import { parentPort, workerData } from 'node:worker_threads';
import { runCases } from './cases.js';

parentPort?.postMessage(await runCases(workerData as string));
