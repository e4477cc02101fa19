/**
 * Changes of trees. An update changes nodes in place and keeps a log of what they were, so that the tree can
 * go back to any version that is still wanted (Baker's rerooting of persistent arrays): free as long as work
 * goes on at one version, a copy of the changed nodes for each switch.
 */

import { assert } from '../../../runtime/errors.js';
import type { Forest } from './forest.js';
import type { HashQueue } from './hash-queue.js';
import { KEY_BITS, KEY_BYTES, withBit } from './key-bits.js';
import { COUNT_MANY, makeRef, REF_EMPTY, REF_KIND, refIndex, refKind, VALUE_AT } from './node-arena.js';
import { LEAF_PAGE_MAX } from './page-load.js';
import { isPageRoot } from './page-write.js';
import type { StateTree, TreeView } from './state-tree.js';
import { pageKey } from './tree-id.js';
import { TreeVersion } from './tree-version.js';
import type { VisitList } from './visit-list.js';

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

/** If it throws, all trees are as they were. */
export function updateTrees(forest: Forest, all: readonly VersionChanges[]): TreeUpdate[] {
  const queue = forest.newHashQueue();
  const updates: TreeUpdate[] = [];
  try {
    for (const { tree, base, changes } of all) {
      updates.push(new TreeUpdate(forest, tree, base, changes, queue));
    }
  } catch (error) {
    for (const update of updates) update.drop();
    throw error;
  }
  queue.run();
  return updates;
}

export class TreeUpdate implements TreeView {
  /** The tree as this update makes it. */
  readonly version: TreeVersion;
  private readonly forest: Forest;
  private readonly tree: StateTree;
  private isOpen = true;

  /** Use `updateTrees`: hashes are not computed before the queue is run. */
  constructor(
    forest: Forest,
    tree: StateTree,
    base: TreeVersion,
    changes: readonly TreeChange[],
    queue: HashQueue,
  ) {
    this.forest = forest;
    this.tree = tree;
    tree.switchTo(base);
    this.version = new TreeVersion(forest, base);
    forest.noteUpdate(1);
    try {
      new UpdateWriter(forest, tree, this.version, changes, queue).write();
    } catch (error) {
      this.version.log.swap();
      this.version.drop();
      this.end();
      throw error;
    }
    tree.current = this.version;
  }

  nodes(): StateTree {
    assert(this.isOpen, 'the update is over');
    this.tree.switchTo(this.version);
    return this.tree;
  }

  get root(): Uint8Array {
    assert(this.isOpen, 'the update is over');
    return this.tree.rootAt(this.version);
  }

  get(key: Uint8Array): Uint8Array | undefined {
    assert(this.isOpen, 'the update is over');
    return this.tree.getAt(this.version, key);
  }

  /** Further changes on top of these; to be kept after this one, or dropped before it. */
  update(changes: readonly TreeChange[]): TreeUpdate {
    assert(this.isOpen, 'the update is over');
    return updateTrees(this.forest, [{ tree: this.tree, base: this.version, changes }])[0];
  }

  /** Makes this the tree. Other updates of the tree as it was can only be dropped from then on. */
  keep(): void {
    assert(this.isOpen, 'the update is over');
    assert(this.tree.head === this.version.base, 'the tree has changed since');
    this.tree.switchTo(this.version);
    this.tree.head = this.version;
    this.tree.noteRemovedPages(this.version.removedPages);
    this.version.keep();
    this.end();
  }

  /**
   * Forgets it; the tree stays as it is. Updates on top of it must be over. Nothing happens if it is over.
   */
  drop(): void {
    if (!this.isOpen) return;
    assert(this.version.dependents === 0, 'an update on top of this one is open');
    this.tree.leave(this.version);
    this.version.drop();
    this.end();
  }

  private end(): void {
    this.isOpen = false;
    this.forest.noteUpdate(-1);
  }
}

/** Changes whose nodes, some ten each of 150 bytes with what is saved of them, fit a second-level cache. */
const GROUP_CHANGES = 128;

/** One update as it is made: down level by level to the leaves, then up again. */
class UpdateWriter {
  private readonly forest: Forest;
  private readonly tree: StateTree;
  private readonly version: TreeVersion;
  private readonly changes: readonly TreeChange[];
  private readonly queue: HashQueue;
  /** Their keys one after another: they are divided by a bit at each level. */
  private readonly keys: Uint8Array;
  /** Indexes of the changes, as they are divided among subtrees. */
  private readonly order: Int32Array;
  private readonly visits: VisitList;

  constructor(
    forest: Forest,
    tree: StateTree,
    version: TreeVersion,
    changes: readonly TreeChange[],
    queue: HashQueue,
  ) {
    this.forest = forest;
    this.tree = tree;
    this.version = version;
    this.changes = changes;
    this.queue = queue;
    this.visits = forest.visits;
    this.keys = joinKeys(changes);
    this.order = Int32Array.from(changes, (_, i) => i);
  }

