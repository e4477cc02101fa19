/**
 * The one place where bytes cross between host and guest memory. Every pointer and length comes from a guest
 * and is checked here; nothing else in the host indexes a guest's memory.
 */

import { type Clear, clearOf } from './clear-memory.js';
import type { GuestBuffer } from './engine-types.js';
import { GuestTrap } from './guest-exit.js';

/** View of one instance's memory; follows growth. */
export class GuestMemory {
  readonly #memory: GuestBuffer;
  /** A grown memory has a new buffer and detaches the old one: a view of that has no length any more. */
  #view: Uint8Array;
  /** Shared memory detaches nothing. To ask any memory for its buffer takes longer than a short read. */
  readonly #isShared: boolean;
  /** Made when it is first needed. */
  #clear: Clear | undefined;

  constructor(memory: GuestBuffer) {
    this.#memory = memory;
    this.#view = new Uint8Array(memory.buffer);
    this.#isShared = (memory.buffer as ArrayBufferLike) instanceof SharedArrayBuffer;
  }

  /** The whole memory; valid until the guest runs again. */
  get bytes(): Uint8Array {
    if (this.#view.length === 0 || this.#isShared) this.#view = new Uint8Array(this.#memory.buffer);
    return this.#view;
  }

  /** Size in pages of 64 KiB. */
  get pages(): number {
    return this.bytes.length / 65_536;
  }

  /**
   * A copy of [pointer, pointer + length). Pointers and lengths are i32 as wasm passes them: the bits of a
   * u32.
   * @throws GuestTrap if the range is not within memory.
   */
  read(pointer: number, length: number): Uint8Array {
    const start = this.#start(pointer, length);
    return this.bytes.slice(start, start + (length >>> 0));
  }

  /**
   * The range itself, not copied: valid until the guest runs again, and for nobody to keep or change.
   * @throws GuestTrap if the range is not within memory.
   */
  view(pointer: number, length: number): Uint8Array {
    const start = this.#start(pointer, length);
    return this.bytes.subarray(start, start + (length >>> 0));
  }

  /** Writes data at pointer. @throws GuestTrap if the range is not within memory. */
  write(pointer: number, data: Uint8Array): void {
    this.bytes.set(data, this.#start(pointer, data.length));
  }

  /** Makes [start, end) zero; start is below end, both are multiples of CLEAR_BYTES. */
  clear(start: number, end: number): void {
    this.#clear ??= clearOf(this.#memory);
    this.#clear(start, end);
  }

  /** Where a range starts, once it is known to be within memory. */
  #start(pointer: number, length: number): number {
    const start = pointer >>> 0;
    if (start + (length >>> 0) > this.bytes.length) {
      throw new GuestTrap('memory access out of bounds in a host call');
    }
    return start;
  }
}
