/**
 * The books of the policy `shares`: what each address has, and sums by last-active block, so that what
 * expires is taken off the total by one subtraction a block, however many addresses had it (SEMANTICS 29).
 *
 * At the start of every block: the total is the sum of the sums, and a sum that of the standings that were
 * last active in its block and have not expired.
 */

import type { Address } from '../../runtime/address.js';
import { assert } from '../../runtime/errors.js';
import type { PolicyState } from './reputation.js';
import {
  decodeStanding,
  decodeSum,
  decodeTotals,
  encodeStanding,
  encodeSum,
  encodeTotals,
  type Standing,
  standingKey,
  sumKey,
  TOTALS_KEY,
} from './reputation-records.js';

/** Of an address that is unknown, has lost everything or has expired. */
export const NO_STANDING: Standing = { reputation: 0n, lastActive: 0n };

export class ReputationLedger {
  readonly #state: PolicyState;
  readonly #activeBlocks: bigint;
  #total = 0n;
  /** The block at whose start the books hold; undefined before the first that wrote them. */
  readonly height: bigint | undefined;

  /** @param activeBlocks how many blocks after its last activity a reputation counts. */
  constructor(state: PolicyState, activeBlocks: bigint) {
    this.#state = state;
    this.#activeBlocks = activeBlocks;
    const bytes = state.get(TOTALS_KEY);
    if (bytes === undefined) return;
    const { total, height } = decodeTotals(bytes);
    this.#total = total;
    this.height = height;
  }

  /** Reputation of all addresses that count. */
  get total(): bigint {
    return this.#total;
  }

  /** What an address has at the block's start, or after `set`. */
  standing(address: Address): Standing {
    const bytes = this.#state.get(standingKey(address));
    if (bytes === undefined || this.height === undefined) return NO_STANDING;
    const standing = decodeStanding(bytes);
    return standing.lastActive + this.#activeBlocks < this.height ? NO_STANDING : standing;
  }

  /** Replaces what an address has. The record of one that has nothing any more goes. */
  set(address: Address, next: Standing): void {
    const before = this.standing(address);
    this.#add(before.lastActive, -before.reputation);
    this.#add(next.lastActive, next.reputation);
    if (next.reputation > 0n) this.#state.set(standingKey(address), encodeStanding(next));
    else this.#state.delete(standingKey(address));
  }

  /** Ends a block: what does not count in the next leaves the total. */
  close(height: bigint): void {
    const expiring = height - this.#activeBlocks;
    if (expiring >= 0n) this.#add(expiring, -this.#sum(expiring));
    this.#state.set(TOTALS_KEY, encodeTotals({ total: this.#total, height: height + 1n }));
  }

  #sum(height: bigint): bigint {
    const bytes = this.#state.get(sumKey(height));
    return bytes === undefined ? 0n : decodeSum(bytes);
  }

  #add(height: bigint, change: bigint): void {
    if (change === 0n) return;
    const sum = this.#sum(height) + change;
    assert(sum >= 0n, 'a sum holds what its addresses have');
    this.#total += change;
    if (sum > 0n) this.#state.set(sumKey(height), encodeSum(sum));
    else this.#state.delete(sumKey(height));
  }
}
