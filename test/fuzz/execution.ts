/**
 * Calls of one module's exports, and what can be seen of each: the same text for every way to execute it.
 * Plain JavaScript without imports of the product, so that every engine can run it.
 */

import { createHash } from 'node:crypto';
import type { Outcome } from '../runtime/instrument/guest.js';
import { type Bits, bitsOf, hostCharge, hostResult, valueFromBits } from './values.js';

/** Signature by letters, as in the opcode table: i, l, f, d. */
export interface ImportSpec {
  readonly module: string;
  readonly name: string;
  readonly params: string;
  readonly results: string;
}

export interface ModuleCall {
  readonly name: string;
  readonly params: string;
  readonly results: string;
  /** Bits of each argument. */
  readonly args: readonly Bits[];
  /** Fuel and height to start with; without meaning for a module that is not instrumented. */
  readonly fuel: string;
  readonly height: number;
}

/** A module to execute, and what is needed for it. */
export interface Sample {
  /** Name of the generator and seed: enough to make it again. */
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly imports: readonly ImportSpec[];
  readonly calls: readonly ModuleCall[];
}

/** What can be seen after one call. */
export interface CallRecord {
  readonly end: Outcome['end'] | 'SKIPPED';
  readonly value: readonly Bits[];
  /** What imports were called with: arguments, then fuel and height that they saw. */
  readonly log: readonly string[];
  /** SHA-256, or the bytes themselves. */
  readonly memory: string;
  readonly globals: readonly Bits[];
  /** Only where fuel and height are counted. */
  readonly used?: string;
  readonly height?: number;
  readonly isDirty?: boolean;
  /** Largest height of the call; only the oracle knows it. */
  readonly heightPeak?: number;
}

/** Counters of an instance. */
export interface Meter {
  fuel: bigint;
  readonly height: number;
  readonly isDirty: boolean;
  readonly heightPeak?: number;
}

/** One instance of a module in one way to execute it. */
export interface Executor {
  /** Absent where fuel and height are not counted. */
  readonly meter?: Meter;
  readonly memory: Uint8Array;
  /** Exported globals of the guest. */
  readonly globals: readonly Bits[];
  call(name: string, args: readonly unknown[], fuel: bigint, height: number): Outcome;
}

export type ExecutorFactory = (imports: WebAssembly.Imports) => Executor;

export interface RecordOptions {
  /** Memory to show in place of its hash. */
  readonly show?: readonly [from: number, to: number];
  /**
   * Whether NaN bits of arguments of imports are looked at. JavaScript engines may change them, unless they
   * are canonical.
   */
  readonly seesNanBits?: boolean;
}

const LOG_ENTRIES_MAX = 1_000;

/** Calls through one executor. */
class Session {
  readonly #options: RecordOptions;
  readonly #executor: Executor;
  #log: string[] = [];
  /** Imports called in the current call. */
  #imported = 0;

  constructor(specs: readonly ImportSpec[], create: ExecutorFactory, options: RecordOptions) {
    this.#options = options;
    const imports: Record<string, Record<string, (...args: never[]) => unknown>> = {};
    for (const spec of specs) {
      imports[spec.module] ??= {};
      imports[spec.module][spec.name] = (...args: unknown[]) => this.#import(spec, args);
    }
    this.#executor = create(imports);
  }

  call({ name, args, params, results, fuel, height }: ModuleCall): CallRecord {
    this.#log = [];
    this.#imported = 0;
    const values = args.map((bits, at) => valueFromBits(params[at], bits));
    const { end, value, used } = this.#executor.call(name, values, BigInt(fuel), height);
    const returned = results.length > 1 ? (value as unknown[]) : [value];
    const { meter } = this.#executor;
    return {
      end,
      value: end === 'RETURN' ? [...results].map((type, at) => bitsOf(type, returned[at])) : [],
      log: this.#log,
      memory: this.#memory(),
      globals: this.#executor.globals,
      ...(meter === undefined ? {} : { used: String(used), height: meter.height, isDirty: meter.isDirty }),
      ...(meter?.heightPeak === undefined ? {} : { heightPeak: meter.heightPeak }),
    };
  }

  #import({ name, params, results }: ImportSpec, args: readonly unknown[]): unknown {
    const { meter } = this.#executor;
    const shown = [...params].map((type, at) => bitsOf(type, args[at], this.#options.seesNanBits));
    const counters = meter === undefined ? '' : `${COUNTERS}${meter.fuel} height ${meter.height}`;
    if (this.#log.length < LOG_ENTRIES_MAX) this.#log.push(`${name}(${shown})${counters}`);
    if (meter !== undefined) meter.fuel -= hostCharge(this.#imported);
    const values = [...results].map((type) => hostResult(type, this.#imported++));
    return values.length > 1 ? values : values[0];
  }

  #memory(): string {
    const { memory } = this.#executor;
    const { show } = this.#options;
    if (show !== undefined) return Buffer.from(memory.slice(...show)).toString('hex');
    return createHash('sha256').update(memory).digest('hex');
  }
}

const COUNTERS = ' fuel ';

/** An entry of a log without the counters that the import saw. */
export function withoutCounters(entry: string): string {
  return entry.split(COUNTERS, 1)[0];
}

const SKIPPED: CallRecord = { end: 'SKIPPED', value: [], log: [], memory: '', globals: [] };

/**
 * Makes all calls, with a fresh instance after every one that did not return.
 * @param isSkipped calls to leave out; a fresh instance follows.
 */
export function recordCalls(
  { imports, calls }: Pick<Sample, 'imports' | 'calls'>,
  create: ExecutorFactory,
  options: RecordOptions = {},
  isSkipped: (at: number) => boolean = () => false,
): CallRecord[] {
  let session: Session | undefined;
  return calls.map((call, at) => {
    if (isSkipped(at)) {
      session = undefined;
      return SKIPPED;
    }
    session ??= new Session(imports, create, options);
    const record = session.call(call);
    if (record.end !== 'RETURN') session = undefined;
    return record;
  });
}

/** Makes all calls through one executor, however they end. */
export function recordCallsOfOne(
  { imports, calls }: Pick<Sample, 'imports' | 'calls'>,
  create: ExecutorFactory,
): CallRecord[] {
  const session = new Session(imports, create, {});
  return calls.map((call) => session.call(call));
}
