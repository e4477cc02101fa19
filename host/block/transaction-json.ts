/**
 * Transactions in JSON, for CLI and RPC: every field of SEMANTICS 28 by its name; integers are quantities,
 * `to` (null to create), salt, payload, r and s are data. An unsigned transaction lacks yParity, r and s.
 */

import { EMPTY_BYTES, toHex } from '../../runtime/bytes.js';
import { DEV_LIMITS } from '../../runtime/limits.js';
import { SALT_BYTES } from '../state/account.js';
import { JsonObject, toQuantity } from './json-forms.js';
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
 * @throws PbevmError BAD_INPUT that names the member.
 * @throws TransactionError if a field is out of range.
 */
export function parseUnsigned(json: unknown): UnsignedTransaction {
  const object = new JsonObject(json, '', 'BAD_INPUT', UNSIGNED_NAMES);
  const transaction: UnsignedTransaction = {
    chainId: object.quantity('chainId', U64_BITS),
    shardId: object.quantity('shardId', U64_BITS),
    nonce: object.quantity('nonce', U64_BITS),
    fuelLimit: object.quantity('fuelLimit', U64_BITS),
    to: object.get('to') === null ? undefined : object.address('to'),
    value: object.has('value') ? object.quantity('value', U128_BITS) : 0n,
    vm: object.has('vm') ? Number(object.quantity('vm', U32_BITS)) : 0,
    salt: object.has('salt') ? object.data('salt', SALT_BYTES) : EMPTY_BYTES,
    payload: object.has('payload') ? object.data('payload', DEV_LIMITS.payloadBytesMax) : EMPTY_BYTES,
  };
  checkUnsigned(transaction);
  return transaction;
}
