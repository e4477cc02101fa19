/** Rows of 64 bytes that come and go, in chunks of 1 MiB, so that growing copies nothing. */

const ROW_WORDS = 16;
const HALF_WORDS = 8;
const ROW_BYTES = 64;
const CHUNK_BITS = 14;
const CHUNK_ROWS = 1 << CHUNK_BITS;
const CHUNK_MASK = CHUNK_ROWS - 1;

export class RowTable {
  private readonly words: Uint32Array[] = [];
  private readonly bytes: Uint8Array[] = [];
  private readonly free: number[] = [];
  /** Row 0 is never given out. */
  private next = 1;

  get rowsUsed(): number {
    return this.next - 1 - this.free.length;
  }

  get bytesUsed(): number {
    return this.rowsUsed * ROW_BYTES;
  }

  /** A row with any content. */
  allocate(): number {
    const row = this.free.pop();
    if (row !== undefined) return row;
    if (this.next >> CHUNK_BITS >= this.words.length) {
      const words = new Uint32Array(CHUNK_ROWS * ROW_WORDS);
      this.words.push(words);
      this.bytes.push(new Uint8Array(words.buffer));
    }
    return this.next++;
  }

  release(row: number): void {
    this.free.push(row);
  }

  clear(row: number): void {
    const at = (row & CHUNK_MASK) * ROW_WORDS;
    this.words[row >> CHUNK_BITS].fill(0, at, at + ROW_WORDS);
  }

  clearHalf(row: number, half: number): void {
    const at = (row & CHUNK_MASK) * ROW_WORDS + half * HALF_WORDS;
    this.words[row >> CHUNK_BITS].fill(0, at, at + HALF_WORDS);
  }

  copy(from: number, to: number): void {
    const [source, target] = [this.words[from >> CHUNK_BITS], this.words[to >> CHUNK_BITS]];
    copyWords(source, (from & CHUNK_MASK) * ROW_WORDS, target, (to & CHUNK_MASK) * ROW_WORDS, ROW_WORDS);
  }

  copyHalf(from: number, fromHalf: number, to: number, toHalf: number): void {
    const source = (from & CHUNK_MASK) * ROW_WORDS + fromHalf * HALF_WORDS;
    const target = (to & CHUNK_MASK) * ROW_WORDS + toHalf * HALF_WORDS;
    copyWords(this.words[from >> CHUNK_BITS], source, this.words[to >> CHUNK_BITS], target, HALF_WORDS);
  }

  /** Copies a row to other words. */
  copyOut(row: number, target: Uint32Array, at: number): void {
    copyWords(this.words[row >> CHUNK_BITS], (row & CHUNK_MASK) * ROW_WORDS, target, at, ROW_WORDS);
  }

  /** Copies 8 words into half a row. */
  copyIn(source: Uint32Array, at: number, row: number, half: number): void {
    const target = (row & CHUNK_MASK) * ROW_WORDS + half * HALF_WORDS;
    copyWords(source, at, this.words[row >> CHUNK_BITS], target, HALF_WORDS);
  }

  /** The bytes of a row; valid while the row is. */
  view(row: number): Uint8Array {
    const at = (row & CHUNK_MASK) * ROW_BYTES;
    return this.bytes[row >> CHUNK_BITS].subarray(at, at + ROW_BYTES);
  }

  byte(row: number, offset: number): number {
    return this.bytes[row >> CHUNK_BITS][(row & CHUNK_MASK) * ROW_BYTES + offset];
  }

  /** A copy of the 32 bytes from a word on. */
  read(row: number, word: number): Uint8Array {
    const at = ((row & CHUNK_MASK) * ROW_WORDS + word) * 4;
    return this.bytes[row >> CHUNK_BITS].slice(at, at + HALF_WORDS * 4);
  }

  write(row: number, word: number, bytes: Uint8Array): void {
    const target = this.bytes[row >> CHUNK_BITS];
    const at = ((row & CHUNK_MASK) * ROW_WORDS + word) * 4;
    // Short copies: a loop is quicker than TypedArray.set.
    for (let i = 0; i < HALF_WORDS * 4; i++) target[at + i] = bytes[i];
  }
}

function copyWords(source: Uint32Array, from: number, target: Uint32Array, to: number, length: number): void {
  for (let i = 0; i < length; i++) target[to + i] = source[from + i];
}
