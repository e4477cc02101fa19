/** Random changes of a small world, in the records' own form: accounts, contracts with storage, deletions. */

import { create2Address, EMPTY_ACCOUNT, hashCode } from '../../../../host/state/account.js';
import type { BatchStore, Change } from '../../../../host/state/store.js';
import { WorldState } from '../../../../host/state/world-state.js';
import type { Address } from '../../../../runtime/address.js';
import { createRandom } from '../../vm/values/random-values.js';

const VM = 1;
const ADDRESSES = 24;

/** A store that keeps what was committed for whoever takes it. */
class ChangeRecorder implements BatchStore {
  changes: readonly Change[] = [];

  readonly #base: { get(key: Uint8Array): Uint8Array | undefined };

  constructor(base: { get(key: Uint8Array): Uint8Array | undefined }) {
    this.#base = base;
  }

  get(key: Uint8Array): Uint8Array | undefined {
    return this.#base.get(key);
  }

  commit(changes: readonly Change[]): undefined {
    this.changes = changes;
  }

  async close(): Promise<void> {}
}

export class RandomWorld {
  readonly #random: () => number;
  readonly #contracts: Address[] = [];
  #deployed = 0;

  constructor(seed: number) {
    this.#random = createRandom(seed);
  }

  below(bound: number): number {
    return Math.floor(this.#random() * bound);
  }

  /** The changes of one block on what `base` holds. */
  block(base: { get(key: Uint8Array): Uint8Array | undefined }, steps: number): readonly Change[] {
    const recorder = new ChangeRecorder(base);
    const world = new WorldState(recorder);
    for (let i = 0; i < steps; i++) this.#step(world);
    world.flush();
    return recorder.changes;
  }

  #address(): Address {
    return new Uint8Array(20).fill(1 + this.below(ADDRESSES));
  }

  #step(world: WorldState): void {
    const kind = this.below(20);
    const alive = this.#contracts.filter((address) => (world.getAccount(address)?.vm ?? 0) === VM);
    const contract = alive[this.below(alive.length)];
    if (kind < 3) {
      const address = this.#address();
      const account = world.getAccount(address) ?? EMPTY_ACCOUNT;
      world.setAccount(address, { ...account, balance: BigInt(this.below(3)) * 10n ** 20n });
    } else if (kind < 5) world.incrementNonce(this.#address());
    else if (kind < 6 || contract === undefined) {
      const code = new TextEncoder().encode(`code ${this.below(6)}`);
      const salt = new Uint8Array(32).fill(this.#deployed++);
      salt[0] = this.#deployed >> 8;
      const address = create2Address(this.#address(), salt, code);
      const created = world.createContract(address, VM, code, hashCode(code));
      // Without a draw of its own: rent, and storage that is not whole.
      const totalFee = BigInt(this.#deployed % 3) << 70n;
      if (this.#deployed % 2 === 0)
        world.setAccount(address, { ...created, totalFee, isIncomplete: this.#deployed % 8 === 0 });
      this.#contracts.push(address);
    } else if (kind < 7) world.deleteContract(contract);
    else if (kind < 8) world.clearStorage(contract);
    else {
      const key = Uint8Array.of(this.below(2), this.below(40));
      const value = Uint8Array.from({ length: this.below(50) }, () => this.below(256));
      if (kind < 11) world.deleteStorage(contract, key);
      else world.setStorage(contract, key, value);
    }
  }
}
