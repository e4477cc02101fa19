/**
 * Drives an interpreter module by its exports alone, instrumented or not, so that both are timed in the same
 * way.
 */

import { HOST_FUNCTIONS } from '../host/vm/python/host-functions.js';
import { sha2 } from '../host/vm/python/sha2.js';

const EXIT = Symbol('the guest called a host function that ends a run');

interface InterpreterExports {
  readonly memory: WebAssembly.Memory;
  input(length: number): number;
  compile(): void;
  load(): number;
  run(): void;
}

/** Fuel at the start of a run. */
const FUEL = 2n ** 45n;

/** A message of run(): flags, two addresses and value all zero, then the empty CBOR list. */
const MESSAGE = new Uint8Array(58).fill(0x80, 57);

export class Interpreter {
  readonly #exports: InterpreterExports;
  readonly #refuel: () => void;
  readonly #fuelLeft: () => bigint;
  #image: Uint8Array;
  #artefact = new Uint8Array(0);
  #failure: Uint8Array | undefined;

  /** @param boot whether the module still has to boot; an image has done so. */
  constructor(module: WebAssembly.Module, boot: boolean) {
    const end = (): never => {
      throw EXIT;
    };
    const imports = {
      // What no script here asks for.
      ...Object.fromEntries(Object.keys(HOST_FUNCTIONS).map((name) => [name, end])),
      revert: (pointer: number, length: number) => {
        this.#failure = this.#read(pointer, length);
        end();
      },
      output: (pointer: number, length: number) => {
        this.#artefact = this.#read(pointer, length);
      },
      storage_get: () => -1,
      storage_set: () => undefined,
      storage_delete: () => undefined,
      buffer_size: () => 0,
      buffer_copy: () => undefined,
      emit: () => undefined,
      print: () => undefined,
      self_destruct: () => undefined,
      sha2: (digestBytes: number, pointer: number, length: number, destination: number) => {
        const message = this.#memory().subarray(pointer, pointer + length);
        this.#memory().set(sha2(digestBytes, message) as Uint8Array, destination);
      },
    };
    const { exports } = new WebAssembly.Instance(module, { pbevm: imports });
    this.#exports = exports as unknown as InterpreterExports;
    const counters = exports as Record<string, WebAssembly.Global>;
    this.#refuel = () => {
      if (counters['pbevm:fuel'] !== undefined) counters['pbevm:fuel'].value = FUEL;
      if (counters['pbevm:height'] !== undefined) counters['pbevm:height'].value = 0;
      if (counters['pbevm:pagesMax'] !== undefined) counters['pbevm:pagesMax'].value = 256;
    };
    this.#fuelLeft = () => (counters['pbevm:fuel']?.value as bigint | undefined) ?? FUEL;
    this.#refuel();
    if (boot) {
      (exports['_initialize'] as () => void)();
      if ((exports['boot'] as () => number)() !== 0) throw new Error('the interpreter does not boot');
    }
    this.#image = this.#memory().slice();
  }

  /** Compiles and loads a script; `time` runs it from there. */
  prepare(source: Uint8Array): void {
    this.#write(source);
    this.#exports.compile();
    this.#memory().set(this.#image);
    this.#write(this.#artefact);
    if (this.#exports.load() !== 0) throw new Error('the artefact does not load');
    this.#image = this.#memory().slice();
  }

  /** Fuel of the run since the last start; 0 if the module is not instrumented. */
  get fuelUsed(): bigint {
    return FUEL - this.#fuelLeft();
  }

  /** Milliseconds of one run. Memory is put back before; a run that grew it keeps the added pages. */
  time(): number {
    this.restore();
    const start = performance.now();
    this.run();
    return performance.now() - start;
  }

  /** Puts memory, counters and the message in place for the next run. */
  restore(): void {
    this.#memory().fill(0, this.#image.length);
    this.#memory().set(this.#image);
    this.#refuel();
    this.#write(MESSAGE);
  }

  /** Runs the script to its end. @throws Error with what the script raised. */
  run(): void {
    try {
      this.#exports.run();
    } catch (thrown) {
      if (thrown !== EXIT) throw thrown;
    }
    if (this.#failure !== undefined) throw new Error(new TextDecoder().decode(this.#failure));
  }

  #memory(): Uint8Array {
    return new Uint8Array(this.#exports.memory.buffer);
  }

  #read(pointer: number, length: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#exports.memory.buffer).slice(pointer, pointer + length);
  }

  #write(input: Uint8Array): void {
    const pointer = this.#exports.input(input.length);
    this.#memory().set(input, pointer);
  }
}
