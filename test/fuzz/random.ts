/** Random decisions from a seed: the same in every run. */

export class Random {
  #state: number;

  constructor(seed: number) {
    // Neighbouring seeds must not give similar modules.
    this.#state = Math.imul((seed ^ 0x5bd1_e995) >>> 0, 0x9e37_79b1) >>> 0;
    for (let i = 0; i < 4; i++) this.next();
  }

  /** An unsigned 32-bit number. */
  next(): number {
    this.#state = (this.#state + 0x6d2b_79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  /** 0 .. n-1 */
  below(n: number): number {
    return this.next() % n;
  }

  /** True in one of n cases. */
  oneIn(n: number): boolean {
    return this.below(n) === 0;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)];
  }

  /** One of the items, with the weight that stands before each. */
  weighted<T>(items: readonly (readonly [weight: number, item: T])[]): T {
    let left = this.below(items.reduce((sum, [weight]) => sum + weight, 0));
    for (const [weight, item] of items) {
      left -= weight;
      if (left < 0) return item;
    }
    return items[0][1];
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.below(256));
  }
}
