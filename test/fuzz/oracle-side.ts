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
  readonly #globalTypes: readonly number[];

  constructor(bytes: Uint8Array, options: InstrumentOptions, imports: WebAssembly.Imports, rules: Rules) {
    this.meter = new Oracle(bytes, options, imports, rules);
    this.#globalTypes = decodeModule(bytes, options.profile)
      .globals.filter(({ mutable }) => mutable)
      .map(({ type }) => type);
  }

  get memory(): Uint8Array {
    return this.meter.memory;
  }

  get globals(): Bits[] {
    return this.meter.globals().flatMap((value, at) => {
      const type = this.#globalTypes[at];
      if (type === F32) return bitsOf('d', valueFromBits('f', String(value)));
      if (type === F64) return bitsOf('d', valueFromBits('d', String(value)));
      if (typeof value === 'bigint') return bitsOf('l', value);
      return typeof value === 'number' ? bitsOf('d', value) : [];
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
