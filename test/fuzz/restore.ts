/**
 * What a call leaves behind: after any end, the next call of a pooled and restored instance does what a call
 * of a fresh one does (SEMANTICS 6).
 */

import { type InstrumentedModule, instrument } from '../../runtime/instrument/pipeline.js';
import type { CompiledModule, ImportedFunctions } from '../../runtime/sandbox/engine-types.js';
import { SandboxInstance } from '../../runtime/sandbox/instance.js';
import { InstancePool } from '../../runtime/sandbox/instance-pool.js';
import { MemoryImage } from '../../runtime/sandbox/memory-image.js';
import { type Disagreement, FUZZ_OPTIONS, firstDisagreement } from './check.js';
import { type Executor, type Meter, recordCallsOfOne, type Sample } from './execution.js';
import { SHOW_EXPORT } from './state-exports.js';
import { bitsOf } from './values.js';

export type Restore = (instance: SandboxInstance, image: MemoryImage) => void;

interface CompiledGuest {
  readonly restore: Restore;
  readonly metered: InstrumentedModule;
  readonly module: CompiledModule;
}

/** A guest as the host keeps it: taken from a pool and restored before every call. */
class PooledSide implements Executor {
  readonly #pool: InstancePool<{ readonly sandbox: SandboxInstance }>;
  readonly #image: MemoryImage;
  readonly #pages: number;
  readonly #restore: Restore;
  #last: SandboxInstance;

  constructor(guest: CompiledGuest, imports: WebAssembly.Imports) {
    const create = () => ({ sandbox: new SandboxInstance(guest.module, imports as ImportedFunctions) });
    this.#pool = new InstancePool(create, guest.metered.startPages, 4);
    this.#pages = guest.metered.maxPages;
    this.#restore = guest.restore;
    const first = create();
    this.#image = MemoryImage.capture(first.sandbox.memory.bytes, first.sandbox.readGlobals());
    this.#pool.give(first);
    this.#last = first.sandbox;
  }

  get memory(): Uint8Array {
    return this.#last.memory.bytes;
  }

  get globals(): string[] {
    return this.#last.readGlobals().map((value) => bitsOf(typeof value === 'bigint' ? 'l' : 'd', value));
  }

  get meter(): Meter {
    const instance = this.#last;
    return {
      get fuel() {
        return instance.fuel;
      },
      set fuel(value) {
        instance.fuel = value;
      },
      height: instance.height,
      isDirty: !instance.isReusable,
    };
  }

  /** Calls that an instance served which another call had used; the first was only looked at before. */
  get reused(): number {
    return this.#pool.statistics.reused - 1;
  }

  /** The call, and then the floats are shown, in one run. */
  call(name: string, args: readonly unknown[], fuel: bigint, height: number): ReturnType<Executor['call']> {
    const instance = this.#pool.take(this.#image.pages);
    this.#last = instance.sandbox;
    this.#restore(this.#last, this.#image);
    this.#last.begin({ fuel, height, pagesMax: this.#pages });
    const { end, value } = this.#last.callExport(name, ...(args as number[]));
    const used = fuel - this.#last.fuel;
    if (end.kind === 'return') {
      this.#last.begin({ fuel: SHOW_FUEL, height: 0, pagesMax: this.#pages });
      this.#last.callExport(SHOW_EXPORT);
    }
    this.#pool.give(instance);
    const code = end.kind === 'halt' ? end.code : 'RETURN';
    return {
      end: code as ReturnType<Executor['call']>['end'],
      value: end.kind === 'return' ? value : undefined,
      used,
    };
  }
}

const SHOW_FUEL = 10_000n;

/**
 * Every call with a pool of its own, and all of them, forwards and backwards, with one pool.
 * @param restore the host's, unless a test breaks it.
 */
export function checkRestore(
  sample: Sample,
  restore: Restore = (instance, image) => instance.restore(image),
): { found: Disagreement | undefined; reused: number } {
  const forwards = sample.calls.filter(({ name }) => name !== SHOW_EXPORT);
  const calls = [...forwards, ...forwards.toReversed()];
  const metered = instrument(sample.bytes, FUZZ_OPTIONS);
  const guest = { restore, metered, module: new WebAssembly.Module(metered.bytes) };
  const sides: PooledSide[] = [];
  const create = (imports: WebAssembly.Imports) => {
    sides.push(new PooledSide(guest, imports));
    return sides[sides.length - 1];
  };
  const freshForwards = forwards.flatMap((call) => recordCallsOfOne({ ...sample, calls: [call] }, create));
  const fresh = [...freshForwards, ...freshForwards.toReversed()];
  const restored = recordCallsOfOne({ ...sample, calls }, create);
  const found = firstDisagreement('fresh and restored', fresh, restored);
  return { found, reused: sides[sides.length - 1].reused };
}
