/** Proofs of what a tree has at many keys, or that it has nothing there; docs/layouts.md, "Multiproof". */

import { assert } from '../../../runtime/errors.js';
import { KEY_BYTES } from './key-bits.js';
import { PartialForest } from './partial-forest.js';
import { makeProofNodes, type ProofEntry } from './proof-nodes.js';
import { checkProof, ProofReader, sealProof, u32be } from './proof-reader.js';
import type { StateTree, TreeView } from './state-tree.js';
import { ACCOUNT_TREE } from './tree-id.js';

/** Longer proofs are refused. */
export const PROOF_BYTES_MAX = 2 ** 26;

/** A proof that was checked. */
export interface ProvenTree {
  /** In the order of keys. */
  readonly entries: readonly ProofEntry[];
  /** The part of the tree that the proof shows: `get` and `update` work for the keys of the entries. */
  readonly tree: StateTree;
}

/**
 * A proof of what a tree has at keys of 32 bytes, in any order.
 * @throws HostFault if a page is damaged, or a key is given twice.
 */
export function createMultiproof(view: TreeView, keys: readonly Uint8Array[]): Uint8Array {
  const entries = [...keys].sort(Buffer.compare).map((key) => ({ key, valueHash: view.get(key) }));
  for (let i = 1; i < entries.length; i++) {
    assert(Buffer.compare(entries[i - 1].key, entries[i].key) !== 0, 'a key of a proof is given twice');
  }
  const parts = entries.flatMap(({ key, valueHash }) =>
    valueHash === undefined ? [key, Uint8Array.of(0)] : [key, Uint8Array.of(1), valueHash],
  );
  const tree = view.nodes();
  const proof = sealProof([u32be(entries.length), ...parts, ...makeProofNodes(tree, entries)]);
  tree.forest.trim();
  return proof;
}

/**
 * Checks a proof against the root of its tree.
 * @throws PbevmError BAD_PROOF if it is not the proof of these entries for that root, byte by byte.
 */
export function verifyMultiproof(root: Uint8Array, proof: Uint8Array): ProvenTree {
  return verifyMultiproofs(root, [proof])[0];
}

/**
 * Checks several proofs of one root. Their trees are in one forest, each by itself: `uniteTrees` makes one of
 * them.
 * @throws PbevmError BAD_PROOF if one of them is not a proof for that root.
 */
export function verifyMultiproofs(root: Uint8Array, proofs: readonly Uint8Array[]): ProvenTree[] {
  const partial = new PartialForest();
  const proven = proofs.map((proof) => readMultiproof(partial, root, proof));
  partial.check();
  return proven;
}

/** Its hashes are compared when the forest is checked. */
function readMultiproof(partial: PartialForest, root: Uint8Array, proof: Uint8Array): ProvenTree {
  const reader = new ProofReader(proof, PROOF_BYTES_MAX);
  const count = reader.count(KEY_BYTES + 1);
  const entries: ProofEntry[] = [];
  for (let i = 0; i < count; i++) {
    const key = reader.take(KEY_BYTES);
    checkProof(i === 0 || Buffer.compare(entries[i - 1].key, key) < 0, 'has keys that are not in order');
    entries.push({ key, valueHash: reader.flag() ? reader.take(KEY_BYTES) : undefined });
  }
  const tree = partial.add(ACCOUNT_TREE, root, entries, reader);
  reader.end();
  return { entries, tree };
}
