/**
 * The thread that executes, seen from the thread that owns the store: one request at a time, questions about
 * records in between, and an end at any moment. Its other side is thread-entry.ts.
 */

import { Worker } from 'node:worker_threads';
import { type ErrorCode, HostFault, PbevmError } from '../../runtime/errors.js';
import type { CompiledModule } from '../../runtime/sandbox/engine-types.js';
import { MailboxOwner } from '../state/mailbox.js';
import type { RecordReader } from '../state/store.js';

/** First message to the thread: all that what it serves is made of. */
export interface ThreadStart {
  readonly image: CompiledModule;
  readonly mailbox: SharedArrayBuffer;
  readonly workingSetBytesMax?: number;
  /** Of what the entry serves; must be clonable. */
  readonly settings: unknown;
}

/** The methods that an entry serves, by name. */
// biome-ignore lint/suspicious/noExplicitAny: arguments are those of the methods, which differ
export type ThreadMethods = Readonly<Record<string, (...args: any[]) => Promise<unknown>>>;

export interface ThreadRequest {
  readonly method: string;
  /** Of the method; what cannot be cloned is left out. */
  readonly args: readonly unknown[];
}

export interface ThreadReply {
  readonly result: unknown;
  /** What the owner must write before the result is anybody's. */
  readonly batch?: ArrayBuffer;
}

/** What the thread posts. `miss`: there is a question in the mailbox. `ready` answers the start. */
export type ThreadMessage =
  | 'miss'
  | 'ready'
  | ThreadReply
  | { readonly error: { readonly code: ErrorCode; readonly message: string } };

export interface ThreadOptions {
  /** File that the thread runs: it calls `serveThread`. */
  readonly entry: URL;
  /** Size of the thread's native stack, in MiB. */
  readonly stackSizeMb: number;
  readonly workingSetBytesMax?: number;
  readonly mailboxBytes?: number;
  readonly settings?: unknown;
}

interface Pending {
  resolve(reply: ThreadReply | undefined): void;
  reject(error: Error): void;
}

export class ExecutionThread {
  /** Settles when the thread can take requests, or cannot start. */
  readonly ready: Promise<unknown>;
  readonly #worker: Worker;
  #pending: Pending | undefined;
  /** What questions are answered from, if not from the store. */
  #view: RecordReader | undefined;
  #fault: HostFault | undefined;
  #isTerminated = false;
  #isHeld = true;

  /** @param image may still be compiling while the thread starts. */
  constructor(store: Promise<RecordReader>, image: Promise<CompiledModule>, options: ThreadOptions) {
    const { mailboxBytes, workingSetBytesMax, settings = {} } = options;
    this.#worker = startWorker(options);
    this.#worker.on('error', (cause) => this.#fail(new HostFault('the execution thread failed', { cause })));
    this.#worker.on('exit', () => this.#fail(new HostFault('the execution thread ended')));
    this.#worker.on('messageerror', (cause) => this.#fail(new HostFault('a message was lost', { cause })));
    this.ready = this.#expect();
    // Whoever waits for `ready` is told; nobody may.
    this.ready.catch(() => undefined);
    Promise.all([store, image]).then(
      ([reader, module]) => {
        const owner = new MailboxOwner(reader, mailboxBytes);
        this.#worker.on('message', (message: ThreadMessage) => this.#receive(message, owner));
        const start: ThreadStart = {
          image: module,
          mailbox: owner.shared,
          settings,
          ...(workingSetBytesMax === undefined ? {} : { workingSetBytesMax }),
        };
        this.#worker.postMessage(start);
      },
      (error: Error) => this.#settle()?.reject(error),
    );
  }

  /**
   * Runs a method; the one before has been answered. Rejects with a HostFault if it cannot.
   * @param view answers the questions about records meanwhile, in place of the store.
   */
  async execute(request: ThreadRequest, view?: RecordReader): Promise<ThreadReply> {
    const reply = this.#expect();
    this.#view = view;
    this.#worker.postMessage(request);
    try {
      return (await reply) as ThreadReply;
    } finally {
      this.#view = undefined;
    }
  }

  /** Whether the thread keeps the process alive. */
  hold(isHeld: boolean): void {
    this.#isHeld = isHeld;
    if (isHeld) this.#worker.ref();
    else this.#worker.unref();
  }

  /** Ends the thread wherever it is. What it was asked is never answered. */
  async terminate(): Promise<void> {
    this.#isTerminated = true;
    this.#pending = undefined;
    await this.#worker.terminate();
  }

  #expect(): Promise<ThreadReply | undefined> {
    return new Promise((resolve, reject) => {
      if (this.#fault !== undefined) reject(this.#fault);
      else this.#pending = { resolve, reject };
    });
  }

  #receive(message: ThreadMessage, owner: MailboxOwner): void {
    // What was under way when the thread was ended does not count.
    if (this.#isTerminated) return;
    if (message === 'miss') owner.answer(this.#view);
    else if (message === 'ready') this.#start();
    else if ('error' in message) this.#settle()?.reject(toError(message.error));
    else this.#settle()?.resolve(message);
  }

  #start(): void {
    // What `unref` said to a thread that was starting is forgotten.
    this.hold(this.#isHeld);
    this.#settle()?.resolve(undefined);
  }

  #settle(): Pending | undefined {
    const pending = this.#pending;
    this.#pending = undefined;
    return pending;
  }

  #fail(fault: HostFault): void {
    this.#fault ??= fault;
    this.#settle()?.reject(this.#fault);
  }
}

function startWorker({ entry, stackSizeMb }: ThreadOptions): Worker {
  try {
    // Options of the process, such as --input-type, are not for this file.
    return new Worker(entry, { resourceLimits: { stackSizeMb }, execArgv: [] });
  } catch (cause) {
    throw new HostFault('the execution thread cannot be started', { cause });
  }
}

function toError({ code, message }: { code: ErrorCode; message: string }): PbevmError {
  return code === 'HOST_FAULT' ? new HostFault(message) : new PbevmError(code, message);
}
