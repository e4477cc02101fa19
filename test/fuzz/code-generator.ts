/** Random code of one function: statements, with the values of `value-generator.ts` in them. */

import { F32, F64, FUNCREF, I32, I64, type ValueType } from '../../runtime/wasm/module.js';
import { LoopGenerator } from './loop-generator.js';
import {
  BUDGET_GLOBAL,
  CALL_TABLE,
  DATA_BYTES,
  HOST_IMPORTS,
  NUMBER_TYPES,
  PASSIVE_DATA,
  PASSIVE_ELEMENT,
  SCRATCH_TABLE,
  TYPE_OF_LETTER,
  writeConstant,
} from './module-plan.js';
import { opcodeOf } from './opcode.js';
import { PLAIN, type SignedOpcode, STORES } from './value-generator.js';

/** Memory that no computed address reaches, unless by chance. */
const SHOWN_FLOATS_FROM = 0x8000;
/** Bits that arithmetic would hand on, each engine in its way. */
const NANS: Readonly<Record<ValueType, readonly bigint[]>> = {
  [F32]: [0xffc00000n, 0x7fa12345n, 0xffbfffffn, 0x7fd55555n, 0xff800000n],
  [F64]: [
    0xfff8000000000000n,
    0x7ff4123456789abcn,
    0xfff7ffffffffffffn,
    0x7ffd555555555555n,
    0xfff0000000000000n,
  ],
};

/** Operations whose NaNs are made canonical, by the type of their result. */
const ARITHMETIC: Readonly<Record<ValueType, readonly SignedOpcode[]>> = {
  [F32]: PLAIN.filter(({ canonicalNan, signature }) => canonicalNan && signature.results === 'f'),
  [F64]: PLAIN.filter(({ canonicalNan, signature }) => canonicalNan && signature.results === 'd'),
};

/** Values on the stack at once that make a function heavier (SEMANTICS 4). */
const DEEP_STACK = 70;

export class CodeGenerator extends LoopGenerator {
  /** The body without its final `end`. */
  body(): void {
    if (this.plan.isBounded || !this.random.oneIn(3)) this.#spendBudget();
    if (this.random.oneIn(2)) this.#nanLocals();
    this.statements(3 + this.random.below(4));
    if (this.random.oneIn(2)) this.#showFloats();
    this.values(this.out.type.results);
  }

