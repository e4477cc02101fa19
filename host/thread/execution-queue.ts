/**
 * Requests to an execution thread, one after another, on a store that this thread owns. A request that is
 * stopped costs the thread it ran on: the next ones run in a new thread, in the order in which they were made
 * (SEMANTICS 27).
 */

import { PbevmError } from '../../runtime/errors.js';
import type { CompiledModule } from '../../runtime/sandbox/engine-types.js';
import type { RecordReader } from '../state/store.js';
import { type CallControl, CallStop } from './call-stop.js';
import {
  ExecutionThread,
  type ThreadOptions,
  type ThreadReply,
  type ThreadRequest,
} from './execution-thread.js';
import { FaultGuard } from './fault-guard.js';

/** What the thread's questions are answered from, until it is closed. */
export interface ClosableReader extends RecordReader {
  close(): Promise<void>;
}

/** Something that waits for its turn. */
interface Job {
  /** Never rejects: whoever asked is told in there. */
  run(): Promise<void>;
}

/** A request as it is made when its turn comes. */
export interface Ask extends ThreadRequest {
  /** Answers the thread's questions meanwhile, in place of the store. */
  readonly view?: RecordReader;
  /** What this thread does while the other one begins. */
  readonly meanwhile?: () => void;
}

/** Another request within the turn of one that was answered; made at once. */
export type Follow = (request: ThreadRequest) => Promise<ThreadReply>;

/** Requests one after another, wherever they are served. */
export interface RequestQueue {
  /** Whether a running request can be stopped: what `control` asks for. */
  readonly canStop: boolean;
  /**
   * Runs a request when its turn comes; what the reply asks for, such as writing its batch, belongs to the
   * turn.
   * @param ask makes the request; when it throws, so does this.
   * @param finish the turn's rest, once the request cannot be stopped any more.
   * @throws PbevmError ABORTED, DEADLINE; CLOSED; HostFault, after which nothing runs any more.
   */
  request<Result>(
    ask: () => Ask,
    control: CallControl | undefined,
    finish: (reply: ThreadReply, follow: Follow) => Promise<Result> | Result,
  ): Promise<Result>;
  /** Runs something in the calling thread when its turn comes. */
  inOrder<Result>(body: () => Promise<Result>): Promise<Result>;
  /** After all requests made before it; closes the store too. */
  close(): Promise<void>;
}

export class ExecutionQueue implements RequestQueue {
  readonly canStop = true;
  readonly #store: ClosableReader;
  readonly #image: CompiledModule;
  readonly #options: ThreadOptions;
  /** Runs now, or starts; undefined after the one before was ended. */
  #thread: ExecutionThread | undefined;
  /** Settles when the thread before is gone. */
  #terminated: Promise<void> = Promise.resolve();
  readonly #queue = new Set<Job>();
  #isWorking = false;
  readonly #guard = new FaultGuard();
  #isClosing = false;
  /** From here on no thread may start. */
  #isClosed = false;
  #closed: Promise<void> | undefined;

  private constructor(
    store: ClosableReader,
    image: CompiledModule,
    options: ThreadOptions,
    thread: ExecutionThread,
  ) {
    this.#store = store;
    this.#image = image;
    this.#options = options;
    this.#thread = thread;
    thread.hold(false);
  }

  /** Starts the thread while the store opens and the image compiles; `close` closes the store. */
  static async start(
    store: Promise<ClosableReader>,
    image: Promise<CompiledModule>,
    options: ThreadOptions,
  ): Promise<ExecutionQueue> {
    let thread: ExecutionThread | undefined;
    try {
      thread = new ExecutionThread(store, image, options);
      await thread.ready;
      return new ExecutionQueue(await store, await image, options, thread);
    } catch (error) {
      await thread?.terminate();
      await (await store.catch(() => undefined))?.close();
      throw error;
    }
  }

  async request<Result>(
    ask: () => Ask,
    control: CallControl | undefined,
    finish: (reply: ThreadReply, follow: Follow) => Promise<Result> | Result,
  ): Promise<Result> {
    this.#checkOpen();
    return new Promise((resolve, reject) => {
      const stop = new CallStop(control ?? {}, (reason) => {
        this.#queue.delete(job);
        reject(reason);
      });
      const run = async (): Promise<Result> => {
        try {
          const thread = await this.#readyThread();
          const reply = await this.#execute(thread, ask, stop);
          stop.end();
          return await finish(reply, (request) => thread.execute(request));
        } finally {
          stop.end();
        }
      };
      const job: Job = { run: () => this.#guard.run(run).then(resolve, reject) };
      this.#enqueue(job);
    });
  }

  async inOrder<Result>(body: () => Promise<Result>): Promise<Result> {
    this.#checkOpen();
    return new Promise((resolve, reject) => {
      this.#enqueue({ run: () => this.#guard.run(body).then(resolve, reject) });
    });
  }

  close(): Promise<void> {
    this.#isClosing = true;
    this.#closed ??= new Promise((resolve, reject) => {
      this.#enqueue({
        run: async () => {
          this.#isClosed = true;
          this.#endThread();
          await Promise.all([this.#terminated, this.#store.close()]).then(() => resolve(), reject);
        },
      });
    });
    return this.#closed;
  }

  async #execute(thread: ExecutionThread, ask: () => Ask, stop: CallStop): Promise<ThreadReply> {
    const { method, args, view, meanwhile } = ask();
    return new Promise((resolve, reject) => {
      // Stopped while the thread started: the caller knows.
      if (stop.isOver) return reject(new PbevmError('ABORTED', 'the call was aborted'));
      stop.startClock((reason) => {
        this.#endThread();
        reject(reason);
      });
      thread.execute({ method, args }, view).then(resolve, reject);
      meanwhile?.();
    });
  }

  /** The thread, once it can execute; a new one if the one before was ended. */
  async #readyThread(): Promise<ExecutionThread> {
    // One after the other: however often calls are aborted, there are not many threads.
    await this.#terminated;
    if (this.#isClosed) throw closedError();
    if (this.#thread === undefined) {
      const [store, image] = [Promise.resolve(this.#store), Promise.resolve(this.#image)];
      this.#thread = new ExecutionThread(store, image, this.#options);
      this.#thread.hold(this.#isWorking);
    }
    await this.#thread.ready;
    return this.#thread;
  }

  /** Ends the thread; the next one starts at once, unless the host closes. */
  #endThread(): void {
    const thread = this.#thread;
    this.#thread = undefined;
    if (thread !== undefined) this.#terminated = thread.terminate();
    // The next call tells if it cannot start.
    if (!this.#isClosing) this.#readyThread().catch(() => undefined);
  }

  #enqueue(job: Job): void {
    this.#queue.add(job);
    if (!this.#isWorking) void this.#work();
  }

  /** Runs what waits, one after another, the process kept alive. */
  async #work(): Promise<void> {
    this.#isWorking = true;
    this.#thread?.hold(true);
    for (const job of this.#queue) {
      this.#queue.delete(job);
      await job.run();
    }
    this.#isWorking = false;
    this.#thread?.hold(false);
  }

  #checkOpen(): void {
    if (this.#isClosing) throw closedError();
  }
}

const closedError = () => new PbevmError('CLOSED', 'the host is closed');
