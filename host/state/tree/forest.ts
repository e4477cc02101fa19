/**
 * The trees of a store: nodes in memory, pages that are loaded when they are met and let go when they have
 * not been used for a while, pages that have changed and wait to be written.
 */

import { toHex } from '../../../runtime/bytes.js';
import { HostFault } from '../../../runtime/errors.js';
import { keyText } from '../key-text.js';
import type { Change, RecordReader } from '../store.js';
import { HashQueue } from './hash-queue.js';
import { NodeArena, REF_EMPTY, REF_KIND, refIndex, refKind } from './node-arena.js';
import { loadPage } from './page-load.js';
import { PageTable } from './page-table.js';
import { cleanPages, collectDirtyPages } from './page-write.js';
import { StateTree } from './state-tree.js';
import { ACCOUNT_TREE, pageKey, type TreeId } from './tree-id.js';
import { type TreeChange, type TreeUpdate, updateTrees } from './tree-update.js';
import { SpareWords } from './undo-log.js';
import { VisitList } from './visit-list.js';

export interface ForestOptions {
  /** Clean pages are let go so that nodes take about this much; changed pages and updates come on top. */
  readonly cacheBytes: number;
}

export const DEFAULT_TREE_CACHE_BYTES = 192 * 2 ** 20;

export class Forest {
  readonly arena = new NodeArena();
  readonly pages = new PageTable(this.arena);
  /** Memory that updates use one after the other. */
  readonly spareWords = new SpareWords();
  readonly visits = new VisitList();
  private readonly trees = new Map<string, StateTree>();
  /** Names of trees that were asked for since pages were last taken. */
  private readonly recent = new Set<string>([keyText(ACCOUNT_TREE)]);
  private openUpdates = 0;

  private readonly reader: RecordReader;
  private readonly options: ForestOptions;

  constructor(reader: RecordReader, options: ForestOptions = { cacheBytes: DEFAULT_TREE_CACHE_BYTES }) {
    this.reader = reader;
    this.options = options;
  }

  get bytesUsed(): number {
    return this.arena.bytesUsed + this.pages.bytesUsed;
  }

  /**
   * The tree of that name, whose root the caller knows (32 bytes, zeros if it is empty). The account tree
   * stays open; of another do not keep the object past `takeDirtyPages`, but ask again.
   * @throws HostFault if its root page is missing or has another hash, or the tree is open with another root.
   */
  open(id: TreeId, root: Uint8Array): StateTree {
    const text = keyText(id);
    let tree = this.trees.get(text);
    if (tree === undefined) {
      tree = StateTree.unknown(this, id, root);
      this.resolve(this.arena.ref(tree.rootSlot), tree.rootSlot, id, 0, root);
      this.trees.set(text, tree);
    } else if (Buffer.compare(tree.root, root) !== 0) {
      throw new HostFault(`tree ${toHex(id)} has root ${toHex(tree.root)}, not ${toHex(root)}`);
    }
    this.recent.add(text);
    return tree;
  }

  /**
   * Changes of several trees, whose hashes are computed together. Each update is kept or dropped by itself.
   * Only for trees of this forest, each at most once.
   */
  update(changes: readonly { tree: StateTree; changes: readonly TreeChange[] }[]): TreeUpdate[] {
    return updateTrees(
      this,
      changes.map(({ tree, changes }) => ({ tree, base: tree.head, changes })),
    );
  }

  /**
   * Records of all pages that have changed since this was last called, with removals; the caller writes them
   * in one batch. While an update is open (`isUpdating`) the pages stay dirty: they are the same, but will be
   * among those of the next time too.
   */
  takeDirtyPages(): Change[] {
    const changes: Change[] = [];
    for (const tree of this.trees.values()) {
      if (tree.nodes().hasDirtyPages) collectDirtyPages(this, tree, changes);
    }
    if (this.isUpdating) return changes;
    for (const tree of this.trees.values()) {
      cleanPages(this, tree.rootSlot);
      tree.removedPages.clear();
    }
    this.closeTrees();
    this.trim();
    return changes;
  }

  /** Closes trees that nobody has asked for since this was last done. */
  private closeTrees(): void {
    for (const [text, tree] of this.trees) {
      if (this.recent.has(text)) continue;
      tree.close();
      this.trees.delete(text);
    }
    this.recent.clear();
    this.recent.add(keyText(ACCOUNT_TREE));
  }

  /** Where a ref leads once its page is loaded: empty, a pair or a leaf. */
  resolve(ref: number, slot: number, tree: TreeId, depth: number, path: Uint8Array): number {
    if (refKind(ref) !== REF_KIND.page) return ref;
    const page = refIndex(ref);
    const loaded = this.pages.use(page);
    if (loaded !== REF_EMPTY) return loaded;
    const key = pageKey(tree, depth, path);
    const record = this.reader.get(key);
    if (record === undefined) throw new HostFault(`tree page ${toHex(key)} is missing`);
    const root = loadPage(this, record, { key, depth, path, slot });
    this.pages.setLoaded(page, root);
    return root;
  }

  newHashQueue(): HashQueue {
    return new HashQueue(this.arena);
  }

  /** Whether an update is neither kept nor dropped. */
  get isUpdating(): boolean {
    return this.openUpdates > 0;
  }

  noteUpdate(change: 1 | -1): void {
    this.openUpdates += change;
    if (this.openUpdates === 0) this.trim();
  }

  /** Lets go of pages that have not been used for a while if too much memory is in use. */
  trim(): void {
    if (this.openUpdates > 0 || this.bytesUsed <= this.options.cacheBytes) return;
    this.pages.evict(() => this.bytesUsed > this.options.cacheBytes * EVICT_TO);
  }
}

/** Part of the bound that eviction goes down to, so that it is not done for every page. */
const EVICT_TO = 7 / 8;
