/** Signatures over secp256k1: what numbers r and s may be (SEC 1, 4.1; EIP-2). */

import { compareBytes, fromHex } from '../../runtime/bytes.js';

export interface Signature {
  /** Which of the two points with x-coordinate r. */
  readonly yParity: 0 | 1;
  /** 32 bytes, big-endian. */
  readonly r: Uint8Array;
  /** 32 bytes, big-endian; not above half of the order. */
  readonly s: Uint8Array;
}

/** Order of the group (SEC 2, 2.4.1), less 1. */
export const GROUP_ORDER_LESS_1 = fromHex('fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140');
/** floor(order / 2): of s and -s one is at most this. */
export const GROUP_ORDER_HALF = fromHex('7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0');

const SCALAR_BYTES = 32;

/** Whether yParity is a bit, r is in [1, order - 1] and s in [1, floor(order / 2)]. */
export function isSignatureInRange({ yParity, r, s }: Signature): boolean {
  return (
    (yParity === 0 || yParity === 1) &&
    isScalarUpTo(r, GROUP_ORDER_LESS_1) &&
    isScalarUpTo(s, GROUP_ORDER_HALF)
  );
}

/** Whether the bytes are a number in [1, order - 1]. */
export function isPrivateKey(bytes: Uint8Array): boolean {
  return isScalarUpTo(bytes, GROUP_ORDER_LESS_1);
}

function isScalarUpTo(bytes: Uint8Array, max: Uint8Array): boolean {
  return bytes.length === SCALAR_BYTES && bytes.some((byte) => byte !== 0) && compareBytes(bytes, max) <= 0;
}
