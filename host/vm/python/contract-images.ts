/**
 * Cache of contract images: the base image plus the blocks that differ once a contract's code is loaded
 * (SEMANTICS 8). It changes the time of a call and nothing else: every call pays the same load price
 * (SEMANTICS 7).
 */

import type { MemoryImage } from '../../../runtime/sandbox/memory-image.js';

/** Bytes that cached images may hold beyond the base image. */
const CACHE_BYTES_MAX = 64 * 1024 * 1024;

export class ContractImages {
  readonly #bytesMax: number;
  /** Least recently used first. */
  readonly #images = new Map<string, MemoryImage>();
  #bytes = 0;

  constructor(bytesMax: number = CACHE_BYTES_MAX) {
    this.#bytesMax = bytesMax;
  }

  /** The image of a code hash; made by `make` if it is not cached. Undefined if `make` cannot. */
  get(codeHash: string, make: () => MemoryImage | undefined): MemoryImage | undefined {
    const cached = this.#images.get(codeHash);
    const image = cached ?? make();
    if (image === undefined) return undefined;
    if (cached === undefined) this.#bytes += image.ownBytes;
    this.#images.delete(codeHash);
    this.#images.set(codeHash, image);
    this.#evict();
    return image;
  }

  /** Forgets every image. */
  clear(): void {
    this.#images.clear();
    this.#bytes = 0;
  }

  #evict(): void {
    for (const [codeHash, image] of this.#images) {
      if (this.#bytes <= this.#bytesMax) return;
      this.#images.delete(codeHash);
      this.#bytes -= image.ownBytes;
    }
  }
}
