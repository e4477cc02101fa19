/**
 * One instance of an instrumented module, and what the host may do with it: set and read the counters that
 * instrumentation keeps, restore it to an image, run an export and classify its end (SEMANTICS 2-6).
 */

import { assert, HostFault } from '../errors.js';
import { HALT, HOST_EXPORT } from '../instrument/interface.js';
import { FUEL_MAX, PAGE_BYTES } from '../limits.js';
import type { CompiledModule, GlobalValue, ImportedFunctions } from './engine-types.js';
import { GUEST_EXIT, GuestHalt, GuestOutOfFuel, GuestTrap } from './guest-exit.js';
import { GuestMemory } from './guest-memory.js';
import type { MemoryImage } from './memory-image.js';

/** How a run of guest code ended. `exit`: a host function left it, having recorded why. */
export type RunEnd =
  | { readonly kind: 'return' }
  | { readonly kind: 'exit' }
  | {
      readonly kind: 'halt';
      readonly code: 'OUT_OF_FUEL' | 'STACK_LIMIT' | 'TRAP' | GuestHalt['code'];
      /** What the engine said of a trap; debug data, never seen by consensus. */
      readonly detail?: string;
    };

/** Counters to start a run with. */
export interface RunStart {
  /** Fuel that may be used; below 2^46. */
  readonly fuel: bigint;
  /** Height at entry, in units of SEMANTICS 4. */
  readonly height: number;
  /** Pages up to which memory may grow. */
  readonly pagesMax: number;
}

type NumberGlobal = WebAssembly.Global<'i32'>;

/** The ends that say no more than that they are. */
const END = {
  return: { kind: 'return' },
  exit: { kind: 'exit' },
  outOfFuel: { kind: 'halt', code: 'OUT_OF_FUEL' },
} as const satisfies Record<string, RunEnd>;

export class SandboxInstance {
  readonly memory: GuestMemory;
  readonly #exports: WebAssembly.Exports;
  /** Absent in a module without one. */
  readonly #wasmMemory: WebAssembly.Memory | undefined;
  readonly #fuel: WebAssembly.Global<'i64'>;
  readonly #height: NumberGlobal;
  readonly #halt: NumberGlobal;
  readonly #dirty: NumberGlobal;
  readonly #pagesMax: NumberGlobal;
  readonly #guestGlobals: readonly WebAssembly.Global[];
  #trapped = false;

