/** Fuel, height and pages of a run, and where they end it: items 2, 4, 6 and 9 of docs/semantics.md. */

import { Halt } from './ends.js';
import type { Rules } from './rules.js';

export class Meter {
  /** Fuel left; negative once exhausted. */
  fuel = 0n;
  height = 0;
  /** Largest height that a function was entered at. */
  heightPeak = 0;
  /** Item 6: an operation was executed after which an instance is not used again. */
  isDirty = false;
  readonly #heightMax: number;
  readonly #rules: Rules;

  constructor(heightMax: number, rules: Rules) {
    this.#heightMax = heightMax;
    this.#rules = rules;
  }

  charge(fuel: number): void {
    this.fuel -= BigInt(fuel);
  }

  /** Item 2: a counter below zero at a test is exhaustion. */
  test(): void {
    if (this.fuel < 0n) throw new Halt('OUT_OF_FUEL');
  }

  /** Items 2 and 4: the charge of the entry's segment and the weight, then both tests, fuel first. */
  enter(charge: number, weight: number): void {
    this.charge(charge);
    this.height += weight;
    if (this.#rules.testEntry) this.test();
    if (this.height > this.#heightMax) throw new Halt('STACK_LIMIT');
    this.heightPeak = Math.max(this.heightPeak, this.height);
  }

  leave(weight: number): void {
    if (this.#rules.leave) this.height -= weight;
  }
}
