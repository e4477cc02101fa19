/**
 * What raw EEI needs of layers above the VMs: trees and a curve. Values go there as their canonical CBOR, so
 * that nothing depends on which copy of a module has made them.
 */

/** Is called once before nodes of trees are hashed, with their number at most; what it throws passes. */
export type PayNodes = (nodes: number) => void;

export interface EnvironmentServices {
  /** Whether a State is what a root commits to at an address (SEMANTICS 42); false for anything malformed. */
  verifyState(root: Uint8Array, address: Uint8Array, state: Uint8Array, pay: PayNodes): boolean;
  /**
   * Of a list of receipts, its SSZ root. Of a dict {address: State} with a root, that root after the States'
   * leaves took the place of those that their proofs show; without one, the root of a tree of these leaves
   * alone. Undefined if it is none of that, or a proof is none for the root.
   */
  hashTreeRoot(value: Uint8Array, root: Uint8Array | undefined, pay: PayNodes): Uint8Array | undefined;
  /**
   * The address whose key signed a hash of 32 bytes; undefined if none did, or s is above half of the order
   * (EIP-2).
   */
  recover(hash: Uint8Array, v: 27 | 28, r: Uint8Array, s: Uint8Array): Uint8Array | undefined;
}

/** An environment was to run before its services were there: who executes loads them and begins again. */
export class ServicesMissing extends Error {}
