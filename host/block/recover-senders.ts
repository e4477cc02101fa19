/**
 * Senders of many transactions, recovered beside the thread that asks: a signature takes some 60 us natively
 * and a millisecond in JavaScript, more than many a transaction. A bounded number of threads takes chunks off
 * one queue; findings are those of `recoverEnvelope`, in the order of the envelopes.
 */

import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { HostFault, PbevmError } from '../../runtime/errors.js';
import { END, packEnvelopes, type Recovered, recoverEnvelope, unpackRecovered } from './recovered.js';

export interface RecoveryOptions {
  /** Threads, from 1 to 16; by default as many as the machine runs at once, up to 4. */
  readonly threads?: number;
  /** Envelopes that a thread is given at once. */
  readonly chunkLength?: number;
  /** Up to so many envelopes are recovered in the calling thread, which is sooner than asking. */
  readonly inlineMax?: number;
}

const THREADS_MAX = 16;
const THREADS_DEFAULT_MAX = 4;
/** Some 2 ms of work: long beside a message, short beside a block. */
const CHUNK_LENGTH = 32;
const INLINE_MAX = 8;

interface Chunk {
  readonly envelopes: readonly Uint8Array[];
  resolve(findings: Recovered[]): void;
  reject(error: Error): void;
}

export class SenderRecovery {
  readonly #threads: number;
  readonly #chunkLength: number;
  readonly #inlineMax: number;
  readonly #workers: RecoveryThread[] = [];
  readonly #queue: Chunk[] = [];
  /** Why nothing is recovered any more. */
  #end: PbevmError | undefined;

  /** @throws PbevmError BAD_INPUT if an option is out of range. */
  constructor(options: RecoveryOptions = {}) {
    this.#threads = inRange(
      'threads',
      options.threads ?? Math.min(availableParallelism(), THREADS_DEFAULT_MAX),
      1,
      THREADS_MAX,
    );
    this.#chunkLength = inRange('chunkLength', options.chunkLength ?? CHUNK_LENGTH, 1, 2 ** 16);
    this.#inlineMax = inRange('inlineMax', options.inlineMax ?? INLINE_MAX, 0, 2 ** 16);
  }

  /** Starts the threads, so that the first block need not wait for them. */
  warm(): void {
    if (this.#end !== undefined) return;
    while (this.#workers.length < this.#threads) {
      const thread: RecoveryThread = new RecoveryThread(
        () => this.#dispatch(),
        (fault) => this.#stop(fault),
      );
      this.#workers.push(thread);
    }
  }

  /**
   * What each envelope is.
   * @throws PbevmError CLOSED after `close`, HOST_FAULT if a thread failed.
   */
  async recover(envelopes: readonly Uint8Array[]): Promise<Recovered[]> {
    return (await Promise.all(this.recoverInChunks(envelopes))).flat();
  }

  /** The same in pieces, in order: the first senders are known before the last. */
  recoverInChunks(envelopes: readonly Uint8Array[]): Promise<Recovered[]>[] {
    if (this.#end !== undefined) return [Promise.reject(this.#end)];
    if (envelopes.length <= this.#inlineMax) {
      return [Promise.resolve(envelopes.map((envelope) => recoverEnvelope(envelope)))];
    }
    this.warm();
    const chunks: Promise<Recovered[]>[] = [];
    for (let at = 0; at < envelopes.length; at += this.#chunkLength) {
      const chunk = envelopes.slice(at, at + this.#chunkLength);
      const findings = new Promise<Recovered[]>((resolve, reject) => {
        this.#queue.push({ envelopes: chunk, resolve, reject });
      });
      // Whoever waits for a chunk is told; nobody may, once an earlier one was rejected.
      findings.catch(() => undefined);
      chunks.push(findings);
    }
    this.#dispatch();
    return chunks;
  }

  /** Ends the threads; what is under way is rejected with CLOSED. */
  async close(): Promise<void> {
    this.#stop(new PbevmError('CLOSED', 'the recovery of senders was closed'));
    await Promise.all(this.#workers.map((worker) => worker.end()));
  }

  #dispatch(): void {
    for (const worker of this.#workers) {
      if (!worker.isIdle) continue;
      const chunk = this.#queue.shift();
      if (chunk === undefined) return;
      worker.take(chunk);
    }
  }

  #stop(why: PbevmError): void {
    this.#end ??= why;
    for (const chunk of this.#queue.splice(0)) chunk.reject(this.#end);
    for (const worker of this.#workers) worker.abandon(this.#end);
  }
}

class RecoveryThread {
  readonly #worker: Worker;
  #chunk: Chunk | undefined;
  #isReady = false;
  #isEnding = false;
  readonly #exited: Promise<void>;

  /** @param onIdle called when a chunk may be given. */
  constructor(onIdle: () => void, onFault: (fault: HostFault) => void) {
    this.#worker = new Worker(new URL('./recover-worker.js', import.meta.url), { execArgv: [] });
    this.#worker.on('message', (message: 'ready' | ArrayBuffer) => {
      if (message === 'ready') this.#isReady = true;
      else this.#settle()?.resolve(unpackRecovered(message));
      onIdle();
      // Only work keeps the process alive, and an end that is waited for: a message may come before it.
      if (this.#chunk === undefined && !this.#isEnding) this.#worker.unref();
    });
    const fail = (cause?: unknown) =>
      onFault(new HostFault('a thread that recovers senders failed', { cause }));
    this.#worker.on('error', fail);
    this.#worker.on('messageerror', fail);
    this.#exited = new Promise((resolve) => {
      this.#worker.on('exit', () => {
        fail();
        resolve();
      });
    });
  }

  get isIdle(): boolean {
    return this.#isReady && this.#chunk === undefined;
  }

  take(chunk: Chunk): void {
    const buffer = packEnvelopes(chunk.envelopes);
    this.#chunk = chunk;
    this.#worker.ref();
    this.#worker.postMessage(buffer, [buffer]);
  }

  abandon(why: PbevmError): void {
    this.#settle()?.reject(why);
  }

  /**
   * Resolves when the thread has ended, behind the chunk that it is at. It is asked to, not torn down: C++
   * that is at work in a thread that goes throws, and nobody catches it, which ends the process.
   */
  async end(): Promise<void> {
    this.#isEnding = true;
    this.#worker.ref();
    this.#worker.postMessage(END);
    await this.#exited;
  }

  #settle(): Chunk | undefined {
    const chunk = this.#chunk;
    this.#chunk = undefined;
    return chunk;
  }
}

function inRange(name: string, value: number, min: number, max: number): number {
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new PbevmError('BAD_INPUT', `${name} is an integer from ${min} to ${max}`);
}
