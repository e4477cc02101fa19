/** Runs modules instrumented, each call as the sandbox does: fuel, height and the halt code are globals. */

import { PbevmError } from '../../runtime/errors.js';
import { HALT, HOST_EXPORT } from '../../runtime/instrument/interface.js';
import { FUEL_MAX } from '../../runtime/limits.js';
import { decodeModule } from '../../runtime/wasm/binary.js';
import type { FunctionType } from '../../runtime/wasm/module.js';
import type { Outcome } from './outcome.js';
import { SUITE_PROFILE } from './profile.js';
import { surround } from './shims.js';
import type { Value } from './values.js';
import { type Loaded, type Prepared, World } from './world.js';

/** Instruments one binary, or throws `PbevmError` BAD_MODULE. */
export type Instrumenter = (bytes: Uint8Array) => Uint8Array;

function globalOf({ exports }: Loaded, name: string): WebAssembly.Global {
  return exports[name] as WebAssembly.Global;
}

export class InstrumentedWorld extends World {
  /** Imports of functions between instances that were linked. */
  linkedFunctions = 0;
  readonly #instrument: Instrumenter;
  readonly #guests: Loaded[] = [];

  constructor(instrument: Instrumenter) {
    super();
    this.#instrument = instrument;
  }

  protected override prepare(bytes: Uint8Array): Prepared | Outcome {
    try {
      return { bytes: this.#instrument(bytes), module: decodeModule(bytes, SUITE_PROFILE) };
    } catch (thrown) {
      if (thrown instanceof PbevmError && thrown.code === 'BAD_MODULE')
        return { end: 'refused', message: thrown.message };
      throw thrown;
    }
  }

  protected override instantiated(loaded: Loaded): void {
    this.#guests.push(loaded);
  }

  /**
   * Fuel and height of the caller become the callee's, and the fuel that is left the caller's, as in a call
   * from contract to contract. The function keeps its type, so that linking is checked as ever.
   */
  protected override link(provider: Loaded, name: string, importer: Loaded): WebAssembly.ExportValue {
    const target = provider.exports[name];
    const type = functionType(provider, name);
    if (type === undefined) return target;
    this.linkedFunctions++;
    const move = (global: string, from: Loaded, to: Loaded) => {
      globalOf(to, global).value = globalOf(from, global).value;
    };
    const enter = () => {
      move(HOST_EXPORT.fuel, importer, provider);
      move(HOST_EXPORT.height, importer, provider);
    };
    return surround(target, type, enter, () => move(HOST_EXPORT.fuel, provider, importer));
  }

  protected override beforeCall(loaded: Loaded): void {
    globalOf(loaded, HOST_EXPORT.fuel).value = FUEL_MAX;
    globalOf(loaded, HOST_EXPORT.height).value = 0;
  }

  protected override afterReturn(loaded: Loaded, values: Value[]): Outcome {
    const fuel = globalOf(loaded, HOST_EXPORT.fuel).value as bigint;
    const height = globalOf(loaded, HOST_EXPORT.height).value as number;
    if (fuel < 0n || fuel > FUEL_MAX || height !== 0) {
      return { end: 'halt', code: `bad word: fuel ${fuel}, height ${height}` };
    }
    return super.afterReturn(loaded, values);
  }

  /** The instance that halted may be any, because calls pass between them. */
  protected override classify(error: Error): Outcome {
    if (error.name !== 'RuntimeError') return { end: 'halt', code: `${error.name} of the engine` };
    const codes = this.#guests.map((guest) => globalOf(guest, HOST_EXPORT.halt).value as number);
    for (const guest of this.#guests) globalOf(guest, HOST_EXPORT.halt).value = HALT.none;
    const halted = codes.filter((code) => code !== HALT.none);
    if (halted.length === 0) return super.classify(error);
    if (halted.length === 1 && halted[0] === HALT.stackLimit) return { end: 'exhausted' };
    const name = (code: number) => Object.entries(HALT).find(([, value]) => value === code)?.[0];
    return { end: 'halt', code: halted.map(name).join() };
  }
}

function functionType(provider: Loaded, name: string): FunctionType | undefined {
  const { module } = provider;
  if (module === undefined) return undefined;
  const found = module.exports.find((item) => item.name === name);
  return found?.kind === 'function' ? module.types[module.functions[found.index]] : undefined;
}
