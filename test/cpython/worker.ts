/** A thread with the stack of semantics 5: boots a guest, or runs one test module in a restored one. */

import { parentPort, workerData } from 'node:worker_threads';
import { Guest, type GuestEnd, type GuestState } from './guest.js';
import type { GuestFiles } from './image.js';

export interface ThreadData {
  readonly module: WebAssembly.Module;
  readonly files: GuestFiles;
}

/** Without a name: boot, and answer with the state. */
export interface Job {
  readonly name?: string;
  readonly state?: GuestState;
  /** Patterns of the tests that are not run. */
  readonly leftOut?: readonly string[];
}

export type Verdict = 'passed' | 'failed' | 'skipped' | 'left out';

/** What guest/runner.py leaves. */
export interface GuestReport {
  /** By test: `Class.method`, or what a doctest is called; '' for the module itself. */
  readonly verdicts: Readonly<Record<string, Verdict>>;
  /** Tracebacks and reasons. */
  readonly texts: Readonly<Record<string, string>>;
  /** Files of the modules that were imported. */
  readonly files: readonly string[];
}

export interface ModuleRun extends GuestEnd {
  readonly name: string;
  readonly milliseconds: number;
  readonly pages: number;
  /** Absent if the guest was halted. */
  readonly report?: GuestReport;
  readonly errors: string;
}

const RESULT = '/result.json';

const { module, files } = workerData as ThreadData;

async function runModule({ name, state, leftOut }: Required<Job>): Promise<ModuleRun> {
  const startMs = performance.now();
  const guest = await Guest.restore(module, files, state);
  try {
    const end = guest.execute(`runner.run(${JSON.stringify(name)}, ${JSON.stringify(leftOut)})`);
    const isWhole = end.end === 'return' && end.value === 0;
    return {
      ...end,
      name,
      milliseconds: performance.now() - startMs,
      pages: guest.pages,
      ...(isWhole ? { report: JSON.parse(guest.readText(RESULT)) as GuestReport } : {}),
      errors: guest.takeErrors(),
    };
  } finally {
    guest.dispose();
  }
}

async function boot(): Promise<GuestState> {
  const guest = await Guest.boot(module, files);
  try {
    return guest.capture();
  } finally {
    guest.dispose();
  }
}

parentPort?.on('message', async (job: Job) => {
  const answer = job.name === undefined ? await boot() : await runModule(job as Required<Job>);
  parentPort?.postMessage(answer);
});
