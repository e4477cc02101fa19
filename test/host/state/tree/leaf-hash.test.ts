/** Hashes of accounts against @chainsafe/ssz, of storage values against the text of semantics 25. */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { ByteVectorType, ContainerType, UintBigintType, UintNumberType } from '@chainsafe/ssz';
import {
  type AccountLeaf,
  deserializeAccountLeaf,
  hashAccounts,
  serializeAccountLeaf,
  storageValueHash,
} from '../../../../host/state/tree/leaf-hash.js';
import { Random } from '../../../fuzz/random.js';
import { randomBytes } from './tree-cases.js';

const uint64 = new UintBigintType(8);
const uint128 = new UintBigintType(16);
const bytes32 = new ByteVectorType(32);
const ACCOUNT = new ContainerType({
  vm: new UintNumberType(4),
  nonce: uint64,
  balance: uint128,
  codeHash: bytes32,
  storageRoot: bytes32,
  storageSize: uint64,
  totalFee: uint128,
  status: new UintNumberType(1),
});

const random = new Random(1);

function randomUint(bytes: number): bigint {
  return BigInt(`0x${Buffer.from(randomBytes(random, bytes)).toString('hex')}`);
}

const GREATEST: AccountLeaf = {
  vm: 2 ** 32 - 1,
  nonce: 2n ** 64n - 1n,
  balance: 2n ** 128n - 1n,
  codeHash: new Uint8Array(32).fill(0xff),
  storageRoot: new Uint8Array(32).fill(0xff),
  storageSize: 2n ** 64n - 1n,
  totalFee: 2n ** 128n - 1n,
  status: 255,
};

const accounts: AccountLeaf[] = [
  GREATEST,
  ...Array.from({ length: 50 }, () => ({
    vm: random.next(),
    nonce: randomUint(8),
    balance: randomUint(16),
    codeHash: randomBytes(random, 32),
    storageRoot: randomBytes(random, 32),
    storageSize: randomUint(8),
    totalFee: randomUint(16),
    status: random.below(4),
  })),
];

test('accounts', () => {
  assert.deepEqual(
    hashAccounts(accounts),
    accounts.map((account) => ACCOUNT.hashTreeRoot(account)),
  );
  assert.deepEqual(hashAccounts([]), []);
});

test('their serialisation, there and back', () => {
  for (const account of accounts) {
    const bytes = serializeAccountLeaf(account);
    assert.deepEqual(bytes, ACCOUNT.serialize(account));
    assert.deepEqual(deserializeAccountLeaf(bytes), account);
  }
});

test('storage values', () => {
  for (const length of [0, 1, 62, 63, 64, 300, 5000]) {
    const value = randomBytes(random, length);
    const wanted = createHash('sha256')
      .update(Uint8Array.of(1, ...value))
      .digest();
    assert.deepEqual(Buffer.from(storageValueHash(value)), wanted, `${length}`);
  }
});
