/** Many small Merkle trees hashed together: all pairs of a level, of however many trees, are one batch. */

import { hashInto, zeroHash } from '@chainsafe/persistent-merkle-tree';
import type { ByteViews } from '@chainsafe/ssz';

const CHUNK_BYTES = 32;
const CHUNK_WORDS = CHUNK_BYTES / 4;
const FIRST_CAPACITY = 1_024;
const PAIRS_PER_CALL = 1_024;
/** left, right, parent. */
const PAIR_NUMBERS = 3;

/** Chunks and pairs to be hashed, by the level above the leaves at which they are. */
export class MerkleBatch {
  #words = new Uint32Array(FIRST_CAPACITY * CHUNK_WORDS);
  #views = viewsOf(this.#words);
  #ranks = new Uint8Array(FIRST_CAPACITY);
  #length = 0;
  /** Pairs of each level, and how many numbers of them count: what is behind is of before `reset`. */
  readonly #levels: number[][] = [];
  readonly #counts: number[] = [];
  readonly #zeros: number[] = [];
  readonly #input = new Uint32Array(2 * CHUNK_WORDS * PAIRS_PER_CALL);
  readonly #output = new Uint32Array(CHUNK_WORDS * PAIRS_PER_CALL);

  /** Empties the batch; its memory is used again. */
  reset(): void {
    this.#words.fill(0, 0, this.#length * CHUNK_WORDS);
    this.#ranks.fill(0, 0, this.#length);
    this.#length = 0;
    this.#counts.fill(0);
    this.#zeros.length = 0;
  }

  /** Chunks for so many bytes, at least one, that `write` fills; the number of the first. */
  chunks(byteLength: number, write: (views: ByteViews, offset: number) => void): number {
    const first = this.#take(Math.max(1, Math.ceil(byteLength / CHUNK_BYTES)));
    write(this.#views, first * CHUNK_BYTES);
    return first;
  }

  /** The chunk that will be the hash of two others. */
  pair(left: number, right: number): number {
    const parent = this.#take(1);
    const rank = Math.max(this.#ranks[left], this.#ranks[right]);
    this.#ranks[parent] = rank + 1;
    while (this.#levels.length <= rank) {
      this.#levels.push([]);
      this.#counts.push(0);
    }
    const level = this.#levels[rank];
    const at = this.#counts[rank];
    level[at] = left;
    level[at + 1] = right;
    level[at + 2] = parent;
    this.#counts[rank] = at + PAIR_NUMBERS;
    return parent;
  }

  /** Root of a tree of 2^depth leaves of which the first are given. */
  merkleize(leaves: readonly number[], depth: number): number {
    if (leaves.length === 0) return this.#zero(depth);
    let nodes = leaves;
    let level = 0;
    for (; nodes.length > 1; level++) {
      const parents: number[] = [];
      for (let at = 0; at < nodes.length; at += 2) {
        parents.push(this.pair(nodes[at], at + 1 < nodes.length ? nodes[at + 1] : this.#zero(level)));
      }
      nodes = parents;
    }
    let root = nodes[0];
    for (; level < depth; level++) root = this.pair(root, this.#zero(level));
    return root;
  }

  mixInLength(root: number, length: number): number {
    return this.pair(
      root,
      this.chunks(4, ({ dataView }, offset) => dataView.setUint32(offset, length, true)),
    );
  }

  /** Hashes everything. */
  run(): void {
    this.#levels.forEach((level, rank) => {
      const end = this.#counts[rank];
      for (let at = 0; at < end; at += PAIR_NUMBERS * PAIRS_PER_CALL) {
        this.#hash(level, at, Math.min(PAIRS_PER_CALL, (end - at) / PAIR_NUMBERS));
      }
    });
  }

  /** A copy of a chunk's bytes. */
  bytesOf(chunk: number): Uint8Array {
    return this.#views.uint8Array.slice(chunk * CHUNK_BYTES, (chunk + 1) * CHUNK_BYTES);
  }

  #hash(level: readonly number[], start: number, count: number): void {
    for (let i = 0; i < count; i++) {
      this.#copyOut(level[start + PAIR_NUMBERS * i], 2 * i);
      this.#copyOut(level[start + PAIR_NUMBERS * i + 1], 2 * i + 1);
    }
    hashInto(
      new Uint8Array(this.#input.buffer, 0, 2 * CHUNK_BYTES * count),
      new Uint8Array(this.#output.buffer, 0, CHUNK_BYTES * count),
    );
    for (let i = 0; i < count; i++) {
      const to = level[start + PAIR_NUMBERS * i + 2] * CHUNK_WORDS;
      for (let word = 0; word < CHUNK_WORDS; word++) {
        this.#words[to + word] = this.#output[i * CHUNK_WORDS + word];
      }
    }
  }

  #copyOut(chunk: number, place: number): void {
    const from = chunk * CHUNK_WORDS;
    const to = place * CHUNK_WORDS;
    for (let word = 0; word < CHUNK_WORDS; word++) this.#input[to + word] = this.#words[from + word];
  }

  /** Root of 2^depth empty chunks. */
  #zero(depth: number): number {
    this.#zeros[depth] ??= this.chunks(CHUNK_BYTES, ({ uint8Array }, offset) =>
      uint8Array.set(zeroHash(depth), offset),
    );
    return this.#zeros[depth];
  }

  #take(count: number): number {
    const first = this.#length;
    this.#length += count;
    if (this.#length > this.#ranks.length) this.#grow();
    return first;
  }

  #grow(): void {
    const capacity = Math.max(this.#length, 2 * this.#ranks.length);
    const words = new Uint32Array(capacity * CHUNK_WORDS);
    words.set(this.#words);
    const ranks = new Uint8Array(capacity);
    ranks.set(this.#ranks);
    this.#words = words;
    this.#views = viewsOf(words);
    this.#ranks = ranks;
  }
}

function viewsOf({ buffer }: Uint32Array<ArrayBuffer>): ByteViews {
  return { uint8Array: new Uint8Array(buffer), dataView: new DataView(buffer) };
}
