/** Proofs of a state's records: what is asked, found and put together (tree/state-proof.ts). */

import type { Address } from '../../../runtime/address.js';
import { keyText } from '../key-text.js';
import { storagePrefix } from '../record-keys.js';
import type { RecordReader } from '../store.js';
import { type AccountToProve, createStateProof } from '../tree/state-proof.js';
import type { TreeView } from '../tree/state-tree.js';
import { accountLeaf, readAccount } from './world-trees.js';

/** An address, and keys of its storage that are to be proven with it. */
export interface AskedAccount {
  readonly address: Address;
  readonly keys: readonly Uint8Array[];
}

/** The trees of one state. */
export interface TreesView {
  readonly accounts: TreeView;
  storage(address: Address, incarnation: bigint): TreeView;
}

/** The proof of what is asked; what is asked twice is in it once. */
export function proveState(
  trees: TreesView,
  records: RecordReader,
  asked: readonly AskedAccount[],
): Uint8Array {
  const accounts = eachOnce(asked).map(({ address, keys }): AccountToProve => {
    const { account, identity } = readAccount(records, address);
    const prefix = storagePrefix(address, identity.incarnation);
    const storageTree = trees.storage(address, identity.incarnation);
    return {
      address,
      account: accountLeaf(account, identity, storageTree.root),
      storage: keys.map((key) => ({ key, value: records.get(Buffer.concat([prefix, key])) })),
      storageTree,
    };
  });
  return createStateProof(trees.accounts, accounts);
}

function eachOnce(asked: readonly AskedAccount[]): AskedAccount[] {
  const accounts = new Map<string, { address: Address; keys: Map<string, Uint8Array> }>();
  for (const { address, keys } of asked) {
    const text = keyText(address);
    const account = accounts.get(text) ?? { address, keys: new Map<string, Uint8Array>() };
    accounts.set(text, account);
    for (const key of keys) account.keys.set(keyText(key), key);
  }
  return [...accounts.values()].map(({ address, keys }) => ({ address, keys: [...keys.values()] }));
}
