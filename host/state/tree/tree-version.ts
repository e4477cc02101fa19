/** A version of a tree: what it changes of its base, and the nodes that only one of the two has. */

import type { Forest } from './forest.js';
import { UndoLog } from './undo-log.js';

export class TreeVersion {
  /** The version it was made from, until it is kept. */
  base: TreeVersion | undefined;
  /** Its root, once that was asked for: so that asking does not bring the tree to this version. */
  root: Uint8Array | undefined;
  /** Versions made from this one that are neither kept nor dropped. */
  dependents = 0;
  readonly log: UndoLog;
  readonly newPairs: number[] = [];
  readonly newLeaves: number[] = [];
  readonly oldPairs: number[] = [];
  readonly oldLeaves: number[] = [];
  /** Entries of the page table. */
  readonly oldPages: number[] = [];
  /** Keys of pages that are no more. */
  readonly removedPages: Uint8Array[] = [];
  private readonly forest: Forest;

  constructor(forest: Forest, base: TreeVersion | undefined) {
    this.forest = forest;
    this.base = base;
    this.log = new UndoLog(forest.arena, forest.spareWords);
    if (base !== undefined) base.dependents++;
  }

  /** Its base is not wanted any more. */
  keep(): void {
    const { arena, pages } = this.forest;
    for (const pair of this.oldPairs) arena.freePair(pair);
    for (const leaf of this.oldLeaves) arena.freeLeaf(leaf);
    for (const page of this.oldPages) pages.release(page);
    this.end();
  }

  /** It is not wanted any more, and the tree is not at it. */
  drop(): void {
    const { arena } = this.forest;
    for (const pair of this.newPairs) arena.freePair(pair);
    for (const leaf of this.newLeaves) arena.freeLeaf(leaf);
    this.end();
  }

  private end(): void {
    if (this.base !== undefined) this.base.dependents--;
    this.base = undefined;
    this.log.clear();
    for (const list of [this.newPairs, this.newLeaves, this.oldPairs, this.oldLeaves, this.oldPages]) {
      list.length = 0;
    }
  }
}
