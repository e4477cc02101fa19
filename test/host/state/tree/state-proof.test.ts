/** Proofs of accounts with their storage. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Forest } from '../../../../host/state/tree/forest.js';
import { type AccountLeaf, hashAccounts, storageValueHash } from '../../../../host/state/tree/leaf-hash.js';
import { sealProof } from '../../../../host/state/tree/proof-reader.js';
import { sha256 } from '../../../../host/state/tree/sha256.js';
import {
  type AccountToProve,
  createStateProof,
  type ProvenAccount,
  type StorageEntry,
  verifyStateProof,
} from '../../../../host/state/tree/state-proof.js';
import { EMPTY_ROOT, type StateTree } from '../../../../host/state/tree/state-tree.js';
import { ACCOUNT_TREE, storageTreeId } from '../../../../host/state/tree/tree-id.js';
import { Random } from '../../../fuzz/random.js';
import { PageMap, randomBytes } from './tree-cases.js';

const BAD_PROOF = { code: 'BAD_PROOF' };
const random = new Random(1);
const forest = new Forest(new PageMap());

interface Contract {
  readonly address: Uint8Array;
  readonly account: AccountLeaf;
  readonly storage: readonly StorageEntry[];
  readonly storageTree: StateTree;
}

function contract(entries: number): Contract {
  const address = randomBytes(random, 20);
  const storage = Array.from({ length: entries }, () => ({
    key: randomBytes(random, 8 + random.below(34)),
    value: randomBytes(random, random.below(80)),
  }));
  const storageTree = forest.open(storageTreeId(address, 0n), EMPTY_ROOT);
  storageTree.update(storage.map(leafOf)).keep();
  const account = {
    vm: 1,
    nonce: BigInt(random.next()),
    balance: BigInt(random.next()) << 70n,
    codeHash: randomBytes(random, 32),
    storageRoot: storageTree.root,
    storageSize: 1n,
    totalFee: 0n,
    status: 1,
  };
  return { address, account, storage, storageTree };
}

function leafOf({ key, value }: StorageEntry): { key: Uint8Array; valueHash: Uint8Array | undefined } {
  return { key: sha256(key), valueHash: value === undefined ? undefined : storageValueHash(value) };
}

const contracts = [0, 1, 2, 40, 300].map(contract);
const accountTree = forest.open(ACCOUNT_TREE, EMPTY_ROOT);
accountTree
  .update(
    contracts.map(({ address, account }) => ({
      key: sha256(address),
      valueHash: hashAccounts([account])[0],
    })),
  )
  .keep();
const { root } = accountTree;

const nobody: AccountToProve = {
  address: randomBytes(random, 20),
  account: undefined,
  storage: [{ key: Uint8Array.of(1), value: undefined }],
  storageTree: forest.open(storageTreeId(new Uint8Array(20), 0n), EMPTY_ROOT),
};

/** A contract with the first of its storage and a key that is not there. */
function asked({ storage, ...rest }: Contract, entries: number): AccountToProve {
  return { ...rest, storage: [...storage.slice(0, entries), { key: Uint8Array.of(0xab), value: undefined }] };
}

const everything = [nobody, ...contracts.map((one) => asked(one, 20))];

function byHash<T>(items: readonly T[], keyOf: (item: T) => Uint8Array): T[] {
  return [...items].sort((a, b) => Buffer.compare(sha256(keyOf(a)), sha256(keyOf(b))));
}

test('accounts, their fields, storage that is there and that is not', () => {
  const { accounts } = verifyStateProof(root, createStateProof(accountTree, everything));
  assert.deepEqual(
    accounts,
    byHash(everything, ({ address }) => address).map(({ address, account, storage }) => ({
      address,
      account,
      storage: byHash(storage, ({ key }) => key),
    })),
  );
});

test('without storage, and without anything', () => {
  const bare = contracts.map(({ address, account }) => ({
    address,
    account,
    storage: [],
    storageTree: undefined,
  }));
  const { accounts, storageTree } = verifyStateProof(root, createStateProof(accountTree, bare));
  assert.equal(accounts.length, contracts.length);
  assert.deepEqual(storageTree(contracts[4].address)?.root, contracts[4].account.storageRoot);
  assert.throws(() => storageTree(contracts[4].address)?.get(sha256(Uint8Array.of(1))), BAD_PROOF);
  assert.equal(storageTree(nobody.address), undefined);
  assert.deepEqual(verifyStateProof(root, createStateProof(accountTree, [])).accounts, []);
});

