/** Execution environments over RPC: what there is of one, and batches of transactions for it. */

import type { Address } from '../../runtime/address.js';
import { EMPTY_BYTES, toHex } from '../../runtime/bytes.js';
import { hasWasmMagic } from '../../runtime/wasm/binary.js';
import type { AccountView } from '../block/account-view.js';
import type { JsonItem } from '../block/json-item.js';
import { type Account, hasCode } from '../state/account.js';
import { NO_ROOT, PROCESS_BLOCK, ROOT_KEY } from '../vm/script/block-roots.js';
import { encodeValue } from '../vm/values/cbor.js';
import { SCRIPT_VM, vmName } from '../vm/vm.js';
import type { Request } from './devnet.js';
import { FUEL_BITS, U64_BITS } from './parameters.js';

/** `{vm, language, codeHash, root}`; null where there is no environment. */
export function environmentToJson(state: AccountView, address: Address): object | null {
  const account = state.getAccount(address);
  if (!isEnvironment(account)) return null;
  return {
    vm: vmName(account.vm),
    language: hasWasmMagic(state.getCode(address)) ? 'wasm' : 'python',
    codeHash: toHex(account.codeHash),
    root: toHex(state.getStorage(address, ROOT_KEY) ?? NO_ROOT),
  };
}

const isEnvironment = (account: Account): boolean => account.vm === SCRIPT_VM && hasCode(account);

const REQUEST_NAMES = ['from', 'to', 'transactions', 'fuel', 'nonce'] as const;

/**
 * A batch of transactions for an environment, that a test account is to sign.
 * @param head state in which the environment must be there.
 * @throws PbevmError BAD_INPUT with the place of what is wrong
 */
export function readEnvironmentRequest(item: JsonItem, head: AccountView): Request {
  const members = item.members(REQUEST_NAMES);
  const target = members.required('to');
  const to = target.address();
  if (!isEnvironment(head.getAccount(to))) target.fail('there is no environment');
  const list = members.required('transactions');
  const transactions = list.value();
  if (!Array.isArray(transactions)) return list.fail('a list expected');
  const nonce = members.optional('nonce')?.integer(U64_BITS);
  const fuelLimit = members.optional('fuel')?.integer(FUEL_BITS);
  return {
    from: members.required('from').address(),
    to,
    value: 0n,
    vm: 0,
    salt: EMPTY_BYTES,
    payload: encodeValue([PROCESS_BLOCK, transactions], 'transactions'),
    ...(nonce === undefined ? {} : { nonce }),
    ...(fuelLimit === undefined ? {} : { fuelLimit }),
  };
}
