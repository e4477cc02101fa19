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
  readonly #total: bigint = 0n;
  /** What was added to sums since the block's start, by height: many senders, few sums. */
  readonly #changes = new Map<bigint, bigint>();
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

  /** Reputation of all addresses that count at the block's start. */
  get total(): bigint {
    return this.#total;
  }

  /** What an address has at the block's start. */
  standing(address: Address): Standing {
    const bytes = this.#state.get(standingKey(address));
    if (bytes === undefined || this.height === undefined) return NO_STANDING;
    const standing = decodeStanding(bytes);
    return standing.lastActive + this.#activeBlocks < this.height ? NO_STANDING : standing;
  }

  /**
   * Replaces what an address has, once a block. The record of one that has nothing any more goes.
   * @param before its `standing`.
   */
  replace(address: Address, before: Standing, next: Standing): void {
    this.#add(before.lastActive, -before.reputation);
    this.#add(next.lastActive, next.reputation);
    if (next.reputation > 0n) this.#state.set(standingKey(address), encodeStanding(next));
    else this.#state.delete(standingKey(address));
  }

  /** Ends a block: what does not count in the next leaves the total. */
  close(height: bigint): void {
    let total = this.#total;
    for (const [lastActive, change] of this.#changes) {
      this.#setSum(lastActive, this.#sum(lastActive) + change);
      total += change;
    }
    const expiring = height - this.#activeBlocks;
    const expired = expiring >= 0n ? this.#sum(expiring) : 0n;
    if (expired > 0n) this.#setSum(expiring, 0n);
    total -= expired;
    this.#state.set(TOTALS_KEY, encodeTotals({ total, height: height + 1n }));
  }

  #sum(height: bigint): bigint {
    const bytes = this.#state.get(sumKey(height));
    return bytes === undefined ? 0n : decodeSum(bytes);
  }

  #setSum(height: bigint, sum: bigint): void {
    assert(sum >= 0n, 'a sum holds what its addresses have');
    if (sum > 0n) this.#state.set(sumKey(height), encodeSum(sum));
    else this.#state.delete(sumKey(height));
  }

  #add(height: bigint, change: bigint): void {
    if (change !== 0n) this.#changes.set(height, (this.#changes.get(height) ?? 0n) + change);
  }
}
