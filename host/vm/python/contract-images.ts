/**
 * Cache of contract images: the base image plus the blocks that differ once a contract's code is loaded
 * (SEMANTICS 8). It changes the time of a call and nothing else: every call pays the same load price
 * (SEMANTICS 7).
 */

import type { MemoryImage } from '../../../runtime/sandbox/memory-image.js';

/** Bytes that cached images may hold beyond the base image, by default. */
const CACHE_BYTES_MAX = 64 * 1024 * 1024;

export interface ImageStatistics {
  /** Images in the cache. */
  readonly count: number;
  /** Bytes that they hold beyond the base image, and may hold. */
  readonly bytes: number;
  readonly bytesMax: number;
  /** Frames that found their image, and frames that had to make it. */
  readonly hits: number;
  readonly misses: number;
  /** Images dropped for their bytes. */
  readonly evicted: number;
}

export class ContractImages {
  readonly #bytesMax: number;
  /** Least recently used first. */
  readonly #images = new Map<string, MemoryImage>();
  #bytes = 0;
  #hits = 0;
  #misses = 0;
  #evicted = 0;
  /** What was asked for last: it is the most recently used already. */
  #lastHash: string | undefined;
  #last: MemoryImage | undefined;

  /** @param bytesMax 0 keeps none: every frame makes its image. */
  constructor(bytesMax: number = CACHE_BYTES_MAX) {
    this.#bytesMax = bytesMax;
  }

  /** The image of a code hash; made by `make` if it is not cached. Undefined if `make` cannot. */
  get(codeHash: string, make: () => MemoryImage | undefined): MemoryImage | undefined {
    if (codeHash === this.#lastHash) {
      this.#hits++;
      return this.#last;
    }
    const cached = this.#images.get(codeHash);
    if (cached === undefined) this.#misses++;
    else this.#hits++;
    const image = cached ?? make();
    if (image === undefined) return undefined;
    if (cached === undefined) this.#bytes += image.ownBytes;
    this.#images.delete(codeHash);
    this.#images.set(codeHash, image);
    this.#evict();
    this.#lastHash = this.#images.has(codeHash) ? codeHash : undefined;
    this.#last = image;
    return image;
  }

  has(codeHash: string): boolean {
    return this.#images.has(codeHash);
  }

  /** Forgets one image, or every one. */
  forget(codeHash: string): void {
    this.#bytes -= this.#images.get(codeHash)?.ownBytes ?? 0;
    this.#images.delete(codeHash);
    this.#forgetLast();
  }

  clear(): void {
    this.#images.clear();
    this.#bytes = 0;
    this.#forgetLast();
  }

  get statistics(): ImageStatistics {
    return {
      count: this.#images.size,
      bytes: this.#bytes,
      bytesMax: this.#bytesMax,
      hits: this.#hits,
      misses: this.#misses,
      evicted: this.#evicted,
    };
  }

  #forgetLast(): void {
    this.#lastHash = undefined;
    this.#last = undefined;
  }

  #evict(): void {
    for (const [codeHash, image] of this.#images) {
      if (this.#bytes <= this.#bytesMax) return;
      this.#images.delete(codeHash);
      this.#bytes -= image.ownBytes;
      this.#evicted++;
    }
  }
}
