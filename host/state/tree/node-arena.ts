/**
 * The nodes of all trees that are in memory, in typed arrays: some 140 bytes a leaf all told, where objects would
 * take several hundred.
 *
 * Nodes come in *pairs* of siblings, since their hashes are always hashed side by side. A pair has two *slots*
 * (slot = 2 * pair + side); a slot says what is there:
 *
 * - its hash: 32 bytes in the row of the pair;
 * - its ref: nothing, another pair, a leaf, or a page that may have to be loaded;
 * - its count of leaves, up to COUNT_MANY, and whether it has changed since its page was last taken for writing.
 */

import { RowTable } from './row-table.js';

/** More leaves than a leaf page holds (LEAF_PAGE_MAX + 1); counts stop here. */
export const COUNT_MANY = 33;
const COUNT_MASK = 0x3f;
const DIRTY = 0x80;

/** What a slot's ref points at: index << 2 | kind; 0 is an empty slot. */
export const REF_EMPTY = 0;
export const REF_KIND_MASK = 3;
export const REF_PAIR = 0;
export const REF_LEAF = 1;
export const REF_PAGE = 2;

export const SLOT_WORDS = 8;

export class NodeArena {
  /** Hash of the left slot, hash of the right slot. */
  readonly hashes = new RowTable();
  /** Leaves: key, hash of the value. */
  readonly leaves = new RowTable();
  private refs = new Int32Array(1024);
  private marks = new Uint8Array(1024);

  /** Bytes that nodes take. */
  get bytesUsed(): number {
    return this.hashes.bytesUsed + this.leaves.bytesUsed + this.hashes.rowsUsed * 10;
  }

  /** A pair of empty slots. */
  allocatePair(): number {
    const pair = this.hashes.allocate();
    if (2 * pair + 1 >= this.refs.length) this.grow();
    const slot = 2 * pair;
    this.hashes.clear(pair);
    this.refs[slot] = this.refs[slot + 1] = REF_EMPTY;
    this.marks[slot] = this.marks[slot + 1] = 0;
    return pair;
  }

  copyPair(pair: number): number {
    const copy = this.allocatePair();
    this.hashes.copy(pair, copy);
    const [from, to] = [2 * pair, 2 * copy];
    this.refs[to] = this.refs[from];
    this.refs[to + 1] = this.refs[from + 1];
    this.marks[to] = this.marks[from];
    this.marks[to + 1] = this.marks[from + 1];
    return copy;
  }

  freePair(pair: number): void {
    this.hashes.release(pair);
  }

  allocateLeaf(key: Uint8Array, valueHash: Uint8Array): number {
    const leaf = this.leaves.allocate();
    this.leaves.write(leaf, 0, key);
    this.leaves.write(leaf, SLOT_WORDS, valueHash);
    return leaf;
  }

  freeLeaf(leaf: number): void {
    this.leaves.release(leaf);
  }

  ref(slot: number): number {
    return this.refs[slot];
  }

  count(slot: number): number {
    return this.marks[slot] & COUNT_MASK;
  }

  isDirty(slot: number): boolean {
    return (this.marks[slot] & DIRTY) !== 0;
  }

  /** What is there now, changed since it was last written. */
  put(slot: number, ref: number, count: number): void {
    this.refs[slot] = ref;
    this.marks[slot] = count | DIRTY;
  }

  /** As `put`, of what has just been read or written. */
  putClean(slot: number, ref: number, count: number): void {
    this.refs[slot] = ref;
    this.marks[slot] = count;
  }

  markDirty(slot: number): void {
    this.marks[slot] |= DIRTY;
  }

  markClean(slot: number): void {
    this.marks[slot] &= COUNT_MASK;
  }

  /** Everything but the mark of change. */
  copySlot(from: number, to: number): void {
    this.refs[to] = this.refs[from];
    this.marks[to] = this.marks[from];
    this.copyHash(from, to);
  }

  copyHash(from: number, to: number): void {
    this.hashes.copyHalf(from >> 1, from & 1, to >> 1, to & 1);
  }

  clearHash(slot: number): void {
    this.hashes.clearHalf(slot >> 1, slot & 1);
  }

  /** A copy of a slot's hash. */
  hash(slot: number): Uint8Array {
    return this.hashes.read(slot >> 1, (slot & 1) * SLOT_WORDS);
  }

  setHash(slot: number, hash: Uint8Array): void {
    this.hashes.write(slot >> 1, (slot & 1) * SLOT_WORDS, hash);
  }

  private grow(): void {
    const refs = new Int32Array(2 * this.refs.length);
    const marks = new Uint8Array(refs.length);
    refs.set(this.refs);
    marks.set(this.marks);
    this.refs = refs;
    this.marks = marks;
  }
}
