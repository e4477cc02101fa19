/**
 * Transactions in JSON, for CLI and RPC: every field of SEMANTICS 28 by its name; integers are quantities,
 * `to` (null to create), salt, payload, r and s are data. An unsigned transaction lacks yParity, r and s.
 */

import { EMPTY_BYTES, toHex } from '../../runtime/bytes.js';
import { DEV_LIMITS } from '../../runtime/limits.js';
import { SALT_BYTES } from '../state/account.js';
import { JsonItem, toQuantity } from './json-item.js';
import { checkUnsigned, type SignedTransaction, type UnsignedTransaction } from './transaction.js';

const UNSIGNED_NAMES = [
  'chainId',
  'shardId',
  'nonce',
  'fuelLimit',
  'to',
  'value',
  'vm',
  'salt',
  'payload',
] as const;

const U32_BITS = 32;
const U64_BITS = 64;
const U128_BITS = 128;

export type TransactionJson = Readonly<Record<(typeof UNSIGNED_NAMES)[number], string | null>>;
export type SignedTransactionJson = TransactionJson & Readonly<Record<'yParity' | 'r' | 's', string>>;

export function unsignedToJson(transaction: UnsignedTransaction): TransactionJson {
  const { chainId, shardId, nonce, fuelLimit, to, value, vm, salt, payload } = transaction;
  return {
    chainId: toQuantity(chainId),
    shardId: toQuantity(shardId),
    nonce: toQuantity(nonce),
    fuelLimit: toQuantity(fuelLimit),
    to: to === undefined ? null : toHex(to),
    value: toQuantity(value),
    vm: toQuantity(vm),
    salt: toHex(salt),
    payload: toHex(payload),
  };
}

export function transactionToJson(transaction: SignedTransaction): SignedTransactionJson {
  const { yParity, r, s } = transaction;
  return { ...unsignedToJson(transaction), yParity: toQuantity(yParity), r: toHex(r), s: toHex(s) };
}

/**
 * A transaction to sign. `value`, `vm`, `salt` and `payload` may be missing: zero, and no bytes.
 * @throws PbevmError with the item's code, that names the member.
 * @throws TransactionError if a field is out of range.
 */
export function readUnsigned(json: JsonItem): UnsignedTransaction {
  const members = json.members(UNSIGNED_NAMES);
  const to = members.required('to');
  const transaction: UnsignedTransaction = {
    chainId: members.required('chainId').quantity(U64_BITS),
    shardId: members.required('shardId').quantity(U64_BITS),
    nonce: members.required('nonce').quantity(U64_BITS),
    fuelLimit: members.required('fuelLimit').quantity(U64_BITS),
    to: to.isNull ? undefined : to.address(),
    value: members.optional('value')?.quantity(U128_BITS) ?? 0n,
    vm: Number(members.optional('vm')?.quantity(U32_BITS) ?? 0n),
    salt: members.optional('salt')?.data(SALT_BYTES) ?? EMPTY_BYTES,
    payload: members.optional('payload')?.data(DEV_LIMITS.payloadBytesMax) ?? EMPTY_BYTES,
  };
  checkUnsigned(transaction);
  return transaction;
}

/** The same from a JSON text. @throws PbevmError BAD_INPUT, TransactionError */
export function parseUnsigned(text: string): UnsignedTransaction {
  return readUnsigned(JsonItem.parse(text, 'BAD_INPUT'));
}
