/** Bits of the operands of the NaN corpus, as table rows: what engines and their compilers treat apart. */

/** Left operands, f32 and f64: NaNs quiet and signalling, of both signs, with payloads; then numbers. */
const LEFT: readonly (readonly [f32: number, f64: bigint, what: string])[] = [
  [0x7fc00000, 0x7ff8000000000000n, 'canonical NaN'],
  [0xffc00000, 0xfff8000000000000n, 'canonical NaN, negative (what x86 computes)'],
  [0x7fc00001, 0x7ff8000000000001n, 'quiet NaN, smallest payload'],
  [0xffd55555, 0xfffd555555555555n, 'quiet NaN, negative'],
  [0x7f800001, 0x7ff0000000000001n, 'signalling NaN, smallest payload'],
  [0xffbfffff, 0xfff7ffffffffffffn, 'signalling NaN, negative, largest payload'],
  [0x7fa12345, 0x7ff4123456789abcn, 'signalling NaN'],
  [0x7f800000, 0x7ff0000000000000n, 'infinity'],
  [0x00000001, 0x0000000000000001n, 'smallest denormal'],
  [0xff800000, 0xfff0000000000000n, 'infinity, negative'],
  [0x3fc00000, 0x3ff8000000000000n, '1.5'],
  [0x00000000, 0x0000000000000000n, 'zero'],
  [0x7f7fffff, 0x7fefffffffffffffn, 'largest number'],
  [0x807fffff, 0x800fffffffffffffn, 'largest denormal, negative'],
  [0x80000000, 0x8000000000000000n, 'zero, negative'],
  [0xc0200000, 0xc004000000000000n, '-2.5'],
];

const RIGHT: readonly (readonly [f32: number, f64: bigint, what: string])[] = [
  [0x7fc00000, 0x7ff8000000000000n, 'canonical NaN'],
  [0xff812345, 0xfff0123456789abcn, 'signalling NaN, negative'],
  [0xffdeadbe, 0xfffdeadbeefdeadbn, 'quiet NaN, negative'],
  [0xff800000, 0xfff0000000000000n, 'infinity, negative'],
  [0x80000000, 0x8000000000000000n, 'zero, negative'],
  [0x00400000, 0x0008000000000000n, 'denormal'],
  [0xbf800000, 0xbff0000000000000n, '-1'],
  [0x7f800000, 0x7ff0000000000000n, 'infinity'],
];

export const PAIRS = 64;

/** Operands of pair 0 .. 63: every left one occurs with four right ones. */
export function pairAt(pair: number): { left: (typeof LEFT)[number]; right: (typeof RIGHT)[number] } {
  return { left: LEFT[(pair >> 3) * 2 + (pair & 1)], right: RIGHT[pair & 7] };
}

/** Where the module of the corpus has the operands of pair `i`: at `base + i * width`. */
export const OPERAND_BASE = {
  left: { f32: 0, f64: 512 },
  right: { f32: 256, f64: 1024 },
} as const;

/** Memory from 0 with all pairs. */
export function operandBytes(): Uint8Array {
  const bytes = new Uint8Array(1536);
  const view = new DataView(bytes.buffer);
  for (let pair = 0; pair < PAIRS; pair++) {
    const operands = pairAt(pair);
    for (const side of ['left', 'right'] as const) {
      view.setUint32(OPERAND_BASE[side].f32 + pair * 4, operands[side][0], true);
      view.setBigUint64(OPERAND_BASE[side].f64 + pair * 8, operands[side][1], true);
    }
  }
  return bytes;
}
