/** What a generated module declares before its code is written, and the module that it becomes. */

import {
  createModule,
  F32,
  F64,
  FUNCREF,
  type FunctionType,
  I32,
  I64,
  type ValueType,
  type WasmModule,
} from '../../runtime/wasm/module.js';
import { OP } from '../../runtime/wasm/opcodes.js';
import { ByteWriter } from '../../runtime/wasm/writer.js';
import type { ImportSpec } from './execution.js';
import type { Random } from './random.js';
import { interestingBits } from './values.js';

export const NUMBER_TYPES = [I32, I64, F32, F64] as const;

/** Letters of the opcode table. */
export const LETTER_OF_TYPE: Readonly<Record<number, string>> = {
  [I32]: 'i',
  [I64]: 'l',
  [F32]: 'f',
  [F64]: 'd',
};

export const TYPE_OF_LETTER: Readonly<Record<string, ValueType>> = { i: I32, l: I64, f: F32, d: F64 };

/** Functions of the host that a generated module imports. No NaN comes from the host. */
export const HOST_IMPORTS: readonly ImportSpec[] = [
  { module: 'env', name: 'look', params: 'il', results: '' },
  { module: 'env', name: 'lookFloat', params: 'fd', results: '' },
  { module: 'env', name: 'ask', params: 'i', results: 'i' },
  { module: 'env', name: 'askMany', params: '', results: 'lfd' },
];

/** Global 0: how many function entries are left; a function that finds none left returns at once. */
export const BUDGET_GLOBAL = 0;
const BUDGET = 150;

/** Table 0 is for call_indirect and is never written; table 1 is for table operations. */
export const CALL_TABLE = 0;
export const SCRATCH_TABLE = 1;
export const CALL_TABLE_ENTRIES = 8;
export const SCRATCH_TABLE_ENTRIES = 6;

export const DATA_BYTES = 48;
export const PASSIVE_DATA = 1;
export const PASSIVE_ELEMENT = 1;

/** Writes a constant; bits are unsigned. */
export function writeConstant(out: ByteWriter, type: ValueType, bits: bigint): void {
  if (type === I32) {
    out.u8(OP.i32Const);
    out.signed64(BigInt.asIntN(32, bits));
  } else if (type === I64) {
    out.u8(OP.i64Const);
    out.signed64(bits);
  } else {
    const bytes = new DataView(new ArrayBuffer(8));
    bytes.setBigUint64(0, BigInt.asUintN(64, bits), true);
    out.u8(type === F32 ? OP.f32Const : OP.f64Const);
    out.bytes(new Uint8Array(bytes.buffer, 0, type === F32 ? 4 : 8));
  }
}

export function constantExpression(type: ValueType, bits: bigint): Uint8Array {
  const out = new ByteWriter(16);
  writeConstant(out, type, bits);
  out.u8(OP.end);
  return out.toBytes();
}

/** Declarations of a random module; bodies are still to be pushed. */
export class ModulePlan {
  readonly module: WasmModule = createModule();
  readonly random: Random;
  /** Whether loops and recursion are bounded by counters, or by fuel only. */
  readonly isBounded: boolean;
  /** Whether functions have many locals and deep operand stacks. */
  readonly isHeavy: boolean;
  readonly firstBody: number = HOST_IMPORTS.length;
  /** Function of each entry of the call table; the last entry is null. */
  readonly callTable: readonly number[];

  constructor(random: Random) {
    this.random = random;
    this.isBounded = !random.oneIn(8);
    this.isHeavy = random.oneIn(6);
    for (const spec of HOST_IMPORTS) {
      const types = (letters: string) => [...letters].map((letter) => TYPE_OF_LETTER[letter]);
      const type = this.typeIndex({ params: types(spec.params), results: types(spec.results) });
      const index = this.module.functions.push(type) - 1;
      this.module.imports.push({ module: spec.module, name: spec.name, kind: 'function', index });
    }
    this.#declareFunctions();
    this.#declareMemory();
    this.callTable = this.#someFunctions(CALL_TABLE_ENTRIES - 1);
    this.#declareTables();
    this.#declareGlobals();
  }

  /** Index of a type, new or known. */
  typeIndex(type: FunctionType): number {
    const { types } = this.module;
    const known = types.findIndex(
      (other) => other.params.join() === type.params.join() && other.results.join() === type.results.join(),
    );
    return known >= 0 ? known : types.push(type) - 1;
  }

  typeOf(functionIndex: number): FunctionType {
    return this.module.types[this.module.functions[functionIndex]];
  }

  /** Indices of the globals of a type that code may use. */
  globalsOf(type: ValueType, onlyMutable: boolean): number[] {
    return this.module.globals.flatMap((global, index) =>
      index !== BUDGET_GLOBAL && global.type === type && (global.mutable || !onlyMutable) ? [index] : [],
    );
  }

  randomTypes(max: number): ValueType[] {
    return Array.from({ length: this.random.below(max + 1) }, () => this.random.pick(NUMBER_TYPES));
  }

  #declareFunctions(): void {
    const count = 2 + this.random.below(5);
    for (let i = 0; i < count; i++) {
      const type = { params: this.randomTypes(4), results: this.randomTypes(this.random.oneIn(3) ? 3 : 1) };
      const index = this.module.functions.push(this.typeIndex(type)) - 1;
      this.module.exports.push({ name: `f${i}`, kind: 'function', index });
    }
  }

  #declareMemory(): void {
    const max = [{}, { max: 1 }, { max: 3 }, { max: 100 }][this.random.below(4)];
    this.module.memories.push({ min: 1, ...max });
    this.module.data.push({
      offset: constantExpression(I32, BigInt(this.random.below(256))),
      bytes: this.random.bytes(DATA_BYTES * 4),
    });
    this.module.data.push({ bytes: this.random.bytes(DATA_BYTES) });
    this.module.dataCount = 2;
  }

  #declareTables(): void {
    const { tables, elements, functions } = this.module;
    tables.push({ element: FUNCREF, min: CALL_TABLE_ENTRIES });
    tables.push({ element: FUNCREF, min: SCRATCH_TABLE_ENTRIES, max: SCRATCH_TABLE_ENTRIES + 4 });
    elements.push({
      mode: { kind: 'active', table: CALL_TABLE, offset: constantExpression(I32, 0n) },
      type: FUNCREF,
      items: { kind: 'functions', functions: this.callTable },
    });
    elements.push({
      mode: { kind: 'passive' },
      type: FUNCREF,
      items: { kind: 'functions', functions: this.#someFunctions(3) },
    });
    elements.push({
      mode: { kind: 'declarative' },
      type: FUNCREF,
      items: { kind: 'functions', functions: functions.map((_, index) => index) },
    });
  }

  #someFunctions(length: number): number[] {
    return Array.from({ length }, () => this.random.below(this.module.functions.length));
  }

  #declareGlobals(): void {
    const { globals } = this.module;
    globals.push({ type: I32, mutable: true, init: constantExpression(I32, BigInt(BUDGET)) });
    for (const type of [...NUMBER_TYPES, ...NUMBER_TYPES, ...this.randomTypes(3)]) {
      const mutable = !this.random.oneIn(5);
      globals.push({ type, mutable, init: constantExpression(type, interestingBits(this.random, type)) });
    }
  }
}