  /** NaNs with payloads in locals, for arithmetic to meet. */
  #nanLocals(): void {
    for (const type of [F32, F64]) {
      writeConstant(this.out, type, this.random.pick(NANS[type]));
      this.out.with('local.set', this.out.someLocal(type));
    }
  }

  /** What arithmetic makes of NaNs, stored, or in a local or global for later. */
  #arithmetic(): void {
    const type = this.random.pick([F32, F64]);
    const { code, signature } = this.random.pick(ARITHMETIC[type]);
    const globals = this.plan.globalsOf(type, true);
    const isStored = this.random.oneIn(2);
    if (isStored) this.address();
    for (const letter of signature.operands) {
      const operand = TYPE_OF_LETTER[letter];
      if (this.random.oneIn(3)) writeConstant(this.out, operand, this.random.pick(NANS[operand]));
      else this.value(operand);
    }
    this.out.code(code);
    if (isStored) this.access(opcodeOf(type === F32 ? 'f32.store' : 'f64.store'));
    else if (globals.length > 0 && this.random.oneIn(3))
      this.out.with('global.set', this.random.pick(globals));
    else this.out.with('local.set', this.out.someLocal(type));
  }

  /** The bits of some float locals become part of the memory. */
  #showFloats(): void {
    const out = this.out;
    for (const type of [F32, F64]) {
      out.i32(SHOWN_FLOATS_FROM + 8 * this.random.below(64));
      out.with('local.get', out.someLocal(type));
      out.with(type === F32 ? 'f32.store' : 'f64.store', 0, 0);
    }
  }

  /** One function entry less; without any left, constants are returned. */
  #spendBudget(): void {
    const out = this.out;
    out.with('global.get', BUDGET_GLOBAL);
    out.op('i32.eqz');
    out.open('if', [], []);
    out.constants(out.type.results);
    out.op('return');
    out.close();
    out.with('global.get', BUDGET_GLOBAL);
    out.i32(-1);
    out.op('i32.add');
    out.with('global.set', BUDGET_GLOBAL);
  }

  /** br, br_table, return or unreachable, and what is dead after it. */
  protected leave(): void {
    const out = this.out;
    const label = this.random.pick(out.freeLabels());
    const kind = this.random.below(6);
    if (kind === 0) {
      this.values(out.type.results);
      out.op('return');
    } else if (kind === 1 && this.random.oneIn(4)) {
      out.op('unreachable');
    } else if (kind <= 3) {
      this.#branchTable(label.types);
    } else {
      this.values(label.types);
      out.with('br', out.depthOf(label));
    }
    for (let dead = this.random.below(3); dead > 0; dead--) this.#deadCode();
  }

  #branchTable(types: readonly ValueType[]): void {
    const out = this.out;
    const labels = out.freeLabels().filter((label) => label.types.join() === types.join());
    const targets = Array.from({ length: 1 + this.random.below(5) }, () => this.random.pick(labels));
    this.values([...types, I32]);
    out.with('br_table', targets.length - 1, ...targets.map((label) => out.depthOf(label)));
  }

  /** Code that is never executed: its operands come from nowhere. */
  #deadCode(): void {
    const out = this.out;
    switch (this.random.below(6)) {
      case 0:
        out.op('drop');
        break;
      case 1:
        out.with('local.set', out.someLocal(this.random.pick(NUMBER_TYPES)));
        break;
      case 2:
        this.access(this.random.pick(STORES).code);
        break;
      case 3:
        if (this.random.oneIn(4)) this.#deepStack();
        break;
      default:
        this.statement();
    }
  }

  #deepStack(): void {
    for (let i = 0; i < DEEP_STACK; i++) this.leaf(I64);
    for (let i = 1; i < DEEP_STACK; i++) this.out.op('i64.xor');
    this.out.with('local.set', this.out.someLocal(I64));
  }

  // ---- statements

  protected statements(count: number): void {
    for (let left = count; left > 0 && this.out.sizeLeft > 0; left--) this.statement();
  }

  protected statement(): void {
    this.out.sizeLeft--;
    const form = this.random.weighted<() => void>([
      [5, () => this.#assign()],
      [2, () => this.#setGlobal()],
      [4, () => this.#arithmetic()],
      [5, () => this.#store()],
      [3, () => this.#ifStatement()],
      [2, () => this.#blockStatement()],
      [3, () => this.loop([])],
      [2, () => this.#callStatement()],
      [2, () => this.#bulk()],
      [1, () => this.#tableStatement()],
      [1, () => this.#dropped()],
      [4, () => this.#branchIf()],
      [this.plan.isBounded ? 0 : 1, () => this.#endlessLoop()],
      [this.plan.isHeavy ? 1 : 0, () => this.#deepStack()],
    ]);
    form();
  }

  #assign(): void {
    const type = this.random.pick(NUMBER_TYPES);
    this.value(type);
    this.out.with('local.set', this.out.someLocal(type));
  }

  #setGlobal(): void {
    const type = this.random.pick(NUMBER_TYPES);
    const globals = this.plan.globalsOf(type, true);
    if (globals.length === 0) {
      this.out.op('nop');
      return;
    }
    this.value(type);
    this.out.with('global.set', this.random.pick(globals));
  }

  #store(): void {
    const { code, signature } = this.random.pick(STORES);
    this.address();
    this.value(TYPE_OF_LETTER[signature.operands[1]]);
    this.access(code);
  }

  #ifStatement(): void {
    const out = this.out;
    this.value(I32);
    out.open('if', [], []);
    this.statements(1 + this.random.below(2));
    if (this.random.oneIn(3)) this.leave();
    if (this.random.oneIn(2)) {
      out.op('else');
      this.statements(this.random.below(3));
      if (this.random.oneIn(6)) this.leave();
    }
    out.close();
  }

  #blockStatement(): void {
    const out = this.out;
    out.open('block', [], []);
    this.statements(1 + this.random.below(3));
    if (this.random.oneIn(4)) this.leave();
    out.close();
  }

  #callStatement(): void {
    const callee = this.random.below(
      this.random.oneIn(2) ? HOST_IMPORTS.length : this.plan.module.functions.length,
    );
    this.call(callee);
    this.take(this.plan.typeOf(callee).results);
  }

  /** Lengths are mostly small and within bounds. */
  #length(max: number): void {
    if (this.random.oneIn(25)) {
      this.value(I32);
      return;
    }
    this.out.i32(this.random.below(max));
  }

  #bulk(): void {
    const out = this.out;
    switch (this.random.below(5)) {
      case 0:
        this.address();
        this.value(I32);
        this.#length(200);
        out.with('memory.fill', 0);
        break;
      case 1:
        this.address();
        this.address();
        this.#length(200);
        out.with('memory.copy', 0, 0);
        break;
      case 2:
        this.address();
        out.i32(this.random.below(DATA_BYTES / 2));
        this.#length(DATA_BYTES / 2);
        out.with('memory.init', PASSIVE_DATA, 0);
        break;
      case 3:
        this.grow();
        this.take([I32]);
        break;
      default:
        if (!this.random.oneIn(4)) this.#store();
        else out.with('data.drop', PASSIVE_DATA);
    }
  }

  #tableStatement(): void {
    const out = this.out;
    switch (this.random.below(5)) {
      case 0:
        this.tableIndex();
        this.reference();
        out.with('table.set', SCRATCH_TABLE);
        break;
      case 1:
        this.tableIndex();
        this.reference();
        this.#length(3);
        out.with('table.fill', SCRATCH_TABLE);
        break;
      case 2:
        this.tableIndex();
        this.tableIndex();
        this.#length(3);
        out.with('table.copy', SCRATCH_TABLE, this.random.pick([CALL_TABLE, SCRATCH_TABLE]));
        break;
      case 3:
        this.tableIndex();
        this.#length(3);
        this.#length(3);
        out.with('table.init', PASSIVE_ELEMENT, SCRATCH_TABLE);
        break;
      default:
        if (!this.random.oneIn(4)) this.#dropped();
        else out.with('elem.drop', PASSIVE_ELEMENT);
    }
  }

  #dropped(): void {
    this.value(this.random.pick([...NUMBER_TYPES, FUNCREF]));
    this.out.op('drop');
  }

  /** Often to a loop around, which makes what follows run less often than what precedes. */
  #branchIf(): void {
    const { labels } = this.out;
    const loops = labels.filter(({ isLoop }) => isLoop);
    this.branchMaybe(this.random.pick(loops.length > 0 && !this.random.oneIn(3) ? loops : labels));
  }

  /** Nothing but fuel ends it, and nothing after it is ever executed. */
  #endlessLoop(): void {
    this.out.open('loop', [], []);
    this.#assign();
    this.out.with('br', 0);
    this.out.close();
  }
}
