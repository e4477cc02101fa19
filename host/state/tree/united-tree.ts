/**
 * What several proofs of one root show together.
 *
 * Nodes are known by their hashes: where one proof shows a hash and another the node that has it, it is the
 * same node. So the parts unite to one part of the tree, along the ways to the keys of all proofs.
 *
 * One thing is not shown by such proofs as it would be by one proof of all keys (proof-nodes.ts): a node
 * beside a subtree whose leaves are asked by *different* proofs. None of these empties the subtree alone, so
 * none opens the node beside it. If all those leaves are removed at once, and no further proof leads below
 * that node, nobody can say whether it is one leaf, which would take the pair's place. `rootAfter` refuses
 * that.
 */

import { assert } from '../../../runtime/errors.js';
import type { Forest } from './forest.js';
import { bitAt } from './key-bits.js';
import { type ProvenTree, verifyMultiproofs } from './multiproof.js';
import { COUNT_MANY, makeRef, REF_EMPTY, REF_KIND, refIndex, refKind } from './node-arena.js';
import { checkProof } from './proof-reader.js';
import type { StateTree } from './state-tree.js';
import type { TreeChange } from './tree-update.js';

export class UnitedTree {
  /** What each proof says, in the order of the proofs. */
  readonly proven: readonly ProvenTree[];
  private readonly tree: StateTree;
  private readonly forest: Forest;

  private constructor(proven: readonly ProvenTree[]) {
    assert(proven.length > 0, 'a united tree is of one proof at least');
    this.proven = proven;
    this.tree = proven[0].tree;
    this.forest = this.tree.forest;
    for (const { tree } of proven.slice(1)) this.unite(this.tree.rootSlot, tree.rootSlot);
  }

  /**
   * The tree that proofs show, at least one; several may be of the same key.
   * @throws PbevmError BAD_PROOF if one of them is not a proof for the root.
   */
  static verify(root: Uint8Array, proofs: readonly Uint8Array[]): UnitedTree {
    return new UnitedTree(verifyMultiproofs(root, proofs));
  }

  /**
   * The root of the whole tree after changes of keys of the proofs, each given once. The tree stays as it is.
   * @throws PbevmError BAD_PROOF if the proofs do not show what the changes need.
   */
  rootAfter(changes: readonly TreeChange[]): Uint8Array {
    const sorted = [...changes].sort((a, b) => Buffer.compare(a.key, b.key));
    if (sorted.length > 0) this.checkShown(this.tree.rootSlot, 0, sorted);
    const update = this.tree.update(sorted);
    const { root } = update;
    update.drop();
    return root;
  }

  /** Adds to the node in a slot what the other slot knows of it; they have the same hash. */
  private unite(slot: number, other: number): void {
    const { arena } = this.forest;
    const [ref, otherRef] = [arena.ref(slot), arena.ref(other)];
    if (refKind(otherRef) === REF_KIND.page) return;
    if (refKind(ref) === REF_KIND.page) {
      this.forest.pages.release(refIndex(ref));
      arena.putClean(slot, otherRef, arena.count(other));
      return;
    }
    checkProof(refKind(ref) === refKind(otherRef), 'is at odds with another one');
    if (refKind(ref) !== REF_KIND.pair) return;
    const [pair, otherPair] = [refIndex(ref), refIndex(otherRef)];
    this.unite(2 * pair, 2 * otherPair);
    this.unite(2 * pair + 1, 2 * otherPair + 1);
    const count = Math.min(COUNT_MANY, arena.count(2 * pair) + arena.count(2 * pair + 1));
    checkProof(count > 1, 'has a pair of less than two leaves');
    arena.putClean(slot, makeRef(REF_KIND.pair, pair), count);
  }

  /**
   * Whether sorted changes, at least one, leave nothing in a slot.
   * @throws PbevmError BAD_PROOF if a node that they leave alone in a pair is shown as a hash only.
   */
  private checkShown(slot: number, depth: number, changes: readonly TreeChange[]): boolean {
    const { arena } = this.forest;
    const ref = this.forest.resolve(arena.ref(slot), slot, this.tree.id, depth, changes[0].key);
    if (refKind(ref) !== REF_KIND.pair) {
      const isRemoved = ({ key, valueHash }: TreeChange) =>
        valueHash === undefined && arena.leaves.hasHash(refIndex(ref), 0, key);
      const isEmpty = ref === REF_EMPTY || changes.some(isRemoved);
      return isEmpty && changes.every(({ valueHash }) => valueHash === undefined);
    }
    const [left, right] = [2 * refIndex(ref), 2 * refIndex(ref) + 1];
    const middle = changes.findIndex(({ key }) => bitAt(key, depth) === 1);
    const parts = middle < 0 ? [changes, []] : [changes.slice(0, middle), changes.slice(middle)];
    const [leftEmpty, rightEmpty] = [left, right].map((child, side) =>
      parts[side].length === 0
        ? arena.ref(child) === REF_EMPTY
        : this.checkShown(child, depth + 1, parts[side]),
    );
    const isHash = (child: number) => refKind(arena.ref(child)) === REF_KIND.page;
    const isLost = (child: number, isEmptied: boolean) => isEmptied && arena.ref(child) !== REF_EMPTY;
    const isUnknownAlone =
      (isLost(left, leftEmpty) && isHash(right)) || (isLost(right, rightEmpty) && isHash(left));
    checkProof(!isUnknownAlone, 'does not show what is left alone by a removal');
    return leftEmpty && rightEmpty;
  }
}
