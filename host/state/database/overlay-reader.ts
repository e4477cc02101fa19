/** Records with changes on top, which are not in the store yet. */

import { keyText } from '../key-text.js';
import type { Change, RecordReader } from '../store.js';

export class OverlayReader implements RecordReader {
  readonly #base: RecordReader;
  readonly #changes = new Map<string, Uint8Array | undefined>();

  constructor(base: RecordReader, changes: readonly Change[] = []) {
    this.#base = base;
    this.add(changes);
  }

  get(key: Uint8Array): Uint8Array | undefined {
    if (this.#changes.size > 0) {
      const text = keyText(key);
      const value = this.#changes.get(text);
      if (value !== undefined || this.#changes.has(text)) return value;
    }
    return this.#base.get(key);
  }

  add(changes: readonly Change[]): void {
    for (const { key, value } of changes) this.#changes.set(keyText(key), value);
  }

  clear(): void {
    this.#changes.clear();
  }
}
