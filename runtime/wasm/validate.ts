/**
 * Validation of code: the algorithm of the specification's appendix (section 7.3) over a decoded function, with the
 * operand stack and the control stack in arrays. It also yields the facts that SEMANTICS 1, 4 and 10 are about.
 */

import { BLOCK_EMPTY, BLOCK_IN_PLACE, type Code, doubled, localTypes } from './code.js';
import {
  FUNCREF,
  type FunctionBody,
  type FunctionType,
  I32,
  isNumberType,
  isReferenceType,
  typeName,
  type ValueType,
} from './module.js';
import { CODES, OP, OPCODE_BY_CODE, opcodeName } from './opcodes.js';
import { checkLimit, type Profile } from './profile.js';
import { badModule } from './reader.js';
import { checkIndex, type ModuleContext } from './validate-module.js';

/** Facts about one valid function. */
export interface FunctionFacts {
  /** Parameters and locals (SEMANTICS 4). */
  readonly locals: number;
  /** Largest number of values on the operand stack after a reachable instruction (SEMANTICS 4). */
  readonly stackMax: number;
  /** Every block, loop, if, else, br, br_if, return, and every label of a br_table (SEMANTICS 10). */
  readonly edges: number;
}

/** Type of a value that polymorphic code may take for anything. */
const UNKNOWN = 0;

const TYPE_OF_LETTER: Readonly<Record<string, ValueType>> = { i: 0x7f, l: 0x7e, f: 0x7d, d: 0x7c };

/** Operand types (last first) and results of the opcodes with a plain signature. */
interface PlainSignature {
  readonly operands: readonly ValueType[];
  readonly results: readonly ValueType[];
}

const PLAIN: readonly (PlainSignature | undefined)[] = Array.from({ length: CODES }, (_, code) => {
  const signature = OPCODE_BY_CODE[code]?.signature;
  if (signature === undefined) return undefined;
  const types = (letters: string) => [...letters].map((letter) => TYPE_OF_LETTER[letter]);
  return { operands: types(signature.operands).reverse(), results: types(signature.results) };
});

/** Largest alignment of each memory access, as a power of two; 0xff for opcodes that are none. */
const ALIGNMENT_MAX = Uint8Array.from({ length: CODES }, (_, code) => {
  const opcode = OPCODE_BY_CODE[code];
  if (opcode?.immediate !== 'memarg') return 0xff;
  const [, type, narrow] = /^[if](\d\d)\.(?:load|store)(\d*)/.exec(opcode.name) ?? [];
  return Math.log2(Number(narrow || type) / 8);
});

/** Immediates that name the memory. */
const NEEDS_MEMORY = Uint8Array.from({ length: CODES }, (_, code) =>
  ['memarg', 'memory', 'memoryPair', 'dataMemory'].includes(OPCODE_BY_CODE[code]?.immediate ?? '') ? 1 : 0,
);

const NO_TYPES: readonly ValueType[] = [];
const IN_PLACE_RESULTS: readonly (readonly ValueType[])[] = Array.from({ length: 0x80 }, (_, type) => [type]);

/** One entry of the control stack. */
interface Control {
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

export class FunctionValidator {
  readonly #context: ModuleContext;
  readonly #profile: Profile;
  /** 1 where the instruction can be reached from the function's entry; of the function validated last. */
  reachable = new Uint8Array(1 << 12);

  #code!: Code;
  #place = '';
  #locals: Uint8Array = new Uint8Array(0);
  readonly #stack: Uint8Array;
  #height = 0;
  readonly #stackMax: number;
  #controls: Control[] = [];
  #depth = 0;
  #live = true;
  #edges = 0;

