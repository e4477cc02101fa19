/**
 * An engine in a thread of its own, whose stack is large enough for the deepest legal call (SEMANTICS 5).
 * Calls are messages; a thread that dies is a `HostFault` for every call in flight and after.
 */

import { Worker } from 'node:worker_threads';
import { type ErrorCode, HostFault, PbevmError } from '../runtime/errors.js';
import type { AccountReport, EngineApi, EngineOptions, EngineResult } from './engine.js';

export interface EngineRequest {
  readonly id: number;
  readonly method: keyof EngineApi;
  readonly args: readonly unknown[];
}

/** `id` 0 answers the opening of the engine. */
export type EngineReply =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: { readonly code: ErrorCode; readonly message: string } };

interface Pending {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

export class EngineClient implements EngineApi {
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  #nextId = 1;
  #fault: Error | undefined;

  private constructor(worker: Worker) {
    this.#worker = worker;
    worker.on('message', (reply: EngineReply) => this.#settle(reply));
    worker.on('error', (cause) => this.#fail(new HostFault('the execution thread failed', { cause })));
    worker.on('exit', () => this.#fail(new PbevmError('CLOSED', 'the host is closed')));
  }

  /** Starts the thread and opens an engine in it. Throws what `Engine.open` throws. */
  static async open(options: EngineOptions, stackSizeMb: number): Promise<EngineClient> {
    const worker = new Worker(new URL('./engine-worker.js', import.meta.url), {
      workerData: options,
      resourceLimits: { stackSizeMb },
      // Options of the process, such as --input-type, are not for this file.
      execArgv: [],
    });
    const client = new EngineClient(worker);
    await new Promise((resolve, reject) => client.#pending.set(0, { resolve, reject }));
    client.#rest();
    return client;
  }

  deploy(...args: Parameters<EngineApi['deploy']>): Promise<EngineResult> {
    return this.#request('deploy', args);
  }

  send(...args: Parameters<EngineApi['send']>): Promise<EngineResult> {
    return this.#request('send', args);
  }

  call(...args: Parameters<EngineApi['call']>): Promise<EngineResult> {
    return this.#request('call', args);
  }

  inspect(...args: Parameters<EngineApi['inspect']>): Promise<AccountReport | undefined> {
    return this.#request('inspect', args);
  }

  check(...args: Parameters<EngineApi['check']>): ReturnType<EngineApi['check']> {
    return this.#request('check', args);
  }

  async close(): Promise<void> {
    if (this.#fault === undefined) await this.#request<void>('close', []);
    await this.#worker.terminate();
  }

  #request<Result>(method: keyof EngineApi, args: readonly unknown[]): Promise<Result> {
    if (this.#fault !== undefined) return Promise.reject(this.#fault);
    const id = this.#nextId++;
    const reply = new Promise<unknown>((resolve, reject) => this.#pending.set(id, { resolve, reject }));
    this.#worker.ref();
    this.#worker.postMessage({ id, method, args } satisfies EngineRequest);
    return reply as Promise<Result>;
  }

  #settle(reply: EngineReply): void {
    const pending = this.#pending.get(reply.id);
    this.#pending.delete(reply.id);
    if ('error' in reply) {
      const { code, message } = reply.error;
      pending?.reject(code === 'HOST_FAULT' ? new HostFault(message) : new PbevmError(code, message));
    } else {
      pending?.resolve(reply.result);
    }
    this.#rest();
  }

  #fail(fault: Error): void {
    this.#fault ??= fault;
    for (const { reject } of this.#pending.values()) reject(this.#fault);
    this.#pending.clear();
  }

  /** An idle engine does not keep the process alive. */
  #rest(): void {
    if (this.#pending.size === 0) this.#worker.unref();
  }
}
