/** Random code of one function: values of a wanted type. What statements there are is up to the subclass. */

import { F32, F64, FUNCREF, I32, I64, isReferenceType, type ValueType } from '../../runtime/wasm/module.js';
import { OPCODES, type Opcode } from '../../runtime/wasm/opcodes.js';
import { ALIGNMENT_MAX } from '../../runtime/wasm/signatures.js';
import type { FunctionWriter } from './function-writer.js';
import {
  CALL_TABLE,
  CALL_TABLE_ENTRIES,
  LETTER_OF_TYPE,
  type ModulePlan,
  SCRATCH_TABLE,
  TYPE_OF_LETTER,
} from './module-plan.js';
import type { Random } from './random.js';

/** Most addresses are below this, so that few trap. */
const ADDRESS_MASK = 0x3fff;

export type SignedOpcode = Opcode & { readonly signature: NonNullable<Opcode['signature']> };

export const PLAIN = OPCODES.filter((opcode): opcode is SignedOpcode => opcode.signature !== undefined);

function opcodesOf(results: string, immediate: Opcode['immediate']): SignedOpcode[] {
  return PLAIN.filter((opcode) => opcode.signature.results === results && opcode.immediate === immediate);
}

const TYPES_BY_LETTER = ['i', 'l', 'f', 'd'];
const OPERATIONS = new Map(TYPES_BY_LETTER.map((letter) => [letter, opcodesOf(letter, 'none')]));
const LOADS = new Map(TYPES_BY_LETTER.map((letter) => [letter, opcodesOf(letter, 'memarg')]));
export const STORES = opcodesOf('', 'memarg');

const CAN_TRAP = /div|rem|trunc_f/;

export abstract class ValueGenerator {
  protected readonly out: FunctionWriter;
  protected readonly plan: ModulePlan;
  protected readonly random: Random;

  constructor(out: FunctionWriter) {
    this.out = out;
    this.plan = out.plan;
    this.random = out.random;
  }

  /** Up to so many statements. */
  protected abstract statements(count: number): void;
  /** Code that leaves the block, and dead code. */
  protected abstract leave(): void;
  /** A loop that gives values of these types. */
  protected abstract loop(results: readonly ValueType[]): void;

  // ---- values

  protected values(types: readonly ValueType[]): void {
    for (const type of types) this.value(type);
  }

