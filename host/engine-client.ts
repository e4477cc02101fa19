/**
 * An engine whose store is in this thread and whose transactions are executed in another, which has a stack
 * that the deepest legal call fits (SEMANTICS 5) and can be ended in the middle of a call (SEMANTICS 27).
 *
 * A transaction counts once its batch has come here: it is then written and its result is delivered, whatever
 * is aborted. A call that is stopped before leaves the store as it was, and costs the thread it ran on.
 */

import type { Address } from '../runtime/address.js';
import { HostFault, PbevmError } from '../runtime/errors.js';
import type { CompiledModule } from '../runtime/sandbox/engine-types.js';
import { type CallControl, CallStop } from './call-stop.js';
import type { EngineApi, EngineOptions, EngineResult, EngineStatistics, Warmth } from './engine.js';
import {
  ExecutionThread,
  type ThreadMethod,
  type ThreadOptions,
  type ThreadReply,
  type ThreadRequest,
  type ThreadResult,
} from './execution-thread.js';
import type { AccountReport } from './inspect.js';
import { decodeBatch } from './state/batch-bytes.js';
import { openStore } from './state/open-store.js';
import type { Store } from './state/store.js';
import { loadImage } from './vm/python/image.js';
import type { Finding } from './vm/vm.js';

/** Something that waits for its turn. */
interface Job {
  /** Never rejects: whoever asked is told in there. */
  run(): Promise<void>;
}

export class EngineClient implements EngineApi {
  readonly canStop = true;
  readonly #store: Store;
  readonly #image: CompiledModule;
  readonly #options: ThreadOptions;
  /** Runs now, or starts; undefined after the one before was ended. */
  #thread: ExecutionThread | undefined;
  /** Settles when the thread before is gone. */
  #terminated: Promise<void> = Promise.resolve();
  readonly #queue = new Set<Job>();
  #isWorking = false;
  #fault: HostFault | undefined;
  #isClosing = false;
  /** From here on no thread may start. */
  #isClosed = false;
  #closed: Promise<void> | undefined;

  private constructor(store: Store, image: CompiledModule, options: ThreadOptions, thread: ExecutionThread) {
    this.#store = store;
    this.#image = image;
    this.#options = options;
    this.#thread = thread;
    thread.hold(false);
  }

  /** Opens the store and starts the thread. Throws what `openStore` and `loadImage` throw. */
  static open(options: EngineOptions, threadOptions: ThreadOptions): Promise<EngineClient> {
    return EngineClient.start(openStore(options), options.imagePath, threadOptions);
  }

  /** An engine on a store that opens meanwhile; `close` closes it. */
  static async start(
    store: Promise<Store>,
    imagePath: string | undefined,
    options: ThreadOptions,
  ): Promise<EngineClient> {
    // The thread starts while this one opens the store and compiles.
    const image = Promise.resolve().then(() => loadImage(imagePath));
    let thread: ExecutionThread | undefined;
    try {
      thread = new ExecutionThread(store, image, options);
      await thread.ready;
      return new EngineClient(await store, await image, options, thread);
    } catch (error) {
      await thread?.terminate();
      await (await store.catch(() => undefined))?.close();
      throw error;
    }
  }

  deploy(...[transaction, options, control]: Parameters<EngineApi['deploy']>): Promise<EngineResult> {
    return this.#transact({ method: 'deploy', args: [transaction, options] }, control);
  }

  send(...[transaction, options, control]: Parameters<EngineApi['send']>): Promise<EngineResult> {
    return this.#transact({ method: 'send', args: [transaction, options] }, control);
  }

  call(...[transaction, options, control]: Parameters<EngineApi['call']>): Promise<EngineResult> {
    return this.#transact({ method: 'call', args: [transaction, options] }, control);
  }

  async inspect(address: Address): Promise<AccountReport | undefined> {
    this.#checkOpen();
    return this.#inOrder(async () => {
      const { inspectAccount } = await import('./inspect.js');
      return inspectAccount(this.#store, address);
    });
  }

  warm(address: Address): Promise<Warmth> {
    return this.#transact({ method: 'warm', args: [address] });
  }

  statistics(): Promise<EngineStatistics> {
    return this.#transact({ method: 'statistics', args: [] });
  }

  check(source: Uint8Array): Promise<readonly Finding[]> {
    return this.#transact({ method: 'check', args: [source] });
  }

  /** After all calls made before it. */
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

  async #transact<Method extends ThreadMethod>(
    request: ThreadRequest<Method>,
    control: CallControl = {},
  ): Promise<ThreadResult<Method>> {
    this.#checkOpen();
    return new Promise((resolve, reject) => {
      const stop = new CallStop(control, (reason) => {
        this.#queue.delete(job);
        reject(reason);
      });
      const job: Job = {
        run: () => this.#guarded(() => this.#execute(request, stop)).then(resolve, reject),
      };
      this.#enqueue(job);
    });
  }

  async #execute<Method extends ThreadMethod>(
    request: ThreadRequest<Method>,
    stop: CallStop,
  ): Promise<ThreadResult<Method>> {
    try {
      const thread = await this.#readyThread();
      const { result, batch } = await new Promise<ThreadReply<Method>>((resolve, reject) => {
        // Stopped while the thread started: the caller knows.
        if (stop.isOver) return reject(new PbevmError('ABORTED', 'the call was aborted'));
        stop.startClock((reason) => {
          this.#endThread();
          reject(reason);
        });
        thread.execute(request).then(resolve, reject);
      });
      stop.end();
      if (batch !== undefined) await this.#store.commit(decodeBatch(batch));
      return result;
    } finally {
      stop.end();
    }
  }

  /** The thread, once it can execute; a new one if the one before was ended. */
  async #readyThread(): Promise<ExecutionThread> {
    // One after the other: however often calls are aborted, there are not many threads.
    await this.#terminated;
    if (this.#isClosed) throw closedError();
    if (this.#thread === undefined) {
      this.#thread = new ExecutionThread(
        Promise.resolve(this.#store),
        Promise.resolve(this.#image),
        this.#options,
      );
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

  #inOrder<Result>(body: () => Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#enqueue({ run: () => this.#guarded(body).then(resolve, reject) });
    });
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

  /** After a fault nothing runs any more: what it left behind cannot be trusted. */
  async #guarded<Result>(body: () => Promise<Result>): Promise<Result> {
    if (this.#fault !== undefined) throw this.#fault;
    try {
      return await body();
    } catch (thrown) {
      if (thrown instanceof PbevmError && !(thrown instanceof HostFault)) throw thrown;
      const isFault = thrown instanceof HostFault;
      this.#fault = isFault ? thrown : new HostFault(`internal error: ${thrown}`, { cause: thrown });
      throw this.#fault;
    }
  }

  #checkOpen(): void {
    if (this.#isClosing) throw closedError();
  }
}

const closedError = () => new PbevmError('CLOSED', 'the host is closed');
