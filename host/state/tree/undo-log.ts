/**
 * What an update has changed in place, as it was before; or, while the tree is at another version, as the update
 * made it: `swap` goes either way.
 */

import { LEAF_WORDS, type NodeArena, PAIR_WORDS } from './node-arena.js';
import type { RowTable } from './row-table.js';

export class UndoLog {
  private readonly pairs: RowLog;
  private readonly leaves: RowLog;

  constructor(arena: NodeArena) {
    this.pairs = new RowLog(arena.pairs, PAIR_WORDS);
    this.leaves = new RowLog(arena.leaves, LEAF_WORDS);
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
}

const ROWS_AT_FIRST = 64;

class RowLog {
  private readonly table: RowTable;
  private readonly rowWords: number;
  private readonly rows: number[] = [];
  private words: Uint32Array;

  constructor(table: RowTable, rowWords: number) {
    this.table = table;
    this.rowWords = rowWords;
    this.words = new Uint32Array(ROWS_AT_FIRST * rowWords);
  }

  save(row: number): void {
    const at = this.rows.length * this.rowWords;
    if (at === this.words.length) {
      const words = new Uint32Array(2 * at);
      words.set(this.words);
      this.words = words;
    }
    this.table.copyOut(row, this.words, at, this.rowWords);
    this.rows.push(row);
  }

  swap(): void {
    for (let i = 0; i < this.rows.length; i++) {
      this.table.swap(this.rows[i], this.words, i * this.rowWords, this.rowWords);
    }
  }
}