test('what it shows gives the new root', () => {
  const [, , , small, large] = contracts;
  const proof = createStateProof(accountTree, [asked(small, 40), asked(large, 3), nobody]);
  const proven = verifyStateProof(root, proof);
  const removed = small.storage.map(({ key }) => ({ key: sha256(key), valueHash: undefined }));
  const set = [leafOf({ key: Uint8Array.of(0xab), value: Uint8Array.of(1) })];
  const roots = [
    proven.storageTree(small.address)?.update(removed),
    proven.storageTree(large.address)?.update(set),
  ];
  const wanted = [small.storageTree.update(removed), large.storageTree.update(set)];
  assert.deepEqual(
    roots.map((update) => update?.root),
    wanted.map((update) => update.root),
  );
  assert.deepEqual(roots[0]?.root, EMPTY_ROOT);
  const changes = [small, large].map(({ address, account }, i) => ({
    key: sha256(address),
    valueHash: hashAccounts([{ ...account, storageRoot: wanted[i].root }])[0],
  }));
  const born = { key: sha256(nobody.address), valueHash: new Uint8Array(32).fill(1) };
  const update = accountTree.update([...changes, born]);
  assert.deepEqual(proven.accountTree.update([...changes, born]).root, update.root);
  for (const open of [...wanted, update]) open.drop();
});

test('what the trees do not say is not proven', () => {
  const [, one] = contracts;
  const fault = { code: 'HOST_FAULT' };
  const wrong: readonly AccountToProve[] = [
    { ...one, account: { ...one.account, nonce: one.account.nonce + 1n } },
    { ...one, account: undefined },
    { ...one, storage: [{ key: one.storage[0].key, value: undefined }] },
    { ...one, storageTree: contracts[2].storageTree },
    { ...one, storageTree: undefined },
  ];
  for (const item of wrong) assert.throws(() => createStateProof(accountTree, [item]), fault);
  assert.throws(() => createStateProof(accountTree, [one, one]), fault);
});

describe('hostile bytes', () => {
  const proofs = [
    createStateProof(accountTree, [asked(contracts[3], 2), nobody]),
    createStateProof(accountTree, [nobody]),
    createStateProof(accountTree, [asked(contracts[0], 0), asked(contracts[1], 1), asked(contracts[2], 1)]),
  ];

  test('each byte of several proofs', () => {
    for (const proof of proofs) {
      for (let i = 0; i < proof.length; i++) {
        for (const bits of [1 << (i % 8), 0xff]) {
          const damaged = proof.slice();
          damaged[i] ^= bits;
          assert.throws(() => verifyStateProof(root, damaged), BAD_PROOF, `byte ${i}`);
        }
      }
    }
  });

  test('each byte, sealed anew: refused, or the proof of something else that is true', () => {
    for (const proof of proofs) {
      for (let i = 0; i < proof.length - 8; i++) {
        const damaged = proof.slice(0, -8);
        damaged[i] ^= 1 << (i % 8);
        const proven = provenBy(sealProof([damaged]));
        for (const { address, account, storage } of proven) {
          const real = contracts.find((one) => Buffer.compare(one.address, address) === 0);
          assert.deepEqual(account, real?.account);
          for (const { key, value } of storage) {
            const entry = real?.storage.find((one) => Buffer.compare(one.key, key) === 0);
            assert.deepEqual(value, entry?.value);
          }
        }
      }
    }
  });

  /** Nothing if the proof is refused. */
  function provenBy(proof: Uint8Array): readonly ProvenAccount[] {
    try {
      return verifyStateProof(root, proof).accounts;
    } catch (error) {
      assert.equal((error as { code?: string }).code, 'BAD_PROOF');
      return [];
    }
  }

  test('every prefix, trailing bytes, another root, another version', () => {
    for (const proof of proofs) {
      for (let length = 0; length < proof.length; length++) {
        assert.throws(() => verifyStateProof(root, proof.subarray(0, length)), BAD_PROOF);
      }
      assert.throws(() => verifyStateProof(root, Uint8Array.of(...proof, 0)), BAD_PROOF);
      assert.throws(() => verifyStateProof(EMPTY_ROOT, proof), BAD_PROOF);
      const other = sealProof([Uint8Array.of(2), proof.subarray(1, -8)]);
      assert.throws(() => verifyStateProof(root, other), { ...BAD_PROOF, message: /version/ });
      const longer = sealProof([proof.subarray(0, -8), Uint8Array.of(0)]);
      assert.throws(() => verifyStateProof(root, longer), { ...BAD_PROOF, message: /trailing/ });
    }
  });
});
