/** Values at the boundary of a guest as bits, written as decimal text, so that NaN can be compared. */

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

/** What an import returns at its n-th call. */
export function hostResult(type: string, n: number): number | bigint {
  const integer = Math.imul(n + 1, 0x9e37_79b1);
  if (type === 'i') return integer;
  if (type === 'l') return BigInt(integer) * 0x1_0000_0001n;
  return integer / 64;
}
