/** Fuel of what the host does on behalf of a frame, taken before it is done. */

import { GUEST_OUT_OF_FUEL } from '../../runtime/sandbox/guest-exit.js';
import type { HostPrice } from '../../runtime/schedule.js';

export class Meter {
  used = 0n;
  readonly #limit: bigint;

  constructor(limit: bigint) {
    this.#limit = limit;
  }

  get left(): bigint {
    return this.#limit - this.used;
  }

  /** @throws GuestOutOfFuel */
  charge({ base, perByte }: HostPrice, bytes: number): void {
    this.use(BigInt(base + perByte * bytes));
  }

  /** @throws GuestOutOfFuel */
  use(fuel: bigint): void {
    this.used += fuel;
    if (this.used > this.#limit) throw GUEST_OUT_OF_FUEL;
  }
}