  /** Instantiates; a start function or an unresolved import cannot occur in what the profile accepted. */
  constructor(module: CompiledModule, imports: ImportedFunctions) {
    this.#exports = new WebAssembly.Instance(module as WebAssembly.Module, imports).exports;
    this.#wasmMemory = this.#exports[HOST_EXPORT.memory] as WebAssembly.Memory | undefined;
    this.memory = new GuestMemory(this.#wasmMemory ?? { buffer: new ArrayBuffer(0) });
    this.#fuel = this.#exports[HOST_EXPORT.fuel] as WebAssembly.Global<'i64'>;
    this.#height = this.#exports[HOST_EXPORT.height] as NumberGlobal;
    this.#halt = this.#exports[HOST_EXPORT.halt] as NumberGlobal;
    this.#dirty = this.#exports[HOST_EXPORT.dirty] as NumberGlobal;
    this.#pagesMax = this.#exports[HOST_EXPORT.pagesMax] as NumberGlobal;
    this.#guestGlobals = Object.keys(this.#exports)
      .filter((name) => name.startsWith(HOST_EXPORT.guestGlobalPrefix))
      .map((name) => this.#exports[name] as WebAssembly.Global);
  }

  /** Fuel that is left; negative once exhausted. */
  get fuel(): bigint {
    return this.#fuel.value;
  }

  set fuel(value: bigint) {
    this.#fuel.value = value;
  }

  get height(): number {
    return this.#height.value;
  }

  /** Whether another call may use this instance after a restore (SEMANTICS 6). */
  get isReusable(): boolean {
    return !this.#trapped && this.#dirty.value === 0;
  }

  /** Values of the guest's own mutable globals, in a fixed order. */
  readGlobals(): GlobalValue[] {
    return this.#guestGlobals.map((global) => global.value);
  }

  /** Makes the whole memory and every mutable global what the image says. */
  restore(image: MemoryImage): void {
    const missingPages = image.pages - this.memory.pages;
    if (missingPages > 0) this.#growForImage(missingPages);
    image.copyTo(this.memory);
    assert(image.globals.length === this.#guestGlobals.length, 'an image belongs to its module');
    for (let i = 0; i < image.globals.length; i++) this.#guestGlobals[i].value = image.globals[i];
  }

  /** Runs a guest export of type () -> (). A failure of the host itself is thrown, never returned. */
  run(name: string, start: RunStart): RunEnd {
    return this.invoke(name, [], start).end;
  }

  /** Runs a guest export of any type; arguments and results as the JavaScript interface of wasm has them. */
  invoke(
    name: string,
    args: readonly GlobalValue[],
    start: RunStart,
  ): { readonly end: RunEnd; readonly value: unknown } {
    this.begin(start);
    try {
      const value = (this.#exports[name] as (...args: GlobalValue[]) => unknown)(...args);
      return { end: this.#returned(), value };
    } catch (thrown) {
      return { end: this.#thrown(thrown), value: undefined };
    }
  }

  /** Runs a guest export that returns an i32, in the middle of a run that `begin` started. */
  callExport(name: string, ...args: number[]): { readonly end: RunEnd; readonly value: number } {
    try {
      const value = (this.#exports[name] as (...args: number[]) => number)(...args);
      return { end: this.#returned(), value };
    } catch (thrown) {
      return { end: this.#thrown(thrown), value: 0 };
    }
  }

  /** Sets the counters for a run. */
  begin(start: RunStart): void {
    assert(start.fuel >= 0n && start.fuel <= FUEL_MAX, 'fuel limits are below 2^46');
    this.#fuel.value = start.fuel;
    this.#height.value = start.height;
    this.#pagesMax.value = start.pagesMax;
    this.#halt.value = HALT.none;
  }

  #growForImage(pages: number): void {
    assert(this.#wasmMemory !== undefined, 'an image is restored into a memory');
    try {
      this.#wasmMemory.grow(pages);
    } catch (cause) {
      throw new HostFault(`cannot allocate ${(pages * PAGE_BYTES) >> 20} MiB for an instance`, { cause });
    }
  }

  #returned(): RunEnd {
    return this.#fuel.value < 0n ? END.outOfFuel : END.return;
  }

  #thrown(thrown: unknown): RunEnd {
    if (thrown === GUEST_EXIT) return END.exit;
    this.#trapped = true;
    if (thrown instanceof GuestOutOfFuel) return END.outOfFuel;
    if (thrown instanceof GuestHalt) return { kind: 'halt', code: thrown.code };
    if (thrown instanceof GuestTrap) return { kind: 'halt', code: 'TRAP', detail: thrown.detail };
    if (thrown instanceof WebAssembly.RuntimeError) return this.#halted(thrown.message);
    if (thrown instanceof RangeError) throw new HostFault('native stack overflow below the height limit');
    throw thrown;
  }

  /** A wasm trap: the instrumentation's own, if it left a code, else the guest's. */
  #halted(detail: string): RunEnd {
    const code = this.#halt.value;
    // A host function may have called the export that ended, and the run around it can still trap.
    this.#halt.value = HALT.none;
    switch (code) {
      case HALT.none:
        return { kind: 'halt', code: 'TRAP', detail };
      case HALT.outOfFuel:
        return { kind: 'halt', code: 'OUT_OF_FUEL' };
      case HALT.stackLimit:
        return { kind: 'halt', code: 'STACK_LIMIT' };
      case HALT.memory:
        return { kind: 'halt', code: 'MEMORY' };
      default:
        throw new HostFault('memory below the limit could not be grown');
    }
  }
}
