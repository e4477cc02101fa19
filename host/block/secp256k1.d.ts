/** The part of npm package secp256k1 that is used: its native binding, without the fallback in JavaScript. */

declare module 'secp256k1/bindings.js' {
  const secp256k1: {
    /** @throws Error if there is no such point. @returns 0x04, x, y. */
    ecdsaRecover(
      signature: Uint8Array,
      recoveryId: number,
      hash: Uint8Array,
      compressed: false,
      output: Uint8Array,
    ): Uint8Array;
    ecdsaSign(hash: Uint8Array, privateKey: Uint8Array): { signature: Uint8Array; recid: number };
    publicKeyCreate(privateKey: Uint8Array, compressed: false): Uint8Array;
  };
  export default secp256k1;
}
