/** A store that is gone with the process: for tests, tools and hosts without a folder. */

import { PbevmError } from '../../runtime/errors.js';
import { keyBytes, keyText } from './key-text.js';
import { type Change, checkChanges, type Store, type StoreEntry } from './store.js';

export class MemoryStore implements Store {
  readonly #records = new Map<string, Uint8Array>();
  #isClosed = false;

  get(key: Uint8Array): Uint8Array | undefined {
    this.#checkOpen();
    return this.#records.get(keyText(key));
  }

  commit(changes: readonly Change[]): Promise<void> | undefined {
    this.#checkOpen();
    for (const [text, { value }] of checkChanges(changes)) {
      if (value === undefined) this.#records.delete(text);
      else this.#records.set(text, value.slice());
    }
    return undefined;
  }

  async *entries(): AsyncIterable<StoreEntry> {
    this.#checkOpen();
    for (const text of [...this.#records.keys()].sort()) {
      const value = this.#records.get(text);
      if (value !== undefined) yield [keyBytes(text), value];
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
  }

  #checkOpen(): void {
    if (this.#isClosed) throw new PbevmError('CLOSED', 'the store was closed');
  }
}
