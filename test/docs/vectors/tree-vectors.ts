/** Vectors of the state tree: roots, pages, proofs. */

import { sha256 } from '../../../host/state/sha256.js';
import { Forest } from '../../../host/state/tree/forest.js';
import {
  type AccountLeaf,
  hashAccounts,
  serializeAccountLeaf,
  storageValueHash,
} from '../../../host/state/tree/leaf-hash.js';
import { createMultiproof, verifyMultiproof } from '../../../host/state/tree/multiproof.js';
import { createStateProof, verifyStateProof } from '../../../host/state/tree/state-proof.js';
import { EMPTY_ROOT, type StateTree } from '../../../host/state/tree/state-tree.js';
import { ACCOUNT_TREE, storageTreeId, type TreeId } from '../../../host/state/tree/tree-id.js';
import { fromHex, toHex } from '../../../runtime/bytes.js';
import type { Fields, Vectors } from './vector.js';

interface Leaf {
  readonly key: Uint8Array;
  readonly valueHash: Uint8Array;
}

function treeOf(leaves: readonly Leaf[], id: TreeId = ACCOUNT_TREE): StateTree {
  const tree = new Forest({ get: () => undefined }).open(id, EMPTY_ROOT);
  tree.update(leaves).keep();
  return tree;
}

/** Values of `name.0`, `name.1` … */
function listOf(fields: Fields, name: string): string[] {
  const values: string[] = [];
  while (`${name}.${values.length}` in fields) values.push(fields[`${name}.${values.length}`]);
  return values;
}

function numbered(name: string, values: readonly string[]): Fields {
  return Object.fromEntries(values.map((value, i) => [`${name}.${i}`, value]));
}

function leavesOf(fields: Fields): Leaf[] {
  return listOf(fields, 'leaf').map((leaf) => {
    const [key, valueHash] = leaf.split(' ').map(fromHex);
    return { key, valueHash };
  });
}

function shownLeaves(leaves: readonly Leaf[]): Fields {
  return numbered(
    'leaf',
    leaves.map(({ key, valueHash }) => `${toHex(key)} ${toHex(valueHash)}`),
  );
}

function accountOf(fields: Fields): AccountLeaf {
  return {
    vm: Number(fields['vm']),
    nonce: BigInt(fields['nonce']),
    balance: BigInt(fields['balance']),
    codeHash: fromHex(fields['codeHash']),
    storageRoot: fromHex(fields['storageRoot']),
    storageSize: BigInt(fields['storageSize']),
    totalFee: BigInt(fields['totalFee']),
    status: Number(fields['status']),
  };
}

/** As they come back from the proof or the serialisation. */
function shownAccount(account: AccountLeaf): Fields {
  return {
    vm: `${account.vm}`,
    nonce: `${account.nonce}`,
    balance: `${account.balance}`,
    codeHash: toHex(account.codeHash),
    storageRoot: toHex(account.storageRoot),
    storageSize: `${account.storageSize}`,
    totalFee: `${account.totalFee}`,
    status: `${account.status}`,
  };
}

/** Leaf number i has the key SHA-256 of i as one byte, and as hash of its value the hash of the key. */
function countedLeaves(count: number): Leaf[] {
  return Array.from({ length: count }, (_, i) => {
    const key = sha256(Uint8Array.of(i));
    return { key, valueHash: sha256(key) };
  });
}

function stateProof(fields: Fields): Fields {
  const address = fromHex(fields['address']);
  const [key, value] = [fromHex(fields['key']), fromHex(fields['value'])];
  const [absentAddress, absentKey] = [fromHex(fields['absentAddress']), fromHex(fields['absentKey'])];
  const id = storageTreeId(address, 0n);
  const storageTree = treeOf([{ key: sha256(key), valueHash: storageValueHash(value) }], id);
  const account = { ...accountOf(fields), storageRoot: storageTree.root };
  const accounts = treeOf([{ key: sha256(address), valueHash: hashAccounts([account])[0] }]);
  const storage = [
    { key, value },
    { key: absentKey, value: undefined },
  ];
  const nobody = { address: absentAddress, account: undefined, storage: [], storageTree: undefined };
  const proof = createStateProof(accounts, [{ address, account, storage, storageTree }, nobody]);
  const proven = verifyStateProof(accounts.root, proof).accounts.find((one) => one.account !== undefined);
  return {
    address: toHex(address),
    ...shownAccount(proven?.account ?? account),
    key: toHex(key),
    value: toHex(value),
    absentKey: toHex(absentKey),
    absentAddress: toHex(absentAddress),
    root: toHex(accounts.root),
    proof: toHex(proof),
  };
}

export const TREE_VECTORS: Vectors = {
  account: (fields) => {
    const account = accountOf(fields);
    return {
      ...shownAccount(account),
      serialised: toHex(serializeAccountLeaf(account)),
      root: toHex(hashAccounts([account])[0]),
    };
  },
  'tree-root': (fields) => {
    const leaves = leavesOf(fields);
    return { ...shownLeaves(leaves), root: toHex(treeOf(leaves).root) };
  },
  'tree-pages': (fields) => {
    const small = leavesOf(fields);
    const id = storageTreeId(fromHex(fields['address']), BigInt(fields['incarnation']));
    const [page] = treeOf(small, id).forest.takeDirtyPages();
    const large = treeOf(countedLeaves(Number(fields['leaves'])));
    const inner = large.forest.takeDirtyPages().find(({ value }) => value?.[0] === 1);
    return {
      address: fields['address'],
      incarnation: fields['incarnation'],
      ...shownLeaves(small),
      key: toHex(page.key),
      value: toHex(page.value ?? EMPTY_ROOT),
      leaves: fields['leaves'],
      'inner.key': toHex(inner?.key ?? EMPTY_ROOT),
      'inner.value': toHex(inner?.value ?? EMPTY_ROOT),
    };
  },
  multiproof: (fields) => {
    const leaves = leavesOf(fields);
    const asked = listOf(fields, 'asked');
    const tree = treeOf(leaves);
    const proof = createMultiproof(tree, asked.map(fromHex));
    const proven = verifyMultiproof(tree.root, proof).entries.map(({ key }) => toHex(key));
    return {
      ...shownLeaves(leaves),
      ...numbered('asked', proven),
      root: toHex(tree.root),
      proof: toHex(proof),
    };
  },
  'state-proof': stateProof,
};
