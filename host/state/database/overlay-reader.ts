/** Records with changes on top, which are not in the store yet. */

import { keyText } from '../key-text.js';
import type { ChangeMap, RecordReader } from '../store.js';

export class OverlayReader implements RecordReader {
  readonly #base: RecordReader;
  #changes: readonly ChangeMap[];

  /** @param changes of which no key is in two. */
  constructor(base: RecordReader, ...changes: readonly ChangeMap[]) {
    this.#base = base;
    this.#changes = changes;
  }

  get(key: Uint8Array): Uint8Array | undefined {
    if (this.#changes.length === 0) return this.#base.get(key);
    const text = keyText(key);
    for (const changes of this.#changes) {
      const change = changes.get(text);
      if (change !== undefined) return change.value;
    }
    return this.#base.get(key);
  }

  set(...changes: readonly ChangeMap[]): void {
    this.#changes = changes;
  }
}
