/**
 * Page records into nodes. A record is checked as it is read: its form, that its keys belong below its root,
 * and that its root has the hash that the parent says.
 *
 * A page is a subtree. One with at most LEAF_PAGE_MAX leaves is a *leaf page*: 0x00, then key32 ||
 * valueHash32 of each leaf in the order of keys. A larger one is cut at the next depth that divides by
 * PAGE_LEVELS, and at subtrees with at most LEAF_PAGE_MAX leaves: an *inner page*: 0x01, then its nodes in
 * preorder (left before right; not its root, which is always a pair), each a byte: 0 no key; PAIR two more
 * nodes follow; else a page and its hash32, the byte being its number of leaves, or COUNT_MANY for an inner
 * page. So the pages of a tree are a function of its leaves.
 */

import { toHex } from '../../../runtime/bytes.js';
import { HostFault } from '../../../runtime/errors.js';
import type { Forest } from './forest.js';
import type { HashQueue } from './hash-queue.js';
import { sharesPrefix } from './key-bits.js';
import { COUNT_MANY, COUNT_UNKNOWN, makeRef, REF_EMPTY, REF_KIND } from './node-arena.js';

export const LEAF_PAGE_MAX = COUNT_MANY - 1;
export const PAGE_LEVELS = 6;
export const PAGE_KIND = { leaves: 0x00, inner: 0x01 } as const;
export const NODE_PAIR = 0xff;
export const LEAF_BYTES = 64;
export const HASH_BYTES = 32;

/** Where a page is: its key, its root's depth, the bits that lead there, the slot above its root. */
export interface PagePlace {
  readonly key: Uint8Array;
  readonly depth: number;
  readonly path: Uint8Array;
  /** Its hash is what the page must have; its count the number of leaves, or COUNT_UNKNOWN. */
  readonly slot: number;
}

/**
 * The ref of the page's root node, a pair or a leaf.
 * @throws HostFault that names the page, if it is not what its parent says.
 */
export function loadPage(forest: Forest, record: Uint8Array, place: PagePlace): number {
  const { arena } = forest;
  const scratch = arena.allocatePair();
  const queue = forest.newHashQueue();
  const reader = new PageRecord(forest, record, place, queue);
  reader.read(2 * scratch);
  queue.run();
  const ref = arena.ref(2 * scratch);
  const count = arena.count(place.slot);
  const isAsParentSays =
    sameHash(arena.hash(2 * scratch), arena.hash(place.slot)) &&
    (count === COUNT_UNKNOWN || count === arena.count(2 * scratch));
  if (count === COUNT_UNKNOWN) arena.putClean(place.slot, arena.ref(place.slot), arena.count(2 * scratch));
  arena.freePair(scratch);
  if (!isAsParentSays) {
    forest.pages.freeNodes(ref);
    throw new HostFault(`tree page ${toHex(place.key)} is damaged: it has another hash`);
  }
  return ref;
}

function sameHash(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

class PageRecord {
  private at = 1;

  private readonly forest: Forest;
  private readonly record: Uint8Array;
  private readonly place: PagePlace;
  private readonly queue: HashQueue;

  constructor(forest: Forest, record: Uint8Array, place: PagePlace, queue: HashQueue) {
    this.forest = forest;
    this.record = record;
    this.place = place;
    this.queue = queue;
  }

  /** Puts the page's root node into a slot. */
  read(slot: number): void {
    const { record, place } = this;
    if (record[0] === PAGE_KIND.leaves) this.readLeaves(slot);
    else if (record[0] === PAGE_KIND.inner) {
      this.check(place.depth % PAGE_LEVELS === 0, 'is at a wrong depth');
      this.readPair(slot, place.depth);
      this.check(this.at === record.length, 'is too long');
    } else this.check(false, 'is of no known kind');
  }

  private readLeaves(slot: number): void {
    const { arena } = this.forest;
    const count = (this.record.length - 1) / LEAF_BYTES;
    this.check(Number.isInteger(count) && count > 0 && count <= LEAF_PAGE_MAX, 'has a wrong length');
    const leaves: number[] = [];
    for (let i = 0; i < count; i++) {
      const leaf = this.record.subarray(1 + i * LEAF_BYTES, 1 + (i + 1) * LEAF_BYTES);
      const key = leaf.subarray(0, HASH_BYTES);
      this.check(sharesPrefix(key, this.place.path, this.place.depth), 'has a key of another page');
      const before = this.record.subarray(1 + (i - 1) * LEAF_BYTES, 1 + (i - 1) * LEAF_BYTES + HASH_BYTES);
      this.check(i === 0 || Buffer.compare(before, key) < 0, 'has unsorted keys');
      leaves.push(arena.allocateLeaf(key, leaf.subarray(HASH_BYTES)));
    }
    this.buildLeaves(slot, this.place.depth, leaves, 0, count);
  }

  private buildLeaves(
    slot: number,
    depth: number,
    leaves: readonly number[],
    low: number,
    high: number,
  ): void {
    const { arena } = this.forest;
    if (high - low === 1) {
      arena.putClean(slot, makeRef(REF_KIND.leaf, leaves[low]), 1);
      this.queue.addLeaf(leaves[low], slot);
    } else if (high > low) {
      let middle = low;
      const bit = 0x80 >> (depth & 7);
      while (middle < high && (arena.leaves.byte(leaves[middle], depth >> 3) & bit) === 0) middle++;
      const pair = arena.allocatePair();
      this.buildLeaves(2 * pair, depth + 1, leaves, low, middle);
      this.buildLeaves(2 * pair + 1, depth + 1, leaves, middle, high);
      arena.putClean(slot, makeRef(REF_KIND.pair, pair), high - low);
      this.queue.addPair(pair, slot, depth);
    }
  }

  private readPair(slot: number, depth: number): void {
    const { arena } = this.forest;
    const pair = arena.allocatePair();
    this.readNode(2 * pair, depth + 1);
    this.readNode(2 * pair + 1, depth + 1);
    const count = arena.count(2 * pair) + arena.count(2 * pair + 1);
    this.check(count > LEAF_PAGE_MAX, 'has a pair that is a leaf page');
    arena.putClean(slot, makeRef(REF_KIND.pair, pair), COUNT_MANY);
    this.queue.addPair(pair, slot, depth);
  }

  private readNode(slot: number, depth: number): void {
    const { arena, pages } = this.forest;
    const isCut = depth % PAGE_LEVELS === 0;
    this.check(this.at < this.record.length, 'is too short');
    const kind = this.record[this.at++];
    if (kind === 0) return;
    if (kind === NODE_PAIR && !isCut) {
      this.readPair(slot, depth);
      return;
    }
    this.check(kind <= LEAF_PAGE_MAX || (kind === COUNT_MANY && isCut), 'has a wrong node');
    this.check(this.at + HASH_BYTES <= this.record.length, 'is too short');
    arena.setHash(slot, this.record.subarray(this.at, this.at + HASH_BYTES));
    this.at += HASH_BYTES;
    arena.putClean(slot, makeRef(REF_KIND.page, pages.allocate(REF_EMPTY)), kind);
  }

  private check(condition: boolean, what: string): void {
    if (!condition) throw new HostFault(`tree page ${toHex(this.place.key)} is damaged: it ${what}`);
  }
}