  protected value(type: ValueType): void {
    const out = this.out;
    if (isReferenceType(type)) {
      this.reference();
      return;
    }
    if (--out.sizeLeft < 0) {
      this.leaf(type);
      return;
    }
    const form = this.random.weighted<(type: ValueType) => void>([
      [6, (wanted) => this.leaf(wanted)],
      [14, (wanted) => this.#operation(wanted)],
      [3, (wanted) => this.#load(wanted)],
      [2, (wanted) => this.select(wanted)],
      [2, (wanted) => this.#blockValue(wanted)],
      [2, (wanted) => this.#ifValue(wanted)],
      [1, (wanted) => this.loop([wanted])],
      [2, (wanted) => this.#callFor(wanted)],
      [1, (wanted) => this.#tee(wanted)],
      [1, (wanted) => this.#fromReinterpreted(wanted)],
      [1, (wanted) => this.#sizes(wanted)],
      [1, (wanted) => this.#branchedValue(wanted)],
    ]);
    form(type);
  }

  protected leaf(type: ValueType): void {
    const out = this.out;
    const globals = this.plan.globalsOf(type, false);
    const kind = this.random.below(4);
    if (kind === 0) out.constant(type);
    else if (kind === 1 && globals.length > 0) out.with('global.get', this.random.pick(globals));
    else out.with('local.get', out.someLocal(type));
  }

  #operation(type: ValueType): void {
    const { code, name, signature } = this.random.pick(OPERATIONS.get(LETTER_OF_TYPE[type]) ?? []);
    const operands = [...signature.operands].map((letter) => TYPE_OF_LETTER[letter]);
    if (CAN_TRAP.test(name) && !this.random.oneIn(12)) this.#safeOperands(name, operands);
    else this.values(operands);
    this.out.code(code);
  }

  /** Operands with which an operation that can trap mostly does not. */
  #safeOperands(name: string, operands: readonly ValueType[]): void {
    const out = this.out;
    this.value(operands[0]);
    if (/div|rem/.test(name) && operands[0] !== F32 && operands[0] !== F64) {
      const type = operands[0] === I32 ? 'i32' : 'i64';
      this.value(operands[0]);
      out.op(`${type}.const`);
      out.signed(7);
      out.op(`${type}.or`);
    } else if (operands.length > 1) {
      this.value(operands[1]);
    } else {
      // abs, then the smaller of it and 1: NaN still traps.
      const type = operands[0] === F32 ? 'f32' : 'f64';
      out.op(`${type}.abs`);
      out.op('i32.const');
      out.signed(1);
      out.op(`${type}.convert_i32_s`);
      out.op(`${type}.min`);
    }
  }

  protected address(): void {
    const out = this.out;
    this.value(I32);
    if (this.random.oneIn(40)) return;
    out.i32(ADDRESS_MASK);
    out.op('i32.and');
  }

  protected access(code: number): void {
    this.out.code(code);
    this.out.u32(this.random.below(ALIGNMENT_MAX[code] + 1));
    this.out.u32(this.random.oneIn(60) ? this.random.next() : this.random.below(1_000));
  }

  #load(type: ValueType): void {
    this.address();
    this.access(this.random.pick(LOADS.get(LETTER_OF_TYPE[type]) ?? []).code);
  }

  protected select(type: ValueType): void {
    this.values([type, type, I32]);
    if (this.random.oneIn(2)) {
      this.out.op('select');
      return;
    }
    this.out.with('select t', 1, type);
  }

  #tee(type: ValueType): void {
    this.value(type);
    this.out.with('local.tee', this.out.someLocal(type));
  }

  /** A float through its bits, so that they are seen; an integer through a float. */
  #fromReinterpreted(type: ValueType): void {
    const [from, name] = (
      {
        [I32]: [F32, 'i32.reinterpret_f32'],
        [I64]: [F64, 'i64.reinterpret_f64'],
        [F32]: [I32, 'f32.reinterpret_i32'],
        [F64]: [I64, 'f64.reinterpret_i64'],
      } as Readonly<Record<ValueType, readonly [ValueType, string]>>
    )[type];
    this.value(from);
    this.out.op(name);
  }

  /** Sizes and growth, and questions about references; other types get a leaf. */
  #sizes(type: ValueType): void {
    const out = this.out;
    if (type !== I32) {
      this.leaf(type);
      return;
    }
    switch (this.random.below(5)) {
      case 0:
        out.with('memory.size', 0);
        break;
      case 1:
        this.grow();
        break;
      case 2:
        out.with('table.size', SCRATCH_TABLE);
        break;
      case 3:
        this.reference();
        out.i32(this.random.pick([0, 1, 2, 9]));
        out.with('table.grow', SCRATCH_TABLE);
        break;
      default:
        this.reference();
        out.op('ref.is_null');
    }
  }

  /** By pages that fit, that are just too many, that are far too many. */
  protected grow(): void {
    this.out.i32(this.random.pick([0, 1, 1, 2, 7, 8, 0x10000]));
    this.out.with('memory.grow', 0);
  }

  protected reference(): void {
    const out = this.out;
    switch (this.random.below(3)) {
      case 0:
        out.op('ref.null');
        out.u8(FUNCREF);
        break;
      case 1:
        out.with('ref.func', this.random.below(this.plan.module.functions.length));
        break;
      default:
        this.tableIndex();
        out.with('table.get', SCRATCH_TABLE);
    }
  }

  /** An index that is mostly within the scratch table. */
  protected tableIndex(): void {
    if (this.random.oneIn(30)) {
      this.value(I32);
      return;
    }
    this.out.i32(this.random.below(6));
  }

  // ---- blocks and branches

  #blockValue(type: ValueType): void {
    const out = this.out;
    // Sometimes more values than wanted come out, or some go in.
    const results = [type, ...(this.random.oneIn(3) ? this.plan.randomTypes(2) : [])];
    const params = this.random.oneIn(3) ? this.plan.randomTypes(2) : [];
    this.values(params);
    out.open('block', params, results);
    this.take(params);
    this.statements(this.random.below(3));
    this.values(results);
    out.close();
    this.take(results.slice(1));
  }

  #ifValue(type: ValueType): void {
    const out = this.out;
    const params = this.random.oneIn(4) ? this.plan.randomTypes(2) : [];
    this.values(params);
    this.value(I32);
    out.open('if', params, [type]);
    this.take(params);
    this.statements(this.random.below(2));
    if (this.random.oneIn(5)) this.leave();
    else this.value(type);
    out.op('else');
    this.take(params);
    this.statements(this.random.below(2));
    this.value(type);
    out.close();
  }

  /** Values on the stack go to locals, or away. */
  protected take(types: readonly ValueType[]): void {
    for (const type of [...types].reverse()) {
      if (this.random.oneIn(3)) this.out.op('drop');
      else this.out.with('local.set', this.out.someLocal(type));
    }
  }

  /** A value that passes a branch that may be taken. */
  #branchedValue(type: ValueType): void {
    const out = this.out;
    const labels = out.freeLabels().filter(({ types }) => types.length === 1 && types[0] === type);
    this.value(type);
    if (labels.length === 0) return;
    this.value(I32);
    out.with('br_if', out.depthOf(this.random.pick(labels)));
  }

  // ---- calls

  protected arguments(functionType: { readonly params: readonly ValueType[] }): void {
    this.values(functionType.params);
  }

  /** Calls something and keeps a value of the wanted type, if it gives one. */
  #callFor(type: ValueType): void {
    const out = this.out;
    const candidates = this.plan.module.functions.flatMap((_, index) =>
      this.plan.typeOf(index).results.includes(type) ? [index] : [],
    );
    if (candidates.length === 0) {
      this.leaf(type);
      return;
    }
    const callee = this.random.pick(candidates);
    const { results } = this.plan.typeOf(callee);
    this.call(callee);
    const kept = out.newLocal(type);
    const at = results.indexOf(type);
    for (let i = results.length - 1; i >= 0; i--) {
      if (i === at) out.with('local.set', kept);
      else this.take([results[i]]);
    }
    out.with('local.get', kept);
  }

  protected call(callee: number): void {
    const out = this.out;
    const type = this.plan.typeOf(callee);
    this.arguments(type);
    if (!this.random.oneIn(3)) {
      out.with('call', callee);
      return;
    }
    const entries = this.plan.callTable.flatMap((entry, index) => (entry === callee ? [index] : []));
    if (entries.length > 0 && !this.random.oneIn(15)) out.i32(this.random.pick(entries));
    else out.i32(this.random.below(CALL_TABLE_ENTRIES + 1));
    out.with('call_indirect', this.plan.typeIndex(type), CALL_TABLE);
  }
}
