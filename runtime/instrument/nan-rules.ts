/** What each opcode does to the bits of floats, derived from the opcode table, for `nan-flow.ts`. */

import { CODES, OP, OPCODES } from '../wasm/opcodes.js';
import { PLAIN } from '../wasm/signatures.js';

/** What an opcode with a plain signature does to the bits of its float operands. */
export const RULE = { shows: 0, arithmetic: 1, hides: 2, keeps: 3, number: 4 } as const;

const FLOATS = /[fd]/;

function ruleOf(name: string, operands: string, results: string, isArithmetic: boolean): number {
  if (isArithmetic) return RULE.arithmetic;
  if (/\.(abs|neg|copysign)$/.test(name)) return RULE.keeps;
  if (/\.(store|load|reinterpret)/.test(name)) return RULE.shows;
  if (FLOATS.test(operands)) return RULE.hides;
  return FLOATS.test(results) ? RULE.number : RULE.shows;
}

export const RULES = new Uint8Array(CODES);
for (const { code, name, signature, canonicalNan } of OPCODES) {
  if (signature === undefined) continue;
  RULES[code] = ruleOf(name, signature.operands, signature.results, canonicalNan);
}

/** Operands of the opcodes that have no plain signature and no case of their own below. */
const OTHER_OPERANDS: Readonly<Record<number, number>> = {
  [OP.globalSet]: 1,
  [OP.tableGet]: 1,
  [OP.tableSet]: 2,
  [OP.refIsNull]: 1,
  [OP.tableInit]: 3,
  [OP.tableCopy]: 3,
  [OP.tableGrow]: 2,
  [OP.tableFill]: 3,
  [OP.select]: 3,
  [OP.selectTyped]: 3,
};
const OTHER_RESULTS: ReadonlySet<number> = new Set<number>([
  OP.globalGet,
  OP.tableGet,
  OP.tableSize,
  OP.tableGrow,
  OP.refNull,
  OP.refIsNull,
  OP.refFunc,
  OP.select,
  OP.selectTyped,
]);

/** Numbers of operands and results of all opcodes but control, calls and locals. */
export const OPERANDS = new Uint8Array(CODES);
export const RESULTS = new Uint8Array(CODES);
for (let code = 0; code < CODES; code++) {
  OPERANDS[code] = PLAIN[code]?.operands.length ?? OTHER_OPERANDS[code] ?? 0;
  RESULTS[code] = PLAIN[code]?.results.length ?? (OTHER_RESULTS.has(code) ? 1 : 0);
}
