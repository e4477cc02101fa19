/** Modules as the oracle executes them. */

import type { InstrumentOptions } from '../../runtime/instrument/pipeline.js';
import { decodeModule } from '../../runtime/wasm/binary.js';
import { F32, F64 } from '../../runtime/wasm/module.js';
import { Oracle } from '../oracle/oracle.js';
import { ALL_RULES, type Rules } from '../oracle/rules.js';
import type { Executor, ExecutorFactory } from './execution.js';
import { type Bits, bitsOf, valueFromBits } from './values.js';

class OracleSide implements Executor {
  readonly meter: Oracle;
  /** Type of each mutable global, and whether it is exported. */
  readonly #shown: readonly (number | undefined)[];

  constructor(bytes: Uint8Array, options: InstrumentOptions, imports: WebAssembly.Imports, rules: Rules) {
    this.meter = new Oracle(bytes, options, imports, rules);
    const { globals, exports } = decodeModule(bytes, options.profile);
    const exported = new Set(exports.flatMap(({ kind, index }) => (kind === 'global' ? [index] : [])));
    this.#shown = globals.flatMap(({ mutable, type }, index) =>
      mutable ? [exported.has(index) ? type : undefined] : [],
    );
  }

  get memory(): Uint8Array {
    return this.meter.memory;
  }

  get globals(): Bits[] {
    return this.meter.globals().flatMap((value, at) => {
      const type = this.#shown[at];
      if (type === undefined) return [];
      if (type === F32) return bitsOf('d', valueFromBits('f', String(value)));
      if (type === F64) return bitsOf('d', valueFromBits('d', String(value)));
      return typeof value === 'bigint' ? bitsOf('l', value) : bitsOf('d', value);
    });
  }

  call(name: string, args: readonly unknown[], fuel: bigint, height: number): ReturnType<Oracle['call']> {
    return this.meter.call(name, args, fuel, height);
  }
}

export function oracleSide(
  bytes: Uint8Array,
  options: InstrumentOptions,
  rules: Rules = ALL_RULES,
): ExecutorFactory {
  return (imports) => new OracleSide(bytes, options, imports, rules);
}
