/**
 * Pages as they are seen from their parents: loaded or not. Versions of a tree that share a page share its
 * entry, so that it is loaded once for all of them.
 */

import { type NodeArena, REF_EMPTY, REF_KIND, refIndex, refKind } from './node-arena.js';

const ENTRY_BYTES = 5;
/** `used` of an entry. */
const FREE = 2;

export class PageTable {
  /** Ref of the page's root node (a pair or a leaf), or REF_EMPTY while it is not loaded. */
  private loaded = new Uint32Array(256);
  /** 1 since the page was used, 0 when eviction has passed it; FREE. */
  private used = new Uint8Array(256);
  private readonly free: number[] = [];
  private next = 0;
  /** Where the next eviction goes on. */
  private hand = 0;

  private readonly arena: NodeArena;

  constructor(arena: NodeArena) {
    this.arena = arena;
  }

  get bytesUsed(): number {
    return (this.next - this.free.length) * ENTRY_BYTES;
  }

  allocate(root: number): number {
    const page = this.free.pop() ?? this.next++;
    if (page >= this.loaded.length) this.grow();
    this.loaded[page] = root;
    this.used[page] = 1;
    return page;
  }

  release(page: number): void {
    this.loaded[page] = REF_EMPTY;
    this.used[page] = FREE;
    this.free.push(page);
  }

  /** Marks it as used; its root node, or REF_EMPTY. */
  use(page: number): number {
    this.used[page] = 1;
    return this.loaded[page];
  }

  setLoaded(page: number, root: number): void {
    this.loaded[page] = root;
  }

  /**
   * Lets go of loaded pages as long as `more` says so: first of those that were not used since the last time,
   * and of pages below before those above.
   */
  evict(more: () => boolean): void {
    // Ends when a whole round has found nothing to do.
    for (let idle = 0; idle < this.next && more(); idle++) {
      const page = this.hand;
      this.hand = page + 1 >= this.next ? 0 : page + 1;
      if (this.used[page] === 1) {
        this.used[page] = 0;
        idle = -1;
      } else if (this.used[page] === 0 && this.unload(page)) idle = -1;
    }
  }

  /** False if it is not loaded, or a page below it is. */
  private unload(page: number): boolean {
    const ref = this.loaded[page];
    if (ref === REF_EMPTY || this.hasLoadedBelow(ref)) return false;
    this.freeNodes(ref);
    this.loaded[page] = REF_EMPTY;
    return true;
  }

  private hasLoadedBelow(ref: number): boolean {
    if (ref === REF_EMPTY) return false;
    const index = refIndex(ref);
    const kind = refKind(ref);
    if (kind === REF_KIND.page) return this.loaded[index] !== REF_EMPTY;
    if (kind === REF_KIND.leaf) return false;
    return (
      this.hasLoadedBelow(this.arena.ref(2 * index)) || this.hasLoadedBelow(this.arena.ref(2 * index + 1))
    );
  }

  /** Frees a node and all below it, with the entries of pages. */
  freeNodes(ref: number): void {
    if (ref === REF_EMPTY) return;
    const index = refIndex(ref);
    const kind = refKind(ref);
    if (kind === REF_KIND.page) {
      this.freeNodes(this.loaded[index]);
      this.release(index);
    } else if (kind === REF_KIND.leaf) this.arena.freeLeaf(index);
    else {
      this.freeNodes(this.arena.ref(2 * index));
      this.freeNodes(this.arena.ref(2 * index + 1));
      this.arena.freePair(index);
    }
  }

  private grow(): void {
    const loaded = new Uint32Array(2 * this.loaded.length);
    const used = new Uint8Array(loaded.length);
    loaded.set(this.loaded);
    used.set(this.used);
    this.loaded = loaded;
    this.used = used;
  }
}
