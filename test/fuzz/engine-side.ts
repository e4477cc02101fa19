/** Modules as the engine executes them: instrumented, or as they are. */

import { BareGuest, type Outcome } from '../runtime/instrument/guest.js';
import type { Executor, ExecutorFactory } from './execution.js';
import { type Bits, bitsOf } from './values.js';

/** Name of the export of a global, before its index. */
export const GLOBAL_EXPORT = 'global:';

class EngineSide implements Executor {
  readonly meter?: BareGuest;
  readonly #guest: BareGuest;
  readonly #globals: readonly WebAssembly.Global[];

  constructor(bytes: Uint8Array, isInstrumented: boolean, imports: WebAssembly.Imports) {
    this.#guest = new BareGuest(bytes, imports);
    if (isInstrumented) this.meter = this.#guest;
    const { exports } = this.#guest;
    this.#globals = Object.keys(exports)
      .filter((name) => name.startsWith(GLOBAL_EXPORT))
      .map((name) => exports[name] as WebAssembly.Global);
  }

  get memory(): Uint8Array {
    const memory = this.#guest.exports['memory'] as WebAssembly.Memory | undefined;
    return memory === undefined ? new Uint8Array(0) : new Uint8Array(memory.buffer);
  }

  /** NaN bits cannot be seen from here. */
  get globals(): Bits[] {
    return this.#globals.map(({ value }) => bitsOf(typeof value === 'bigint' ? 'l' : 'd', value));
  }

  call(name: string, args: readonly unknown[], fuel: bigint, height: number): Outcome {
    if (this.meter !== undefined) return this.meter.call(name, args, fuel, height);
    try {
      const value = (this.#guest.exports[name] as (...args: readonly unknown[]) => unknown)(...args);
      return { end: 'RETURN', value, used: 0n };
    } catch (error) {
      if ((error as Error).name !== 'RuntimeError') throw error;
      return { end: 'TRAP', value: undefined, used: 0n };
    }
  }
}

export function engineSide(bytes: Uint8Array, isInstrumented: boolean): ExecutorFactory {
  return (imports) => new EngineSide(bytes, isInstrumented, imports);
}
