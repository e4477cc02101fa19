/**
 * The compiler: @yowasp/clang (clang and lld as wasm) in worker threads, a task at a time each.
 *
 * A worker starts with the first task that finds none free, so that a build that only links starts one.
 */

import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { EnvironmentProblem, firstLine } from './errors.js';
import type { Tree } from './tree.js';

/** One run of clang; `files` come on top of the tree. It writes one file, whose name the worker gives. */
export interface CompilerTask {
  readonly arguments: readonly string[];
  readonly files: Tree;
}

/** What it wrote, if it succeeded, and what it said. */
export interface CompilerAnswer {
  readonly data: Uint8Array | undefined;
  readonly text: string;
}

interface Job {
  readonly task: CompilerTask;
  readonly resolve: (answer: CompilerAnswer) => void;
  readonly reject: (error: unknown) => void;
}

/** Each worker takes about 1 GiB; more of them than this gain little on a build of this size. */
const WORKERS_MAX = 4;

/** Name and version of the compiler, a part of every object's key. @throws EnvironmentProblem without one. */
export function compilerVersion(): string {
  try {
    const bundle = fileURLToPath(import.meta.resolve('@yowasp/clang'));
    const manifest = JSON.parse(readFileSync(new URL('../package.json', `file://${bundle}`), 'utf8'));
    return `${manifest.name} ${manifest.version}`;
  } catch (error) {
    throw new EnvironmentProblem(`@yowasp/clang is not installed (${firstLine(error)}): run \`npm ci\``);
  }
}

export class Compiler {
  readonly #tree: Tree;
  readonly #workersMax = Math.min(WORKERS_MAX, availableParallelism());
  readonly #idle: Worker[] = [];
  readonly #all: Worker[] = [];
  readonly #queue: Job[] = [];

  constructor(tree: Tree) {
    this.#tree = tree;
  }

  /** Runs a task when a worker is free, in the order of the calls. */
  run(task: CompilerTask): Promise<CompilerAnswer> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ task, resolve, reject });
      this.#next();
    });
  }

  /** Ends the workers. Tasks still waiting never settle: call it last. */
  async close(): Promise<void> {
    this.#queue.length = 0;
    await Promise.all(this.#all.map((worker) => worker.terminate()));
  }

  #next(): void {
    if (this.#queue.length === 0) return;
    const worker = this.#idle.pop() ?? this.#startWorker();
    if (worker) this.#give(worker, this.#queue.shift() as Job);
  }

  #startWorker(): Worker | undefined {
    if (this.#all.length >= this.#workersMax) return undefined;
    const worker = new Worker(new URL('./compiler-worker.js', import.meta.url), { workerData: this.#tree });
    this.#all.push(worker);
    return worker;
  }

  #give(worker: Worker, job: Job): void {
    const onMessage = (answer: CompilerAnswer): void => {
      worker.off('error', onError);
      this.#idle.push(worker);
      job.resolve(answer);
      this.#next();
    };
    const onError = (error: unknown): void => {
      worker.off('message', onMessage);
      job.reject(error);
    };
    worker.once('message', onMessage);
    worker.once('error', onError);
    worker.postMessage(job.task);
  }
}
