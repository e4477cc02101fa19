/**
 * What analysis decides for each instruction of one function, and rewriting carries out: the only thing the
 * two share. A pass names the opcodes it wants to act on in a table; `rewrite.ts` holds the order in which
 * passes act.
 */

import { CODES } from '../wasm/opcodes.js';

/** Bits of `Plan.actions`. */
export const ACTION = {
  /** Charge `Plan.charge` before the instruction. */
  charge: 1 << 0,
  /** Test for exhaustion before the instruction, after the charge. */
  testBefore: 1 << 1,
  /** Charge the operation itself, by length where it has one, and test. */
  boundary: 1 << 2,
  /** `return` becomes a branch to the code that gives the word back. */
  leave: 1 << 3,
  /** memory.grow becomes a call. */
  grow: 1 << 4,
  /** A reference to an imported function becomes one to its wrapper. */
  reference: 1 << 5,
  /** Make the result, of this type, canonical if it is NaN. */
  canonicalF32: 1 << 6,
  canonicalF64: 1 << 10,
  /** Show the word to the host, call, take it back and test. */
  importCall: 1 << 7,
  /** A call hands the word on and takes it back. */
  call: 1 << 8,
  /** The word sits between parameters and other locals. */
  local: 1 << 9,
  /** A value in a global that is not restored makes the instance dirty. */
  globalSet: 1 << 11,
} as const;

/** What code that cannot be reached needs as well, to stay valid. */
const STRUCTURAL = ACTION.leave | ACTION.call | ACTION.local | ACTION.reference;

export class Plan {
  actions = new Uint16Array(1 << 12);
  /** Fuel to charge before an instruction. */
  charge = new Float64Array(1 << 12);
  /** Fuel to charge at function entry. */
  entryCharge = 0;

  /** Starts a function: every instruction gets the actions of its opcode, as far as it can be reached. */
  reset(op: Uint16Array, reachable: Uint8Array, count: number, byOpcode: Uint16Array): void {
    if (count > this.actions.length) {
      this.actions = new Uint16Array(count * 2);
      this.charge = new Float64Array(count * 2);
    }
    for (let i = 0; i < count; i++) {
      const actions = byOpcode[op[i]];
      this.actions[i] = reachable[i] === 0 ? actions & STRUCTURAL : actions;
    }
    this.entryCharge = 0;
  }

  chargeBefore(i: number, fuel: number): void {
    this.actions[i] |= ACTION.charge;
    this.charge[i] = fuel;
  }
}

/** A table of actions by opcode. */
export function actionTable(
  rows: readonly (readonly [codes: readonly number[], action: number])[],
): Uint16Array {
  const table = new Uint16Array(CODES);
  for (const [codes, action] of rows) for (const code of codes) table[code] |= action;
  return table;
}
