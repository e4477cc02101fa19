/**
 * The one place where bytes cross between host and guest memory. Every pointer and length comes from a guest
 * and is checked here; nothing else in the host indexes a guest's memory.
 */

import type { GuestBuffer } from './engine-types.js';
import { GuestTrap } from './guest-exit.js';

/** View of one instance's memory; follows growth. */
export class GuestMemory {
  readonly #memory: GuestBuffer;
  #view: Uint8Array;

  constructor(memory: GuestBuffer) {
    this.#memory = memory;
    this.#view = new Uint8Array(memory.buffer);
  }

  /** The whole memory; valid until the guest runs again. */
  get bytes(): Uint8Array {
    // A grown memory has a new buffer and detaches the old one.
    if (this.#view.buffer !== this.#memory.buffer) this.#view = new Uint8Array(this.#memory.buffer);
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
    const [start, end] = this.#range(pointer, length);
    return this.bytes.slice(start, end);
  }

  /** Writes data at pointer. @throws GuestTrap if the range is not within memory. */
  write(pointer: number, data: Uint8Array): void {
    const [start] = this.#range(pointer, data.length);
    this.bytes.set(data, start);
  }

  #range(pointer: number, length: number): [start: number, end: number] {
    const start = pointer >>> 0;
    const end = start + (length >>> 0);
    if (end > this.bytes.length) throw new GuestTrap('memory access out of bounds in a host call');
    return [start, end];
  }
}
