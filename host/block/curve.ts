/**
 * secp256k1, twice: @noble/curves, which runs everywhere, and the native package `secp256k1` where it is
 * installed, some 20 times as fast. Both are given valid input only (`isSignatureInRange`, `isPrivateKey`)
 * and then answer alike, by test.
 */

import { secp256k1 } from '@noble/curves/secp256k1.js';
import { concatBytes } from '@noble/hashes/utils.js';
import type { Signature } from './signature.js';

export interface Curve {
  readonly name: 'noble' | 'native';
  /**
   * The public key (x || y, 64 bytes) for which a signature of a hash is valid; undefined if there is none.
   * @param signature in range.
   */
  recover(hash: Uint8Array, signature: Signature): Uint8Array | undefined;
  /** Signs a hash, with the nonce of RFC 6979 and a low s. @param privateKey valid. */
  sign(hash: Uint8Array, privateKey: Uint8Array): Signature;
  /** x || y, 64 bytes. @param privateKey valid. */
  publicKey(privateKey: Uint8Array): Uint8Array;
}

/** Before the two coordinates of an uncompressed point (SEC 1, 2.3.3). */
const UNCOMPRESSED_HEAD_BYTES = 1;
const SCALAR_BYTES = 32;

const SIGN_OPTIONS = { prehash: false, lowS: true, format: 'recovered' } as const;

export const nobleCurve: Curve = {
  name: 'noble',
  recover(hash, { yParity, r, s }) {
    const bytes = concatBytes(Uint8Array.of(yParity), r, s);
    try {
      const point = secp256k1.Signature.fromBytes(bytes, 'recovered').recoverPublicKey(hash);
      return point.toBytes(false).subarray(UNCOMPRESSED_HEAD_BYTES);
    } catch {
      // No point has this x-coordinate, or the key would be the point at infinity.
      return undefined;
    }
  },
  sign(hash, privateKey) {
    const bytes = secp256k1.sign(hash, privateKey, SIGN_OPTIONS);
    return split(bytes[0], bytes.subarray(1));
  },
  publicKey(privateKey) {
    return secp256k1.getPublicKey(privateKey, false).subarray(UNCOMPRESSED_HEAD_BYTES);
  },
};

/** The native curve; undefined where its package is not installed or has no binding for this machine. */
export async function loadNativeCurve(): Promise<Curve | undefined> {
  let native: typeof import('secp256k1/bindings.js').default;
  try {
    native = (await import('secp256k1/bindings.js')).default;
  } catch {
    return undefined;
  }
  return {
    name: 'native',
    recover(hash, { yParity, r, s }) {
      const output = new Uint8Array(UNCOMPRESSED_HEAD_BYTES + 2 * SCALAR_BYTES);
      try {
        native.ecdsaRecover(concatBytes(r, s), yParity, hash, false, output);
      } catch {
        return undefined;
      }
      return output.subarray(UNCOMPRESSED_HEAD_BYTES);
    },
    sign(hash, privateKey) {
      const { signature, recid } = native.ecdsaSign(hash, privateKey);
      return split(recid, signature);
    },
    publicKey(privateKey) {
      return native.publicKeyCreate(privateKey, false).subarray(UNCOMPRESSED_HEAD_BYTES);
    },
  };
}

/** The curve that this process uses, chosen once: the native one if it can be loaded. */
export const curve: Curve = (await loadNativeCurve()) ?? nobleCurve;

function split(recoveryId: number, bytes: Uint8Array): Signature {
  return {
    yParity: recoveryId as 0 | 1,
    r: bytes.slice(0, SCALAR_BYTES),
    s: bytes.slice(SCALAR_BYTES),
  };
}
