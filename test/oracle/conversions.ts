/** Conversions between number types (specification, section 4.3.4), by whole text name. */

import { Trap } from './ends.js';
import type { Unary } from './integers.js';
import { f32FromBits, f32ToBits, f64FromBits, f64ToBits } from './values.js';

type IntegerType = 'i32' | 'i64';
type FloatType = 'f32' | 'f64';
type Sign = 's' | 'u';

function rangeOf(type: IntegerType, sign: Sign): { min: bigint; max: bigint } {
  const bits = type === 'i32' ? 32n : 64n;
  if (sign === 'u') return { min: 0n, max: 2n ** bits - 1n };
  return { min: -(2n ** (bits - 1n)), max: 2n ** (bits - 1n) - 1n };
}

/** The integer as a value: signed, an i32 as a number. */
function asInteger(x: bigint, type: IntegerType): number | bigint {
  return type === 'i32' ? Number(BigInt.asIntN(32, x)) : BigInt.asIntN(64, x);
}

function truncated(x: number, type: IntegerType, sign: Sign): number | bigint {
  if (Number.isNaN(x)) throw new Trap('invalid conversion to integer');
  const { min, max } = rangeOf(type, sign);
  if (!Number.isFinite(x)) throw new Trap('integer overflow');
  const whole = BigInt(Math.trunc(x));
  if (whole < min || whole > max) throw new Trap('integer overflow');
  return asInteger(whole, type);
}

function saturated(x: number, type: IntegerType, sign: Sign): number | bigint {
  if (Number.isNaN(x)) return asInteger(0n, type);
  const { min, max } = rangeOf(type, sign);
  if (x === Number.POSITIVE_INFINITY) return asInteger(max, type);
  if (x === Number.NEGATIVE_INFINITY) return asInteger(min, type);
  const whole = BigInt(Math.trunc(x));
  if (whole < min) return asInteger(min, type);
  return asInteger(whole > max ? max : whole, type);
}

/** Digits of an f32. */
const F32_DIGITS = 24;

/**
 * An integer rounded to f32 at once (to nearest, ties to even); through f64 it would be rounded twice.
 */
function integerToF32(x: bigint): number {
  const magnitude = x < 0n ? -x : x;
  const excess = BigInt(Math.max(0, magnitude.toString(2).length - F32_DIGITS));
  const unit = 1n << excess;
  const rest = magnitude % unit;
  let whole = magnitude - rest;
  if (rest * 2n > unit || (rest * 2n === unit && (whole / unit) % 2n === 1n)) whole += unit;
  return f32ToBits(Number(x < 0n ? -whole : whole));
}

/** Conversions named with an integer type, a float type and a sign. */
function signedConversions(): Record<string, Unary> {
  const rows: Record<string, Unary> = {};
  for (const integer of ['i32', 'i64'] as const) {
    for (const float of ['f32', 'f64'] as const) {
      for (const sign of ['s', 'u'] as const) Object.assign(rows, conversionsOf(integer, float, sign));
    }
  }
  return rows;
}

function conversionsOf(integer: IntegerType, float: FloatType, sign: Sign): Record<string, Unary> {
  const number = (bits: number | bigint): number =>
    float === 'f32' ? f32FromBits(bits as number) : f64FromBits(bits as bigint);
  const whole = (x: number | bigint): bigint => {
    const bits = integer === 'i32' ? 32 : 64;
    return sign === 's' ? BigInt.asIntN(bits, BigInt(x)) : BigInt.asUintN(bits, BigInt(x));
  };
  return {
    [`${integer}.trunc_${float}_${sign}`]: (x: number | bigint) => truncated(number(x), integer, sign),
    [`${integer}.trunc_sat_${float}_${sign}`]: (x: number | bigint) => saturated(number(x), integer, sign),
    [`${float}.convert_${integer}_${sign}`]: (x: number | bigint) =>
      float === 'f32' ? integerToF32(whole(x)) : f64ToBits(Number(whole(x))),
  };
}

export const CONVERSIONS: Readonly<Record<string, Unary>> = {
  ...signedConversions(),
  'i32.wrap_i64': (x: bigint) => Number(BigInt.asIntN(32, x)),
  'i64.extend_i32_s': (x: number) => BigInt(x),
  'i64.extend_i32_u': (x: number) => BigInt(x >>> 0),
  'f32.demote_f64': (x: bigint) => f32ToBits(f64FromBits(x)),
  'f64.promote_f32': (x: number) => f64ToBits(f32FromBits(x)),
  'i32.reinterpret_f32': (x: number) => x | 0,
  'i64.reinterpret_f64': (x: bigint) => BigInt.asIntN(64, x),
  'f32.reinterpret_i32': (x: number) => x >>> 0,
  'f64.reinterpret_i64': (x: bigint) => BigInt.asUintN(64, x),
};
