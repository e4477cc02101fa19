/**
 * NaN (DESIGN 3.4): results of floating-point arithmetic get one bit pattern wherever it can be seen,
 * because engines and even the tiers of one engine give different ones. Loaded, copied, negated and
 * reinterpreted bits are the guest's own and are left alone. `nan-flow.ts` finds the results of which nothing
 * shows the bits.
 */

import type { ValueType } from '../wasm/module.js';
import { F32 } from '../wasm/module.js';
import { OP, OPCODES } from '../wasm/opcodes.js';
import type { Emitter } from './emitter.js';
import { ACTION } from './plan.js';

const ARITHMETIC = OPCODES.filter((opcode) => opcode.canonicalNan);

function codesWithResult(letter: string): number[] {
  return ARITHMETIC.filter(({ signature }) => signature?.results === letter).map(({ code }) => code);
}

/** Every result, until the flow of values says otherwise. */
export const NAN_ACTIONS = [
  [codesWithResult('f'), ACTION.canonicalF32],
  [codesWithResult('d'), ACTION.canonicalF64],
] as const;

/** Positive quiet NaN without payload, little-endian. */
const CANONICAL_F32 = Uint8Array.of(0x00, 0x00, 0xc0, 0x7f);
const CANONICAL_F64 = Uint8Array.of(0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xf8, 0x7f);

/** The float on the stack: `value == value ? value : NaN`. */
export function emitCanonicalNan(out: Emitter, type: ValueType): void {
  const isSingle = type === F32;
  const value = out.temporary(type);
  out.index(OP.localTee, value);
  out.op(isSingle ? OP.f32Const : OP.f64Const);
  out.bytes(isSingle ? CANONICAL_F32 : CANONICAL_F64);
  out.index(OP.localGet, value);
  out.index(OP.localGet, value);
  out.op(isSingle ? OP.f32Eq : OP.f64Eq);
  out.op(OP.select);
}
