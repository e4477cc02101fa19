/**
 * Which results of arithmetic have to be made canonical (see `nan.ts` for why): those whose bits can reach
 * anything that shows them. One walk over the reachable code follows where values go on the operand stack and
 * through locals; a worklist then goes back from what shows bits to the instructions that made them.
 *
 * Every value that is shown has the bits it would have if all results were canonical at once:
 * - Arithmetic, comparison and conversion to integers give the same whatever the bits of a NaN.
 * - abs, neg and copysign hand a NaN on; it is made canonical before them, where it was made.
 * - A local that holds nothing but numbers and results of arithmetic (a *raw* local) may hold them as they
 *   are: they are made canonical at the `local.get`s from which they are shown. Of any other local, the
 *   results that are put into it are made canonical if one of its `local.get`s leads to where bits show.
 * - Everything else shows them: stores, reinterpretation, calls, globals, select, values of branches, blocks.
 */

import { BLOCK_EMPTY, BLOCK_IN_PLACE, type Code, localTypes } from '../wasm/code.js';
import { F32, F64, type FunctionBody, type WasmModule } from '../wasm/module.js';
import { OP, OPCODE_BY_CODE } from '../wasm/opcodes.js';
import { IntList } from './int-list.js';
import { OPERANDS, RESULTS, RULE, RULES } from './nan-rules.js';
import { ACTION, type Plan } from './plan.js';

/**
 * Entries of the stack: a value whose bits are the guest's own; a float that is no NaN; or twice the number
 * of a source, plus one if its sign may have changed since.
 */
const EXACT = -1;
const NUMBER = -2;
const SIGN_CHANGED = 1;

const NO_LOCAL = -1;
const NONE = -1;

function hasArithmetic({ op, count }: Code): boolean {
  for (let i = 0; i < count; i++) if (RULES[op[i]] === RULE.arithmetic) return true;
  return false;
}

/** By the exponent, in the last bytes of the immediate; infinities count as NaN, which does no harm. */
function isNanConstant(bytes: Uint8Array, end: number, isSingle: boolean): boolean {
  const high = bytes[end - 1] & 0x7f;
  const next = bytes[end - 2];
  return isSingle ? high === 0x7f && next >= 0x80 : high === 0x7f && next >= 0xf0;
}

interface Label {
  opcode: number;
  /** Height of the stack below the parameters. */
  base: number;
  params: number;
  results: number;
}

export class NanFlow {
  #code!: Code;
  #module!: WasmModule;
  #localTypes!: Uint8Array;
  readonly #stack = new IntList();
  readonly #labels: Label[] = [];
  #depth = 0;
  /** Sources: results of arithmetic and `local.get`s of floats, by number. */
  readonly #sourceAt = new IntList();
  readonly #sourceLocal = new IntList();
  readonly #isShown = new IntList();
  /** Sources whose bits show and that are still to be followed back. */
  readonly #queue = new IntList();
  /** What is put into each local: chains of sources. */
  readonly #firstInto = new IntList();
  readonly #intoNext = new IntList();
  readonly #intoSource = new IntList();
  /** 1 for locals that hold nothing but numbers and results of arithmetic. */
  readonly #isRaw = new IntList();
  /** Locals that other locals are copied into: chains; and those no longer raw, to be followed. */
  readonly #firstCopy = new IntList();
  readonly #copyNext = new IntList();
  readonly #copyTarget = new IntList();
  readonly #spoiled = new IntList();

  /**
   * Takes the canonicalisation of results that nothing shows out of the plan of a valid function, and adds
   * that of `local.get`s.
   */
  planNan(plan: Plan, code: Code, body: FunctionBody, module: WasmModule, reachable: Uint8Array): void {
    if (!hasArithmetic(code)) return;
    const { params, results } = module.types[module.functions[code.functionIndex]];
    this.#begin(code, module, localTypes(module, code.functionIndex, body), params.length);
    this.#pushLabel(OP.block, 0, results.length);
    for (let i = 0; i < code.count; i++) this.#instruction(i, reachable[i] !== 0);
    this.#spreadSpoiled();
    this.#followShown();
    this.#decide(plan);
  }

