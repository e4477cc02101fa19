/** IEEE 754 half precision, for shortest floats (RFC 8949 4.2.1, 4.2.2). Node 20 has no Float16Array. */

const scratch = new DataView(new ArrayBuffer(4));

/** Bits of the one NaN (SEMANTICS 11). */
export const NAN_HALF_BITS = 0x7e00;

/** Half-precision bits of a value, or undefined if they cannot hold it. NaN has its own rule. */
export function halfBits(value: number): number | undefined {
  if (Math.fround(value) !== value) return undefined;
  scratch.setFloat32(0, value);
  const bits = scratch.getUint32(0);
  const sign = (bits >>> 16) & 0x8000;
  const exponent = (bits >>> 23) & 0xff;
  const fraction = bits & 0x7fffff;
  if (exponent === 0 && fraction === 0) return sign;
  if (exponent === 255) return sign | 0x7c00;
  // Half precision drops 13 bits of the fraction, and one more for each step below its least normal, 2^-14.
  if (exponent >= 113 && exponent <= 142) {
    if ((fraction & 0x1fff) !== 0) return undefined;
    return sign | ((exponent - 112) << 10) | (fraction >>> 13);
  }
  if (exponent >= 103 && exponent <= 112) {
    const dropped = 126 - exponent;
    const significand = fraction | 0x800000;
    if ((significand & ((1 << dropped) - 1)) !== 0) return undefined;
    return sign | (significand >>> dropped);
  }
  return undefined;
}

/** The value of half-precision bits. */
export function halfToNumber(bits: number): number {
  const sign = (bits & 0x8000) !== 0 ? -1 : 1;
  const exponent = (bits >>> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}
