/**
 * The nodes of all trees that are in memory, in typed arrays: some 160 bytes a leaf all told, where objects
 * would take several hundred.
 *
 * Nodes come in *pairs* of siblings, since their hashes are always hashed side by side. A pair has two
 * *slots* (slot = 2 * pair + side); a slot says what is there:
 *
 * - its hash: 32 bytes;
 * - its ref: nothing, another pair, a leaf, or a page that may have to be loaded;
 * - its number of leaves, up to COUNT_MANY, and whether its page must be written.
 *
 * All of a pair is in one row, since a tree in memory is as quick as the processor's cache.
 */

import { RowTable } from './row-table.js';

/** What a slot refers to: kind | index << 8. */
export const REF_EMPTY = 0;
export const REF_KIND = { pair: 1, leaf: 2, page: 3 } as const;
export type RefKind = (typeof REF_KIND)[keyof typeof REF_KIND];

export function makeRef(kind: RefKind, index: number): number {
  return ((index << 8) | kind) >>> 0;
}

/** 0 if it is empty. */
export function refKind(ref: number): RefKind | 0 {
  return (ref & KIND_MASK) as RefKind | 0;
}

export function refIndex(ref: number): number {
  return ref >>> 8;
}

/** More leaves than a leaf page holds; counts stop here. */
export const COUNT_MANY = 31;
/** The count of the root of a tree whose root page has not been read yet. */
export const COUNT_UNKNOWN = 0;

/** A slot's word: its ref, and between kind and index the count and the mark. */
const KIND_MASK = 0x03;
const COUNT_SHIFT = 2;
const COUNT_MASK = 0x1f;
const DIRTY = 0x80;
const REF_MASK = 0xffffff03;

/** A pair's row: two hashes, two slot words. */
const SLOT_WORDS = 8;
const SLOTS_AT = 16;
export const PAIR_WORDS = 18;
/** A leaf's row: its key, the hash of its value. */
export const LEAF_WORDS = 16;
export const VALUE_AT = 8;

export class NodeArena {
  readonly pairs = new RowTable(PAIR_WORDS);
  readonly leaves = new RowTable(LEAF_WORDS);

  /** Bytes that nodes take. */
  get bytesUsed(): number {
    return this.pairs.bytesUsed + this.leaves.bytesUsed;
  }

  /** A pair of empty slots. */
  allocatePair(): number {
    const pair = this.pairs.allocate();
    this.pairs.clear(pair, 0, PAIR_WORDS);
    return pair;
  }

  freePair(pair: number): void {
    this.pairs.release(pair);
  }

  allocateLeaf(key: Uint8Array, valueHash: Uint8Array): number {
    const leaf = this.leaves.allocate();
    this.leaves.writeHash(leaf, 0, key);
    this.leaves.writeHash(leaf, VALUE_AT, valueHash);
    return leaf;
  }

  freeLeaf(leaf: number): void {
    this.leaves.release(leaf);
  }

  ref(slot: number): number {
    return (this.word(slot) & REF_MASK) >>> 0;
  }

  count(slot: number): number {
    return (this.word(slot) >> COUNT_SHIFT) & COUNT_MASK;
  }

  isDirty(slot: number): boolean {
    return (this.word(slot) & DIRTY) !== 0;
  }

  /** What is there now, still to be written. */
  put(slot: number, ref: number, count: number): void {
    this.setWord(slot, ref | (count << COUNT_SHIFT) | DIRTY);
  }

  /** As `put`, of what has just been read or written. */
  putClean(slot: number, ref: number, count: number): void {
    this.setWord(slot, ref | (count << COUNT_SHIFT));
  }

  putEmpty(slot: number): void {
    this.put(slot, REF_EMPTY, 0);
    const at = (slot & 1) * SLOT_WORDS;
    this.pairs.clear(slot >> 1, at, at + SLOT_WORDS);
  }

  markDirty(slot: number): void {
    this.setWord(slot, this.word(slot) | DIRTY);
  }

  markClean(slot: number): void {
    this.setWord(slot, this.word(slot) & ~DIRTY);
  }

  /** A copy of a slot's hash. */
  hash(slot: number): Uint8Array {
    return this.pairs.readHash(slot >> 1, (slot & 1) * SLOT_WORDS);
  }

  setHash(slot: number, hash: Uint8Array): void {
    this.pairs.writeHash(slot >> 1, (slot & 1) * SLOT_WORDS, hash);
  }

  /** As `setHash`, from a text of one character a byte. */
  setHashText(slot: number, text: string): void {
    this.pairs.writeHashText(slot >> 1, (slot & 1) * SLOT_WORDS, text);
  }

  /** As `setHash`, from words. */
  setHashWords(slot: number, words: Uint32Array, at: number): void {
    this.pairs.copyHashIn(words, at, slot >> 1, (slot & 1) * SLOT_WORDS);
  }

  /** Reads something of what a slot refers to, to have it in the processor's cache. */
  touch(slot: number): number {
    const word = this.word(slot);
    const index = refIndex(word);
    if (refKind(word) === REF_KIND.pair) return this.pairs.word(index, 0) ^ this.pairs.word(index, SLOTS_AT);
    return refKind(word) === REF_KIND.leaf ? this.leaves.word(index, 0) : 0;
  }

  private word(slot: number): number {
    return this.pairs.word(slot >> 1, SLOTS_AT + (slot & 1));
  }

  private setWord(slot: number, word: number): void {
    this.pairs.setWord(slot >> 1, SLOTS_AT + (slot & 1), word);
  }
}
