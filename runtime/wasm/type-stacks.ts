/**
 * Operand stack and control stack of the validation algorithm (specification, section 7.3), in plain arrays.
 */

import type { Code } from './code.js';
import { typeName, type ValueType } from './module.js';
import { OP, opcodeName } from './opcodes.js';
import { checkLimit, type Profile } from './profile.js';
import { badModule } from './reader.js';

/** Type of a value that polymorphic code may take for anything. */
export const UNKNOWN = 0;

/** One entry of the control stack. */
export interface Control {
  opcode: number;
  params: readonly ValueType[];
  results: readonly ValueType[];
  /** Operand stack at entry, below the parameters. */
  height: number;
  /** The rest of the block is polymorphic. */
  unreachable: boolean;
  /** Control flow can get here from the function's entry. */
  liveAtEntry: boolean;
  /** A live branch, or a live end of an arm, arrives at the end. */
  liveAtEnd: boolean;
}

export class TypeStacks {
  /** Values on the operand stack. */
  height = 0;
  /** Labels on the control stack. */
  depth = 0;
  /** The next instruction can be reached from the function's entry. */
  live = true;
  #code!: Code;
  readonly #profile: Profile;
  readonly #heightMax: number;
  readonly #stack: Uint8Array;
  readonly #controls: Control[] = [];

  constructor(profile: Profile) {
    this.#profile = profile;
    this.#heightMax = profile.limits['operand stack'];
    this.#stack = new Uint8Array(this.#heightMax);
  }

  /** Starts a function. */
  reset(code: Code): void {
    this.#code = code;
    this.height = 0;
    this.depth = 0;
    this.live = true;
  }

  fail(i: number, problem: string): never {
    const { functionIndex, op } = this.#code;
    badModule(`function ${functionIndex}, instruction ${i} (${opcodeName(op[i])}): ${problem}`);
  }

  push(type: ValueType): void {
    if (this.height === this.#heightMax) {
      checkLimit(this.#profile, 'operand stack', this.height + 1, `function ${this.#code.functionIndex}`);
    }
    this.#stack[this.height++] = type;
  }

  pushAll(types: readonly ValueType[]): void {
    for (let k = 0; k < types.length; k++) this.push(types[k]);
  }

  popAny(i: number): ValueType {
    const control = this.#controls[this.depth - 1];
    if (this.height > control.height) return this.#stack[--this.height];
    if (!control.unreachable) this.fail(i, 'type mismatch: operand stack is empty');
    return UNKNOWN;
  }

  pop(i: number, expected: ValueType): ValueType {
    const found = this.popAny(i);
    if (found !== expected && found !== UNKNOWN && expected !== UNKNOWN) {
      this.fail(i, `type mismatch: ${typeName(expected)} expected, found ${typeName(found)}`);
    }
    return found === UNKNOWN ? expected : found;
  }

  popAll(i: number, types: readonly ValueType[]): void {
    for (let k = types.length - 1; k >= 0; k--) this.pop(i, types[k]);
  }

  pushControl(opcode: number, params: readonly ValueType[], results: readonly ValueType[]): void {
    this.#controls[this.depth++] = {
      opcode,
      params,
      results,
      height: this.height,
      unreachable: false,
      liveAtEntry: this.live,
      liveAtEnd: false,
    };
    this.pushAll(params);
  }

  endControl(i: number): Control {
    const control = this.#controls[this.depth - 1];
    this.popAll(i, control.results);
    if (this.height !== control.height) this.fail(i, 'type mismatch: values remain on the operand stack');
    if (this.live) control.liveAtEnd = true;
    return control;
  }

  unreachable(): void {
    const control = this.#controls[this.depth - 1];
    this.height = control.height;
    control.unreachable = true;
    this.live = false;
  }

  /** Types a branch to this label carries; notes that its target is live. */
  label(i: number, label: number): readonly ValueType[] {
    if (label >= this.depth) this.fail(i, `unknown label ${label}`);
    const control = this.#controls[this.depth - 1 - label];
    if (this.live) control.liveAtEnd = true;
    return control.opcode === OP.loop ? control.params : control.results;
  }

  /** Checks the topmost values without taking them. */
  peekAll(i: number, types: readonly ValueType[]): void {
    const { height, unreachable } = this.#controls[this.depth - 1];
    for (let k = 0; k < types.length; k++) {
      const at = this.height - types.length + k;
      if (at < height && unreachable) continue;
      const found = at < height ? -1 : this.#stack[at];
      if (found !== types[k] && found !== UNKNOWN)
        this.fail(i, `type mismatch: ${typeName(types[k])} expected`);
    }
  }
}
