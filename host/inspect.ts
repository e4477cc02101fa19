/** What is stored of an account, read straight from a store. */

import type { Address } from '../runtime/address.js';
import { EMPTY_BYTES } from '../runtime/bytes.js';
import { assert } from '../runtime/errors.js';
import { hasCode } from './state/account.js';
import type { BatchStore } from './state/store.js';
import { WorldState } from './state/world-state.js';
import { listChain } from './vm/python/chain-layout.js';
import { NO_ROOT, ROOT_KEY } from './vm/script/block-roots.js';
import { PYTHON_VM, SCRIPT_VM, type VmId } from './vm/vm.js';

export interface AccountReport {
  readonly vm: VmId;
  readonly balance: bigint;
  readonly codeHash: Uint8Array;
  readonly storageSize: bigint;
  readonly source: Uint8Array;
  /** Of an execution environment: the root of its state. */
  readonly root?: Uint8Array;
  /** Records of the `chain` of a Python contract. */
  readonly records: readonly { readonly key: Uint8Array; readonly value: Uint8Array }[];
}

/** Undefined if nothing is stored of the account. @throws HostFault if its code is missing. */
export function inspectAccount(store: BatchStore, address: Address): AccountReport | undefined {
  const world = new WorldState(store);
  const account = world.getAccount(address);
  if (account === undefined) return undefined;
  const source = hasCode(account) ? world.getCode(account.codeHash) : EMPTY_BYTES;
  assert(source !== undefined, 'code of an account is stored');
  const isPython = account.vm === PYTHON_VM;
  const records = isPython ? listChain((key) => world.getStorage(address, key)) : [];
  const isEnvironment = account.vm === SCRIPT_VM && hasCode(account);
  const root = isEnvironment ? { root: world.getStorage(address, ROOT_KEY) ?? NO_ROOT } : {};
  return { ...account, ...root, source, records };
}
