/** Integer instructions (specification, section 4.3.2) on signed i32 numbers and signed i64 bigints. */

import { Trap } from './ends.js';

export type Unary = (x: never) => number | bigint;
export type Binary = (x: never, y: never) => number | bigint;

const I32_MIN = -(2 ** 31);
const I64_MIN = -(2n ** 63n);
const u32 = (x: number): number => x >>> 0;
const u64 = (x: bigint): bigint => BigInt.asUintN(64, x);
const s64 = (x: bigint): bigint => BigInt.asIntN(64, x);
const bool = (x: boolean): number => (x ? 1 : 0);

function divisor<T extends number | bigint>(y: T): T {
  if (Number(y) === 0) throw new Trap('integer divide by zero');
  return y;
}

/** Bits that are set, looked at one by one. */
function popcount(bits: bigint): number {
  return [...bits.toString(2)].filter((digit) => digit === '1').length;
}

/** Zeros in front of the first one in an unsigned number of so many bits. */
function leadingZeros(bits: bigint, width: number): number {
  return bits === 0n ? width : width - bits.toString(2).length;
}

function trailingZeros(bits: bigint, width: number): number {
  return bits === 0n ? width : bits.toString(2).length - bits.toString(2).lastIndexOf('1') - 1;
}

/** Rotation to the left of an unsigned number. */
function rotated(bits: bigint, count: bigint, width: bigint): bigint {
  const by = ((count % width) + width) % width;
  return (bits << by) | (bits >> (width - by));
}

function signExtended(x: bigint, width: number): bigint {
  return BigInt.asIntN(width, x);
}

const I32_UNARY: Readonly<Record<string, (x: number) => number>> = {
  eqz: (x) => bool(x === 0),
  clz: (x) => leadingZeros(BigInt(u32(x)), 32),
  ctz: (x) => trailingZeros(BigInt(u32(x)), 32),
  popcnt: (x) => popcount(BigInt(u32(x))),
  extend8_s: (x) => Number(signExtended(BigInt(x), 8)),
  extend16_s: (x) => Number(signExtended(BigInt(x), 16)),
};

const I32_BINARY: Readonly<Record<string, (x: number, y: number) => number>> = {
  eq: (x, y) => bool(x === y),
  ne: (x, y) => bool(x !== y),
  lt_s: (x, y) => bool(x < y),
  lt_u: (x, y) => bool(u32(x) < u32(y)),
  gt_s: (x, y) => bool(x > y),
  gt_u: (x, y) => bool(u32(x) > u32(y)),
  le_s: (x, y) => bool(x <= y),
  le_u: (x, y) => bool(u32(x) <= u32(y)),
  ge_s: (x, y) => bool(x >= y),
  ge_u: (x, y) => bool(u32(x) >= u32(y)),
  add: (x, y) => (x + y) | 0,
  sub: (x, y) => (x - y) | 0,
  mul: Math.imul,
  div_s: (x, y) => {
    const quotient = Math.trunc(x / divisor(y));
    if (x === I32_MIN && y === -1) throw new Trap('integer overflow');
    return quotient | 0;
  },
  div_u: (x, y) => Math.floor(u32(x) / u32(divisor(y))) | 0,
  rem_s: (x, y) => (x % divisor(y)) | 0,
  rem_u: (x, y) => (u32(x) % u32(divisor(y))) | 0,
  and: (x, y) => x & y,
  or: (x, y) => x | y,
  xor: (x, y) => x ^ y,
  shl: (x, y) => x << (y & 31),
  shr_s: (x, y) => x >> (y & 31),
  shr_u: (x, y) => (x >>> (y & 31)) | 0,
  rotl: (x, y) => Number(BigInt.asIntN(32, rotated(BigInt(u32(x)), BigInt(y), 32n))),
  rotr: (x, y) => Number(BigInt.asIntN(32, rotated(BigInt(u32(x)), -BigInt(y), 32n))),
};

const I64_UNARY: Readonly<Record<string, (x: bigint) => number | bigint>> = {
  eqz: (x) => bool(x === 0n),
  clz: (x) => BigInt(leadingZeros(u64(x), 64)),
  ctz: (x) => BigInt(trailingZeros(u64(x), 64)),
  popcnt: (x) => BigInt(popcount(u64(x))),
  extend8_s: (x) => signExtended(x, 8),
  extend16_s: (x) => signExtended(x, 16),
  extend32_s: (x) => signExtended(x, 32),
};

const I64_BINARY: Readonly<Record<string, (x: bigint, y: bigint) => number | bigint>> = {
  eq: (x, y) => bool(x === y),
  ne: (x, y) => bool(x !== y),
  lt_s: (x, y) => bool(x < y),
  lt_u: (x, y) => bool(u64(x) < u64(y)),
  gt_s: (x, y) => bool(x > y),
  gt_u: (x, y) => bool(u64(x) > u64(y)),
  le_s: (x, y) => bool(x <= y),
  le_u: (x, y) => bool(u64(x) <= u64(y)),
  ge_s: (x, y) => bool(x >= y),
  ge_u: (x, y) => bool(u64(x) >= u64(y)),
  add: (x, y) => s64(x + y),
  sub: (x, y) => s64(x - y),
  mul: (x, y) => s64(x * y),
  div_s: (x, y) => {
    const quotient = x / divisor(y);
    if (x === I64_MIN && y === -1n) throw new Trap('integer overflow');
    return quotient;
  },
  div_u: (x, y) => s64(u64(x) / u64(divisor(y))),
  rem_s: (x, y) => x % divisor(y),
  rem_u: (x, y) => s64(u64(x) % u64(divisor(y))),
  and: (x, y) => x & y,
  or: (x, y) => x | y,
  xor: (x, y) => x ^ y,
  shl: (x, y) => s64(x << (y & 63n)),
  shr_s: (x, y) => x >> (y & 63n),
  shr_u: (x, y) => s64(u64(x) >> (y & 63n)),
  rotl: (x, y) => s64(rotated(u64(x), y, 64n)),
  rotr: (x, y) => s64(rotated(u64(x), -y, 64n)),
};

/** Instructions by text name without the type. */
export const INTEGER_UNARY: Readonly<Record<string, Readonly<Record<string, Unary>>>> = {
  i32: I32_UNARY,
  i64: I64_UNARY,
};
export const INTEGER_BINARY: Readonly<Record<string, Readonly<Record<string, Binary>>>> = {
  i32: I32_BINARY,
  i64: I64_BINARY,
};
