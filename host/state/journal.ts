/**
 * Changes that are not in the store yet, with nested checkpoints. There is one overlay whatever the depth, so
 * a read costs the same at depth 1,000; an undo log takes a checkpoint's writes back.
 */

import { assert } from '../../runtime/errors.js';
import { keyBytes } from './key-text.js';
import type { RecordReader } from './store.js';
import { WorkingSet } from './working-set.js';

/** Bytes of the base's records that are kept at hand. */
const KNOWN_BYTES_MAX = 4 * 1024 * 1024;

/** What a key held before the journal, and holds in it. */
export interface JournalChange {
  readonly key: Uint8Array;
  readonly before: Uint8Array | undefined;
  readonly value: Uint8Array | undefined;
}

interface Undo {
  readonly key: string;
  /** What the overlay had of the key. */
  readonly before: Written | undefined;
}

/** What the overlay has of a key; null means deleted. */
type Written = Uint8Array | null;

/**
 * Keys are texts as `keyText` makes them: bytes are made of them only for the base. Values passed in and out
 * are not copied; nobody may change them afterwards.
 */
export class Journal {
  readonly #base: RecordReader;
  readonly #overlay = new Map<string, Written>();
  /** Some of what the base holds, from one transaction to the next: nobody else writes to it. */
  #known = new WorkingSet(KNOWN_BYTES_MAX);
  readonly #undo: Undo[] = [];
  /** Length of the undo log at each open checkpoint. */
  readonly #checkpoints: number[] = [];

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

  get(key: string): Uint8Array | undefined {
    if (this.#overlay.size > 0) {
      const written = this.#overlay.get(key);
      if (written !== undefined) return written ?? undefined;
    }
    return this.#readBase(key);
  }

  set(key: string, value: Uint8Array): void {
    this.#write(key, value);
  }

  delete(key: string): void {
    this.#write(key, null);
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
      const { key, before } = this.#undo.pop() as Undo;
      if (before === undefined) this.#overlay.delete(key);
      else this.#overlay.set(key, before);
    }
  }

  /** Keys whose value differs from the base, in the order of keys. The same whatever was read. */
  changes(): JournalChange[] {
    const changes: JournalChange[] = [];
    for (const key of [...this.#overlay.keys()].sort()) {
      const value = this.#overlay.get(key) ?? undefined;
      const before = this.#readBase(key);
      if (!isSame(before, value)) changes.push({ key: keyBytes(key), before, value });
    }
    return changes;
  }

  /** The changes are in the base now. */
  settle(): void {
    for (const [key, value] of this.#overlay) this.#known.set(key, value);
    this.reset();
  }

  /** Forgets what was read. Nothing depends on it. */
  dropKnown(): void {
    this.#known = new WorkingSet(KNOWN_BYTES_MAX);
  }

  /** Drops all changes and checkpoints. */
  reset(): void {
    // Clearing a map makes it a new table, an empty one too.
    if (this.#overlay.size > 0) this.#overlay.clear();
    this.#undo.length = 0;
    this.#checkpoints.length = 0;
  }

  #write(key: string, value: Written): void {
    if (this.#checkpoints.length > 0) this.#undo.push({ key, before: this.#overlay.get(key) });
    this.#overlay.set(key, value);
  }

  #readBase(key: string): Uint8Array | undefined {
    const known = this.#known.get(key);
    if (known !== undefined) return known ?? undefined;
    const value = this.#base.get(keyBytes(key));
    this.#known.set(key, value ?? null);
    return value;
  }
}

function isSame(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.length === b.length && Buffer.compare(a, b) === 0;
}
