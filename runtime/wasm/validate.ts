/**
 * Validation of code: the algorithm of the specification's appendix (section 7.3) over a decoded function,
 * with the operand stack and the control stack in arrays. It also yields the facts that SEMANTICS 1, 4 and 10
 * are about.
 */

import { BLOCK_EMPTY, BLOCK_IN_PLACE, type Code, doubled, localTypes } from './code.js';
import { CompileCost } from './compile-cost.js';
import {
  FUNCREF,
  type FunctionBody,
  type FunctionType,
  I32,
  isNumberType,
  isReferenceType,
  type ValueType,
} from './module.js';
import { OP } from './opcodes.js';
import { checkLimit, type Profile } from './profile.js';
import { ALIGNMENT_MAX, NEEDS_MEMORY, PLAIN } from './signatures.js';
import { TypeStacks, UNKNOWN } from './type-stacks.js';
import { checkIndex, type ModuleContext } from './validate-module.js';

/** Facts about one valid function. */
export interface FunctionFacts {
  /** Parameters and locals (SEMANTICS 4). */
  readonly locals: number;
  /** Largest number of values on the operand stack after a reachable instruction (SEMANTICS 4). */
  readonly stackMax: number;
  /** Reachable instructions but `else` and `end` (SEMANTICS 4). */
  readonly instructions: number;
  /** What an optimising compiler may have to do (SEMANTICS 10). */
  readonly compileCost: number;
  /** What it counts in the module's sum, labels of br_tables in full (SEMANTICS 10). */
  readonly compileShare: number;
}

const NO_TYPES: readonly ValueType[] = [];
const IN_PLACE_RESULTS: readonly (readonly ValueType[])[] = Array.from({ length: 0x80 }, (_, type) => [type]);

export class FunctionValidator {
  readonly #context: ModuleContext;
  readonly #profile: Profile;
  /** 1 where the instruction can be reached from the function's entry; of the function validated last. */
  reachable = new Uint8Array(1 << 12);

  #code!: Code;
  #place = '';
  #locals: Uint8Array = new Uint8Array(0);
  readonly #stacks: TypeStacks;
  readonly #cost = new CompileCost();

  constructor(context: ModuleContext, profile: Profile) {
    this.#context = context;
    this.#profile = profile;
    this.#stacks = new TypeStacks(profile);
  }

