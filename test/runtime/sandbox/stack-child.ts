/**
 * Runs recursion shapes in a Worker whose stack is as large as it is told, in a process of its own, so that
 * V8 can be given flags. Reads a `StackJob` from standard input, writes `StackOutcome`s to standard output.
 *
 * Messages are made as the execution makes them: each runs the export from inside a host function, below as
 * many JavaScript frames as the host has there, at its caller's height plus messageHeight. All run on one
 * instance, whose counters are put back after each: a thousand memories would not fit the address space.
 */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { FUEL_MAX, type Limits } from '../../../runtime/limits.js';
import { GUEST_EXIT } from '../../../runtime/sandbox/guest-exit.js';
import { SandboxInstance } from '../../../runtime/sandbox/instance.js';

export interface StackJob {
  readonly stackMb: number;
  readonly limits: Limits;
  readonly shapes: readonly { readonly name: string; readonly bytes: string }[];
}

export interface StackOutcome {
  readonly name: string;
  /** Code of the halt, or what was thrown. */
  readonly end: string;
  /** Guest frames at the end. */
  readonly frames: number;
  readonly messages: number;
}

/** JavaScript frames of the host between two guests: more than `host/execution` and the VMs have. */
const HOST_FRAMES = 24;

function below(frames: number, body: () => void): void {
  const local = [frames, frames + 1];
  if (frames === 0) body();
  else below(local[1] - 2, () => body());
}

function runShape(name: string, bytes: Uint8Array, limits: Limits): StackOutcome {
  let messages = 0;
  const message = (): void => {
    const { fuel, height } = instance;
    const start = { fuel, height: height + limits.messageHeight, pagesMax: 1 };
    messages++;
    const isLast = messages === limits.depthMax - 1;
    below(HOST_FRAMES, () => {
      const end = instance.run(isLast ? 'deepen' : 'recurse', start);
      if (end.kind !== 'halt') return;
      halted = end.code;
      throw GUEST_EXIT;
    });
    instance.begin({ fuel: instance.fuel, height, pagesMax: 1 });
  };
  let halted: string | undefined;
  const instance = new SandboxInstance(new WebAssembly.Module(bytes), { host: { message } });
  let end: string;
  try {
    const result = instance.run('recurse', { fuel: FUEL_MAX, height: 0, pagesMax: 1 });
    end = halted ?? (result.kind === 'halt' ? result.code : result.kind);
  } catch (thrown) {
    end = String(thrown);
  }
  return { name, end, frames: Number(instance.readGlobals()[0]), messages };
}

async function main(): Promise<void> {
  const job = JSON.parse(readFileSync(0, 'utf8')) as StackJob;
  const worker = new Worker(fileURLToPath(import.meta.url), {
    workerData: job,
    resourceLimits: { stackSizeMb: job.stackMb },
  });
  worker.on('message', (outcomes) => process.stdout.write(JSON.stringify(outcomes)));
}

if (!isMainThread) {
  const { shapes, limits } = workerData as StackJob;
  const outcomes = shapes.map(({ name, bytes }) => runShape(name, Buffer.from(bytes, 'base64'), limits));
  parentPort?.postMessage(outcomes);
} else if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main();
}
