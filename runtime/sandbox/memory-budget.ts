/**
 * How many wasm memories the pools of a host hold together. V8 reserves 8 or 10 GiB of addresses for each, so
 * idle instances of one pool give way to what another needs.
 */

/** A pool, as far as the budget knows it. */
interface MemoryHolder {
  /** Gives up idle instances, and says how many. */
  dropIdle(): number;
}

export class MemoryBudget {
  /** Memories above which nobody keeps idle ones. */
  readonly max: number;
  readonly #holders = new Set<MemoryHolder>();
  #live = 0;

  constructor(max: number = Number.POSITIVE_INFINITY) {
    this.max = max;
  }

  /** Memories in use or idle. */
  get live(): number {
    return this.#live;
  }

  join(holder: MemoryHolder): void {
    this.#holders.add(holder);
  }

  leave(holder: MemoryHolder): void {
    this.#holders.delete(holder);
  }

  /** One more is about to be made. */
  makeRoom(): void {
    if (this.#live >= this.max) this.dropIdle();
  }

  count(change: number): void {
    this.#live += change;
  }

  /** Makes every pool give up what it does not use. */
  dropIdle(): void {
    for (const holder of this.#holders) this.#live -= holder.dropIdle();
  }
}