  /**
   * Validates a decoded function.
   * @throws PbevmError BAD_MODULE if it is invalid or outside the profile.
   */
  validate(code: Code, body: FunctionBody): FunctionFacts {
    const { module } = this.#context;
    const type = module.types[module.functions[code.functionIndex]];
    this.#code = code;
    this.#place = `function ${code.functionIndex}`;
    const declared = body.locals.reduce((sum, run) => sum + run.count, type.params.length);
    checkLimit(this.#profile, 'parameters and locals', declared, this.#place);
    this.#locals = localTypes(module, code.functionIndex, body);
    while (this.reachable.length < code.count) this.reachable = doubled(this.reachable, Uint8Array);
    this.#stacks.reset(code);
    this.#cost.begin(type, declared);
    this.#stacks.pushControl(OP.block, NO_TYPES, type.results);
    let stackMax = 0;
    let instructions = 0;
    for (let i = 0; i < code.count; i++) {
      const wasLive = this.#stacks.live;
      this.reachable[i] = wasLive ? 1 : 0;
      this.#instruction(i);
      this.#cost.instruction(code.op[i]);
      if (!wasLive) continue;
      if (code.op[i] !== OP.else && code.op[i] !== OP.end) instructions++;
      if (this.#stacks.height > stackMax) stackMax = this.#stacks.height;
    }
    const { compileCost, compileShare } = this.#cost.total();
    checkLimit(this.#profile, 'compile cost', compileCost, this.#place);
    return { locals: declared, stackMax, instructions, compileCost, compileShare };
  }

  // ---- instructions

  #blockType(i: number): FunctionType {
    const encoded = this.#code.a[i];
    if (encoded === BLOCK_EMPTY) return { params: NO_TYPES, results: NO_TYPES };
    if (encoded >= BLOCK_IN_PLACE) {
      return { params: NO_TYPES, results: IN_PLACE_RESULTS[encoded - BLOCK_IN_PLACE] };
    }
    const { types } = this.#context.module;
    checkIndex(encoded, types.length, 'type', this.#place);
    return types[encoded];
  }

  #instruction(i: number): void {
    const op = this.#code.op[i];
    if (NEEDS_MEMORY[op] !== 0 && this.#context.module.memories.length === 0)
      this.#stacks.fail(i, 'unknown memory 0');
    const plain = PLAIN[op];
    if (plain === undefined) {
      if (!this.#control(i, op) && !this.#variable(i, op) && !this.#reference(i, op)) this.#table(i, op);
      return;
    }
    if (ALIGNMENT_MAX[op] !== 0xff && this.#code.a[i] > ALIGNMENT_MAX[op])
      this.#stacks.fail(i, 'alignment too large');
    if (op === OP.memoryInit || op === OP.dataDrop) this.#dataIndex(i);
    const { operands, results } = plain;
    for (let k = 0; k < operands.length; k++) this.#stacks.pop(i, operands[k]);
    if (results.length > 0) this.#stacks.push(results[0]);
  }

  #dataIndex(i: number): void {
    const { dataCount } = this.#context.module;
    if (dataCount === undefined) this.#stacks.fail(i, 'data count section required');
    checkIndex(this.#code.a[i], dataCount, 'data segment', this.#place);
  }

  /** Control instructions (3.3.8); false if `op` is none. */
  #control(i: number, op: number): boolean {
    switch (op) {
      case OP.unreachable:
        this.#stacks.unreachable();
        return true;
      case OP.block:
      case OP.loop:
      case OP.if:
        this.#enter(i, op);
        return true;
      case OP.else:
        this.#else(i);
        return true;
      case OP.end:
        this.#end(i);
        return true;
      case OP.br:
        this.#stacks.popAll(i, this.#jump(i, this.#code.a[i]));
        this.#stacks.unreachable();
        return true;
      case OP.brIf: {
        this.#stacks.pop(i, I32);
        const types = this.#jump(i, this.#code.a[i]);
        this.#stacks.popAll(i, types);
        this.#stacks.pushAll(types);
        return true;
      }
      case OP.brTable:
        this.#brTable(i);
        return true;
      case OP.return:
        this.#stacks.popAll(i, this.#jump(i, this.#stacks.depth - 1));
        this.#stacks.unreachable();
        return true;
      case OP.call:
        checkIndex(this.#code.a[i], this.#context.module.functions.length, 'function', this.#place);
        this.#call(i, this.#context.module.functions[this.#code.a[i]]);
        if (this.#code.a[i] < this.#context.importedFunctions) this.#cost.importCall();
        return true;
      case OP.callIndirect:
        this.#callIndirect(i);
        return true;
      default:
        return false;
    }
  }

  /** Types that a label takes; a branch goes to it. */
  #jump(i: number, label: number): readonly ValueType[] {
    const types = this.#stacks.label(i, label);
    this.#cost.jump(label);
    return types;
  }

  #enter(i: number, op: number): void {
    if (op === OP.if) this.#stacks.pop(i, I32);
    const type = this.#blockType(i);
    this.#stacks.popAll(i, type.params);
    this.#stacks.pushControl(op, type.params, type.results);
    this.#cost.open(i, op, (op === OP.loop ? type.params : type.results).length);
  }

  #else(i: number): void {
    const control = this.#stacks.endControl(i);
    if (control.opcode !== OP.if) this.#stacks.fail(i, 'else without if');
    control.opcode = OP.else;
    control.unreachable = false;
    this.#stacks.live = control.liveAtEntry;
    this.#cost.else();
    this.#stacks.pushAll(control.params);
  }

  #end(i: number): void {
    const control = this.#stacks.endControl(i);
    if (control.opcode === OP.if) {
      if (!equalTypes(control.params, control.results))
        this.#stacks.fail(i, 'type mismatch: if without else');
      if (control.liveAtEntry) control.liveAtEnd = true;
    }
    // The end of a loop is reached by falling through only; branches to its label go to its start.
    if (control.opcode !== OP.loop) this.#stacks.live = control.liveAtEnd;
    this.#stacks.depth--;
    this.#cost.close();
    this.#stacks.pushAll(control.results);
  }

  /** Every label of a br_table is checked against the same operands (section 7.3). */
  #brTable(i: number): void {
    const { labels, a, b } = this.#code;
    this.#stacks.pop(i, I32);
    const last = a[i] + b[i] - 1;
    const types = this.#stacks.label(i, labels[last]);
    this.#cost.tableEntry(labels[last]);
    for (let k = a[i]; k < last; k++) {
      const other = this.#stacks.label(i, labels[k]);
      if (other.length !== types.length) this.#stacks.fail(i, 'type mismatch: labels of different arity');
      this.#stacks.peekAll(i, other);
      this.#cost.tableEntry(labels[k]);
    }
    this.#stacks.popAll(i, types);
    this.#stacks.unreachable();
  }

  #call(i: number, typeIndex: number): void {
    const type = this.#context.module.types[typeIndex];
    this.#cost.call(type);
    this.#stacks.popAll(i, type.params);
    this.#stacks.pushAll(type.results);
  }

