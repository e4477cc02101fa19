/** One tree of semantics 25 over pages: its leaves, its root, its changes. */

import { assert } from '../../../runtime/errors.js';
import { keyText } from '../key-text.js';
import type { Forest } from './forest.js';
import { bitAt, KEY_BYTES } from './key-bits.js';
import { COUNT_UNKNOWN, makeRef, REF_EMPTY, REF_KIND, refIndex, refKind, VALUE_AT } from './node-arena.js';
import type { TreeId } from './tree-id.js';
import { type TreeChange, type TreeUpdate, updateTrees } from './tree-update.js';
import { TreeVersion } from './tree-version.js';

/** Root of a tree without leaves. */
export const EMPTY_ROOT = new Uint8Array(32);

/** Something with leaves and a root: a tree as it is, or as an update would make it. */
export interface TreeView {
  /** 32 bytes, not to be changed. */
  readonly root: Uint8Array;
  /** The hash of the value of a key (32 bytes), or undefined without a leaf. */
  get(key: Uint8Array): Uint8Array | undefined;
  /** Its tree, the nodes of which are this view's until another view is used. */
  nodes(): StateTree;
}

export class StateTree implements TreeView {
  readonly forest: Forest;
  readonly id: TreeId;
  /** Where its root node is. */
  readonly rootSlot: number;
  /** The tree as it is: the last version that was kept. */
  head: TreeVersion;
  /** The version that its nodes are of. */
  current: TreeVersion;
  /** Keys of pages that may be stored and are no more, by their texts. */
  readonly removedPages = new Map<string, Uint8Array>();

  private constructor(forest: Forest, id: TreeId) {
    this.forest = forest;
    this.id = id;
    this.rootSlot = 2 * forest.arena.allocatePair();
    this.head = this.current = new TreeVersion(forest, undefined);
  }

  static empty(forest: Forest, id: TreeId): StateTree {
    return new StateTree(forest, id);
  }

  /** A tree of which the root is known, and pages are read when they are met. */
  static unknown(forest: Forest, id: TreeId, root: Uint8Array): StateTree {
    const tree = new StateTree(forest, id);
    if (Buffer.compare(root, EMPTY_ROOT) !== 0) {
      const { arena, pages } = forest;
      arena.setHash(tree.rootSlot, root);
      arena.putClean(tree.rootSlot, makeRef(REF_KIND.page, pages.allocate(REF_EMPTY)), COUNT_UNKNOWN);
    }
    return tree;
  }

  nodes(): StateTree {
    this.switchTo(this.head);
    return this;
  }

  get root(): Uint8Array {
    return this.rootAt(this.head);
  }

  get(key: Uint8Array): Uint8Array | undefined {
    const value = this.getAt(this.head, key);
    this.forest.trim();
    return value;
  }

  /**
   * The tree with leaves set (hash of the value) or removed (undefined; nothing if there is none). Keys are
   * 32 bytes, each given once, in any order.
   */
  update(changes: readonly TreeChange[]): TreeUpdate {
    return updateTrees(this.forest, [{ tree: this, base: this.head, changes }])[0];
  }

  rootAt(version: TreeVersion): Uint8Array {
    if (version.root === undefined) {
      this.switchTo(version);
      version.root = this.forest.arena.hash(this.rootSlot);
    }
    return version.root;
  }

  getAt(version: TreeVersion, key: Uint8Array): Uint8Array | undefined {
    assert(key.length === KEY_BYTES, 'keys of a tree have 32 bytes');
    this.switchTo(version);
    const { arena } = this.forest;
    let slot = this.rootSlot;
    for (let depth = 0; ; depth++) {
      const ref = this.forest.resolve(arena.ref(slot), slot, this.id, depth, key);
      const index = refIndex(ref);
      if (ref === REF_EMPTY) return undefined;
      if (refKind(ref) === REF_KIND.leaf) {
        return arena.leaves.hasHash(index, 0, key) ? arena.leaves.readHash(index, VALUE_AT) : undefined;
      }
      slot = 2 * index + bitAt(key, depth);
    }
  }

  /** Brings the nodes to a version. */
  switchTo(version: TreeVersion): void {
    if (version === this.current) return;
    const wanted = new Set<TreeVersion>();
    for (let at: TreeVersion | undefined = version; at !== undefined; at = at.base) wanted.add(at);
    while (!wanted.has(this.current)) this.leave(this.current);
    const missing = [...wanted].slice(0, [...wanted].indexOf(this.current));
    for (const next of missing.reverse()) {
      next.log.swap();
      this.current = next;
    }
  }

  /** If the nodes are at this version, brings them to its base. */
  leave(version: TreeVersion): void {
    if (version !== this.current) return;
    assert(version.base !== undefined, 'the tree has changed since');
    version.log.swap();
    this.current = version.base;
  }

  get hasDirtyPages(): boolean {
    return this.forest.arena.isDirty(this.rootSlot);
  }

  noteRemovedPages(keys: readonly Uint8Array[]): void {
    for (const key of keys) this.removedPages.set(keyText(key), key);
  }

  /** Frees what it has in memory; its pages must be clean. */
  close(): void {
    const { arena, pages } = this.forest;
    assert(!this.hasDirtyPages, 'a tree is closed with dirty pages');
    pages.freeNodes(arena.ref(this.rootSlot));
    arena.freePair(this.rootSlot >> 1);
  }
}
