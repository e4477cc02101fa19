/**
 * Changes of trees. An update copies the pairs on the way to what it changes and leaves all others shared, so the
 * tree as it was stays there until the update is kept; dropping it frees the copies.
 */

import { assert } from '../../../runtime/errors.js';
import type { Forest } from './forest.js';
import type { HashQueue } from './hash-queue.js';
import { COUNT_MANY, REF_EMPTY, REF_KIND_MASK, REF_LEAF, REF_PAGE, REF_PAIR } from './node-arena.js';
import { LEAF_PAGE_MAX } from './page-load.js';
import { isPageRoot } from './page-write.js';
import { getLeaf, type StateTree, type TreeVersion, type TreeView } from './state-tree.js';
import { pageKey } from './tree-id.js';

/** A leaf to set, or with `valueHash: undefined` to remove. */
export interface TreeChange {
  /** 32 bytes. */
  readonly key: Uint8Array;
  /** 32 bytes. */
  readonly valueHash: Uint8Array | undefined;
}

/** Changes of one tree, on top of a version of it. */
export interface VersionChanges {
  readonly tree: StateTree;
  readonly base: TreeVersion;
  readonly changes: readonly TreeChange[];
}

export function updateTrees(forest: Forest, all: readonly VersionChanges[]): TreeUpdate[] {
  const queue = forest.newHashQueue();
  const updates = all.map(({ tree, base, changes }) => new TreeUpdate(forest, tree, base, changes, queue));
  queue.run();
  return updates;
}

export class TreeUpdate implements TreeView {
  /** The tree as this update makes it. */
  readonly version: TreeVersion;
  private state: 'open' | 'kept' | 'dropped' = 'open';
  private readonly newPairs: number[] = [];
  private readonly newLeaves: number[] = [];
  private readonly oldPairs: number[] = [];
  private readonly oldLeaves: number[] = [];
  private readonly oldPages: number[] = [];
  private readonly removedPages: Uint8Array[] = [];
  /** Indexes of the changes, as they are divided among subtrees. */
  private readonly order: Int32Array;

  private readonly forest: Forest;
  private readonly tree: StateTree;
  private readonly base: TreeVersion;
  private readonly changes: readonly TreeChange[];
  private readonly queue: HashQueue;

  constructor(
    forest: Forest,
    tree: StateTree,
    base: TreeVersion,
    changes: readonly TreeChange[],
    queue: HashQueue,
  ) {
    this.forest = forest;
    this.tree = tree;
    this.base = base;
    this.changes = changes;
    this.queue = queue;
    const { arena } = forest;
    const pair = arena.copyPair(base.rootSlot >> 1);
    this.version = { rootSlot: 2 * pair };
    this.newPairs.push(pair);
    this.oldPairs.push(base.rootSlot >> 1);
    this.order = Int32Array.from(changes, (_, i) => i);
    forest.noteUpdate(1);
    if (changes.length > 0) {
      const before = arena.count(this.version.rootSlot);
      this.apply(this.version.rootSlot, 0, 0, changes.length);
      if (before > 0 && arena.count(this.version.rootSlot) === 0) this.removePage(0, changes[0].key);
    }
  }

  get root(): Uint8Array {
    return this.forest.arena.hash(this.version.rootSlot);
  }

  get(key: Uint8Array): Uint8Array | undefined {
    assert(this.state === 'open', 'the update is over');
    return getLeaf(this.forest, this.tree.id, this.version, key);
  }

  /** Further changes on top of these; to be kept after this one, or dropped before it. */
  update(changes: readonly TreeChange[]): TreeUpdate {
    assert(this.state === 'open', 'the update is over');
    return updateTrees(this.forest, [{ tree: this.tree, base: this.version, changes }])[0];
  }

