/**
 * NaN (DESIGN 3.4): results of floating-point arithmetic get one bit pattern, because engines and even the
 * tiers of one engine give different ones. Loaded, copied, negated and reinterpreted bits are the guest's own
 * and are left alone. Every result is made canonical at once; a lazier rule shows the guest the same bits
 * (README).
 */

import { F32, F64 } from '../wasm/module.js';
import { OP, OPCODES } from '../wasm/opcodes.js';
import type { Emitter } from './emitter.js';
import { ACTION } from './plan.js';

const CANONICALISED = OPCODES.filter((opcode) => opcode.canonicalNan);

export const NAN_ACTIONS = [[CANONICALISED.map((opcode) => opcode.code), ACTION.canonicalNan]] as const;

/** Value type of each result that is canonicalised: f32 or f64. */
const RESULT_TYPE = new Map(
  CANONICALISED.map((opcode) => [opcode.code, opcode.signature?.results === 'f' ? F32 : F64]),
);

/** Positive quiet NaN without payload, little-endian. */
const CANONICAL_F32 = Uint8Array.of(0x00, 0x00, 0xc0, 0x7f);
const CANONICAL_F64 = Uint8Array.of(0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xf8, 0x7f);

/** After an arithmetic instruction: `value == value ? value : NaN`. */
export function emitCanonicalNan(out: Emitter, op: number): void {
  const type = RESULT_TYPE.get(op) ?? F32;
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
