/**
 * Writes instructions; the passes share these few forms.
 *
 * Fuel and height live in one i64, the word, that every function takes as its last parameter and gives
 * back as its last result: fuel << 16 | height + 2^15 - 1 - heightMax. So the word is negative iff the fuel
 * is, and its bit 15 is set iff the height is above heightMax. Nothing carries between the two: heightMax
 * and the largest weight stay below 2^15 together.
 */

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

/** Bits of the word below the fuel. */
const FUEL_SHIFT = 16;
const FUEL_UNIT = 2 ** FUEL_SHIFT;
const HEIGHT_MASK = FUEL_UNIT - 1;
const HEIGHT_BITS_MAX = 2 ** 15 - 1;
/** Moves bit 15 to the sign of an i64. */
const HEIGHT_TO_SIGN = 48;

export class Emitter extends ByteWriter {
  readonly host: HostIndices;
  /** What the bits of the height are above the height. */
  readonly #heightBias: number;
  /** Local that holds the word: the first after the guest's parameters. */
  #word = 0;
  /** Locals that the passes added to the current function. */
  readonly #temporaries: ValueType[] = [];
  #locals = 0;

  constructor(host: HostIndices, heightMax: number, capacity: number) {
    super(capacity);
    this.host = host;
    this.#heightBias = HEIGHT_BITS_MAX - heightMax;
  }

  /** Starts a function that has so many parameters, and so many locals with them, beside the word. */
  begin(params: number, locals: number): void {
    this.clear();
    this.#word = params;
    this.#locals = locals + 1;
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

  /** An access to a local by the index it has in the guest. */
  guestLocal(code: number, index: number): void {
    this.index(code, index < this.#word ? index : index + 1);
  }

  getWord(): void {
    this.index(OP.localGet, this.#word);
  }

  setWord(): void {
    this.index(OP.localSet, this.#word);
  }

  /** The fuel in the word. */
  getFuel(): void {
    this.getWord();
    this.i64(FUEL_SHIFT);
    this.op(OP.i64ShrS);
  }

  charge(fuel: number): void {
    if (fuel === 0) return;
    this.getWord();
    this.i64(fuel * FUEL_UNIT);
    this.op(OP.i64Sub);
    this.setWord();
  }

  /**
   * Fuel below zero at a test is exhaustion (SEMANTICS 2).
   * @param exhausted label of the block that `enter` opened.
   */
  testFuel(exhausted: number): void {
    this.getWord();
    this.#isNegative();
    this.index(OP.brIf, exhausted);
  }

  /** The same test outside of such a block. */
  haltIfExhausted(): void {
    this.getWord();
    this.#isNegative();
    this.ifEmpty();
    this.#storeFuel();
    this.halt(HALT.outOfFuel);
    this.op(OP.end);
  }

  /** Opens the block that tests leave, charges, adds the weight of a function, and tests both. */
  enter(fuel: number, weight: number): void {
    this.op(OP.block);
    this.u8(EMPTY_BLOCK);
    this.getWord();
    this.i64(weight - fuel * FUEL_UNIT);
    this.op(OP.i64Add);
    this.index(OP.localTee, this.#word);
    this.getWord();
    this.i64(HEIGHT_TO_SIGN);
    this.op(OP.i64Shl);
    this.op(OP.i64Or);
    this.#isNegative();
    this.index(OP.brIf, 0);
  }

  /**
   * Returns what is on the stack and the word to the caller, and ends the function with what happens where a
   * test failed: fuel is first.
   */
  leave(weight: number): void {
    this.getWord();
    this.i64(weight);
    this.op(OP.i64Sub);
    this.op(OP.return);
    this.op(OP.end);
    this.#storeFuel();
    this.i32(HALT.outOfFuel);
    this.i32(HALT.stackLimit);
    this.getWord();
    this.#isNegative();
    this.op(OP.select);
    this.index(OP.globalSet, this.host.halt);
    this.op(OP.unreachable);
    this.op(OP.end);
  }

  /** Shows fuel and height to the host. */
  storeWord(): void {
    this.#storeFuel();
    this.getWord();
    this.op(OP.i32WrapI64);
    this.i32(HEIGHT_MASK);
    this.op(OP.i32And);
    this.i32(this.#heightBias);
    this.op(OP.i32Sub);
    this.index(OP.globalSet, this.host.height);
  }

  /** Makes the word from what the host has set. */
  loadWord(): void {
    this.index(OP.globalGet, this.host.fuel);
    this.i64(FUEL_SHIFT);
    this.op(OP.i64Shl);
    this.index(OP.globalGet, this.host.height);
    this.i32(this.#heightBias);
    this.op(OP.i32Add);
    this.op(OP.i64ExtendI32U);
    this.op(OP.i64Add);
    this.setWord();
  }

  /** Tests the fuel of the global, which may be any i64, and puts it into the word. */
  loadTestedFuel(): void {
    this.index(OP.globalGet, this.host.fuel);
    this.#isNegative();
    this.haltIf(HALT.outOfFuel);
    this.index(OP.globalGet, this.host.fuel);
    this.i64(FUEL_SHIFT);
    this.op(OP.i64Shl);
    this.getWord();
    this.i64(HEIGHT_MASK);
    this.op(OP.i64And);
    this.op(OP.i64Or);
    this.setWord();
  }

  /** Calls a function that takes the word, with the guest's operands on the stack. */
  threadedCall(functionIndex: number): void {
    this.getWord();
    this.index(OP.call, functionIndex);
    this.setWord();
  }

  #storeFuel(): void {
    this.getFuel();
    this.index(OP.globalSet, this.host.fuel);
  }

  /** Whether the i64 on the stack is below zero. */
  #isNegative(): void {
    this.i64(0);
    this.op(OP.i64LtS);
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
