/** What validation derives from the opcode table, in the form its inner loop wants. */

import { F32, F64, I32, I64, type ValueType } from './module.js';
import { CODES, OPCODE_BY_CODE } from './opcodes.js';

const TYPE_OF_LETTER: Readonly<Record<string, ValueType>> = { i: I32, l: I64, f: F32, d: F64 };

/** Operand types (last first) and results of the opcodes with a plain signature. */
interface PlainSignature {
  readonly operands: readonly ValueType[];
  readonly results: readonly ValueType[];
}

export const PLAIN: readonly (PlainSignature | undefined)[] = Array.from({ length: CODES }, (_, code) => {
  const signature = OPCODE_BY_CODE[code]?.signature;
  if (signature === undefined) return undefined;
  const types = (letters: string) => [...letters].map((letter) => TYPE_OF_LETTER[letter]);
  return { operands: types(signature.operands).reverse(), results: types(signature.results) };
});

/** Largest alignment of each memory access, as a power of two; 0xff for opcodes that are none. */
export const ALIGNMENT_MAX = Uint8Array.from({ length: CODES }, (_, code) => {
  const opcode = OPCODE_BY_CODE[code];
  if (opcode?.immediate !== 'memarg') return 0xff;
  const [, type, narrow] = /^[if](\d\d)\.(?:load|store)(\d*)/.exec(opcode.name) ?? [];
  return Math.log2(Number(narrow || type) / 8);
});

/** Immediates that name the memory. */
export const NEEDS_MEMORY = Uint8Array.from({ length: CODES }, (_, code) =>
  ['memarg', 'memory', 'memoryPair', 'dataMemory'].includes(OPCODE_BY_CODE[code]?.immediate ?? '') ? 1 : 0,
);
