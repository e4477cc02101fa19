/**
 * Operands that numeric instructions are tried on, as bits: edges, ties, limits of conversions, kinds of NaN.
 */

const I32 = [
  0, 1, 2, 3, 7, 31, 32, 33, 63, 127, 128, 255, 256, 32_767, 32_768, 65_535, 0x5555_5555, 0x0100_0001,
  0x0180_0001, 123_456_789, 0x7fff_ffff,
];

const I64 = [
  0n,
  1n,
  2n,
  3n,
  7n,
  31n,
  32n,
  63n,
  64n,
  65n,
  128n,
  32_768n,
  2n ** 24n + 1n,
  2n ** 31n,
  2n ** 32n - 1n,
  2n ** 32n + 5n,
  2n ** 53n + 1n,
  2n ** 54n + 2n,
  // Rounded to f64 first, this would become a tie that rounds to the wrong f32.
  2n ** 60n + 2n ** 36n + 1n,
  0x5555_5555_5555_5555n,
  0x7fff_ff40_0000_0001n,
  2n ** 63n - 1n,
];

/** Numbers that both float types try, each also negated. */
const NUMBERS = [
  0,
  0.25,
  0.5,
  0.75,
  1,
  1.5,
  2,
  2.5,
  3.5,
  1e-3,
  Math.PI,
  100.7,
  2 ** 22 + 0.5,
  2 ** 23 + 1,
  2 ** 24 + 2,
  2 ** 31 - 1,
  2 ** 31 - 0.5,
  2 ** 31,
  2 ** 31 + 0.5,
  2 ** 31 + 1,
  2 ** 32 - 1,
  2 ** 32 - 0.5,
  2 ** 32,
  2 ** 51 + 0.5,
  2 ** 52 + 1,
  2 ** 53,
  2 ** 63 - 1024,
  2 ** 63,
  2 ** 63 + 2 ** 40,
  2 ** 64 - 2048,
  2 ** 64,
  1e30,
  Number.POSITIVE_INFINITY,
];

const F32_BITS = [
  ...NUMBERS.map((x) => bitsOfF32(x)),
  // Smallest and largest subnormal, smallest and largest normal.
  0x0000_0001,
  0x007f_ffff,
  0x0080_0000,
  0x7f7f_ffff,
  // 1 and its neighbours.
  0x3f7f_ffff,
  0x3f80_0001,
  // NaN: canonical, with a payload, signalling.
  0x7fc0_0000,
  0x7fd1_2345,
  0x7fa0_0001,
];

const F64_BITS = [
  ...NUMBERS.map((x) => bitsOfF64(x)),
  0x0000_0000_0000_0001n,
  0x000f_ffff_ffff_ffffn,
  0x0010_0000_0000_0000n,
  0x7fef_ffff_ffff_ffffn,
  // The largest f32, halfway to the next, and a tie between two f32.
  0x47ef_ffff_e000_0000n,
  0x47ef_ffff_f000_0000n,
  0x3ff0_0000_1000_0000n,
  // Ties and neighbours among f32 subnormals.
  0x36a0_0000_0000_0000n,
  0x3690_0000_0000_0000n,
  0x7ff8_0000_0000_0000n,
  0x7ffa_bcde_f012_3456n,
  0x7ff4_0000_0000_0001n,
];

function bitsOfF32(value: number): number {
  return new Uint32Array(Float32Array.of(value).buffer)[0];
}

function bitsOfF64(value: number): bigint {
  return new BigUint64Array(Float64Array.of(value).buffer)[0];
}

/** By letter of the opcode table's signatures; f32 as i32 bits, f64 as i64 bits, all signed. */
export const OPERANDS: Readonly<Record<string, readonly (number | bigint)[]>> = {
  i: [...I32, ...I32.map((x) => ~x)],
  l: [...I64, ...I64.map((x) => ~x)],
  f: [...F32_BITS, ...F32_BITS.map((bits) => bits ^ 0x8000_0000)].map((bits) => bits | 0),
  d: [...F64_BITS, ...F64_BITS.map((bits) => bits ^ (1n << 63n))].map((bits) => BigInt.asIntN(64, bits)),
};