  write(): void {
    const { changes, tree, forest, visits } = this;
    if (changes.length === 0) return;
    this.version.log.savePair(tree.rootSlot >> 1);
    const before = forest.arena.count(tree.rootSlot);
    visits.clear();
    visits.add(tree.rootSlot, 0, 0, changes.length);
    // Where many change: down to the subtrees in which few do, each of these by itself, then up again.
    for (let i = 0; i < visits.length; i++) if (visits.changes(i) > GROUP_CHANGES) this.descend(i);
    const top = visits.length;
    for (let i = 0; i < top; i++) if (visits.changes(i) <= GROUP_CHANGES) this.writeGroup(i);
    for (let i = top - 1; i >= 0; i--) if (visits.changes(i) > GROUP_CHANGES) this.ascend(i);
    if (before > 0 && forest.arena.count(tree.rootSlot) === 0) this.removePage(0, changes[0].key);
  }

  /** Writes what is below a visit, and leaves the list of visits as it was. */
  private writeGroup(visit: number): void {
    const { visits } = this;
    const first = visits.length;
    this.touch(visit, visit + 1);
    this.descend(visit);
    for (let start = first; start < visits.length; ) {
      const end = visits.length;
      this.touch(start, end);
      for (; start < end; start++) this.descend(start);
    }
    for (let i = visits.length - 1; i >= first; i--) this.ascend(i);
    this.ascend(visit);
    visits.shorten(first);
    // While the processor still has them. Few changes are hashed together with those of other trees.
    if (this.changes.length > GROUP_CHANGES) this.queue.run();
  }

  /**
   * Reads the nodes of a level, so that the processor waits for many of them at once, not for each in turn.
   */
  private touch(start: number, end: number): void {
    const { arena } = this.forest;
    let words = 0;
    for (let i = start; i < end; i++) words ^= arena.touch(this.visits.slot(i));
    // Kept, so that the reads are not optimised away.
    this.visits.touched = words;
  }

  /** Applies the changes of a visit, at least one, to the node in a slot whose pair is saved or new. */
  private descend(visit: number): void {
    const { arena } = this.forest;
    const { visits } = this;
    const slot = visits.slot(visit);
    const depth = visits.depth(visit);
    const low = visits.low(visit);
    const high = visits.high(visit);
    let ref = arena.ref(slot);
    if (isPage(ref)) ref = this.enter(slot, depth, this.pathOf(visit));
    if (refKind(ref) !== REF_KIND.pair) {
      this.applyToLeaf(slot, depth, low, high);
      return;
    }
    const pair = refIndex(ref);
    this.version.log.savePair(pair);
    visits.setPair(visit, pair, arena.count(2 * pair), arena.count(2 * pair + 1));
    const middle = this.divide(depth, low, high);
    if (middle > low) visits.add(2 * pair, depth + 1, low, middle);
    if (high > middle) visits.add(2 * pair + 1, depth + 1, middle, high);
  }

  /** Settles a pair whose slots are done, and what it means for pages. */
  private ascend(visit: number): void {
    const { visits } = this;
    const pair = visits.pair(visit);
    if (pair === 0) return;
    const slot = visits.slot(visit);
    const depth = visits.depth(visit);
    const leftBefore = visits.leftBefore(visit);
    const rightBefore = visits.rightBefore(visit);
    const before = Math.min(COUNT_MANY, leftBefore + rightBefore);
    const count = this.settle(visit, slot, pair, depth);
    if (before <= LEAF_PAGE_MAX && count <= LEAF_PAGE_MAX) return;
    const { arena } = this.forest;
    // What is a page depends on numbers of leaves alone.
    if (arena.count(2 * pair) === leftBefore && arena.count(2 * pair + 1) === rightBefore) return;
    const path = this.pathOf(visit);
    this.comparePage(2 * pair, depth + 1, path, isPageRoot(leftBefore, before, depth + 1), count);
    this.comparePage(2 * pair + 1, depth + 1, path, isPageRoot(rightBefore, before, depth + 1), count);
  }

  /**
   * Puts a pair into its own slot: as a pair, as the one leaf that is left, or as nothing. Returns the number
   * of leaves.
   */
  private settle(visit: number, slot: number, pair: number, depth: number): number {
    const { arena } = this.forest;
    const left = 2 * pair;
    const right = 2 * pair + 1;
    const count = Math.min(COUNT_MANY, arena.count(left) + arena.count(right));
    if (count <= LEAF_PAGE_MAX) {
      // It is (part of) a leaf page now, which has no pages below it.
      if (isPage(arena.ref(left))) this.enter(left, depth + 1, withBit(this.pathOf(visit), depth, 0));
      if (isPage(arena.ref(right))) this.enter(right, depth + 1, withBit(this.pathOf(visit), depth, 1));
    }
    if (count > 1) {
      arena.put(slot, makeRef(REF_KIND.pair, pair), count);
      this.queue.addPair(pair, slot, depth);
      return count;
    }
    this.version.oldPairs.push(pair);
    if (count === 0) {
      arena.putEmpty(slot);
    } else {
      const leaf = arena.ref(arena.count(left) === 1 ? left : right);
      arena.put(slot, leaf, 1);
      // Its hash may be among those that are not computed yet.
      this.queue.addLeaf(refIndex(leaf), slot);
    }
    return count;
  }

