/** Balances that a host gives to addresses in a state that has nothing yet. */

import type { Address } from '../../runtime/address.js';
import { PbevmError } from '../../runtime/errors.js';
import { EMPTY_ACCOUNT, encodeAccount } from './account.js';
import { accountKey } from './record-keys.js';
import type { Store } from './store.js';

/** Addresses are distinct, amounts below 2^128. */
export type Balances = readonly (readonly [address: Address, amount: bigint])[];

/** @throws PbevmError BAD_INPUT if the store has any record. */
export async function writeBalances(store: Store, balances: Balances): Promise<void> {
  for await (const _ of store.entries()) {
    const message = 'balances are written once, into an empty store, and this one is not: leave them out';
    throw new PbevmError('BAD_INPUT', message);
  }
  const changes = balances
    .filter(([, balance]) => balance > 0n)
    .map(([address, balance]) => ({
      key: accountKey(address),
      value: encodeAccount({ ...EMPTY_ACCOUNT, balance }),
    }));
  await store.commit(changes);
}
