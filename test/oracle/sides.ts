/** Product and oracle behind one interface, so that tests can run a module on both and compare. */

import { HOST_EXPORT } from '../../runtime/instrument/interface.js';
import { type InstrumentOptions, instrument } from '../../runtime/instrument/pipeline.js';
import { Guest } from '../runtime/instrument/harness.js';
import { Oracle, type Outcome } from './oracle.js';
import type { Rules } from './rules.js';

/** An instance that can be called, and what the host sees of it. */
export interface Side {
  fuel: bigint;
  readonly height: number;
  readonly isDirty: boolean;
  /** The exported memory `memory`; empty without one. */
  readonly memory: Uint8Array;
  call(name: string, args?: readonly unknown[], fuel?: bigint, height?: number): Outcome;
}

/** Makes a fresh instance. */
export type Instantiate = (imports: WebAssembly.Imports) => Side;

class ProductSide extends Guest implements Side {
  override get fuel(): bigint {
    return super.fuel;
  }

  override set fuel(value: bigint) {
    this.global(HOST_EXPORT.fuel).value = value;
  }

  get memory(): Uint8Array {
    const memory = this.exports['memory'] as WebAssembly.Memory | undefined;
    return new Uint8Array(memory?.buffer ?? new ArrayBuffer(0));
  }
}

/** Instruments the module and runs it in this engine. */
export function product(bytes: Uint8Array, options: InstrumentOptions): Instantiate {
  const module = instrument(bytes, options);
  return (imports) => new ProductSide(module, imports);
}

/** Runs the module in the oracle. */
export function oracle(bytes: Uint8Array, options: InstrumentOptions, rules?: Rules): Instantiate {
  return (imports) => new Oracle(bytes, options, imports, rules);
}

/** What an import call sees. */
export interface Seen {
  readonly used: bigint;
  readonly height: number;
}

export interface Observation extends Outcome {
  /** At each import call that looks. */
  readonly seen: readonly Seen[];
  readonly isDirty: boolean;
  readonly memory: Buffer;
}

/**
 * Calls an export of a fresh instance, whose imports are those of `env`: `look ()` and `see (i32)` look,
 * `twice (i32) -> (i32)` and `pair (i32) -> (i32 i32)` compute, `take (i64)` takes so much fuel off the
 * counter. After a trap there is nothing to compare in `used`: it is the whole limit.
 */
export function observe(
  instantiate: Instantiate,
  name: string,
  args: readonly unknown[],
  limit: bigint,
): Observation {
  const seen: Seen[] = [];
  const look = () => {
    seen.push({ used: limit - side.fuel, height: side.height });
  };
  const env = {
    look,
    see: look,
    twice: (value: number) => value * 2,
    pair: (value: number) => [value, value + 1],
    take: (fuel: bigint) => {
      side.fuel -= fuel;
    },
  };
  const side: Side = instantiate({ env });
  const outcome = side.call(name, args, limit);
  const used = outcome.end === 'TRAP' ? limit : outcome.used;
  return { ...outcome, used, seen, isDirty: side.isDirty, memory: Buffer.from(side.memory) };
}
