/**
 * The storage of a `shard` contract as its functions see it: one byte array, which is read and written in
 * records of 4 KiB. A part of a record is paid like the whole; a price is charged before the work.
 */

import { assert } from '../../../runtime/errors.js';
import { GuestTrap } from '../../../runtime/sandbox/guest-exit.js';
import type { NativeRun } from './native-run.js';
import { CHUNK_BYTES, chunkCount, chunkKey, chunkLength, readPrice, recordBytes } from './storage-layout.js';

export class ByteStorage {
  readonly #run: NativeRun;

  constructor(run: NativeRun) {
    this.#run = run;
  }

  /** Bytes. */
  get size(): number {
    return Number(this.#run.host.storageSize());
  }

  /** A copy of [offset, offset + length), as u32. @throws GuestTrap beyond the size. */
  read(offset: number, length: number): Uint8Array {
    const [start, end] = this.#range(offset, length);
    const bytes = new Uint8Array(end - start);
    for (const { index, from, to } of pieces(start, end)) {
      bytes.set(this.#load(index).subarray(from, to), index * CHUNK_BYTES + from - start);
    }
    return bytes;
  }

  /** Writes data at an offset. The frame may change things. @throws GuestTrap beyond the size. */
  write(offset: number, data: Uint8Array): void {
    const [start, end] = this.#range(offset, data.length);
    const { size } = this;
    for (const { index, from, to } of pieces(start, end)) {
      const at = index * CHUNK_BYTES + from - start;
      const part = data.subarray(at, at + to - from);
      if (part.length === chunkLength(index, size)) this.put(index, part.slice());
      else this.#change(index, chunkLength(index, size), (chunk) => chunk.set(part, from));
    }
  }

  /** Cuts the end off, or adds zeros. The frame may change things; the size is within its limit. */
  resize(size: number): void {
    const before = this.size;
    const [kept, count] = [Math.min(chunkCount(before), chunkCount(size)), chunkCount(size)];
    for (let index = chunkCount(before) - 1; index >= count; index--) this.#remove(index);
    const last = kept - 1;
    if (last >= 0 && chunkLength(last, before) !== chunkLength(last, size)) {
      this.#change(last, chunkLength(last, size), () => undefined);
    }
    for (let index = kept; index < count; index++) this.put(index, new Uint8Array(chunkLength(index, size)));
    assert(this.size === size, 'the records of a byte array have its bytes');
  }

  /** What a record holds, unpaid; it is not to be changed. */
  peek(index: number): Uint8Array {
    const chunk = this.#run.host.storageGet(chunkKey(index));
    assert(chunk !== undefined, 'a record below the size is there');
    return chunk;
  }

  /** Writes a record, which keeps the bytes it is given. */
  put(index: number, chunk: Uint8Array): void {
    this.#run.chargeHost('storageSet', recordBytes(chunk.length));
    this.#run.host.storageSet(chunkKey(index), chunk);
  }

  #load(index: number): Uint8Array {
    const bytes = chunkLength(index, this.size);
    this.#run.takeFuel(BigInt(readPrice(this.#run.protocol.schedule, 1, bytes)));
    return this.peek(index);
  }

  /** Reads a record, and writes it with another length and a change. */
  #change(index: number, length: number, change: (chunk: Uint8Array) => void): void {
    const before = this.#load(index);
    const chunk = new Uint8Array(length);
    chunk.set(before.subarray(0, length));
    change(chunk);
    this.put(index, chunk);
  }

  #remove(index: number): void {
    this.#run.chargeHost('storageDelete', recordBytes(0));
    this.#run.host.storageDelete(chunkKey(index));
  }

  #range(offset: number, length: number): [start: number, end: number] {
    const start = offset >>> 0;
    const end = start + (length >>> 0);
    if (end > this.size) throw new GuestTrap('storage access behind its end');
    return [start, end];
  }
}

/** A part [from, to) of a record. */
interface Piece {
  readonly index: number;
  readonly from: number;
  readonly to: number;
}

/** The parts of records that make [start, end). */
function* pieces(start: number, end: number): Iterable<Piece> {
  for (let at = start; at < end; ) {
    const index = Math.floor(at / CHUNK_BYTES);
    const to = Math.min(end, (index + 1) * CHUNK_BYTES);
    yield { index, from: at - index * CHUNK_BYTES, to: to - index * CHUNK_BYTES };
    at = to;
  }
}
