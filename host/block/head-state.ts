/** The records of the head as the executing thread sees them: behind the pending block, if there is one. */

import { keyText } from '../state/key-text.js';
import type { Change } from '../state/store.js';
import type { ClosableReader } from '../thread/execution-queue.js';

export class HeadState implements ClosableReader {
  readonly #database: ClosableReader;
  /** What the pending block changes; null means removed. */
  #pending: ReadonlyMap<string, Uint8Array | null> | undefined;

  constructor(database: ClosableReader) {
    this.#database = database;
  }

  /** Whether a block is pending. */
  get isPending(): boolean {
    return this.#pending !== undefined;
  }

  get(key: Uint8Array): Uint8Array | undefined {
    if (this.#pending === undefined) return this.#database.get(key);
    const changed = this.#pending.get(keyText(key));
    return changed === undefined ? this.#database.get(key) : (changed ?? undefined);
  }

  set(changes: readonly Change[]): void {
    this.#pending = new Map(changes.map(({ key, value }) => [keyText(key), value ?? null]));
  }

  /** The pending block is in the database now, or was dropped. */
  clear(): void {
    this.#pending = undefined;
  }

  /** Closes the database. */
  async close(): Promise<void> {
    this.#pending = undefined;
    await this.#database.close();
  }
}
