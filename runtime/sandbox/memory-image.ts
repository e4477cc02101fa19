/**
 * Images: whole contents of a memory (and the mutable globals) to start a call from. A contract's image
 * shares what it has in common with the base image, so that many fit in a cache.
 *
 * After a restore every byte is the image's. What it costs is the memory it touches, as the processor's
 * second-level cache (2 MiB) does not hold the image and the instance together. Hence three things: zeros
 * have no copy in the image; where zeros are wanted, they are looked for before they are written, since most
 * are still there and reading them leaves the cache clean; and every other restore goes backwards, as what
 * the last one touched last is still cached. Microseconds of restore and of the whole of an empty call, 21
 * pages, quickest twentieth: plain copy 74 and 107; to and fro with zeros written 41 and 68; with zeros
 * looked for and a contract's blocks written in the same pass 30 and 52. Looking for zeros in wasm instead
 * of comparing with a buffer of them took a tenth off both, on another machine.
 */

import { assert } from '../errors.js';
import { PAGE_BYTES } from '../limits.js';
import type { GlobalValue } from './engine-types.js';
import type { GuestMemory } from './guest-memory.js';

/** Granularity of zeros, and of the difference between two images. */
const BLOCK_BYTES = 4_096;

/** Pieces have a page at most, so that going backwards starts with what was written last. */
const PIECE_BYTES_MAX = PAGE_BYTES;

/** What a piece costs beside its bytes: an object and a view. */
export const PIECE_OVERHEAD_BYTES = 256;

const ZEROS = Buffer.alloc(PIECE_BYTES_MAX);

/** A stretch of whole blocks, all zeros or none. */
interface Piece {
  readonly offset: number;
  readonly end: number;
  /** Undefined for zeros. */
  readonly bytes: Buffer | undefined;
  /** Whether another image holds the bytes. */
  readonly isShared: boolean;
}

/** Whether the next restore goes backwards. */
let isBackwards = false;

export class MemoryImage {
  readonly pages: number;
  readonly globals: readonly GlobalValue[];
  /** In order, without gaps. */
  readonly #pieces: readonly Piece[];

  private constructor(globals: readonly GlobalValue[], pieces: readonly Piece[]) {
    this.pages = (pieces.at(-1)?.end ?? 0) / PAGE_BYTES;
    this.globals = globals;
    this.#pieces = pieces;
  }

  /** An image of its own: a copy of the whole memory. */
  static capture(memory: Uint8Array, globals: readonly GlobalValue[]): MemoryImage {
    return new MemoryImage(globals, ownPieces(memory, 0, memory.length));
  }

  /** An image that shares the bytes it has in common with a base, which is at most as large. */
  static captureDifference(
    base: MemoryImage,
    memory: Uint8Array,
    globals: readonly GlobalValue[],
  ): MemoryImage {
    assert(base.pages * PAGE_BYTES <= memory.length, 'a base is not larger');
    const pieces = base.#pieces.flatMap((piece) => differingPieces(piece, memory));
    pieces.push(...ownPieces(memory, base.pages * PAGE_BYTES, memory.length));
    return new MemoryImage(globals, pieces);
  }

  /** Bytes that this image holds beyond a base it shares. */
  get ownBytes(): number {
    const own = this.#pieces.reduce(
      (sum, { bytes, isShared }) => sum + (isShared ? 0 : (bytes?.length ?? 0)),
      0,
    );
    return own + this.#pieces.length * PIECE_OVERHEAD_BYTES;
  }

  /** Makes every byte of a memory of exactly this image's size the image's. */
  copyTo(memory: GuestMemory): void {
    const { bytes } = memory;
    assert(bytes.length === this.pages * PAGE_BYTES, 'an image is restored into a memory of its size');
    const pieces = this.#pieces;
    isBackwards = !isBackwards;
    if (isBackwards) for (let i = pieces.length - 1; i >= 0; i--) writePiece(memory, bytes, pieces[i]);
    else for (let i = 0; i < pieces.length; i++) writePiece(memory, bytes, pieces[i]);
  }
}

/** @param all the bytes of the memory. */
function writePiece(memory: GuestMemory, all: Uint8Array, { offset, end, bytes }: Piece): void {
  if (bytes === undefined) memory.clear(offset, end);
  else all.set(bytes, offset);
}

/** Pieces of [start, end) of a memory, with copies of its bytes. */
function ownPieces(memory: Uint8Array, start: number, end: number): Piece[] {
  return stretches(start, end, (at) => isEqualBlock(memory, at, ZEROS, 0)).map(({ from, to, holds }) => ({
    offset: from,
    end: to,
    bytes: holds ? undefined : Buffer.from(memory.slice(from, to).buffer),
    isShared: false,
  }));
}

/** A piece of a base as a memory has it: shared where they are equal. */
function differingPieces(piece: Piece, memory: Uint8Array): Piece[] {
  const { offset, end, bytes } = piece;
  const isSame = (at: number): boolean =>
    isEqualBlock(memory, at, bytes ?? ZEROS, bytes === undefined ? 0 : at - offset);
  return stretches(offset, end, isSame).flatMap(({ from, to, holds }) => {
    if (!holds) return ownPieces(memory, from, to);
    return { offset: from, end: to, bytes: bytes?.subarray(from - offset, to - offset), isShared: true };
  });
}

/** Stretches of blocks that agree in a property, of a piece's size at most. */
function stretches(
  start: number,
  end: number,
  holdsAt: (offset: number) => boolean,
): { readonly from: number; readonly to: number; readonly holds: boolean }[] {
  const found = [];
  for (let from = start; from < end; ) {
    const holds = holdsAt(from);
    let to = from + BLOCK_BYTES;
    while (to < end && to - from < PIECE_BYTES_MAX && holdsAt(to) === holds) to += BLOCK_BYTES;
    found.push({ from, to, holds });
    from = to;
  }
  return found;
}

function isEqualBlock(memory: Uint8Array, offset: number, bytes: Buffer, bytesOffset: number): boolean {
  return bytes.compare(memory, offset, offset + BLOCK_BYTES, bytesOffset, bytesOffset + BLOCK_BYTES) === 0;
}
