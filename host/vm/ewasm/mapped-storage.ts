/**
 * Storage as memory (SEMANTICS 37, after poemm's reply to the proposal of minimal state execution): a
 * contract that asks for it finds its storage in its linear memory when it starts, loads and stores are then
 * the operations of storage, and records that differ are written back before each call and at success.
 */

import { equalBytes } from '../../../runtime/bytes.js';
import { PAGE_BYTES } from '../../../runtime/limits.js';
import type { ByteStorage } from './byte-storage.js';
import type { NativeRun } from './native-run.js';
import { CHUNK_BYTES, chunkCount, chunkLength, readPrice } from './storage-layout.js';

export class MappedStorage {
  readonly #run: NativeRun;
  readonly #storage: ByteStorage;
  readonly #place: number;
  /** Bytes that may be mapped: up to the end of the memory that every run starts with. */
  readonly roomBytes: number;
  /** Bytes that are mapped. */
  #size = 0;

  /** @param place of the first byte; @param startPages of the module. */
  constructor(run: NativeRun, storage: ByteStorage, place: number, startPages: number) {
    this.#run = run;
    this.#storage = storage;
    this.#place = place;
    this.roomBytes = startPages * PAGE_BYTES - place;
  }

  get fits(): boolean {
    return this.#storage.size <= this.roomBytes;
  }

  /** Fuel of `load`: that of reading the storage whole. */
  get loadPrice(): bigint {
    const { schedule } = this.#run.protocol;
    const { size } = this.#storage;
    const { base, perByte } = schedule.eei.copy;
    return BigInt(base + perByte * size + readPrice(schedule, chunkCount(size), size));
  }

  /** Puts what the storage holds into memory, for which `loadPrice` was paid. It fits. */
  load(): void {
    const { size } = this.#storage;
    for (let index = 0; index < chunkCount(size); index++) {
      this.#run.write(this.#place + index * CHUNK_BYTES, this.#storage.peek(index));
    }
    if (size < this.#size) this.#run.write(this.#place + size, new Uint8Array(this.#size - size));
    this.#size = size;
  }

  /** After another frame may have changed the storage: pays and loads, or halts with MEMORY. */
  reload(): void {
    this.#run.takeFuel(this.loadPrice);
    if (!this.fits) this.#run.exit({ kind: 'halt', code: 'MEMORY', detail: 'the storage does not fit' });
    this.load();
  }

  /** The storage has another size; its bytes are those that memory has there. */
  noteSize(size: number): void {
    this.#size = size;
  }

  /** Compares, at the price of copying each record, and writes those that differ. */
  flush(): void {
    for (let index = 0; index < chunkCount(this.#size); index++) {
      const place = this.#place + index * CHUNK_BYTES;
      const length = chunkLength(index, this.#size);
      this.#run.chargeFunction('copy', length);
      const bytes = this.#run.read(place, length);
      if (equalBytes(bytes, this.#storage.peek(index))) continue;
      this.#run.refuseStatic();
      this.#storage.put(index, bytes);
    }
  }
}
