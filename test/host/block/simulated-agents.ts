/** Who takes part in simulations of reputation: honest users, and everybody whom the policy is to bound. */

import { createRandom } from '../vm/values/random-values.js';
import { addressOf } from './policy-state.js';
import type { Agent, Intent, View } from './reputation-simulation.js';

/** A transfer of the token of examples/: what it uses, and a limit with room (README, docs/reputation.md). */
export const CALL_FUEL = 10_730_642n;
export const CALL_LIMIT = 12_000_000n;

/** Agents have addresses of their own: the first of each is a multiple of this. */
const ADDRESSES_EACH = 2 ** 32;

function addressesOf(group: number, count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, index) => addressOf(group * ADDRESSES_EACH + index));
}

/** Users who each make a call in three of five blocks, of which one in fifty reverts. */
export class HonestUsers implements Agent {
  readonly name = 'honest users';
  readonly addresses: readonly Uint8Array[];
  readonly initial: readonly (readonly [Uint8Array, bigint])[];
  readonly #random = createRandom(1);

  constructor(count: number, reputation: bigint) {
    this.addresses = addressesOf(1, count);
    this.initial = this.addresses.map((address) => [address, reputation]);
  }

  send(): Intent[] {
    return this.addresses.flatMap((sender): Intent[] => {
      if (this.#random() >= 0.6) return [];
      const outcome = this.#random() < 0.02 ? 'revert' : 'success';
      return [{ agent: this, sender, fuelLimit: CALL_LIMIT, outcome, fuelUsed: CALL_FUEL }];
    });
  }
}

/** Addresses that use all of their allowance, or else what newcomers have, in transactions of one outcome. */
export class Spammers implements Agent {
  readonly name: string;
  readonly addresses: readonly Uint8Array[];
  readonly initial: readonly (readonly [Uint8Array, bigint])[];
  readonly #outcome: Intent['outcome'];

  constructor(group: number, count: number, reputation: bigint, outcome: Intent['outcome']) {
    this.name = `${outcome} spammers`;
    this.addresses = addressesOf(group, count);
    this.initial = reputation === 0n ? [] : this.addresses.map((address) => [address, reputation]);
    this.#outcome = outcome;
  }

  send(view: View): Intent[] {
    return this.addresses.map((sender) => {
      const fuel = view.allowance(sender) || view.newcomerFuel;
      return { agent: this, sender, fuelLimit: fuel, outcome: this.#outcome, fuelUsed: fuel };
    });
  }
}

/** Fresh addresses in every block, each with a transaction that takes all of the newcomers' fuel. */
export class PoolDrainer implements Agent {
  readonly name: string;
  readonly initial = [];
  readonly #addressesPerBlock: number;
  readonly #outcome: Intent['outcome'];
  #next: number;

  constructor(group: number, addressesPerBlock: number, outcome: Intent['outcome']) {
    this.name = `pool drainer (${outcome})`;
    this.#addressesPerBlock = addressesPerBlock;
    this.#outcome = outcome;
    this.#next = group * ADDRESSES_EACH;
  }

  send({ newcomerFuel }: View): Intent[] {
    return Array.from({ length: this.#addressesPerBlock }, () => ({
      agent: this,
      sender: addressOf(this.#next++),
      fuelLimit: newcomerFuel,
      outcome: this.#outcome,
      fuelUsed: newcomerFuel,
    }));
  }
}

/**
 * Sybils that earn through the pool, a fresh address each time, and then all use whatever they are allowed,
 * every block, for successes: nobody can earn more from nothing.
 */
export class Graduates implements Agent {
  readonly name = 'graduates';
  readonly initial = [];
  readonly #group: number;
  readonly #freshPerBlock: number;
  readonly addresses: Uint8Array[] = [];
  #fresh: Uint8Array[] = [];
  #next = 0;

  constructor(group: number, freshPerBlock: number) {
    this.#group = group;
    this.#freshPerBlock = freshPerBlock;
  }

  send(view: View): Intent[] {
    const success = (sender: Uint8Array, fuel: bigint): Intent => {
      return { agent: this, sender, fuelLimit: fuel, outcome: 'success', fuelUsed: fuel };
    };
    this.addresses.push(...this.#fresh.filter((sender) => view.reputation(sender) > 0n));
    this.#fresh = Array.from({ length: this.#freshPerBlock }, () =>
      addressOf(this.#group * ADDRESSES_EACH + this.#next++),
    );
    const known = this.addresses.flatMap((sender) => {
      const fuel = view.allowance(sender);
      return fuel > 0n ? [success(sender, fuel)] : [];
    });
    return [...known, ...this.#fresh.map((sender) => success(sender, view.newcomerFuel))];
  }
}

/** So many fresh addresses in every block, each with one ordinary call. */
export class Crowd implements Agent {
  readonly name = 'fresh addresses';
  readonly initial = [];
  readonly #group: number;
  readonly #perBlock: number;
  #next = 0;

  constructor(group: number, perBlock: number) {
    this.#group = group;
    this.#perBlock = perBlock;
  }

  send(): Intent[] {
    return Array.from({ length: this.#perBlock }, () => ({
      agent: this,
      sender: addressOf(this.#group * ADDRESSES_EACH + this.#next++),
      fuelLimit: CALL_LIMIT,
      outcome: 'success' as const,
      fuelUsed: CALL_FUEL,
    }));
  }
}

/** Addresses with a reputation that do the least that succeeds, a bare transfer, in every block. */
export class Idlers implements Agent {
  readonly name = 'idlers';
  readonly initial: readonly (readonly [Uint8Array, bigint])[];

  constructor(group: number, count: number, reputation: bigint) {
    this.initial = addressesOf(group, count).map((address) => [address, reputation]);
  }

  send(view: View): Intent[] {
    const fuel = 100_000n;
    return this.initial
      .filter(([sender]) => view.allowance(sender) > 0n)
      .map(([sender]) => ({ agent: this, sender, fuelLimit: fuel, outcome: 'success', fuelUsed: fuel }));
  }
}
