/**
 * Requests that are served in the calling thread, one after another: what `ExecutionQueue` is for a thread of
 * its own. Nothing can end one of them.
 */

import { PbevmError } from '../../runtime/errors.js';
import type { RemoteStore } from '../state/remote-store.js';
import type { RecordReader } from '../state/store.js';
import type { CallControl } from './call-stop.js';
import type { Ask, ClosableReader, Follow, RequestQueue } from './execution-queue.js';
import type { ThreadMethods, ThreadReply } from './execution-thread.js';
import { FaultGuard } from './fault-guard.js';

/** Reads from a store, or from what stands in its place for one request. */
export class SwitchedReader implements RecordReader {
  readonly #store: RecordReader;
  view: RecordReader | undefined;

  constructor(store: RecordReader) {
    this.#store = store;
  }

  get(key: Uint8Array): Uint8Array | undefined {
    return (this.view ?? this.#store).get(key);
  }
}

export class InlineQueue implements RequestQueue {
  readonly canStop = false;
  readonly #store: ClosableReader;
  readonly #remote: RemoteStore;
  readonly #reader: SwitchedReader;
  readonly #methods: ThreadMethods;
  /** Settles when all that was asked before has ended. */
  #last: Promise<unknown> = Promise.resolve();
  readonly #guard = new FaultGuard();
  #closed: Promise<void> | undefined;

  /**
   * @param store what `close` closes.
   * @param remote the store as the methods see it, on `reader`.
   */
  constructor(store: ClosableReader, remote: RemoteStore, reader: SwitchedReader, methods: ThreadMethods) {
    this.#store = store;
    this.#remote = remote;
    this.#reader = reader;
    this.#methods = methods;
  }

  request<Result>(
    ask: () => Ask,
    control: CallControl | undefined,
    finish: (reply: ThreadReply, follow: Follow) => Promise<Result> | Result,
  ): Promise<Result> {
    return this.inOrder(async () => {
      if (control !== undefined) {
        throw new PbevmError('BAD_INPUT', "with isolation 'inline' nothing can end a running call");
      }
      const { method, args, view, meanwhile } = ask();
      this.#reader.view = view;
      try {
        const result = await this.#methods[method](...args);
        meanwhile?.();
        const batch = this.#remote.takeBatch();
        const follow: Follow = async (next) => ({ result: await this.#methods[next.method](...next.args) });
        return await finish(batch === undefined ? { result } : { result, batch }, follow);
      } finally {
        this.#reader.view = undefined;
      }
    });
  }

  async inOrder<Result>(body: () => Promise<Result>): Promise<Result> {
    if (this.#closed !== undefined) throw new PbevmError('CLOSED', 'the host is closed');
    const result = this.#last.then(() => this.#guard.run(body));
    this.#last = result.catch(() => undefined);
    return result;
  }

  close(): Promise<void> {
    this.#closed ??= this.#last.then(() => this.#store.close());
    return this.#closed;
  }
}