  /**
   * Finds a page that ended in a slot, or an untouched node that became one; the parent has so many leaves
   * now.
   */
  private comparePage(
    slot: number,
    depth: number,
    path: Uint8Array,
    was: boolean,
    parentCount: number,
  ): void {
    const is = isPageRoot(this.forest.arena.count(slot), parentCount, depth);
    if (was && !is) this.removePage(depth, withBit(path, depth - 1, slot & 1));
    else if (is && !was) this.forest.arena.markDirty(slot);
  }

  private removePage(depth: number, path: Uint8Array): void {
    this.version.removedPages.push(pageKey(this.tree.id, depth, path));
  }

  /** A key below a visit. Few visits need it: where each looked it up, an update took a tenth longer. */
  private pathOf(visit: number): Uint8Array {
    return this.changes[this.order[this.visits.low(visit)]].key;
  }

  /** The root of the page that is in a slot, loaded: it ends here as a page. */
  private enter(slot: number, depth: number, path: Uint8Array): number {
    const { arena } = this.forest;
    const ref = arena.ref(slot);
    const root = this.forest.resolve(ref, slot, this.tree.id, depth, path);
    this.version.oldPages.push(refIndex(ref));
    arena.put(slot, root, arena.count(slot));
    return root;
  }

  /** Changes below a slot that is empty or has one leaf. */
  private applyToLeaf(slot: number, depth: number, low: number, high: number): void {
    const { arena } = this.forest;
    const old = arena.ref(slot);
    let oldStays = old !== REF_EMPTY;
    const leaves: number[] = [];
    for (let i = low; i < high; i++) {
      const { key, valueHash } = this.changes[this.order[i]];
      const isOld = old !== REF_EMPTY && arena.leaves.hasHash(refIndex(old), 0, key);
      if (isOld && valueHash !== undefined) {
        this.version.log.saveLeaf(refIndex(old));
        arena.leaves.writeHash(refIndex(old), VALUE_AT, valueHash);
      } else if (isOld) {
        oldStays = false;
        this.version.oldLeaves.push(refIndex(old));
      } else if (valueHash !== undefined) {
        const leaf = arena.allocateLeaf(key, valueHash);
        this.version.newLeaves.push(leaf);
        leaves.push(leaf);
      }
    }
    if (oldStays) leaves.push(refIndex(old));
    this.build(slot, depth, leaves, 0, leaves.length);
  }

  /** A subtree of leaves[low, high) into a slot. */
  private build(slot: number, depth: number, leaves: number[], low: number, high: number): void {
    const { arena } = this.forest;
    if (high === low) {
      arena.putEmpty(slot);
    } else if (high - low === 1) {
      arena.put(slot, makeRef(REF_KIND.leaf, leaves[low]), 1);
      this.queue.addLeaf(leaves[low], slot);
    } else {
      assert(depth < KEY_BITS, 'two changes of a tree have the same key');
      const byte = depth >> 3;
      const bit = 0x80 >> (depth & 7);
      let middle = low;
      for (let i = low; i < high; i++) {
        const leaf = leaves[i];
        if ((arena.leaves.byte(leaf, byte) & bit) !== 0) continue;
        leaves[i] = leaves[middle];
        leaves[middle++] = leaf;
      }
      const pair = arena.allocatePair();
      this.version.newPairs.push(pair);
      this.build(2 * pair, depth + 1, leaves, low, middle);
      this.build(2 * pair + 1, depth + 1, leaves, middle, high);
      arena.put(slot, makeRef(REF_KIND.pair, pair), Math.min(COUNT_MANY, high - low));
      this.queue.addPair(pair, slot, depth);
    }
  }

  /** Moves the changes whose keys have a 0 at a depth before the others; where those begin. */
  private divide(depth: number, low: number, high: number): number {
    const byte = depth >> 3;
    const bit = 0x80 >> (depth & 7);
    const { order, keys } = this;
    let middle = low;
    for (let i = low; i < high; i++) {
      const index = order[i];
      if ((keys[index * KEY_BYTES + byte] & bit) !== 0) continue;
      order[i] = order[middle];
      order[middle++] = index;
    }
    return middle;
  }
}

function joinKeys(changes: readonly TreeChange[]): Uint8Array {
  const keys = new Uint8Array(changes.length * KEY_BYTES);
  changes.forEach(({ key, valueHash }, change) => {
    assert(
      key.length === KEY_BYTES && (valueHash?.length ?? 32) === 32,
      'keys and hashes of a tree have 32 bytes',
    );
    for (let i = 0; i < KEY_BYTES; i++) keys[change * KEY_BYTES + i] = key[i];
  });
  return keys;
}

function isPage(ref: number): boolean {
  return refKind(ref) === REF_KIND.page;
}