  constructor(context: ModuleContext, profile: Profile) {
    this.#context = context;
    this.#profile = profile;
    this.#stackMax = profile.limits['operand stack'];
    this.#stack = new Uint8Array(this.#stackMax);
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
    this.#height = 0;
    this.#depth = 0;
    this.#edges = 0;
    this.#live = true;
    this.#pushControl(OP.block, NO_TYPES, type.results);
    let stackMax = 0;
    for (let i = 0; i < code.count; i++) {
      const wasLive = this.#live;
      this.reachable[i] = wasLive ? 1 : 0;
      this.#instruction(i);
      if (wasLive && this.#height > stackMax) stackMax = this.#height;
    }
    const facts = { locals: declared, stackMax, edges: this.#edges };
    checkLimit(this.#profile, 'edges x locals', edgeProduct(facts), this.#place);
    return facts;
  }

  #fail(i: number, problem: string): never {
    badModule(`${this.#place}, instruction ${i} (${opcodeName(this.#code.op[i])}): ${problem}`);
  }

  // ---- operand stack

  #push(type: ValueType): void {
    if (this.#height === this.#stackMax) {
      checkLimit(this.#profile, 'operand stack', this.#height + 1, this.#place);
    }
    this.#stack[this.#height++] = type;
  }

  #pushAll(types: readonly ValueType[]): void {
    for (let k = 0; k < types.length; k++) this.#push(types[k]);
  }

  #popAny(i: number): ValueType {
    const control = this.#controls[this.#depth - 1];
    if (this.#height > control.height) return this.#stack[--this.#height];
    if (!control.unreachable) this.#fail(i, 'type mismatch: operand stack is empty');
    return UNKNOWN;
  }

  #pop(i: number, expected: ValueType): ValueType {
    const found = this.#popAny(i);
    if (found !== expected && found !== UNKNOWN && expected !== UNKNOWN) {
      this.#fail(i, `type mismatch: ${typeName(expected)} expected, found ${typeName(found)}`);
    }
    return found === UNKNOWN ? expected : found;
  }

  #popAll(i: number, types: readonly ValueType[]): void {
    for (let k = types.length - 1; k >= 0; k--) this.#pop(i, types[k]);
  }

  // ---- control stack

