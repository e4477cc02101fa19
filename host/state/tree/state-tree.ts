/** One tree of semantics 25 over pages: its leaves, its root, its changes. */

import { assert } from '../../../runtime/errors.js';
import { keyText } from '../key-text.js';
import type { Forest } from './forest.js';
import { REF_EMPTY, REF_KIND_MASK, REF_LEAF, REF_PAGE, SLOT_WORDS } from './node-arena.js';
import type { TreeId } from './tree-id.js';
import { type TreeChange, type TreeUpdate, updateTrees } from './tree-update.js';

/** Root of a tree without leaves. */
export const EMPTY_ROOT = new Uint8Array(32);

/** Something with leaves and a root: a tree as it is, or as an update would make it. */
export interface TreeView {
  readonly root: Uint8Array;
  /** The hash of the value of a key (32 bytes), or undefined without a leaf. */
  get(key: Uint8Array): Uint8Array | undefined;
}

/** A tree at some time: the slot of its root node. */
export interface TreeVersion {
  readonly rootSlot: number;
}

export class StateTree implements TreeView {
  /** The version that updates start from. */
  head: TreeVersion;
  private removedPages = new Map<string, Uint8Array>();

  readonly forest: Forest;
  readonly id: TreeId;

  constructor(forest: Forest, id: TreeId, root: Uint8Array) {
    this.forest = forest;
    this.id = id;
    const { arena, pages } = forest;
    const slot = 2 * arena.allocatePair();
    this.head = { rootSlot: slot };
    if (Buffer.compare(root, EMPTY_ROOT) === 0) return;
    arena.setHash(slot, root);
    arena.putClean(slot, (pages.allocate(REF_EMPTY) << 2) | REF_PAGE, 0);
    forest.resolve(arena.ref(slot), slot, id, 0, EMPTY_ROOT);
  }

  get root(): Uint8Array {
    return this.forest.arena.hash(this.head.rootSlot);
  }

  get hasDirtyPages(): boolean {
    return this.forest.arena.isDirty(this.head.rootSlot);
  }

  get(key: Uint8Array): Uint8Array | undefined {
    const value = getLeaf(this.forest, this.id, this.head, key);
    this.forest.trim();
    return value;
  }

  /**
   * The tree with leaves set (hash of the value) or removed (undefined; nothing if there is none). Keys are 32
   * bytes, each given once, in any order.
   */
  update(changes: readonly TreeChange[]): TreeUpdate {
    return updateTrees(this.forest, [{ tree: this, base: this.head, changes }])[0];
  }

  /** Frees what it has in memory; its pages must be clean. */
  close(): void {
    const { arena, pages } = this.forest;
    assert(!this.hasDirtyPages, 'a tree is closed with dirty pages');
    pages.freeNodes(arena.ref(this.head.rootSlot));
    arena.freePair(this.head.rootSlot >> 1);
  }

  noteRemovedPages(keys: readonly Uint8Array[]): void {
    for (const key of keys) this.removedPages.set(keyText(key), key);
  }

  takeRemovedPages(): ReadonlyMap<string, Uint8Array> {
    const removed = this.removedPages;
    this.removedPages = new Map();
    return removed;
  }
}

export function getLeaf(
  forest: Forest,
  id: TreeId,
  { rootSlot }: TreeVersion,
  key: Uint8Array,
): Uint8Array | undefined {
  const { arena } = forest;
  let slot = rootSlot;
  for (let depth = 0; ; depth++) {
    const ref = forest.resolve(arena.ref(slot), slot, id, depth, key);
    if (ref === REF_EMPTY) return undefined;
    const index = ref >> 2;
    if ((ref & REF_KIND_MASK) === REF_LEAF) {
      const leaf = arena.leaves.view(index);
      return Buffer.compare(leaf.subarray(0, 32), key) === 0
        ? arena.leaves.read(index, SLOT_WORDS)
        : undefined;
    }
    slot = 2 * index + ((key[depth >> 3] >> (7 - (depth & 7))) & 1);
  }
}
