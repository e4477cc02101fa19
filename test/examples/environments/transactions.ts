/**
 * Transactions of the Ethereum environment of examples/environments: submissions, and calls that wallets
 * sign.
 */

import { createHash } from 'node:crypto';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { curve } from '../../../host/block/curve.js';
import { addressOf } from '../../../host/block/signer.js';
import { encodeValue } from '../../../host/vm/values/cbor.js';
import type { Value } from '../../../host/vm/values/types.js';
import type { Address } from '../../../runtime/address.js';
import { dict, type EnvironmentAccount } from './chain.js';

/** The shard of `EnvironmentHost`. */
const SHARD = 3n;

export const UINT256_MAX = 2n ** 256n - 1n;
export const NO_VALUE: Value = dict({ amount: 0, token: UINT256_MAX });
export const KEY = new Uint8Array(32).fill(0x17);
export const OWNER: Address = addressOf(KEY);

export const value = (amount: bigint | number, token: Address): Value => dict({ amount, token });

function bigEndian(number: bigint, length: number): Uint8Array {
  return Buffer.from(number.toString(16).padStart(2 * length, '0'), 'hex');
}

/** Where a contract is when it is submitted. */
export function addressOfContract(code: Uint8Array, storage: Map<Value, Value>, salt: Uint8Array): Address {
  const digest = createHash('sha256')
    .update(encodeValue([code, storage, salt]))
    .digest();
  return new Uint8Array(digest.subarray(12));
}

/** Submits a contract in a block of its own. */
export function submit(
  environment: EnvironmentAccount,
  code: Uint8Array,
  storage: Map<Value, Value> = new Map(),
  number = 0,
): Address {
  const salt = new Uint8Array(32).fill(number);
  const address = addressOfContract(code, storage, salt);
  environment.block(environment.transaction(address, ['submit', code, storage, salt]));
  return address;
}

/** Data of a transaction to a wallet. */
export function signedCall(
  environment: EnvironmentAccount,
  wallet: Address,
  nonce: number,
  call: Value[],
  key: Uint8Array = KEY,
): Value[] {
  const signed = keccak_256(
    Buffer.concat([
      bigEndian(environment.id, 32),
      bigEndian(SHARD, 8),
      wallet,
      bigEndian(BigInt(nonce), 8),
      encodeValue(call),
    ]),
  );
  const { yParity, r, s } = curve.sign(signed, key);
  return [nonce, call, [27 + yParity, r, s]];
}
