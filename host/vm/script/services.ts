/** What raw EEI needs of layers above the VMs: trees and curves. */

import type { Value } from '../values/types.js';

export interface EnvironmentServices {
  /** Whether a state is what a root commits to at an address (SEMANTICS 42); false for anything malformed. */
  verifyState(root: Value, address: Value, state: Value): boolean;
  /**
   * The root after the states' present leaves took the place of those that their proofs show; undefined if a
   * proof is none for the root.
   */
  rootAfter(root: Value, states: Value): Uint8Array | undefined;
  /** The root of a tree of these leaves alone; undefined if there is something else among them. */
  rootOf(states: Value): Uint8Array | undefined;
  /** hash_tree_root of receipts as SSZ List[ByteList[2^20], 2^16]; undefined if they are not that. */
  receiptsRoot(receipts: Value): Uint8Array | undefined;
  /** The address whose key signed a hash of 32 bytes; undefined if none did (Ethereum's precompile 1). */
  recover(hash: Uint8Array, v: number, r: Uint8Array, s: Uint8Array): Uint8Array | undefined;
}