  #callIndirect(i: number): void {
    const { module } = this.#context;
    checkIndex(this.#code.b[i], module.tables.length, 'table', this.#place);
    if (module.tables[this.#code.b[i]].element !== FUNCREF)
      this.#stacks.fail(i, 'type mismatch: table of functions expected');
    checkIndex(this.#code.a[i], module.types.length, 'type', this.#place);
    this.#stacks.pop(i, I32);
    this.#call(i, this.#code.a[i]);
  }

  /** Parametric and variable instructions (3.3.4, 3.3.5). */
  #variable(i: number, op: number): boolean {
    const index = this.#code.a[i];
    switch (op) {
      case OP.drop:
        this.#stacks.popAny(i);
        return true;
      case OP.select:
        this.#cost.select();
        this.#select(i);
        return true;
      case OP.selectTyped:
        this.#cost.select();
        this.#stacks.popAll(i, [index, index, I32]);
        this.#stacks.push(index);
        return true;
      case OP.localGet:
        this.#stacks.push(this.#localType(index));
        return true;
      case OP.localSet:
        this.#stacks.pop(i, this.#localType(index));
        this.#cost.assign(i, index);
        return true;
      case OP.localTee:
        this.#stacks.push(this.#stacks.pop(i, this.#localType(index)));
        this.#cost.assign(i, index);
        return true;
      case OP.globalGet:
        checkIndex(index, this.#context.module.globals.length, 'global', this.#place);
        this.#stacks.push(this.#context.module.globals[index].type);
        return true;
      case OP.globalSet: {
        checkIndex(index, this.#context.module.globals.length, 'global', this.#place);
        const global = this.#context.module.globals[index];
        if (!global.mutable) this.#stacks.fail(i, `global ${index} is immutable`);
        this.#stacks.pop(i, global.type);
        return true;
      }
      default:
        return false;
    }
  }

  #localType(index: number): ValueType {
    checkIndex(index, this.#locals.length, 'local', this.#place);
    return this.#locals[index];
  }

  #select(i: number): void {
    this.#stacks.pop(i, I32);
    const first = this.#stacks.popAny(i);
    const second = this.#stacks.popAny(i);
    for (const type of [first, second]) {
      if (type !== UNKNOWN && !isNumberType(type))
        this.#stacks.fail(i, 'type mismatch: select of references needs a type');
    }
    if (first !== second && first !== UNKNOWN && second !== UNKNOWN)
      this.#stacks.fail(i, 'type mismatch: select');
    this.#stacks.push(first === UNKNOWN ? second : first);
  }

  /** Reference instructions (3.3.2). */
  #reference(i: number, op: number): boolean {
    const index = this.#code.a[i];
    switch (op) {
      case OP.refNull:
        this.#stacks.push(index);
        return true;
      case OP.refIsNull: {
        const type = this.#stacks.popAny(i);
        if (type !== UNKNOWN && !isReferenceType(type))
          this.#stacks.fail(i, 'type mismatch: reference expected');
        this.#stacks.push(I32);
        return true;
      }
      case OP.refFunc:
        checkIndex(index, this.#context.module.functions.length, 'function', this.#place);
        if (this.#context.declaredFunctions[index] === 0)
          this.#stacks.fail(i, `undeclared function reference ${index}`);
        this.#stacks.push(FUNCREF);
        return true;
      default:
        return false;
    }
  }

  /** Table instructions (3.3.6): the remaining opcodes with a rule of their own. */
  #table(i: number, op: number): void {
    switch (op) {
      case OP.elemDrop:
        this.#elementType(this.#code.a[i]);
        return;
      case OP.tableInit: {
        const element = this.#elementType(this.#code.a[i]);
        if (this.#tableType(this.#code.b[i]) !== element)
          this.#stacks.fail(i, 'type mismatch: element and table');
        this.#stacks.popAll(i, [I32, I32, I32]);
        return;
      }
      case OP.tableCopy:
        if (this.#tableType(this.#code.a[i]) !== this.#tableType(this.#code.b[i])) {
          this.#stacks.fail(i, 'type mismatch: tables');
        }
        this.#stacks.popAll(i, [I32, I32, I32]);
        return;
      default:
        this.#tableWithEntry(i, op, this.#tableType(this.#code.a[i]));
    }
  }

  #tableWithEntry(i: number, op: number, element: ValueType): void {
    switch (op) {
      case OP.tableGet:
        this.#stacks.pop(i, I32);
        this.#stacks.push(element);
        return;
      case OP.tableSet:
        this.#stacks.popAll(i, [I32, element]);
        return;
      case OP.tableSize:
        this.#stacks.push(I32);
        return;
      case OP.tableGrow:
        this.#stacks.popAll(i, [element, I32]);
        this.#stacks.push(I32);
        return;
      case OP.tableFill:
        this.#stacks.popAll(i, [I32, element, I32]);
        return;
      default:
        this.#stacks.fail(i, 'the validator has no rule');
    }
  }

  #tableType(index: number): ValueType {
    checkIndex(index, this.#context.module.tables.length, 'table', this.#place);
    return this.#context.module.tables[index].element;
  }

  #elementType(index: number): ValueType {
    checkIndex(index, this.#context.module.elements.length, 'element segment', this.#place);
    return this.#context.module.elements[index].type;
  }
}

function equalTypes(a: readonly ValueType[], b: readonly ValueType[]): boolean {
  return a.length === b.length && a.every((type, k) => type === b[k]);
}
