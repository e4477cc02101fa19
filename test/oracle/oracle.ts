/**
 * The second implementation of items 1 to 6, 9 and 10 of docs/semantics.md and of notes a to o: executes the
 * module as it is and counts fuel and height by the text. Of the product it uses the reader of binaries, the
 * opcode table and the schedule, and nothing of instrumentation.
 */

import { HostFault } from '../../runtime/errors.js';
import type { InstrumentOptions } from '../../runtime/instrument/pipeline.js';
import { decodeModule } from '../../runtime/wasm/binary.js';
import type { WasmModule } from '../../runtime/wasm/module.js';
import { Halt, type HaltCode, Trap } from './ends.js';
import { Machine } from './machine.js';
import { Meter } from './meter.js';
import { ALL_RULES, type Rules } from './rules.js';
import { instantiate, type Store } from './store.js';
import { fromHost, toHost, type Value } from './values.js';

/**
 * How a call ended. Comparable with the product, and between engines:
 *
 * | end | `value` | `used` | memory, globals, `isDirty` | `height` after |
 * |---|---|---|---|---|
 * | RETURN | yes | yes | yes | yes: as before the call |
 * | OUT_OF_FUEL at export return | yes | yes | yes | yes |
 * | OUT_OF_FUEL inside, STACK_LIMIT, MEMORY | undefined | yes: what the failed test saw | yes | no |
 * | TRAP | undefined | no: here all the fuel, for a trap consumes all (SEMANTICS 3) | yes | no |
 *
 * The product keeps no counter that survives a trap. Protocol makes nothing of either after any halt: all
 * fuel is consumed and the instance is thrown away; so `used` beyond RETURN is a finer comparison than
 * consensus needs.
 */
export interface Outcome {
  readonly end: 'RETURN' | 'TRAP' | 'HOST_FAULT' | HaltCode;
  /** One result, several as an array, none as `undefined`. */
  readonly value: unknown;
  /** Fuel taken off the counter; may exceed the limit by what one path charges between two tests. */
  readonly used: bigint;
}

/** Enough for any case that is not about running out. */
const PLENTY = 10_000_000_000n;

export class Oracle {
  readonly #module: WasmModule;
  readonly #store: Store;
  readonly #meter: Meter;
  readonly #machine: Machine;
  readonly #rules: Rules;

  /**
   * @param bytes a module that `instrument` accepts with these options.
   * @param imports functions only; what they throw goes through `call`.
   * @param rules for tests: sentences of the text to leave out.
   * @throws Trap if an active segment does not fit; PbevmError BAD_MODULE for what cannot be decoded.
   */
  constructor(
    bytes: Uint8Array,
    { schedule, heightMax, pagesMax, profile }: InstrumentOptions,
    imports: WebAssembly.Imports = {},
    rules: Rules = ALL_RULES,
  ) {
    const module = decodeModule(bytes, profile);
    const memory = module.memories[0];
    const functions = module.imports.filter(({ kind }) => kind === 'function');
    this.#module = module;
    this.#rules = rules;
    this.#store = instantiate(module, profile);
    this.#meter = new Meter(heightMax, rules);
    this.#machine = new Machine({
      module,
      profile,
      store: this.#store,
      meter: this.#meter,
      schedule,
      rules,
      importedFunctions: functions.length,
      declaredPages: memory?.max,
      // Item 9: declared maximum, or max(initial, 32) where none is declared, at most the protocol's limit.
      framePages: Math.min(memory?.max ?? Math.max(memory?.min ?? 0, profile.pagesWithoutMaximum), pagesMax),
      callHost: (functionIndex, args) => {
        const { module: from, name } = functions[functionIndex];
        const { params, results } = module.types[module.functions[functionIndex]];
        const host = imports[from][name] as (...args: readonly unknown[]) => unknown;
        const result = host(...args.map((value, k) => toHost(value, params[k])));
        const values = results.length > 1 ? [...(result as Iterable<unknown>)] : [result];
        return results.map((type, k) => fromHost(values[k], type));
      },
    });
  }

  /** Fuel that is left; negative once exhausted. The host may set it inside an import call. */
  get fuel(): bigint {
    return this.#meter.fuel;
  }

  set fuel(value: bigint) {
    this.#meter.fuel = value;
  }

  /** Height of the functions that are entered, the call's own start included. */
  get height(): number {
    return this.#meter.height;
  }

  /** Largest height of the last call: the smallest `heightMax` with which it does the same. */
  get heightPeak(): number {
    return this.#meter.heightPeak;
  }

  /**
   * An operation was executed after which an instance is not used again (SEMANTICS 6); traps do not show
   * here.
   */
  get isDirty(): boolean {
    return this.#meter.isDirty;
  }

  /** The linear memory; empty without one. Growth replaces the array. */
  get memory(): Uint8Array {
    return this.#store.memory.bytes;
  }

  /**
   * Bits of the module's own mutable globals in index order: i32 and i64 signed, f32 and f64 unsigned bits.
   */
  globals(): readonly Value[] {
    return this.#store.globals.filter((_, k) => {
      const { mutable, init } = this.#module.globals[k];
      return mutable && init !== undefined;
    });
  }

  /**
   * Calls an exported function.
   * @param args i32, f32, f64 as numbers, i64 as bigint.
   * @param fuel that may be used.
   * @param height at which the call starts.
   */
  call(name: string, args: readonly unknown[] = [], fuel: bigint = PLENTY, height = 0): Outcome {
    const meter = this.#meter;
    Object.assign(meter, { fuel, height, heightPeak: height });
    try {
      const value = this.#invoke(name, args);
      const end = meter.fuel < 0n && this.#rules.testReturn ? 'OUT_OF_FUEL' : 'RETURN';
      return { end, value, used: fuel - meter.fuel };
    } catch (thrown) {
      if (thrown instanceof Halt) return { end: thrown.code, value: undefined, used: fuel - meter.fuel };
      if (thrown instanceof Trap) return { end: 'TRAP', value: undefined, used: fuel };
      throw thrown;
    }
  }

  #invoke(name: string, args: readonly unknown[]): unknown {
    const item = this.#module.exports.find((candidate) => candidate.name === name);
    if (item?.kind !== 'function') throw new HostFault(`no exported function ${name}`);
    const { params, results } = this.#module.types[this.#module.functions[item.index]];
    const values = this.#machine.run(
      item.index,
      params.map((type, k) => fromHost(args[k], type)),
    );
    const shown = values.map((value, k) => toHost(value, results[k]));
    return results.length > 1 ? shown : shown[0];
  }
}
