/**
 * Float instructions (specification, section 4.3.3) on bits. Arithmetic is JavaScript's, in f64: one f32
 * operation rounded to f64 and then to f32 is rounded correctly, because f64 has more than twice f32's
 * digits.
 */

import type { Binary, Unary } from './integers.js';
import { f32FromBits, f32ToBits, f64FromBits, f64ToBits } from './values.js';

/** To the nearest integer, ties to even; zeros keep their sign. */
function nearest(x: number): number {
  if (!Number.isFinite(x) || x === 0) return x;
  const below = Math.floor(x);
  const rest = x - below;
  const isUp = rest > 0.5 || (rest === 0.5 && below % 2 !== 0);
  const rounded = isUp ? below + 1 : below;
  return rounded === 0 && x < 0 ? -0 : rounded;
}

const UNARY: Readonly<Record<string, (x: number) => number>> = {
  ceil: Math.ceil,
  floor: Math.floor,
  trunc: Math.trunc,
  nearest,
  sqrt: Math.sqrt,
};

const BINARY: Readonly<Record<string, (x: number, y: number) => number>> = {
  add: (x, y) => x + y,
  sub: (x, y) => x - y,
  mul: (x, y) => x * y,
  div: (x, y) => x / y,
  min: Math.min,
  max: Math.max,
};

const COMPARE: Readonly<Record<string, (x: number, y: number) => boolean>> = {
  eq: (x, y) => x === y,
  ne: (x, y) => x !== y,
  lt: (x, y) => x < y,
  gt: (x, y) => x > y,
  le: (x, y) => x <= y,
  ge: (x, y) => x >= y,
};

/** The sign is the only bit that these touch; payloads stay. */
const F32_SIGN = 0x8000_0000;
const F64_SIGN = 1n << 63n;

const F32_BITWISE_UNARY: Readonly<Record<string, (x: number) => number>> = {
  abs: (x) => (x & ~F32_SIGN) >>> 0,
  neg: (x) => (x ^ F32_SIGN) >>> 0,
};
const F64_BITWISE_UNARY: Readonly<Record<string, (x: bigint) => bigint>> = {
  abs: (x) => x & ~F64_SIGN,
  neg: (x) => x ^ F64_SIGN,
};
const F32_COPYSIGN = (x: number, y: number): number => ((x & ~F32_SIGN) | (y & F32_SIGN)) >>> 0;
const F64_COPYSIGN = (x: bigint, y: bigint): bigint => (x & ~F64_SIGN) | (y & F64_SIGN);

function mapped<In, Out>(rows: Readonly<Record<string, In>>, change: (row: In) => Out): Record<string, Out> {
  return Object.fromEntries(Object.entries(rows).map(([name, row]) => [name, change(row)]));
}

/** Instructions by text name without the type. A NaN that arithmetic makes is the canonical one. */
export const FLOAT_UNARY: Readonly<Record<string, Readonly<Record<string, Unary>>>> = {
  f32: { ...mapped(UNARY, (f) => (x: number) => f32ToBits(f(f32FromBits(x)))), ...F32_BITWISE_UNARY },
  f64: { ...mapped(UNARY, (f) => (x: bigint) => f64ToBits(f(f64FromBits(x)))), ...F64_BITWISE_UNARY },
};
export const FLOAT_BINARY: Readonly<Record<string, Readonly<Record<string, Binary>>>> = {
  f32: {
    ...mapped(BINARY, (f) => (x: number, y: number) => f32ToBits(f(f32FromBits(x), f32FromBits(y)))),
    ...mapped(COMPARE, (f) => (x: number, y: number) => (f(f32FromBits(x), f32FromBits(y)) ? 1 : 0)),
    copysign: F32_COPYSIGN,
  },
  f64: {
    ...mapped(BINARY, (f) => (x: bigint, y: bigint) => f64ToBits(f(f64FromBits(x), f64FromBits(y)))),
    ...mapped(COMPARE, (f) => (x: bigint, y: bigint) => (f(f64FromBits(x), f64FromBits(y)) ? 1 : 0)),
    copysign: F64_COPYSIGN,
  },
};
