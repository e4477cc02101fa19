/** Keys of 32 bytes as paths: bit 0 is the most significant of the first byte. */

export const KEY_BYTES = 32;
export const KEY_BITS = 256;

export function bitAt(key: Uint8Array, depth: number): 0 | 1 {
  return ((key[depth >> 3] >> (7 - (depth & 7))) & 1) as 0 | 1;
}

/** A key's first `depth` bits, then one bit; what follows says nothing. */
export function withBit(path: Uint8Array, depth: number, bit: number): Uint8Array {
  const key = path.slice();
  const mask = 0x80 >> (depth & 7);
  if (bit === 0) key[depth >> 3] &= ~mask;
  else key[depth >> 3] |= mask;
  return key;
}

/** Whether two keys have the same first bits. */
export function sharesPrefix(a: Uint8Array, b: Uint8Array, bits: number): boolean {
  const whole = bits >> 3;
  for (let i = 0; i < whole; i++) {
    if (a[i] !== b[i]) return false;
  }
  const rest = bits & 7;
  return rest === 0 || ((a[whole] ^ b[whole]) & (0xff << (8 - rest)) & 0xff) === 0;
}

/** How many first bits two keys share: 256 if they are equal. */
export function sharedBits(a: Uint8Array, b: Uint8Array): number {
  const byte = a.findIndex((value, i) => value !== b[i]);
  return byte < 0 ? KEY_BITS : 8 * byte + Math.clz32(a[byte] ^ b[byte]) - 24;
}
