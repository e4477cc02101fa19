/** A store that is gone with the process: for tests, tools and hosts without a folder. */

import { PbevmError } from '../../runtime/errors.js';
import { keyBytes, keyText } from './key-text.js';
import {
  type BatchMark,
  type Change,
  type ChangeMap,
  checkChanges,
  type KeyRange,
  type MarkedStore,
  type StoreEntry,
  UNMARKED,
} from './store.js';

export class MemoryStore implements MarkedStore {
  readonly name = 'memory';
  readonly #records = new Map<string, Uint8Array>();
  #mark = UNMARKED;
  #isClosed = false;

  get mark(): BatchMark {
    return this.#mark;
  }

  get(key: Uint8Array): Uint8Array | undefined {
    this.#checkOpen();
    return this.#records.get(keyText(key));
  }

  commit(changes: readonly Change[] | ChangeMap, mark?: BatchMark): Promise<void> | undefined {
    this.#checkOpen();
    for (const [text, { value }] of checkChanges(changes)) {
      if (value === undefined) this.#records.delete(text);
      else this.#records.set(text, value.slice());
    }
    const { height, root } = mark ?? { height: this.#mark.height + 1, root: this.#mark.root };
    this.#mark = { height, root };
    return undefined;
  }

  async *entries({ from, to }: KeyRange = {}): AsyncIterable<StoreEntry> {
    this.#checkOpen();
    const [first, end] = [from && keyText(from), to && keyText(to)];
    const texts = [...this.#records.keys()].filter(
      (text) => (first === undefined || text >= first) && (end === undefined || text < end),
    );
    for (const text of texts.sort()) {
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
