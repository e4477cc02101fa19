/** What a training script sees of a host: the exports are driven as a node does, storage is a map. */

import { createHash } from 'node:crypto';
import { type CounterSections, counterSections } from './counters.js';
import { BuildFailure } from './errors.js';
import { type WasmModule, wasmApi } from './webassembly.js';

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  /** In the training build only, as profile_bound. */
  readonly __stack_pointer?: { value: number };
  _initialize(): void;
  boot(): number;
  input(bytes: number): number;
  compile(mode: number): number;
  load(): number;
  run(): void;
  readonly profile_bound?: (index: number) => number;
}

const END = Symbol('the guest called a function that ends the run');

/** Flags `new`, invoker, own address, value 7; then the args. */
const MESSAGE_HEAD = Uint8Array.of(
  1,
  ...new Array<number>(20).fill(0x1f),
  ...new Array<number>(20).fill(0xc4),
  ...new Array<number>(15).fill(0),
  7,
);

const CBOR_NULL = Uint8Array.of(0xf6);

/** Of compile(): what a deploy asks for, screening first. */
const MODE_DEPLOY = 1;

/** The first lines of a script: how often it runs (each time from its image), and its args as CBOR in hex. */
const HEAD = /^# runs: (\d+)\n# args: ([0-9a-f]+)\n/;

export class TrainingHost {
  readonly #exports: Exports;
  /** Where the instrumentation keeps its records, its counters and its names. */
  readonly sections: CounterSections;
  readonly #booted: Uint8Array;
  /** Of a run that has not begun: one that a host function ends leaves the stack as it was there. */
  readonly #stackPointer: number | undefined;
  readonly #storage = new Map<string, Uint8Array>();
  #buffer: Uint8Array = CBOR_NULL;
  #artefact: Uint8Array = CBOR_NULL;
  #failure: string | undefined;

  /** Boots the interpreter; nothing is counted yet. One that does not count runs the scripts as well. */
  constructor(wasm: Uint8Array) {
    const module = new wasmApi.Module(wasm);
    this.#exports = new wasmApi.Instance(module, { pbevm: this.#imports(module) }).exports as Exports;
    this.#exports._initialize();
    if (this.#exports.boot() !== 0) throw new BuildFailure('training: the interpreter does not boot');
    this.sections = counterSections(this.#exports.profile_bound ?? (() => 0));
    const { start, end } = this.sections.counters;
    this.memory.fill(0, start, end);
    this.#stackPointer = this.#exports.__stack_pointer?.value;
    this.#booted = this.memory.slice();
  }

  /** The whole memory; valid until the guest runs again. */
  get memory(): Uint8Array {
    return new Uint8Array(this.#exports.memory.buffer);
  }

  /**
   * Compiles, loads and runs a script as often as it says, or `runsMax` times: where the stack pointer cannot
   * be put back, each run leaves less of the stack.
   * @throws BuildFailure with what it raised.
   */
  runScript(name: string, source: Uint8Array, runsMax = Number.POSITIVE_INFINITY): void {
    const [, runs, args] = HEAD.exec(new TextDecoder().decode(source)) ?? [];
    if (args === undefined) throw new BuildFailure(`${name}: begins with \`# runs: N\` and \`# args: HEX\``);
    this.#storage.clear();
    this.#restore(this.#booted);
    const answer = this.#enter(name, source, () => this.#exports.compile(MODE_DEPLOY));
    if (answer !== 0) throw new BuildFailure(`training: ${name}: is refused at deploy`);
    this.#restore(this.#booted);
    this.#enter(name, this.#artefact, this.#exports.load);
    const loaded = this.memory.slice();
    const message = Buffer.concat([MESSAGE_HEAD, Buffer.from(args, 'hex')]);
    for (let run = 0; run < Math.min(Number(runs), runsMax); run++) {
      this.#restore(loaded);
      this.#enter(name, message, this.#exports.run);
    }
  }

  /** Puts memory back as it was, but for the counters. */
  #restore(image: Uint8Array): void {
    const memory = this.memory;
    const { start, end } = this.sections.counters;
    const counted = memory.slice(start, end);
    memory.set(image);
    memory.fill(0, image.length);
    memory.set(counted, start);
    const { __stack_pointer: stackPointer } = this.#exports;
    if (stackPointer !== undefined && this.#stackPointer !== undefined)
      stackPointer.value = this.#stackPointer;
  }

  #enter(name: string, input: Uint8Array, entry: () => unknown): unknown {
    const pointer = this.#exports.input(input.length);
    this.memory.set(input, pointer);
    let answer: unknown;
    try {
      answer = entry();
    } catch (thrown) {
      if (thrown !== END) throw thrown;
    }
    if (this.#failure !== undefined) throw new BuildFailure(`training: ${name}: ${this.#failure}`);
    return answer;
  }

  /** The functions of embed/host.h. */
  #imports(module: WasmModule): Record<string, unknown> {
    const end = (): never => {
      throw END;
    };
    const fail = (pointer: number, length: number): never => {
      this.#failure = new TextDecoder().decode(this.#read(pointer, length));
      return end();
    };
    const functions: Record<string, unknown> = {
      finish: end,
      revert: fail,
      bad_args: () => fail(0, 0),
      output: (pointer: number, length: number) => {
        this.#artefact = this.#read(pointer, length);
      },
      ...this.#storageImports(),
      buffer_size: () => this.#buffer.length,
      buffer_copy: (pointer: number, offset: number, length: number) => {
        this.memory.set(this.#buffer.subarray(offset, offset + length), pointer);
      },
      call: () => {
        this.#buffer = CBOR_NULL;
        return 0;
      },
      emit: () => undefined,
      print: () => undefined,
      sha2: (digestBytes: number, pointer: number, length: number, destination: number) => {
        const hash = createHash(`sha${8 * digestBytes}`);
        this.memory.set(hash.update(this.#read(pointer, length)).digest(), destination);
      },
    };
    const absent = wasmApi.Module.imports(module).filter(({ name }) => functions[name] === undefined);
    const refuse = (name: string) => (): never => {
      throw new BuildFailure(`training: a script called ${name}, which training-host.ts does not have`);
    };
    return { ...functions, ...Object.fromEntries(absent.map(({ name }) => [name, refuse(name)])) };
  }

  #storageImports(): Record<string, unknown> {
    const key = (pointer: number, length: number): string =>
      Buffer.from(this.#read(pointer, length)).toString('latin1');
    return {
      storage_get: (pointer: number, length: number, destination: number, capacity: number) => {
        const value = this.#storage.get(key(pointer, length));
        if (value === undefined) return -1;
        if (value.length <= capacity) this.memory.set(value, destination);
        else this.#buffer = value;
        return value.length;
      },
      storage_set: (pointer: number, length: number, valuePointer: number, valueLength: number) => {
        this.#storage.set(key(pointer, length), this.#read(valuePointer, valueLength));
      },
      storage_delete: (pointer: number, length: number) => {
        this.#storage.delete(key(pointer, length));
      },
    };
  }

  #read(pointer: number, length: number): Uint8Array {
    return this.memory.slice(pointer, pointer + length);
  }
}
