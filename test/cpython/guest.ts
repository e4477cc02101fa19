/** One guest: an instance of the test image under our instrumentation, with its files. */

import { sha2 } from '../../host/vm/python/sha2.js';
import { HOST_MODULE } from '../../python-wasm/build/link.js';
import { assert } from '../../runtime/errors.js';
import { HALT, HOST_EXPORT } from '../../runtime/instrument/interface.js';
import type { GlobalValue } from '../../runtime/sandbox/engine-types.js';
import { createWasiInstance, type WasiInstance } from '../../runtime/sandbox/wasi.js';
import type { GuestFiles } from './image.js';

/** Pages of 64 KiB that a guest may have; the product's limit is 256. */
export const PAGES_MAX = 1_024;
/** Fuel of a run: some minutes. */
export const FUEL = 2n ** 40n;

/** A booted guest: its memory, and its mutable globals by export name. May pass between threads. */
export interface GuestState {
  readonly memory: Uint8Array;
  readonly globals: Readonly<Record<string, GlobalValue>>;
}

/** How a run ended, in the words of the halts, or with V8's words for a trap. */
export interface GuestEnd {
  readonly end: 'return' | 'OUT_OF_FUEL' | 'STACK_LIMIT' | 'MEMORY' | 'HOST_FAULT' | `TRAP: ${string}`;
  /** What the export returned. */
  readonly value: number;
  readonly fuelUsed: bigint;
}

const END_OF_HALT: Readonly<Record<number, GuestEnd['end']>> = {
  [HALT.outOfFuel]: 'OUT_OF_FUEL',
  [HALT.stackLimit]: 'STACK_LIMIT',
  [HALT.memory]: 'MEMORY',
  [HALT.hostFault]: 'HOST_FAULT',
};

/** Run in __main__ of a new guest: what all tests need is imported once, and is in the booted state. */
const PRELUDE = `
import os, sys
os.environ["NO_COLOR"] = "1"
sys.argv = ["python"]
import runner
`;

export class Guest {
  readonly #wasi: WasiInstance;

  private constructor(wasi: WasiInstance) {
    this.#wasi = wasi;
  }

  /** An instance with the one function of the contract API that the product's objects call. */
  static async #of(module: WebAssembly.Module, files: GuestFiles): Promise<Guest> {
    const functions = {
      sha2: (digestBytes: number, pointer: number, length: number, destination: number): void => {
        const digest = sha2(digestBytes, wasi.memory.read(pointer, length));
        assert(digest !== undefined, 'hashlib asks for the digests that there are');
        wasi.memory.write(destination, digest);
      },
    };
    const wasi: WasiInstance = await createWasiInstance(module, {
      files,
      imports: { [HOST_MODULE]: functions },
    });
    return new Guest(wasi);
  }

  /** A guest that has booted, imported unittest and is sealed. @throws Error with its words if it fails. */
  static async boot(module: WebAssembly.Module, files: GuestFiles): Promise<Guest> {
    const guest = await Guest.#of(module, files);
    const ends = [
      guest.#call('_initialize'),
      guest.#call('boot'),
      guest.execute(PRELUDE),
      guest.#call('seal'),
    ];
    const wrong = ends.find(({ end, value }) => end !== 'return' || (value ?? 0) !== 0);
    if (wrong !== undefined) throw new Error(`the guest does not boot: ${wrong.end}\n${guest.takeErrors()}`);
    return guest;
  }

  /** A guest in the state of another. */
  static async restore(module: WebAssembly.Module, files: GuestFiles, state: GuestState): Promise<Guest> {
    const guest = await Guest.#of(module, files);
    const memory = guest.#wasi.exports[HOST_EXPORT.memory] as WebAssembly.Memory;
    memory.grow((state.memory.length - memory.buffer.byteLength) / 65_536);
    guest.#wasi.memory.bytes.set(state.memory);
    for (const [name, value] of Object.entries(state.globals)) guest.#global(name).value = value;
    return guest;
  }

  capture(): GuestState {
    const names = Object.keys(this.#wasi.exports).filter((name) =>
      name.startsWith(HOST_EXPORT.guestGlobalPrefix),
    );
    const bytes = this.#wasi.memory.bytes;
    const memory = new Uint8Array(new SharedArrayBuffer(bytes.length));
    memory.set(bytes);
    return { memory, globals: Object.fromEntries(names.map((name) => [name, this.#global(name).value])) };
  }

  /** Runs Python source in __main__. The value is 1 if it raised; the traceback is in the errors then. */
  execute(source: string): GuestEnd {
    const bytes = new TextEncoder().encode(source);
    const { value: address, ...end } = this.#call('input', bytes.length);
    if (end.end !== 'return' || address === 0) return { ...end, value: 1 };
    this.#wasi.memory.write(address, bytes);
    return this.#call('execute');
  }

  get pages(): number {
    return this.#wasi.memory.pages;
  }

  /** @throws PbevmError BAD_INPUT if there is no such file. */
  readText(path: string): string {
    return new TextDecoder().decode(this.#wasi.readFile(path));
  }

  takeErrors(): string {
    return this.#wasi.takeOutput() + this.#wasi.takeErrors();
  }

  dispose(): void {
    this.#wasi.dispose();
  }

  #global(name: string): WebAssembly.Global {
    return this.#wasi.exports[name] as WebAssembly.Global;
  }

  #call(name: string, ...args: number[]): GuestEnd {
    const fuel = this.#global(HOST_EXPORT.fuel);
    fuel.value = FUEL;
    this.#global(HOST_EXPORT.height).value = 0;
    this.#global(HOST_EXPORT.pagesMax).value = PAGES_MAX;
    this.#global(HOST_EXPORT.halt).value = HALT.none;
    let end: GuestEnd['end'] = 'return';
    let value = 0;
    try {
      value = (this.#wasi.exports[name] as (...args: number[]) => number)(...args) ?? 0;
    } catch (thrown) {
      end = END_OF_HALT[Number(this.#global(HOST_EXPORT.halt).value)] ?? `TRAP: ${thrown}`;
    }
    return { end, value, fuelUsed: FUEL - BigInt(fuel.value) };
  }
}
