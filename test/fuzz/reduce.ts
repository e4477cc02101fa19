/**
 * Makes a failing sample small: leaves out calls, empties functions, takes instructions away or puts
 * constants in their place, as long as the module stays valid and the sample fails.
 */

import { decodeModule, encodeModule } from '../../runtime/wasm/binary.js';
import { Code, decodeCode, localTypes } from '../../runtime/wasm/code.js';
import { type FunctionType, importedCount, type WasmModule } from '../../runtime/wasm/module.js';
import { OP } from '../../runtime/wasm/opcodes.js';
import type { Profile } from '../../runtime/wasm/profile.js';
import type { Sample } from './execution.js';
import { expressionEndingAt, type Instruction, join, zeros } from './expressions.js';

/** Whether a smaller sample still fails in the same way. */
export type StillFails = (sample: Sample) => boolean;

/** Of a body without imported functions. */
function typeOfBody(module: WasmModule, at: number): FunctionType {
  return module.types[module.functions[importedCount(module, 'function') + at]];
}

export class Reducer {
  #sample: Sample;
  readonly #fails: StillFails;
  readonly #profile: Profile;
  #attemptsLeft: number;

  /** @param attemptsMax samples to execute at most. */
  constructor(sample: Sample, fails: StillFails, profile: Profile, attemptsMax: number) {
    this.#sample = sample;
    this.#fails = fails;
    this.#profile = profile;
    this.#attemptsLeft = attemptsMax;
  }

  /** The smallest failing sample that was found. */
  reduce(): Sample {
    let before: number;
    do {
      before = this.#size();
      this.#reduceCalls();
      this.#reduceModule();
      const { bodies } = decodeModule(this.#sample.bytes, this.#profile);
      for (let at = bodies.length - 1; at >= 0; at--) this.#reduceBody(at);
    } while (this.#size() < before && this.#attemptsLeft > 0);
    return this.#sample;
  }

  #size(): number {
    return this.#sample.bytes.length + this.#sample.calls.length;
  }

  /** Keeps a candidate that fails; invalid ones cost nothing. */
  #try(candidate: Sample): boolean {
    if (this.#attemptsLeft <= 0 || !WebAssembly.validate(candidate.bytes)) return false;
    this.#attemptsLeft--;
    if (!this.#fails(candidate)) return false;
    this.#sample = candidate;
    return true;
  }

  /** Tries a change of the decoded module that makes it smaller. */
  #tryModule(change: (module: WasmModule) => void): boolean {
    const module = decodeModule(this.#sample.bytes, this.#profile);
    change(module);
    const bytes = encodeModule(module);
    return bytes.length < this.#sample.bytes.length && this.#try({ ...this.#sample, bytes });
  }

  #reduceCalls(): void {
    for (let at = this.#sample.calls.length - 1; at >= 0; at--) {
      this.#try({ ...this.#sample, calls: this.#sample.calls.filter((_, index) => index !== at) });
    }
  }

  #reduceModule(): void {
    const called = new Set(this.#sample.calls.map(({ name }) => name));
    this.#tryModule(({ exports }) => {
      const kept = exports.filter(({ kind, name }) => kind !== 'function' || called.has(name));
      exports.splice(0, exports.length, ...kept);
    });
    this.#tryModule(({ exports }) => {
      const kept = exports.filter(({ kind }) => kind !== 'global');
      exports.splice(0, exports.length, ...kept);
    });
    for (const part of ['elements', 'data', 'globals', 'tables', 'imports'] as const) {
      while (this.#tryModule((module) => dropLast(module, part)));
    }
    while (this.#tryModule(dropLastFunction));
  }

  /** Takes ever smaller stretches of instructions out of a function, then single expressions. */
  #reduceBody(at: number): void {
    if (this.#replaceBody(at, (module) => zeros(typeOfBody(module, at).results))) return;
    const count = this.#instructions(at).length - 1;
    for (let length = count; length > 0; length >>= 1) {
      for (let from = count - length; from >= 0; from -= length) {
        const gone = this.#replace(at, from, length, () => new Uint8Array(0));
        if (!gone && length > 1) this.#replace(at, from, length, () => Uint8Array.of(OP.unreachable));
      }
    }
    for (let last = this.#instructions(at).length - 2; last >= 0; last--) this.#reduceExpression(at, last);
    this.#tryModule(({ bodies }) => {
      bodies[at] = { ...bodies[at], locals: [] };
    });
  }

  /** Zeros in place of what an instruction computes with all its operands, or nothing if it gives nothing. */
  #reduceExpression(at: number, last: number): void {
    const instructions = this.#instructions(at);
    if (last >= instructions.length - 1) return;
    const module = decodeModule(this.#sample.bytes, this.#profile);
    const locals = localTypes(module, importedCount(module, 'function') + at, module.bodies[at]);
    const expression = expressionEndingAt(module, locals, instructions, last);
    if (expression?.results === undefined) return;
    const { from, results } = expression;
    this.#replace(at, from, last - from + 1, () => zeros(results));
  }

  #instructions(at: number): Instruction[] {
    const module = decodeModule(this.#sample.bytes, this.#profile);
    const code = new Code();
    decodeCode(code, module.bodies[at], importedCount(module, 'function') + at, this.#profile);
    return Array.from({ length: code.count }, (_, i) => ({
      op: code.op[i],
      a: code.a[i],
      bytes: code.bytes.slice(code.position[i], code.position[i + 1]),
    }));
  }

  #replace(at: number, from: number, length: number, by: () => Uint8Array): boolean {
    const instructions = this.#instructions(at).map(({ bytes }) => bytes);
    return this.#replaceBody(at, () =>
      join([...instructions.slice(0, from), by(), ...instructions.slice(from + length, -1)]),
    );
  }

  /** @param code of a body without its final `end`. */
  #replaceBody(at: number, code: (module: WasmModule) => Uint8Array): boolean {
    return this.#tryModule((module) => {
      const changed = join([code(module), Uint8Array.of(OP.end)]);
      module.bodies[at] = { ...module.bodies[at], code: changed };
    });
  }
}

type Part = 'elements' | 'data' | 'globals' | 'tables' | 'imports';

function dropLast(module: WasmModule, part: Part): void {
  module[part].pop();
  if (part === 'data' && module.dataCount !== undefined) module.dataCount = module.data.length;
}

function dropLastFunction({ functions, bodies, elements }: WasmModule): void {
  functions.pop();
  bodies.pop();
  elements.forEach((segment, at) => {
    const { items } = segment;
    if (items.kind !== 'functions') return;
    const kept = items.functions.filter((index) => index < functions.length);
    elements[at] = { ...segment, items: { kind: 'functions', functions: kept } };
  });
}
