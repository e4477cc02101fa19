/**
 * The store as a thread sees it that does not own it: a working set, misses fetched from the owner, and
 * batches that the owner has yet to write (SEMANTICS 27).
 */

import { assert } from '../../runtime/errors.js';
import { encodeBatch } from './batch-bytes.js';
import { keyText } from './key-text.js';
import type { BatchStore, Change, RecordReader } from './store.js';
import { WorkingSet } from './working-set.js';

/** Bytes of records that a thread keeps. */
const WORKING_SET_BYTES_MAX = 64 * 1024 * 1024;

export class RemoteStore implements BatchStore {
  readonly #owner: RecordReader;
  readonly #workingSetBytesMax: number;
  #workingSet: WorkingSet;
  #batch: ArrayBuffer | undefined;

  constructor(owner: RecordReader, workingSetBytesMax: number = WORKING_SET_BYTES_MAX) {
    this.#owner = owner;
    this.#workingSetBytesMax = workingSetBytesMax;
    this.#workingSet = new WorkingSet(workingSetBytesMax);
  }

  get(key: Uint8Array): Uint8Array | undefined {
    const text = keyText(key);
    const known = this.#workingSet.get(text);
    if (known !== undefined) return known ?? undefined;
    const value = this.#owner.get(key);
    this.#workingSet.set(text, value ?? null);
    return value;
  }

  /**
   * Keeps the batch for `takeBatch`, and what is in it as what the store holds: if the owner cannot write it,
   * that is a fault, after which this thread executes nothing.
   */
  commit(changes: readonly Change[]): undefined {
    assert(this.#batch === undefined, 'the batch before was taken');
    this.#batch = encodeBatch(changes);
    for (const { key, value } of changes) {
      // A copy: a view would hold the memory it is a view of.
      this.#workingSet.set(keyText(key), value === undefined ? null : new Uint8Array(value));
    }
  }

  /** The batch that the owner must write, if there is one; hands it over. */
  takeBatch(): ArrayBuffer | undefined {
    const batch = this.#batch;
    this.#batch = undefined;
    return batch;
  }

  /** Forgets what it knows: the owner has dropped a batch that came from here. */
  forget(): void {
    this.#workingSet = new WorkingSet(this.#workingSetBytesMax);
  }

  async close(): Promise<void> {}
}
