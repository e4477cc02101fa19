/**
 * Changes that are not in the store yet, with nested checkpoints. There is one overlay whatever the depth, so
 * a read costs the same at depth 1,000; an undo log takes a checkpoint's writes back.
 */

import { assert } from '../../runtime/errors.js';
import { keyText } from './key-text.js';
import type { RecordReader } from './store.js';

/** What a key held before the journal, and holds in it. */
export interface JournalChange {
  readonly key: Uint8Array;
  readonly before: Uint8Array | undefined;
  readonly value: Uint8Array | undefined;
}

/** A written key; undefined means deleted. */
interface Written {
  readonly key: Uint8Array;
  readonly value: Uint8Array | undefined;
}

interface Undo {
  readonly text: string;
  /** What the overlay had of the key. */
  readonly before: Written | undefined;
}

/** Bytes passed in and out are not copied; nobody may change them afterwards. */
export class Journal implements RecordReader {
  readonly #base: RecordReader;
  readonly #overlay = new Map<string, Written>();
  /** Keys read from the base; null where it has none. */
  readonly #reads = new Map<string, Uint8Array | null>();
  readonly #undo: Undo[] = [];
  /** Length of the undo log at each open checkpoint. */
  readonly #checkpoints: number[] = [];

  /** @param base a store, or another journal to try something on top of it. */
  constructor(base: RecordReader) {
    this.#base = base;
  }

  /** Whether nothing was written since the last reset. */
  get isClean(): boolean {
    return this.#overlay.size === 0;
  }

  /** Open checkpoints. */
  get depth(): number {
    return this.#checkpoints.length;
  }

  get(key: Uint8Array): Uint8Array | undefined {
    const text = keyText(key);
    if (this.#overlay.size > 0) {
      const written = this.#overlay.get(text);
      if (written !== undefined) return written.value;
    }
    return this.#readBase(key, text);
  }

  set(key: Uint8Array, value: Uint8Array): void {
    this.#write(key, value);
  }

  delete(key: Uint8Array): void {
    this.#write(key, undefined);
  }

  checkpoint(): void {
    this.#checkpoints.push(this.#undo.length);
  }

  /** Keeps what was written since the last checkpoint, as part of the checkpoint below it. */
  commit(): void {
    const start = this.#checkpoints.pop();
    assert(start !== undefined, 'commit without a checkpoint');
    if (this.#checkpoints.length === 0) this.#undo.length = 0;
  }

  /** Takes back what was written since the last checkpoint. */
  revert(): void {
    const start = this.#checkpoints.pop();
    assert(start !== undefined, 'revert without a checkpoint');
    while (this.#undo.length > start) {
      const { text, before } = this.#undo.pop() as Undo;
      if (before === undefined) this.#overlay.delete(text);
      else this.#overlay.set(text, before);
    }
  }

  /** Keys whose value differs from the base, in the order of keys. The same whatever was read. */
  changes(): JournalChange[] {
    const changes: JournalChange[] = [];
    for (const text of [...this.#overlay.keys()].sort()) {
      const { key, value } = this.#overlay.get(text) as Written;
      const before = this.#readBase(key, text);
      if (!isSame(before, value)) changes.push({ key, before, value });
    }
    return changes;
  }

  /** Forgets all changes, reads and checkpoints: they are in the base now, or dropped. */
  reset(): void {
    // Clearing a map makes it a new table, an empty one too.
    if (this.#overlay.size > 0) this.#overlay.clear();
    if (this.#reads.size > 0) this.#reads.clear();
    this.#undo.length = 0;
    this.#checkpoints.length = 0;
  }

  #write(key: Uint8Array, value: Uint8Array | undefined): void {
    const text = keyText(key);
    if (this.#checkpoints.length > 0) this.#undo.push({ text, before: this.#overlay.get(text) });
    this.#overlay.set(text, { key, value });
  }

  #readBase(key: Uint8Array, text: string): Uint8Array | undefined {
    const known = this.#reads.get(text);
    if (known !== undefined) return known ?? undefined;
    const value = this.#base.get(key);
    this.#reads.set(text, value ?? null);
    return value;
  }
}

function isSame(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.length === b.length && Buffer.compare(a, b) === 0;
}
