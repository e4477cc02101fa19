/**
 * What an update has changed in place, as it was before; or, while the tree is at another version, as the
 * update made it: `swap` goes either way.
 */

import { LEAF_WORDS, type NodeArena, PAIR_WORDS } from './node-arena.js';
import type { RowTable } from './row-table.js';

export class UndoLog {
  private readonly pairs: RowLog;
  private readonly leaves: RowLog;

  constructor(arena: NodeArena, spares: SpareWords) {
    this.pairs = new RowLog(arena.pairs, PAIR_WORDS, spares);
    this.leaves = new RowLog(arena.leaves, LEAF_WORDS, spares);
  }

  /** To be called before a pair that others may know is changed, once. */
  savePair(pair: number): void {
    this.pairs.save(pair);
  }

  /** As `savePair`. */
  saveLeaf(leaf: number): void {
    this.leaves.save(leaf);
  }

  /** Exchanges what is here with what is in the tree. */
  swap(): void {
    this.pairs.swap();
    this.leaves.swap();
  }

  /** Forgets everything. */
  clear(): void {
    this.pairs.clear();
    this.leaves.clear();
  }
}

const ROWS_AT_FIRST = 64;
const SPARES_MAX = 4;

/** Memory of logs that are over: to take new memory from the system costs as much as to fill it. */
export class SpareWords {
  private readonly spares: Uint32Array[] = [];

  take(length: number): Uint32Array {
    const at = this.spares.findIndex((words) => words.length >= length);
    return at < 0 ? new Uint32Array(length) : this.spares.splice(at, 1)[0];
  }

  give(words: Uint32Array): void {
    this.spares.push(words);
    this.spares.sort((a, b) => b.length - a.length);
    this.spares.length = Math.min(this.spares.length, SPARES_MAX);
  }
}

class RowLog {
  private readonly table: RowTable;
  private readonly rowWords: number;
  private readonly spares: SpareWords;
  /** Of each row its index and its words. */
  private words: Uint32Array | undefined;
  private used = 0;

  constructor(table: RowTable, rowWords: number, spares: SpareWords) {
    this.table = table;
    this.rowWords = rowWords;
    this.spares = spares;
  }

  save(row: number): void {
    const entryWords = 1 + this.rowWords;
    this.words ??= this.spares.take(ROWS_AT_FIRST * entryWords);
    if (this.used + entryWords > this.words.length) {
      const words = this.spares.take(2 * this.words.length);
      words.set(this.words);
      this.spares.give(this.words);
      this.words = words;
    }
    this.words[this.used] = row;
    this.table.copyOut(row, this.words, this.used + 1, this.rowWords);
    this.used += entryWords;
  }

  swap(): void {
    if (this.words === undefined) return;
    for (let at = 0; at < this.used; at += 1 + this.rowWords) {
      this.table.swap(this.words[at], this.words, at + 1, this.rowWords);
    }
  }

  clear(): void {
    if (this.words !== undefined) this.spares.give(this.words);
    this.words = undefined;
    this.used = 0;
  }
}
