/** Values at the boundary of a guest as bits, written as decimal text, so that NaN can be compared. */

import { F32, F64, I32, I64, type ValueType } from '../../runtime/wasm/module.js';
import type { Random } from './random.js';

/** Bits of a value, as an unsigned decimal number; `nan` for a NaN whose bits are not looked at. */
export type Bits = string;

const view = new DataView(new ArrayBuffer(8));

/** Bits of a value of type i, l, f or d (i32, i64, f32, f64) that a guest gave. */
export function bitsOf(type: string, value: unknown, seesNanBits = false): Bits {
  if (type === 'i') return String((value as number) >>> 0);
  if (type === 'l') return String(BigInt.asUintN(64, value as bigint));
  if (Number.isNaN(value) && !seesNanBits) return 'nan';
  view.setFloat64(0, value as number);
  return String(view.getBigUint64(0));
}

/** The value that has these bits; an f32 as the f64 that it is. */
export function valueFromBits(type: string, bits: Bits): number | bigint {
  const integer = BigInt(bits);
  if (type === 'i') return Number(BigInt.asIntN(32, integer));
  if (type === 'l') return BigInt.asIntN(64, integer);
  if (type === 'f') {
    view.setUint32(0, Number(integer));
    return view.getFloat32(0);
  }
  view.setBigUint64(0, integer);
  return view.getFloat64(0);
}

/** What an import returns when n imports were called before. */
export function hostResult(type: string, n: number): number | bigint {
  const integer = Math.imul(n + 1, 0x9e37_79b1);
  if (type === 'i') return integer;
  if (type === 'l') return BigInt(integer) * 0x1_0000_0001n;
  return integer / 64;
}

/** Fuel that an import takes when n imports were called before. */
export function hostCharge(n: number): bigint {
  return BigInt((n % 4) * 50);
}

/** Bits that engines and arithmetic treat apart, per type. */
const INTERESTING: Readonly<Record<ValueType, readonly bigint[]>> = {
  [I32]: [
    0n,
    1n,
    2n,
    7n,
    8n,
    31n,
    32n,
    0xffn,
    0x7fffn,
    0x8000n,
    0xffffn,
    0x7fffffffn,
    0x80000000n,
    0xffffffffn,
  ],
  [I64]: [0n, 1n, 3n, 63n, 64n, 0xffffffffn, 0x100000000n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n],
  [F32]: [
    0n,
    0x80000000n,
    1n,
    0x807fffffn,
    0x3f800000n,
    0xbf800000n,
    0x3fc00000n,
    0x4f000000n,
    0x5f000000n,
    0x7f7fffffn,
    0x7f800000n,
    0xff800000n,
    0x7fc00000n,
    0xffc00000n,
    0x7fa12345n,
    0xffbfffffn,
    0x7fd55555n,
  ],
  [F64]: [
    0n,
    2n ** 63n,
    1n,
    0x800fffffffffffffn,
    0x3ff0000000000000n,
    0xbff0000000000000n,
    0x3ff8000000000000n,
    0x41e0000000000000n,
    0x43e0000000000000n,
    0x7fefffffffffffffn,
    0x7ff0000000000000n,
    0xfff0000000000000n,
    0x7ff8000000000000n,
    0xfff8000000000000n,
    0x7ff4123456789abcn,
    0xfff7ffffffffffffn,
    0x7ffd555555555555n,
  ],
};

/** Unsigned bits of a value: often a special one, else random of random magnitude. */
export function interestingBits(random: Random, type: ValueType): bigint {
  if (!random.oneIn(3)) return random.pick(INTERESTING[type]);
  const width = type === I32 || type === F32 ? 32 : 64;
  const bits = (BigInt(random.next()) << 32n) | BigInt(random.next());
  return BigInt.asUintN(1 + random.below(width), bits);
}

/** Bits of an argument that the host gives: no NaN, whose bits JavaScript does not keep. */
export function argumentBits(random: Random, type: ValueType): bigint {
  const bits = interestingBits(random, type);
  if (type === F32 && (bits & 0x7fffffffn) > 0x7f800000n) return 0x3f000000n;
  if (type === F64 && BigInt.asUintN(63, bits) > 0x7ff0000000000000n) return 0x3fe0000000000000n;
  return bits;
}
