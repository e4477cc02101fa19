/**
 * What may end a call from outside: an AbortSignal, a deadline on the wall clock. Neither is part of
 * consensus: a call that is ended so has no result and no effect.
 */

import { PbevmError } from '../../runtime/errors.js';

export interface CallControl {
  readonly signal?: AbortSignal;
  /** Milliseconds that the call may execute. */
  readonly deadlineMs?: number;
}

/** What a timer of Node can wait for; one that is set for longer fires at once. */
const DEADLINE_MS_MAX = 2 ** 31 - 1;

/**
 * The control that a call's options ask for; undefined if none.
 * @throws PbevmError BAD_INPUT; ABORTED if the signal is aborted already.
 */
export function checkControl({ signal, deadlineMs }: CallControl): CallControl | undefined {
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw new PbevmError('BAD_INPUT', 'signal is an AbortSignal');
  }
  if (deadlineMs !== undefined && !isDeadline(deadlineMs)) {
    const range = `above 0 and at most ${DEADLINE_MS_MAX}`;
    throw new PbevmError('BAD_INPUT', `deadlineMs is a number ${range}, not ${String(deadlineMs)}`);
  }
  if (signal?.aborted) throw abortedBy(signal);
  if (signal === undefined && deadlineMs === undefined) return undefined;
  return { ...(signal === undefined ? {} : { signal }), ...(deadlineMs === undefined ? {} : { deadlineMs }) };
}

function isDeadline(milliseconds: unknown): boolean {
  return typeof milliseconds === 'number' && milliseconds > 0 && milliseconds <= DEADLINE_MS_MAX;
}

/** What to do when a signal is aborted: one listener for all calls, as Node warns of more than ten. */
const WATCHERS = new WeakMap<AbortSignal, Set<() => void>>();

/** The listener, with the signal as `this`. */
function tellWatchers(this: AbortSignal): void {
  for (const watcher of WATCHERS.get(this) ?? []) watcher();
}

function watch(signal: AbortSignal, watcher: () => void): void {
  const watchers = WATCHERS.get(signal) ?? new Set();
  WATCHERS.set(signal, watchers);
  watchers.add(watcher);
  if (watchers.size === 1) signal.addEventListener('abort', tellWatchers);
}

function unwatch(signal: AbortSignal, watcher: () => void): void {
  const watchers = WATCHERS.get(signal);
  watchers?.delete(watcher);
  if (watchers?.size === 0) signal.removeEventListener('abort', tellWatchers);
}

/** Watches the signal of one call from the start, and its deadline from `startClock` on; tells once. */
export class CallStop {
  readonly #control: CallControl;
  readonly #onAbort: () => void;
  #listener: (reason: PbevmError) => void;
  #timer: NodeJS.Timeout | undefined;
  #turn: NodeJS.Immediate | undefined;
  #isOver = false;

  /** @param listener is told why the call is to end; not within this constructor. */
  constructor(control: CallControl, listener: (reason: PbevmError) => void) {
    this.#control = control;
    this.#listener = listener;
    this.#onAbort = () => this.#tell(abortedBy(control.signal as AbortSignal));
    if (control.signal !== undefined) watch(control.signal, this.#onAbort);
  }

  /** True once it has told or was ended. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** The call starts to execute: what to do now if it is to end. */
  startClock(listener: (reason: PbevmError) => void): void {
    this.#listener = listener;
    const { deadlineMs } = this.#control;
    if (deadlineMs === undefined) return;
    const reason = () => new PbevmError('DEADLINE', `the call did not end within ${deadlineMs} ms`);
    this.#timer = setTimeout(() => {
      // A result that came while this thread was busy is taken first: timers run before messages.
      this.#turn = setImmediate(() => this.#tell(reason()));
    }, deadlineMs);
  }

  /** From now on the call cannot be ended any more. */
  end(): void {
    this.#isOver = true;
    if (this.#control.signal !== undefined) unwatch(this.#control.signal, this.#onAbort);
    clearTimeout(this.#timer);
    clearImmediate(this.#turn);
  }

  #tell(reason: PbevmError): void {
    if (this.#isOver) return;
    this.end();
    this.#listener(reason);
  }
}

function abortedBy(signal: AbortSignal): PbevmError {
  return new PbevmError('ABORTED', 'the call was aborted', { cause: signal.reason });
}
