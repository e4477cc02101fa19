/** What is stored of an account after a block. */

import type { Address } from '../../runtime/address.js';
import { EMPTY_BYTES } from '../../runtime/bytes.js';
import { type Account, EMPTY_ACCOUNT, hasCode } from '../state/account.js';
import { RemoteStore } from '../state/remote-store.js';
import type { RecordReader } from '../state/store.js';
import { WorldState } from '../state/world-state.js';

/** Reads accounts past every cache. */
export class AccountView {
  readonly #world: WorldState;

  constructor(records: RecordReader) {
    // A store of its own: what is read here is not kept.
    this.#world = new WorldState(new RemoteStore(records));
  }

  /** An account that never was is empty. */
  getAccount(address: Address): Account {
    return this.#world.getAccount(address) ?? EMPTY_ACCOUNT;
  }

  /** As it was deployed; empty where there is none. */
  getCode(address: Address): Uint8Array {
    const account = this.getAccount(address);
    return (hasCode(account) ? this.#world.getCode(account.codeHash) : undefined) ?? EMPTY_BYTES;
  }

  /** @param key as the account's VM lays its storage out (docs/layouts.md). */
  getStorage(address: Address, key: Uint8Array): Uint8Array | undefined {
    return this.#world.getStorage(address, key);
  }
}
