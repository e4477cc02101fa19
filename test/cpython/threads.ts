/** Threads that run test modules, one at a time each; all guests start from one booted state. */

import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { DEV_LIMITS } from '../../runtime/limits.js';
import { type GuestState, PAGES_MAX } from './guest.js';
import { makeTestModule, readLibrary } from './image.js';
import type { Job, ModuleRun, ThreadData } from './worker.js';

/** A test module, and the patterns of its tests that are not run. */
export interface Task {
  readonly name: string;
  readonly leftOut: readonly string[];
}

const THREADS_MAX = 2;

export interface ThreadOptions {
  /** Changes the interpreter before it is instrumented: for seeded bugs. */
  readonly change?: (interpreter: Uint8Array) => Uint8Array;
  /** Give the guests all of CPython's library, instead of what sources.manifest lists. */
  readonly wholeLibrary?: boolean;
}

/** Runs the tasks, two at a time; `onRun` hears of each end. The runs come back in the order of the tasks. */
export async function runTasks(
  tasks: readonly Task[],
  onRun: (run: ModuleRun) => void,
  { change, wholeLibrary = false }: ThreadOptions = {},
): Promise<ModuleRun[]> {
  const module = await makeTestModule(PAGES_MAX, change);
  const data: ThreadData = { module, files: await readLibrary(wholeLibrary) };
  const waiting = [...tasks];
  const runs: ModuleRun[] = [];
  const work = async (worker: Worker, state: GuestState): Promise<void> => {
    for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) {
      const run = (await ask(worker, { ...task, state })) as ModuleRun;
      runs.push(run);
      onRun(run);
    }
  };
  const first = startThread(data);
  const threads = [first];
  try {
    const state = (await ask(first, {})) as GuestState;
    while (threads.length < Math.min(THREADS_MAX, availableParallelism(), tasks.length))
      threads.push(startThread(data));
    await Promise.all(threads.map((worker) => work(worker, state)));
  } finally {
    await Promise.all(threads.map((worker) => worker.terminate()));
  }
  return runs.sort((a, b) => order(tasks, a) - order(tasks, b));
}

const order = (tasks: readonly Task[], run: ModuleRun): number =>
  tasks.findIndex(({ name }) => name === run.name);

function startThread(data: ThreadData): Worker {
  return new Worker(new URL('./worker.js', import.meta.url), {
    workerData: data,
    resourceLimits: { stackSizeMb: DEV_LIMITS.stackMb },
  });
}

/** One question, one answer. @throws what the thread dies of. */
function ask(worker: Worker, job: Job): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const done = (): void => {
      worker.off('message', onMessage);
      worker.off('error', onError);
    };
    const onMessage = (answer: unknown): void => {
      done();
      resolve(answer);
    };
    const onError = (error: unknown): void => {
      done();
      reject(error);
    };
    worker.on('message', onMessage);
    worker.on('error', onError);
    worker.postMessage(job);
  });
}
