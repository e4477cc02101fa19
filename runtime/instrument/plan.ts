/**
 * What analysis decides for each instruction of one function, and rewriting carries out: the only thing the
 * two share. A pass names the opcodes it wants to act on in a table; `rewrite.ts` holds the order in which
 * passes act.
 */

import { CODES } from '../wasm/opcodes.js';

/** Bits of `Plan.actions`, in the order of their effects at one instruction. */
export const ACTION = {
  /** Charge `Plan.charge` before the instruction. */
  charge: 1 << 0,
  /** Test for exhaustion before the instruction, after the charge. */
  testBefore: 1 << 1,
  /** Charge the operation itself, by length where it has one, and test. */
  boundary: 1 << 2,
  /** `return` becomes a branch to the code that lowers the height. */
  leave: 1 << 3,
  /** memory.grow becomes a call. */
  grow: 1 << 4,
  /** A reference to an imported function becomes one to its wrapper. */
  reference: 1 << 5,
  /** Make the result canonical if it is NaN. */
  canonicalNan: 1 << 6,
  /** Test for exhaustion after the instruction. */
  testAfter: 1 << 7,
} as const;

export class Plan {
  actions = new Uint8Array(1 << 12);
  /** Fuel to charge before an instruction. */
  charge = new Float64Array(1 << 12);
  /** Fuel to charge at function entry. */
  entryCharge = 0;

  /** Starts a function: every reachable instruction gets the actions of its opcode. */
  reset(op: Uint16Array, reachable: Uint8Array, count: number, byOpcode: Uint8Array): void {
    if (count > this.actions.length) {
      this.actions = new Uint8Array(count * 2);
      this.charge = new Float64Array(count * 2);
    }
    for (let i = 0; i < count; i++) this.actions[i] = reachable[i] === 0 ? 0 : byOpcode[op[i]];
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
): Uint8Array {
  const table = new Uint8Array(CODES);
  for (const [codes, action] of rows) for (const code of codes) table[code] |= action;
  return table;
}