  /** Makes this the tree. Other updates of the tree as it was must be dropped. */
  keep(): void {
    assert(this.state === 'open', 'the update is over');
    assert(this.tree.head === this.base, 'the tree has changed since');
    this.state = 'kept';
    this.tree.head = this.version;
    this.tree.noteRemovedPages(this.removedPages);
    this.free(this.oldPairs, this.oldLeaves);
    for (const page of this.oldPages) this.forest.pages.release(page);
    this.end();
  }

  /** Forgets it; the tree stays as it is. */
  drop(): void {
    if (this.state !== 'open') return;
    this.state = 'dropped';
    this.free(this.newPairs, this.newLeaves);
    this.end();
  }

  private free(pairs: readonly number[], leaves: readonly number[]): void {
    for (const pair of pairs) this.forest.arena.freePair(pair);
    for (const leaf of leaves) this.forest.arena.freeLeaf(leaf);
  }

  private end(): void {
    for (const list of [this.newPairs, this.newLeaves, this.oldPairs, this.oldLeaves, this.oldPages]) {
      list.length = 0;
    }
    this.forest.noteUpdate(-1);
  }

  /** Applies the changes order[low, high), at least one, to the copy of a node in a slot. */
  private apply(slot: number, depth: number, low: number, high: number): void {
    const { arena } = this.forest;
    const ref = this.enter(slot, depth, this.changes[this.order[low]].key);
    if ((ref & REF_KIND_MASK) !== REF_PAIR || ref === REF_EMPTY) {
      this.applyToLeaf(slot, depth, low, high);
      return;
    }
    const old = ref >> 2;
    const pair = arena.copyPair(old);
    this.oldPairs.push(old);
    this.newPairs.push(pair);
    const before = arena.count(slot);
    const middle = this.divide(depth, low, high);
    const path = this.changes[this.order[low]].key;
    if (middle > low) this.apply(2 * pair, depth + 1, low, middle);
    if (high > middle) this.apply(2 * pair + 1, depth + 1, middle, high);
    this.settle(slot, pair, depth, path);
    this.comparePages(old, before, pair, arena.count(slot), depth + 1, path);
  }

  /** Puts a pair whose slots are done into its own slot: as a pair, as the one leaf that is left, or as nothing. */
  private settle(slot: number, pair: number, depth: number, path: Uint8Array): void {
    const { arena } = this.forest;
    const [left, right] = [2 * pair, 2 * pair + 1];
    const count = Math.min(COUNT_MANY, arena.count(left) + arena.count(right));
    if (count <= LEAF_PAGE_MAX) {
      // It is (part of) a leaf page now, which has no pages below it.
      if (arena.count(left) > 0) this.enter(left, depth + 1, withBit(path, depth, 0));
      if (arena.count(right) > 0) this.enter(right, depth + 1, withBit(path, depth, 1));
    }
    if (count > 1) {
      arena.put(slot, (pair << 2) | REF_PAIR, count);
      this.queue.addPair(pair, slot, depth);
      return;
    }
    this.oldPairs.push(pair);
    if (count === 0) {
      arena.put(slot, REF_EMPTY, 0);
      arena.clearHash(slot);
      return;
    }
    const leaf = arena.ref(arena.count(left) === 1 ? left : right) >> 2;
    arena.put(slot, (leaf << 2) | REF_LEAF, 1);
    // Its hash may be among those that are not computed yet.
    this.queue.addLeaf(leaf, slot);
  }

  /** Finds pages that ended between a pair as it was and is, and untouched nodes that became pages. */
  private comparePages(
    old: number,
    countBefore: number,
    pair: number,
    countNow: number,
    depth: number,
    path: Uint8Array,
  ): void {
    const { arena } = this.forest;
    if (countBefore <= LEAF_PAGE_MAX && countNow <= LEAF_PAGE_MAX) return;
    for (const side of [0, 1]) {
      const was = isPageRoot(arena.count(2 * old + side), countBefore, depth);
      const is = isPageRoot(arena.count(2 * pair + side), countNow, depth);
      if (was && !is) this.removePage(depth, withBit(path, depth - 1, side));
      else if (is && !was) arena.markDirty(2 * pair + side);
    }
  }

