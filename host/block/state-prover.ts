/** Proofs of accounts and storage after a block (docs/layouts.md, "State proof"). */

import type { Address } from '../../runtime/address.js';
import { equalBytes } from '../../runtime/bytes.js';
import { isAccountEmpty } from '../state/account.js';
import { readAccount } from '../state/database/world-trees.js';
import { storagePrefix } from '../state/record-keys.js';
import type { RecordReader } from '../state/store.js';
import type { AccountLeaf } from '../state/tree/leaf-hash.js';
import { type AccountToProve, createStateProof } from '../state/tree/state-proof.js';
import { EMPTY_ROOT, type TreeView } from '../state/tree/state-tree.js';
import type { BlockDatabase } from './block-database.js';

/** What is to be proven of an address: its account, and what it has under keys of its storage, each once. */
export interface ProofRequest {
  readonly address: Address;
  readonly keys: readonly Uint8Array[];
}

/** The state after a block: its records, and its trees. */
interface ProvableState {
  readonly records: RecordReader;
  readonly accounts: TreeView;
  storage(address: Address, incarnation: bigint): TreeView;
}

/**
 * The proof of what accounts and storage are after a block, each address once.
 * @throws PbevmError UNKNOWN_HEIGHT, PRUNED; HostFault if records are not what the trees say.
 */
export function proveState(
  database: BlockDatabase,
  height: number,
  requests: readonly ProofRequest[],
): Uint8Array {
  const { trees } = database;
  const prove = (state: ProvableState): Uint8Array =>
    createStateProof(
      state.accounts,
      requests.map((request) => toProve(state, request)),
    );
  if (height === database.height) {
    const storage = (address: Address, incarnation: bigint) => trees.storage(address, incarnation);
    return prove({ records: database, accounts: trees.accounts, storage });
  }
  const records = database.at(height);
  // The trees of then are those of now with the changes since taken back, for as long as this takes.
  const update = trees.update(records.changes(), records);
  try {
    const storage = (address: Address, incarnation: bigint) =>
      update.storage(address, incarnation) ?? trees.storage(address, incarnation);
    return prove({ records, accounts: update.accounts, storage });
  } finally {
    update.drop();
  }
}

function toProve(state: ProvableState, { address, keys }: ProofRequest): AccountToProve {
  const { account, identity } = readAccount(state.records, address);
  const { incarnation, wasCreated } = identity;
  const storageTree = state.storage(address, incarnation);
  const prefix = storagePrefix(address, incarnation);
  const storage = keys.map((key) => ({ key, value: state.records.get(Buffer.concat([prefix, key])) }));
  const { root } = storageTree;
  const isNone = !wasCreated && isAccountEmpty(account) && equalBytes(root, EMPTY_ROOT);
  const leaf: AccountLeaf = { ...account, storageRoot: root, totalFee: 0n, status: wasCreated ? 1 : 0 };
  return { address, account: isNone ? undefined : leaf, storage, storageTree };
}
