/**
 * Runs recursion shapes on the engine that runs this file, in a stack as large as it is told, in a process of
 * its own. Reads a `StackJob` from standard input, writes `StackOutcome`s to standard output.
 *
 * On Node the stack is that of a Worker. Bun gives Workers no such choice: there it is that of the process,
 * and whoever starts it has set both its limits (`run.ts`).
 *
 * Messages are made as the execution makes them: each runs the export from inside a host function, below as
 * many JavaScript frames as the host has there, at its caller's height plus messageHeight. All run on one
 * instance, whose counters are put back after each: a thousand memories would not fit the address space.
 */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { FUEL_MAX, type Limits } from '../../runtime/limits.js';
import { GUEST_EXIT } from '../../runtime/sandbox/guest-exit.js';
import { type RunEnd, SandboxInstance } from '../../runtime/sandbox/instance.js';
import { framesOf } from './shape.js';

/**
 * How often a shape is run shallowly, so that the engine optimises it: so many runs at least, and as many as
 * have this many bytes of module in them. V8 counts bytes that were executed, JavaScriptCore entries.
 */
export interface Warmth {
  readonly bytes: number;
  readonly runs: number;
}

export interface StackJob {
  readonly stackMb: number;
  readonly limits: Limits;
  readonly warmth: Warmth;
  readonly shapes: readonly { readonly name: string; readonly bytes: string }[];
}

/** How a shape ended, at its very first run and after many shallow ones. */
export interface StackOutcome {
  readonly name: string;
  readonly first: StackEnd;
  readonly warm: StackEnd;
}

export interface StackEnd {
  /** Code of the halt, or what was thrown. */
  readonly end: string;
  /** Guest frames at the end. */
  readonly frames: number;
  readonly messages: number;
}

/** JavaScript frames of the host between two guests: more than `host/execution` and the VMs have. */
const HOST_FRAMES = 24;
/** Frames of a shallow run. */
const SHALLOW_FRAMES = 12;
/** Time for engines that optimise in threads of their own. */
const OPTIMISING_MILLISECONDS = 300;

function below(frames: number, body: () => void): void {
  const local = [frames, frames + 1];
  if (frames === 0) body();
  else below(local[1] - 2, () => body());
}

class Recursion {
  readonly #instance: SandboxInstance;
  readonly #name: string;
  readonly #limits: Limits;
  #messages = 0;
  #halted: string | undefined;

  constructor(module: WebAssembly.Module, name: string, limits: Limits) {
    const host = { message: () => this.#message(), help: () => this.#help() };
    this.#instance = new SandboxInstance(module, { host });
    this.#name = name;
    this.#limits = limits;
  }

  /** Runs to the limit. */
  run(): StackEnd {
    const end = this.#recurse();
    return { end, frames: framesOf(Number(this.#instance.readGlobals()[0])), messages: this.#messages };
  }

  /** Runs a few frames, which all return. */
  runShallowly(): void {
    this.#messages = 0;
    this.#begin(0);
    this.#instance.callExport('limit', SHALLOW_FRAMES);
    const end = this.#recurse();
    if (end !== 'return') throw new Error(`${this.#name}: a shallow run ended with ${end}`);
  }

  #recurse(): string {
    try {
      const start = { fuel: FUEL_MAX, height: 0, pagesMax: 1 };
      return this.#halted ?? this.#endOf(this.#instance.run('recurse', start));
    } catch (thrown) {
      return String(thrown);
    }
  }

  #endOf(end: RunEnd): string {
    return this.#halted ?? (end.kind === 'halt' ? end.code : end.kind);
  }

  #begin(height: number): void {
    this.#instance.begin({ fuel: FUEL_MAX, height, pagesMax: 1 });
  }

  #leaveIfHalted(end: RunEnd): void {
    if (end.kind !== 'halt') return;
    this.#halted = end.code;
    throw GUEST_EXIT;
  }

  #message(): void {
    const { height } = this.#instance;
    const { messageHeight, depthMax } = this.#limits;
    const start = { fuel: FUEL_MAX, height: height + messageHeight, pagesMax: 1 };
    this.#messages++;
    const name = this.#messages === depthMax - 1 ? 'deepen' : 'recurse';
    below(HOST_FRAMES, () => this.#leaveIfHalted(this.#instance.run(name, start)));
    this.#begin(height);
  }

  #help(): void {
    below(HOST_FRAMES, () => this.#leaveIfHalted(this.#instance.callExport('helper').end));
  }
}

async function runShapes({ shapes, limits, warmth }: StackJob): Promise<StackOutcome[]> {
  const modules = shapes.map(({ bytes }) => new WebAssembly.Module(Buffer.from(bytes, 'base64')));
  const make = (at: number): Recursion => new Recursion(modules[at], shapes[at].name, limits);
  const runAll = (): StackEnd[] => shapes.map((_, at) => make(at).run());
  const first = runAll();
  const warmUp = (share: number): void => {
    shapes.forEach(({ bytes }, at) => {
      const recursion = make(at);
      const runs = share * Math.max(warmth.runs, warmth.bytes / bytes.length);
      for (let i = 0; i < runs; i++) recursion.runShallowly();
    });
  };
  warmUp(1);
  await new Promise((resolve) => setTimeout(resolve, OPTIMISING_MILLISECONDS));
  warmUp(0.1);
  const warm = runAll();
  return shapes.map(({ name }, at) => ({ name, first: first[at], warm: warm[at] }));
}

async function main(): Promise<void> {
  const job = JSON.parse(readFileSync(0, 'utf8')) as StackJob;
  const write = (outcomes: StackOutcome[]): boolean => process.stdout.write(JSON.stringify(outcomes));
  if ('bun' in process.versions) {
    write(await runShapes(job));
    return;
  }
  const resourceLimits = { stackSizeMb: job.stackMb };
  const worker = new Worker(fileURLToPath(import.meta.url), { workerData: job, resourceLimits });
  worker.on('message', write);
}

if (!isMainThread) parentPort?.postMessage(await runShapes(workerData as StackJob));
else if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