  private removePage(depth: number, path: Uint8Array): void {
    this.removedPages.push(pageKey(this.tree.id, depth, path));
  }

  /** The node in a slot; if it is a page's root, of the loaded page, which ends here as a page. */
  private enter(slot: number, depth: number, path: Uint8Array): number {
    const { arena } = this.forest;
    const ref = arena.ref(slot);
    if ((ref & REF_KIND_MASK) !== REF_PAGE) return ref;
    const root = this.forest.resolve(ref, slot, this.tree.id, depth, path);
    this.oldPages.push(ref >> 2);
    arena.put(slot, root, arena.count(slot));
    return root;
  }

  /** Changes below a slot that is empty or has one leaf. */
  private applyToLeaf(slot: number, depth: number, low: number, high: number): void {
    const { arena } = this.forest;
    const old = arena.ref(slot) === REF_EMPTY ? 0 : arena.ref(slot) >> 2;
    const oldKey = old === 0 ? undefined : arena.leaves.view(old).subarray(0, 32);
    const leaves: number[] = [];
    let oldStays = oldKey !== undefined;
    for (let i = low; i < high; i++) {
      const { key, valueHash } = this.changes[this.order[i]];
      if (oldKey !== undefined && Buffer.compare(key, oldKey) === 0) oldStays = false;
      if (valueHash === undefined) continue;
      const leaf = arena.allocateLeaf(key, valueHash);
      this.newLeaves.push(leaf);
      leaves.push(leaf);
    }
    if (oldStays) leaves.push(old);
    else if (old !== 0) this.oldLeaves.push(old);
    this.build(slot, depth, leaves, 0, leaves.length);
  }

  /** A subtree of leaves[low, high) into a slot. */
  private build(slot: number, depth: number, leaves: number[], low: number, high: number): void {
    const { arena } = this.forest;
    if (high === low) {
      arena.put(slot, REF_EMPTY, 0);
      arena.clearHash(slot);
    } else if (high - low === 1) {
      arena.put(slot, (leaves[low] << 2) | REF_LEAF, 1);
      this.queue.addLeaf(leaves[low], slot);
    } else {
      assert(depth < 256, 'two changes of a tree have the same key');
      const [byte, bit] = [depth >> 3, 0x80 >> (depth & 7)];
      let middle = low;
      for (let i = low; i < high; i++) {
        if ((arena.leaves.byte(leaves[i], byte) & bit) !== 0) continue;
        [leaves[i], leaves[middle]] = [leaves[middle], leaves[i]];
        middle++;
      }
      const pair = arena.allocatePair();
      this.newPairs.push(pair);
      this.build(2 * pair, depth + 1, leaves, low, middle);
      this.build(2 * pair + 1, depth + 1, leaves, middle, high);
      arena.put(slot, (pair << 2) | REF_PAIR, Math.min(COUNT_MANY, high - low));
      this.queue.addPair(pair, slot, depth);
    }
  }

  /** Moves the changes whose keys have a 0 at a depth before the others; where those begin. */
  private divide(depth: number, low: number, high: number): number {
    const [byte, bit] = [depth >> 3, 0x80 >> (depth & 7)];
    const { order, changes } = this;
    let middle = low;
    for (let i = low; i < high; i++) {
      const index = order[i];
      if ((changes[index].key[byte] & bit) !== 0) continue;
      order[i] = order[middle];
      order[middle++] = index;
    }
    return middle;
  }
}

/** A key's first `depth` bits, then one bit; what follows says nothing. */
function withBit(path: Uint8Array, depth: number, side: number): Uint8Array {
  const key = path.slice();
  const bit = 0x80 >> (depth & 7);
  if (side === 0) key[depth >> 3] &= ~bit;
  else key[depth >> 3] |= bit;
  return key;
}
