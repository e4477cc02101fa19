/**
 * What the generator knows while it writes one function: locals, labels, how much may still be written; and
 * the instruction forms that statements and values share.
 */

import { type FunctionBody, type FunctionType, I32, type ValueType } from '../../runtime/wasm/module.js';
import { OP, PREFIX, PREFIXED } from '../../runtime/wasm/opcodes.js';
import { ByteWriter } from '../../runtime/wasm/writer.js';
import { type ModulePlan, NUMBER_TYPES, writeConstant } from './module-plan.js';
import { opcodeOf } from './opcode.js';
import type { Random } from './random.js';
import { interestingBits } from './values.js';

/** Where a branch can go, and what it takes there. */
export interface Label {
  readonly types: readonly ValueType[];
  readonly isLoop: boolean;
  /** Local that a loop counts down at every branch back to it. */
  readonly counter?: number;
}

const EMPTY_BLOCK = 0x40;

/** Locals of a function of weight 2 and more (SEMANTICS 4). */
const HEAVY_LOCALS = 200;

/** Nodes of one function: statements and values. */
const SIZE_MAX = 120;

export class FunctionWriter extends ByteWriter {
  readonly plan: ModulePlan;
  readonly random: Random;
  readonly type: FunctionType;
  /** Innermost last; the first is the function's own. */
  readonly labels: Label[];
  /** Nodes that may still be written before only leaves are. */
  sizeLeft: number;
  loopNesting = 0;
  readonly #locals: ValueType[];

  constructor(plan: ModulePlan, type: FunctionType) {
    super(1 << 10);
    this.plan = plan;
    this.random = plan.random;
    this.type = type;
    this.labels = [{ types: type.results, isLoop: false }];
    this.sizeLeft = 10 + this.random.below(SIZE_MAX);
    this.#locals = [...type.params, ...NUMBER_TYPES, ...plan.randomTypes(plan.isHeavy ? HEAVY_LOCALS : 3)];
  }

  /** Body without the final `end` becomes a body. */
  finish(): FunctionBody {
    this.op('end');
    const declared = this.#locals.slice(this.type.params.length);
    return { locals: declared.map((type) => ({ count: 1, type })), code: this.toBytes() };
  }

  op(name: string): void {
    this.code(opcodeOf(name));
  }

  code(code: number): void {
    if (code >= PREFIXED) {
      this.u8(PREFIX);
      this.u32(code - PREFIXED);
    } else {
      this.u8(code);
    }
  }

  /** An instruction with index immediates. */
  with(name: string, ...indices: readonly number[]): void {
    this.op(name);
    for (const index of indices) this.u32(index);
  }

  i32(value: number): void {
    this.u8(OP.i32Const);
    this.signed(value);
  }

  constant(type: ValueType): void {
    writeConstant(this, type, interestingBits(this.random, type));
  }

  constants(types: readonly ValueType[]): void {
    for (const type of types) this.constant(type);
  }

  newLocal(type: ValueType): number {
    return this.#locals.push(type) - 1;
  }

  /** A local of this type; there is one of every number type. Counters of loops are never given. */
  someLocal(type: ValueType): number {
    const known = this.#locals.flatMap((local, index) =>
      local === type && !this.#counters.has(index) ? [index] : [],
    );
    return this.random.pick(known);
  }

  readonly #counters = new Set<number>();

  newCounter(): number {
    const index = this.newLocal(I32);
    this.#counters.add(index);
    return index;
  }

  /** Writes block, loop or if with its type; `close` ends it. */
  open(
    name: 'block' | 'loop' | 'if',
    params: readonly ValueType[],
    results: readonly ValueType[],
    counter?: number,
  ): Label {
    this.op(name);
    if (params.length > 0 || results.length > 1) this.signed(this.plan.typeIndex({ params, results }));
    else this.u8(results.length === 0 ? EMPTY_BLOCK : results[0]);
    const isLoop = name === 'loop';
    const types = isLoop ? params : results;
    const label = { types, isLoop, ...(counter === undefined ? {} : { counter }) };
    this.labels.push(label);
    return label;
  }

  /** Labels that a branch needs no condition for. */
  freeLabels(): Label[] {
    return this.labels.filter(({ counter }) => counter === undefined);
  }

  close(): void {
    this.op('end');
    this.labels.pop();
  }

  /** Depth of a label as branches count: 0 is the innermost. */
  depthOf(label: Label): number {
    return this.labels.length - 1 - this.labels.indexOf(label);
  }
}
