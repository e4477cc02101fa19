/** Rows of a fixed number of words that come and go, in chunks, so that growing copies nothing. */

import { assert } from '../../../runtime/errors.js';

const HASH_WORDS = 8;
const ROWS_AT_FIRST = 64;
const CHUNK_BITS = 14;
const CHUNK_ROWS = 1 << CHUNK_BITS;
const CHUNK_MASK = CHUNK_ROWS - 1;
/** An index has 24 bits in a ref. */
const ROWS_MAX = 2 ** 24;

export class RowTable {
  readonly rowWords: number;
  private readonly words: Uint32Array[] = [];
  private readonly bytes: Uint8Array[] = [];
  private readonly free: number[] = [];
  /** Row 0 is never given out. */
  private next = 1;
  private capacity = 0;

  constructor(rowWords: number) {
    this.rowWords = rowWords;
  }

  get bytesUsed(): number {
    return (this.next - 1 - this.free.length) * this.rowWords * 4;
  }

  /** A row with any content. */
  allocate(): number {
    const row = this.free.pop();
    if (row !== undefined) return row;
    assert(this.next < ROWS_MAX, 'too many nodes of state trees are in memory');
    if (this.next >= this.capacity) this.grow();
    return this.next++;
  }

  /** The first chunk grows to its size; then there is another. */
  private grow(): void {
    const isFirst = this.capacity < CHUNK_ROWS;
    const rows = this.capacity === 0 ? ROWS_AT_FIRST : isFirst ? 2 * this.capacity : CHUNK_ROWS;
    const words = new Uint32Array(rows * this.rowWords);
    const at = isFirst ? 0 : this.words.length;
    if (isFirst && this.capacity > 0) words.set(this.words[0]);
    this.words[at] = words;
    this.bytes[at] = new Uint8Array(words.buffer);
    this.capacity = isFirst ? rows : this.capacity + rows;
  }

  release(row: number): void {
    this.free.push(row);
  }

  word(row: number, word: number): number {
    return this.words[row >> CHUNK_BITS][(row & CHUNK_MASK) * this.rowWords + word];
  }

  setWord(row: number, word: number, value: number): void {
    this.words[row >> CHUNK_BITS][(row & CHUNK_MASK) * this.rowWords + word] = value;
  }

  /** Fills the words from one on, up to another, with zeros. */
  clear(row: number, from: number, to: number): void {
    const start = (row & CHUNK_MASK) * this.rowWords;
    this.words[row >> CHUNK_BITS].fill(0, start + from, start + to);
  }

  /** Copies the first words of a row to other words. */
  copyOut(row: number, target: Uint32Array, at: number, length: number): void {
    const source = this.words[row >> CHUNK_BITS];
    const from = (row & CHUNK_MASK) * this.rowWords;
    for (let i = 0; i < length; i++) target[at + i] = source[from + i];
  }

  /** Copies a row's bytes to other bytes. */
  copyBytes(row: number, target: Uint8Array, at: number): void {
    const source = this.bytes[row >> CHUNK_BITS];
    const from = (row & CHUNK_MASK) * this.rowWords * 4;
    for (let i = 0; i < this.rowWords * 4; i++) target[at + i] = source[from + i];
  }

  /** Copies the words of a hash into a row. */
  copyHashIn(source: Uint32Array, at: number, row: number, word: number): void {
    const target = this.words[row >> CHUNK_BITS];
    const to = (row & CHUNK_MASK) * this.rowWords + word;
    for (let i = 0; i < HASH_WORDS; i++) target[to + i] = source[at + i];
  }

  /** Exchanges the first words of a row with other words. */
  swap(row: number, other: Uint32Array, at: number, length: number): void {
    const words = this.words[row >> CHUNK_BITS];
    const start = (row & CHUNK_MASK) * this.rowWords;
    for (let i = 0; i < length; i++) {
      const word = words[start + i];
      words[start + i] = other[at + i];
      other[at + i] = word;
    }
  }

  byte(row: number, offset: number): number {
    return this.bytes[row >> CHUNK_BITS][(row & CHUNK_MASK) * this.rowWords * 4 + offset];
  }

  /** The bytes of a row; theirs while the row is. */
  view(row: number): Uint8Array {
    const start = (row & CHUNK_MASK) * this.rowWords * 4;
    return this.bytes[row >> CHUNK_BITS].subarray(start, start + this.rowWords * 4);
  }

  /** A copy of the hash at a word. */
  readHash(row: number, word: number): Uint8Array {
    const start = ((row & CHUNK_MASK) * this.rowWords + word) * 4;
    return this.bytes[row >> CHUNK_BITS].slice(start, start + HASH_WORDS * 4);
  }

  writeHash(row: number, word: number, hash: Uint8Array): void {
    const target = this.bytes[row >> CHUNK_BITS];
    const start = ((row & CHUNK_MASK) * this.rowWords + word) * 4;
    // A loop is quicker than TypedArray.set for so few.
    for (let i = 0; i < HASH_WORDS * 4; i++) target[start + i] = hash[i];
  }

  /** As `writeHash`, from a text of one character a byte. */
  writeHashText(row: number, word: number, text: string): void {
    const target = this.bytes[row >> CHUNK_BITS];
    const start = ((row & CHUNK_MASK) * this.rowWords + word) * 4;
    for (let i = 0; i < HASH_WORDS * 4; i++) target[start + i] = text.charCodeAt(i);
  }

  /** Whether the hash at a word is that. */
  hasHash(row: number, word: number, hash: Uint8Array): boolean {
    const bytes = this.bytes[row >> CHUNK_BITS];
    const start = ((row & CHUNK_MASK) * this.rowWords + word) * 4;
    for (let i = 0; i < HASH_WORDS * 4; i++) {
      if (bytes[start + i] !== hash[i]) return false;
    }
    return true;
  }
}
