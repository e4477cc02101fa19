/**
 * An engine whose store is in this thread and whose transactions are executed in another, which has a stack
 * that the deepest legal call fits (SEMANTICS 5) and can be ended in the middle of a call (SEMANTICS 27).
 *
 * A transaction counts once its batch has come here: it is then written and its result is delivered, whatever
 * is aborted. A call that is stopped before leaves the store as it was, and costs the thread it ran on.
 */

import type { Address } from '../runtime/address.js';
import type { EngineApi, EngineOptions, EngineResult, EngineStatistics, Warmth } from './engine.js';
import type { AccountReport } from './inspect.js';
import { decodeBatch } from './state/batch-bytes.js';
import { openStore } from './state/open-store.js';
import type { Store } from './state/store.js';
import type { CallControl } from './thread/call-stop.js';
import { ExecutionQueue } from './thread/execution-queue.js';
import type { ThreadOptions } from './thread/execution-thread.js';
import { loadImage } from './vm/python/image.js';
import type { Finding } from './vm/vm.js';

/** Methods of an engine that need the thread which executes. */
type ThreadMethod = 'deploy' | 'send' | 'call' | 'check' | 'warm' | 'statistics';

const ENTRY = new URL('./engine-worker.js', import.meta.url);

/** Of a thread that executes calls; its entry is known. */
export type EngineThreadOptions = Omit<ThreadOptions, 'entry'>;

export class EngineClient implements EngineApi {
  readonly canStop = true;
  readonly #store: Store;
  readonly #executions: ExecutionQueue;

  private constructor(store: Store, executions: ExecutionQueue) {
    this.#store = store;
    this.#executions = executions;
  }

  /** Opens the store and starts the thread. Throws what `openStore` and `loadImage` throw. */
  static open(options: EngineOptions, threadOptions: EngineThreadOptions): Promise<EngineClient> {
    return EngineClient.start(openStore(options), options.imagePath, threadOptions);
  }

  /** An engine on a store that opens meanwhile; `close` closes it. */
  static async start(
    store: Promise<Store>,
    imagePath: string | undefined,
    options: EngineThreadOptions,
  ): Promise<EngineClient> {
    // The thread starts while this one opens the store and compiles.
    const image = Promise.resolve().then(() => loadImage(imagePath));
    const executions = await ExecutionQueue.start(store, image, { ...options, entry: ENTRY });
    return new EngineClient(await store, executions);
  }

  deploy(...[transaction, options, control]: Parameters<EngineApi['deploy']>): Promise<EngineResult> {
    return this.#execute('deploy', [transaction, options], control);
  }

  send(...[transaction, options, control]: Parameters<EngineApi['send']>): Promise<EngineResult> {
    return this.#execute('send', [transaction, options], control);
  }

  call(...[transaction, options, control]: Parameters<EngineApi['call']>): Promise<EngineResult> {
    return this.#execute('call', [transaction, options], control);
  }

  inspect(address: Address): Promise<AccountReport | undefined> {
    return this.#executions.inOrder(async () => {
      const { inspectAccount } = await import('./inspect.js');
      return inspectAccount(this.#store, address);
    });
  }

  warm(address: Address): Promise<Warmth> {
    return this.#execute('warm', [address]);
  }

  statistics(): Promise<EngineStatistics> {
    return this.#execute('statistics', []);
  }

  check(source: Uint8Array): Promise<readonly Finding[]> {
    return this.#execute('check', [source]);
  }

  /** After all calls made before it. */
  close(): Promise<void> {
    return this.#executions.close();
  }

  #execute<Method extends ThreadMethod>(
    method: Method,
    args: readonly unknown[],
    control?: CallControl,
  ): ReturnType<EngineApi[Method]> {
    return this.#executions.request(
      () => ({ method, args }),
      control,
      async ({ result, batch }) => {
        if (batch !== undefined) await this.#store.commit(decodeBatch(batch));
        return result;
      },
    ) as ReturnType<EngineApi[Method]>;
  }
}
