/**
 * Runs exports of an instrumented module the way the sandbox does, in any engine: needs nothing but
 * WebAssembly.
 */

import { HALT, HOST_EXPORT } from '../../../runtime/instrument/interface.js';

/** Enough for any case that is not about running out. */
export const PLENTY = 10_000_000_000n;

export type EndCode = 'OUT_OF_FUEL' | 'STACK_LIMIT' | 'TRAP' | 'MEMORY' | 'HOST_FAULT';

export interface Outcome {
  readonly end: 'RETURN' | EndCode;
  readonly value: unknown;
  /** Fuel taken off the counter. */
  readonly used: bigint;
}

const END_BY_HALT: Readonly<Record<number, EndCode>> = {
  [HALT.none]: 'TRAP',
  [HALT.outOfFuel]: 'OUT_OF_FUEL',
  [HALT.stackLimit]: 'STACK_LIMIT',
  [HALT.memory]: 'MEMORY',
  [HALT.hostFault]: 'HOST_FAULT',
};

export class BareGuest {
  readonly exports: WebAssembly.Exports;

  constructor(bytes: Uint8Array, imports: WebAssembly.Imports = {}) {
    this.exports = new WebAssembly.Instance(new WebAssembly.Module(bytes), imports).exports;
  }

  global(name: string): WebAssembly.Global {
    return this.exports[name] as WebAssembly.Global;
  }

  get fuel(): bigint {
    return this.global(HOST_EXPORT.fuel).value as bigint;
  }

  set fuel(value: bigint) {
    this.global(HOST_EXPORT.fuel).value = value;
  }

  get height(): number {
    return this.global(HOST_EXPORT.height).value as number;
  }

  get isDirty(): boolean {
    return this.global(HOST_EXPORT.dirty).value !== 0;
  }

  call(name: string, args: readonly unknown[] = [], fuel: bigint = PLENTY, height = 0): Outcome {
    this.global(HOST_EXPORT.fuel).value = fuel;
    this.global(HOST_EXPORT.height).value = height;
    this.global(HOST_EXPORT.halt).value = HALT.none;
    let value: unknown;
    let end: Outcome['end'] = 'RETURN';
    try {
      value = (this.exports[name] as (...args: readonly unknown[]) => unknown)(...args);
      if (this.fuel < 0n) end = 'OUT_OF_FUEL';
    } catch (error) {
      if ((error as Error).name !== 'RuntimeError') throw error;
      end = END_BY_HALT[this.global(HOST_EXPORT.halt).value as number];
    }
    return { end, value, used: fuel - this.fuel };
  }
}
