/**
 * Runs calls of one module and tells what can be seen of them, one line a call. Plain WebAssembly and
 * JavaScript, so that every engine can do it.
 */

import { createHash } from 'node:crypto';
import { HOST_EXPORT, HOST_EXPORT_PREFIX } from '../../runtime/instrument/interface.js';
import { BareGuest, type Outcome } from '../runtime/instrument/guest.js';
import { type Bits, bitsOf, hostResult, valueFromBits } from './values.js';

/** Signature by letters, as in the opcode table: i, l, f, d. */
export interface ImportSpec {
  readonly module: string;
  readonly name: string;
  readonly results: string;
  readonly params: string;
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

export interface ModuleJob {
  /** Base64. */
  readonly bytes: string;
  readonly isInstrumented: boolean;
  readonly imports: readonly ImportSpec[];
  readonly calls: readonly ModuleCall[];
  /** Memory to show in place of its hash. */
  readonly show?: readonly [from: number, to: number];
  /**
   * Whether NaN bits of arguments of imports are looked at. JavaScript engines may change them, unless they
   * are canonical.
   */
  readonly seesNanBits?: boolean;
}

/** What can be seen after one call. */
export interface CallRecord {
  readonly end: Outcome['end'];
  readonly value: readonly Bits[];
  /** What imports were called with: arguments, then fuel and height that they saw. */
  readonly log: readonly string[];
  readonly memory: string;
  readonly globals: readonly Bits[];
  /** Only of instrumented modules. */
  readonly used?: string;
  readonly height?: number;
  readonly isDirty?: boolean;
}

const LOG_ENTRIES_MAX = 1_000;

/** One instance, used until a call does not return. */
class Session {
  readonly #job: ModuleJob;
  readonly #guest: BareGuest;
  #log: string[] = [];
  #imported = 0;

  constructor(job: ModuleJob, bytes: Uint8Array) {
    this.#job = job;
    const imports: Record<string, Record<string, (...args: never[]) => unknown>> = {};
    for (const spec of job.imports) {
      imports[spec.module] ??= {};
      imports[spec.module][spec.name] = (...args: unknown[]) => this.#import(spec, args);
    }
    this.#guest = new BareGuest(bytes, imports);
  }

  call({ name, args, params, results, fuel, height }: ModuleCall): CallRecord {
    this.#log = [];
    const values = args.map((bits, at) => valueFromBits(params[at], bits));
    const metered = this.#job.isInstrumented;
    const outcome = metered
      ? this.#guest.call(name, values, BigInt(fuel), height)
      : this.#callPlain(name, values);
    const returned = results.length > 1 ? (outcome.value as unknown[]) : [outcome.value];
    return {
      end: outcome.end,
      value: outcome.end === 'RETURN' ? [...results].map((type, at) => bitsOf(type, returned[at])) : [],
      log: this.#log,
      memory: this.#memory(),
      globals: this.#globals(),
      ...(metered
        ? { used: String(outcome.used), height: this.#guest.height, isDirty: this.#guest.isDirty }
        : {}),
    };
  }

  #callPlain(name: string, values: readonly unknown[]): Outcome {
    try {
      const value = (this.#guest.exports[name] as (...args: readonly unknown[]) => unknown)(...values);
      return { end: 'RETURN', value, used: 0n };
    } catch (error) {
      if ((error as Error).name !== 'RuntimeError') throw error;
      return { end: 'TRAP', value: undefined, used: 0n };
    }
  }

  #import({ name, params, results }: ImportSpec, args: readonly unknown[]): unknown {
    const seesNanBits = this.#job.seesNanBits === true;
    const counters = this.#job.isInstrumented ? ` fuel ${this.#guest.fuel} height ${this.#guest.height}` : '';
    const shown = [...params].map((type, at) => bitsOf(type, args[at], seesNanBits));
    if (this.#log.length < LOG_ENTRIES_MAX) this.#log.push(`${name}(${shown})${counters}`);
    const values = [...results].map((type) => hostResult(type, this.#imported++));
    return values.length > 1 ? values : values[0];
  }

  #memory(): string {
    const memory = this.#guest.exports['memory'];
    if (memory === undefined) return '';
    const bytes = new Uint8Array((memory as WebAssembly.Memory).buffer);
    if (this.#job.show !== undefined) return Buffer.from(bytes.slice(...this.#job.show)).toString('hex');
    return createHash('sha256').update(bytes).digest('hex');
  }

  /** Exported globals of the guest; NaN bits cannot be seen from here. */
  #globals(): Bits[] {
    const { exports } = this.#guest;
    const names = Object.keys(exports).filter((name) =>
      name.startsWith(HOST_EXPORT_PREFIX)
        ? name.startsWith(HOST_EXPORT.guestGlobalPrefix)
        : name.startsWith(GLOBAL_PREFIX),
    );
    return names.map((name) => {
      const { value } = exports[name] as WebAssembly.Global;
      return typeof value === 'bigint' ? bitsOf('l', value) : bitsOf('d', value);
    });
  }
}

/** Exports that are globals of the guest. */
export const GLOBAL_PREFIX = 'global';

/** Makes all calls of a job, with a fresh instance after every one that did not return. */
export function runModule(job: ModuleJob): CallRecord[] {
  const bytes = Buffer.from(job.bytes, 'base64');
  let session: Session | undefined;
  return job.calls.map((call) => {
    session ??= new Session(job, bytes);
    const record = session.call(call);
    if (record.end !== 'RETURN') session = undefined;
    return record;
  });
}