  #begin(code: Code, module: WasmModule, locals: Uint8Array, params: number): void {
    this.#code = code;
    this.#module = module;
    this.#localTypes = locals;
    this.#depth = 0;
    for (const list of [
      this.#stack,
      this.#sourceAt,
      this.#sourceLocal,
      this.#isShown,
      this.#queue,
      this.#firstInto,
      this.#intoNext,
      this.#intoSource,
      this.#isRaw,
      this.#firstCopy,
      this.#copyNext,
      this.#copyTarget,
      this.#spoiled,
    ])
      list.clear();
    for (let local = 0; local < locals.length; local++) {
      this.#firstInto.push(NONE);
      this.#firstCopy.push(NONE);
      this.#isRaw.push(1);
      if (local < params) this.#spoil(local);
    }
  }

  // ---- the walk

  #instruction(i: number, isReachable: boolean): void {
    const op = this.#code.op[i];
    if (op === OP.block || op === OP.loop || op === OP.if) this.#enter(i, op, isReachable);
    else if (op === OP.else || op === OP.end) this.#leaveArm(op, isReachable);
    else if (isReachable) this.#plainOrOther(i, op);
  }

  #enter(i: number, op: number, isReachable: boolean): void {
    const encoded = this.#code.a[i];
    const isInPlace = encoded >= BLOCK_IN_PLACE;
    const type = isInPlace ? undefined : this.#module.types[encoded];
    const params = type?.params.length ?? 0;
    const results = type?.results.length ?? (encoded === BLOCK_EMPTY ? 0 : 1);
    if (isReachable) {
      if (op === OP.if) this.#stack.length--;
      this.#show(params);
    }
    this.#pushLabel(op, params, results);
    this.#pushExact(params);
  }

  #pushLabel(opcode: number, params: number, results: number): void {
    this.#labels[this.#depth++] = { opcode, base: this.#stack.length, params, results };
  }

  /** `else` and `end`: what falls through shows; what follows starts from what the block's type says. */
  #leaveArm(op: number, isReachable: boolean): void {
    const { base, params, results } = this.#labels[this.#depth - 1];
    if (isReachable) this.#show(results);
    this.#stack.length = base;
    if (op === OP.end) this.#depth--;
    this.#pushExact(op === OP.end ? results : params);
  }

  #plainOrOther(i: number, op: number): void {
    switch (op) {
      case OP.br:
      case OP.brIf:
      case OP.brTable:
      case OP.return:
        this.#branch(i, op);
        return;
      case OP.call:
        this.#call(this.#module.functions[this.#code.a[i]]);
        return;
      case OP.callIndirect:
        this.#stack.length--;
        this.#call(this.#code.a[i]);
        return;
      case OP.localGet:
      case OP.localSet:
      case OP.localTee:
        this.#local(i, op);
        return;
      case OP.drop:
        this.#stack.length--;
        return;
      case OP.f32Const:
      case OP.f64Const: {
        const end = this.#code.position[i + 1];
        this.#stack.push(isNanConstant(this.#code.bytes, end, op === OP.f32Const) ? EXACT : NUMBER);
        return;
      }
      default:
        this.#values(i, op);
    }
  }

  /** The values that a branch carries show; br_if leaves them where they are. */
  #branch(i: number, op: number): void {
    if (op === OP.brIf || op === OP.brTable) this.#stack.length--;
    const label = op === OP.brTable ? this.#code.labels[this.#code.a[i]] : this.#code.a[i];
    const { opcode, params, results } = this.#labels[this.#depth - 1 - label];
    const carried = opcode === OP.loop ? params : results;
    this.#show(carried);
    this.#stack.length += op === OP.brIf ? carried : 0;
  }

  #call(typeIndex: number): void {
    const { params, results } = this.#module.types[typeIndex];
    this.#show(params.length);
    this.#pushExact(results.length);
  }

  #local(i: number, op: number): void {
    const local = this.#code.a[i];
    const type = this.#localTypes[local];
    const isFloat = type === F32 || type === F64;
    if (op === OP.localGet) {
      this.#stack.push(isFloat ? 2 * this.#newSource(i, local) : EXACT);
      return;
    }
    const entry = this.#stack.items[this.#stack.length - 1];
    if (op === OP.localSet) this.#stack.length--;
    if (isFloat) this.#putInto(local, entry);
  }

  #putInto(local: number, entry: number): void {
    if (entry === NUMBER) return;
    if (entry === EXACT) {
      this.#spoil(local);
      return;
    }
    const source = entry >> 1;
    this.#intoSource.push(source);
    this.#firstInto.items[local] = this.#intoNext.push(this.#firstInto.items[local]);
    if (entry & SIGN_CHANGED) this.#spoil(local);
    const from = this.#sourceLocal.items[source];
    if (from === NO_LOCAL) return;
    this.#copyTarget.push(local);
    this.#firstCopy.items[from] = this.#copyNext.push(this.#firstCopy.items[from]);
  }

  #values(i: number, op: number): void {
    const rule = RULES[op];
    const operands = OPERANDS[op];
    if (rule === RULE.keeps) {
      this.#keep(op, operands);
      return;
    }
    if (rule === RULE.shows) this.#show(operands);
    else this.#stack.length -= operands;
    if (rule === RULE.arithmetic) this.#stack.push(2 * this.#newSource(i, NO_LOCAL));
    else if (rule === RULE.number) this.#stack.push(NUMBER);
    else this.#pushExact(RESULTS[op]);
  }

  /** A NaN goes through with another sign; of copysign it is the first, and the sign of the second shows. */
  #keep(op: number, operands: number): void {
    if (operands === 2) this.#show(1);
    const last = this.#stack.length - 1;
    const isAbs = OPCODE_BY_CODE[op]?.name.endsWith('.abs') === true;
    if (this.#stack.items[last] >= 0 && !isAbs) this.#stack.items[last] |= SIGN_CHANGED;
  }

  // ---- values

  #pushExact(count: number): void {
    for (let k = 0; k < count; k++) this.#stack.push(EXACT);
  }

  /** Takes values off the stack; their bits show. */
  #show(count: number): void {
    for (let k = 0; k < count; k++) {
      const entry = this.#stack.items[--this.#stack.length];
      if (entry >= 0) this.#showSource(entry >> 1);
    }
  }

  #newSource(i: number, local: number): number {
    this.#sourceLocal.push(local);
    this.#isShown.push(0);
    return this.#sourceAt.push(i);
  }

  #showSource(source: number): void {
    if (this.#isShown.items[source] !== 0) return;
    this.#isShown.items[source] = 1;
    this.#queue.push(source);
  }

  #spoil(local: number): void {
    if (this.#isRaw.items[local] === 0) return;
    this.#isRaw.items[local] = 0;
    this.#spoiled.push(local);
  }

  // ---- what follows from the walk

  /** What a local that is not raw is copied into is not raw. */
  #spreadSpoiled(): void {
    for (let at = 0; at < this.#spoiled.length; at++) {
      const local = this.#spoiled.items[at];
      for (let k = this.#firstCopy.items[local]; k !== NONE; k = this.#copyNext.items[k]) {
        this.#spoil(this.#copyTarget.items[k]);
      }
    }
  }

  /** If a `local.get` of a local that is not raw shows, what was put into it does. */
  #followShown(): void {
    for (let at = 0; at < this.#queue.length; at++) {
      const local = this.#sourceLocal.items[this.#queue.items[at]];
      if (local === NO_LOCAL || this.#isRaw.items[local] !== 0) continue;
      for (let k = this.#firstInto.items[local]; k !== NONE; k = this.#intoNext.items[k]) {
        this.#showSource(this.#intoSource.items[k]);
      }
      this.#firstInto.items[local] = NONE;
    }
  }

  #decide(plan: Plan): void {
    for (let source = 0; source < this.#sourceAt.length; source++) {
      const i = this.#sourceAt.items[source];
      const local = this.#sourceLocal.items[source];
      const isShown = this.#isShown.items[source] !== 0;
      if (local === NO_LOCAL) {
        if (!isShown) plan.actions[i] &= ~(ACTION.canonicalF32 | ACTION.canonicalF64);
      } else if (isShown && this.#isRaw.items[local] !== 0) {
        plan.actions[i] |= this.#localTypes[local] === F32 ? ACTION.canonicalF32 : ACTION.canonicalF64;
      }
    }
  }
}