  #pushControl(opcode: number, params: readonly ValueType[], results: readonly ValueType[]): void {
    this.#controls[this.#depth++] = {
      opcode,
      params,
      results,
      height: this.#height,
      unreachable: false,
      liveAtEntry: this.#live,
      liveAtEnd: false,
    };
    this.#pushAll(params);
  }

  #endControl(i: number): Control {
    const control = this.#controls[this.#depth - 1];
    this.#popAll(i, control.results);
    if (this.#height !== control.height) this.#fail(i, 'type mismatch: values remain on the operand stack');
    if (this.#live) control.liveAtEnd = true;
    return control;
  }

  #unreachable(): void {
    const control = this.#controls[this.#depth - 1];
    this.#height = control.height;
    control.unreachable = true;
    this.#live = false;
  }

  /** Types a branch to this label carries; notes that its target is live. */
  #label(i: number, label: number): readonly ValueType[] {
    if (label >= this.#depth) this.#fail(i, `unknown label ${label}`);
    const control = this.#controls[this.#depth - 1 - label];
    this.#edges++;
    if (this.#live) control.liveAtEnd = true;
    return control.opcode === OP.loop ? control.params : control.results;
  }

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

  // ---- instructions

  #instruction(i: number): void {
    const op = this.#code.op[i];
    if (NEEDS_MEMORY[op] !== 0 && this.#context.module.memories.length === 0)
      this.#fail(i, 'unknown memory 0');
    const plain = PLAIN[op];
    if (plain === undefined) {
      if (!this.#control(i, op) && !this.#variable(i, op) && !this.#reference(i, op)) this.#table(i, op);
      return;
    }
    if (ALIGNMENT_MAX[op] !== 0xff && this.#code.a[i] > ALIGNMENT_MAX[op])
      this.#fail(i, 'alignment too large');
    if (op === OP.memoryInit || op === OP.dataDrop) this.#dataIndex(i);
    const { operands, results } = plain;
    for (let k = 0; k < operands.length; k++) this.#pop(i, operands[k]);
    if (results.length > 0) this.#push(results[0]);
  }

  #dataIndex(i: number): void {
    const { dataCount } = this.#context.module;
    if (dataCount === undefined) this.#fail(i, 'data count section required');
    checkIndex(this.#code.a[i], dataCount, 'data segment', this.#place);
  }

  /** Control instructions (3.3.8); false if `op` is none. */
  #control(i: number, op: number): boolean {
    switch (op) {
      case OP.unreachable:
        this.#unreachable();
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
        this.#popAll(i, this.#label(i, this.#code.a[i]));
        this.#unreachable();
        return true;
      case OP.brIf: {
        this.#pop(i, I32);
        const types = this.#label(i, this.#code.a[i]);
        this.#popAll(i, types);
        this.#pushAll(types);
        return true;
      }
      case OP.brTable:
        this.#brTable(i);
        return true;
      case OP.return:
        this.#popAll(i, this.#label(i, this.#depth - 1));
        this.#unreachable();
        return true;
      case OP.call:
        checkIndex(this.#code.a[i], this.#context.module.functions.length, 'function', this.#place);
        this.#call(i, this.#context.module.functions[this.#code.a[i]]);
        return true;
      case OP.callIndirect:
        this.#callIndirect(i);
        return true;
      default:
        return false;
    }
  }

  #enter(i: number, op: number): void {
    if (op === OP.if) this.#pop(i, I32);
    const type = this.#blockType(i);
    this.#popAll(i, type.params);
    this.#pushControl(op, type.params, type.results);
    this.#edges++;
  }

  #else(i: number): void {
    const control = this.#endControl(i);
    if (control.opcode !== OP.if) this.#fail(i, 'else without if');
    control.opcode = OP.else;
    control.unreachable = false;
    this.#live = control.liveAtEntry;
    this.#edges++;
    this.#pushAll(control.params);
  }

  #end(i: number): void {
    const control = this.#endControl(i);
    if (control.opcode === OP.if) {
      if (!equalTypes(control.params, control.results)) this.#fail(i, 'type mismatch: if without else');
      if (control.liveAtEntry) control.liveAtEnd = true;
    }
    // The end of a loop is reached by falling through only; branches to its label go to its start.
    if (control.opcode !== OP.loop) this.#live = control.liveAtEnd;
    this.#depth--;
    this.#pushAll(control.results);
  }

  /** Every label of a br_table is checked against the same operands (section 7.3). */
  #brTable(i: number): void {
    const { labels, a, b } = this.#code;
    this.#pop(i, I32);
    const last = a[i] + b[i] - 1;
    const types = this.#label(i, labels[last]);
    for (let k = a[i]; k < last; k++) {
      const other = this.#label(i, labels[k]);
      if (other.length !== types.length) this.#fail(i, 'type mismatch: labels of different arity');
      this.#peekAll(i, other);
    }
    this.#popAll(i, types);
    this.#unreachable();
  }

  /** Checks the topmost values without taking them. */
  #peekAll(i: number, types: readonly ValueType[]): void {
    const { height, unreachable } = this.#controls[this.#depth - 1];
    for (let k = 0; k < types.length; k++) {
      const at = this.#height - types.length + k;
      if (at < height && unreachable) continue;
      const found = at < height ? -1 : this.#stack[at];
      if (found !== types[k] && found !== UNKNOWN)
        this.#fail(i, `type mismatch: ${typeName(types[k])} expected`);
    }
  }

  #call(i: number, typeIndex: number): void {
    const { params, results } = this.#context.module.types[typeIndex];
    this.#popAll(i, params);
    this.#pushAll(results);
  }

  #callIndirect(i: number): void {
    const { module } = this.#context;
    checkIndex(this.#code.b[i], module.tables.length, 'table', this.#place);
    if (module.tables[this.#code.b[i]].element !== FUNCREF)
      this.#fail(i, 'type mismatch: table of functions expected');
    checkIndex(this.#code.a[i], module.types.length, 'type', this.#place);
    this.#pop(i, I32);
    this.#call(i, this.#code.a[i]);
  }

  /** Parametric and variable instructions (3.3.4, 3.3.5). */
  #variable(i: number, op: number): boolean {
    const index = this.#code.a[i];
    switch (op) {
      case OP.drop:
        this.#popAny(i);
        return true;
      case OP.select:
        this.#select(i);
        return true;
      case OP.selectTyped:
        this.#popAll(i, [index, index, I32]);
        this.#push(index);
        return true;
      case OP.localGet:
        this.#push(this.#localType(index));
        return true;
      case OP.localSet:
        this.#pop(i, this.#localType(index));
        return true;
      case OP.localTee:
        this.#push(this.#pop(i, this.#localType(index)));
        return true;
      case OP.globalGet:
        checkIndex(index, this.#context.module.globals.length, 'global', this.#place);
        this.#push(this.#context.module.globals[index].type);
        return true;
      case OP.globalSet: {
        checkIndex(index, this.#context.module.globals.length, 'global', this.#place);
        const global = this.#context.module.globals[index];
        if (!global.mutable) this.#fail(i, `global ${index} is immutable`);
        this.#pop(i, global.type);
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
    this.#pop(i, I32);
    const first = this.#popAny(i);
    const second = this.#popAny(i);
    for (const type of [first, second]) {
      if (type !== UNKNOWN && !isNumberType(type))
        this.#fail(i, 'type mismatch: select of references needs a type');
    }
    if (first !== second && first !== UNKNOWN && second !== UNKNOWN) this.#fail(i, 'type mismatch: select');
    this.#push(first === UNKNOWN ? second : first);
  }

  /** Reference instructions (3.3.2). */
  #reference(i: number, op: number): boolean {
    const index = this.#code.a[i];
    switch (op) {
      case OP.refNull:
        this.#push(index);
        return true;
      case OP.refIsNull: {
        const type = this.#popAny(i);
        if (type !== UNKNOWN && !isReferenceType(type)) this.#fail(i, 'type mismatch: reference expected');
        this.#push(I32);
        return true;
      }
      case OP.refFunc:
        checkIndex(index, this.#context.module.functions.length, 'function', this.#place);
        if (this.#context.declaredFunctions[index] === 0)
          this.#fail(i, `undeclared function reference ${index}`);
        this.#push(FUNCREF);
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
        if (this.#tableType(this.#code.b[i]) !== element) this.#fail(i, 'type mismatch: element and table');
        this.#popAll(i, [I32, I32, I32]);
        return;
      }
      case OP.tableCopy:
        if (this.#tableType(this.#code.a[i]) !== this.#tableType(this.#code.b[i])) {
          this.#fail(i, 'type mismatch: tables');
        }
        this.#popAll(i, [I32, I32, I32]);
        return;
      default:
        this.#tableWithEntry(i, op, this.#tableType(this.#code.a[i]));
    }
  }

  #tableWithEntry(i: number, op: number, element: ValueType): void {
    switch (op) {
      case OP.tableGet:
        this.#pop(i, I32);
        this.#push(element);
        return;
      case OP.tableSet:
        this.#popAll(i, [I32, element]);
        return;
      case OP.tableSize:
        this.#push(I32);
        return;
      case OP.tableGrow:
        this.#popAll(i, [element, I32]);
        this.#push(I32);
        return;
      case OP.tableFill:
        this.#popAll(i, [I32, element, I32]);
        return;
      default:
        this.#fail(i, 'the validator has no rule');
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

/** SEMANTICS 10: a function without locals counts as having one, so that its edges are bounded too. */
export function edgeProduct({ edges, locals }: FunctionFacts): number {
  return edges * Math.max(locals, 1);
}
