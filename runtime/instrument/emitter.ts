/** Writes instructions; the passes share these few forms. */

import { BLOCK_EMPTY, BLOCK_IN_PLACE } from '../wasm/code.js';
import type { LocalRun, ValueType } from '../wasm/module.js';
import { OP } from '../wasm/opcodes.js';
import { ByteWriter } from '../wasm/writer.js';
import { HALT } from './interface.js';

/** Indices of what instrumentation appends to a module. */
export interface HostIndices {
  readonly fuel: number;
  readonly height: number;
  readonly halt: number;
  readonly dirty: number;
  readonly pagesMax: number;
}

const EMPTY_BLOCK = BLOCK_EMPTY - BLOCK_IN_PLACE;

export class Emitter extends ByteWriter {
  readonly host: HostIndices;
  /** Locals that the passes added to the current function. */
  readonly #temporaries: ValueType[] = [];
  #locals = 0;

  constructor(host: HostIndices, capacity: number) {
    super(capacity);
    this.host = host;
  }

  /** Starts a function that has so many parameters and locals of its own. */
  begin(locals: number): void {
    this.clear();
    this.#locals = locals;
    this.#temporaries.length = 0;
  }

  /** A local of the given type for a few instructions; the same one each time. */
  temporary(type: ValueType): number {
    const known = this.#temporaries.indexOf(type);
    return this.#locals + (known < 0 ? this.#temporaries.push(type) - 1 : known);
  }

  get temporaryRuns(): LocalRun[] {
    return this.#temporaries.map((type) => ({ count: 1, type }));
  }

  op(code: number): void {
    this.u8(code);
  }

  /** An opcode with an index. */
  index(code: number, index: number): void {
    this.u8(code);
    this.u32(index);
  }

  i32(value: number): void {
    this.u8(OP.i32Const);
    this.signed(value);
  }

  i64(value: number): void {
    this.u8(OP.i64Const);
    this.signed(value);
  }

  /** `if` without a value. */
  ifEmpty(): void {
    this.u8(OP.if);
    this.u8(EMPTY_BLOCK);
  }

  setGlobal(index: number, value: number): void {
    this.i32(value);
    this.index(OP.globalSet, index);
  }

  /** Ends the guest with a code that tells the host why. */
  halt(code: (typeof HALT)[keyof typeof HALT]): void {
    this.setGlobal(this.host.halt, code);
    this.op(OP.unreachable);
  }

  /** Ends the guest if the condition on the stack holds. */
  haltIf(code: (typeof HALT)[keyof typeof HALT]): void {
    this.ifEmpty();
    this.halt(code);
    this.op(OP.end);
  }

  /** Fuel below zero at a test is exhaustion (SEMANTICS 2). */
  testFuel(): void {
    this.index(OP.globalGet, this.host.fuel);
    this.i64(0);
    this.op(OP.i64LtS);
    this.haltIf(HALT.outOfFuel);
  }

  charge(fuel: number): void {
    if (fuel === 0) return;
    this.index(OP.globalGet, this.host.fuel);
    this.i64(fuel);
    this.op(OP.i64Sub);
    this.index(OP.globalSet, this.host.fuel);
  }

  /** Sets the dirty flag if an i32 local is not 0 (SEMANTICS 6). */
  dirtyIfNotZero(local: number): void {
    this.index(OP.localGet, local);
    this.ifEmpty();
    this.setGlobal(this.host.dirty, 1);
    this.op(OP.end);
  }

  blockType(typeIndex: number | undefined, results: readonly ValueType[]): void {
    if (typeIndex !== undefined) this.signed(typeIndex);
    else this.u8(results.length === 0 ? EMPTY_BLOCK : results[0]);
  }
}
