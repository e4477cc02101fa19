/**
 * Proofs of accounts and of their storage against the root of a state; docs/layouts.md, "State proof". Values
 * are part of the proof; code is not, its hash is.
 */

import { ADDRESS_BYTES, type Address } from '../../../runtime/address.js';
import { assert } from '../../../runtime/errors.js';
import { keyText } from '../key-text.js';
import {
  ACCOUNT_LEAF_BYTES,
  type AccountLeaf,
  deserializeAccountLeaf,
  hashAccounts,
  serializeAccountLeaf,
  storageValueHash,
} from './leaf-hash.js';
import { PROOF_BYTES_MAX } from './multiproof.js';
import { PartialForest } from './partial-forest.js';
import { makeProofNodes, type ProofEntry } from './proof-nodes.js';
import { checkProof, ProofReader, sealProof, u32be } from './proof-reader.js';
import { sha256 } from './sha256.js';
import { EMPTY_ROOT, type StateTree, type TreeView } from './state-tree.js';
import { ACCOUNT_TREE, storageTreeId } from './tree-id.js';

const STATE_PROOF_VERSION = 1;

/** A storage key of an account and what is there: a value, or undefined for nothing. */
export interface StorageEntry {
  readonly key: Uint8Array;
  readonly value: Uint8Array | undefined;
}

/** What is proven, or to be proven, of an address. */
export interface ProvenAccount {
  readonly address: Address;
  /** Undefined if the tree has no leaf for the address. */
  readonly account: AccountLeaf | undefined;
  readonly storage: readonly StorageEntry[];
}

/** An account to be proven, with its storage tree, which may be missing if no keys are asked. */
export interface AccountToProve extends ProvenAccount {
  readonly storageTree: TreeView | undefined;
}

/** A state proof that was checked. */
export interface ProvenState {
  /** In the order of sha256(address); the storage of each in the order of sha256(key). */
  readonly accounts: readonly ProvenAccount[];
  /** The part of the account tree that the proof shows. */
  readonly accountTree: StateTree;
  /**
   * The part of an account's storage tree that it shows; of an account that is not in the proof undefined.
   */
  storageTree(address: Address): StateTree | undefined;
}

/**
 * The proof of accounts and storage, in any order, each once.
 * @throws HostFault if something is not what the trees say, or is given twice.
 */
export function createStateProof(accountTree: TreeView, accounts: readonly AccountToProve[]): Uint8Array {
  const sorted = sortByHash(accounts, ({ address }) => address);
  const entries = accountEntries(sorted);
  const parts: Uint8Array[] = [Uint8Array.of(STATE_PROOF_VERSION), u32be(sorted.length)];
  sorted.forEach(({ item }, i) => {
    assertTrue(accountTree, entries[i]);
    addAccount(item, parts);
  });
  const tree = accountTree.nodes();
  for (const part of makeProofNodes(tree, entries)) parts.push(part);
  tree.forest.trim();
  return sealProof(parts);
}

function addAccount({ address, account, storage, storageTree }: AccountToProve, parts: Uint8Array[]): void {
  parts.push(address, flag(account !== undefined));
  if (account !== undefined) parts.push(serializeAccountLeaf(account));
  const sorted = sortByHash(storage, ({ key }) => key);
  parts.push(u32be(sorted.length));
  for (const { item } of sorted) {
    parts.push(u32be(item.key.length), item.key, flag(item.value !== undefined));
    if (item.value !== undefined) parts.push(u32be(item.value.length), item.value);
  }
  if (sorted.length === 0) return;
  assert(storageTree !== undefined, 'storage is proven without its tree');
  const root = account?.storageRoot ?? EMPTY_ROOT;
  assert(Buffer.compare(storageTree.root, root) === 0, 'the storage tree is not that of the account');
  const entries = storageEntries(sorted);
  for (const entry of entries) assertTrue(storageTree, entry);
  for (const part of makeProofNodes(storageTree.nodes(), entries)) parts.push(part);
}

function assertTrue(view: TreeView, { key, valueHash }: ProofEntry): void {
  const found = view.get(key);
  const isTrue =
    found === undefined || valueHash === undefined
      ? found === valueHash
      : Buffer.compare(found, valueHash) === 0;
  assert(isTrue, 'what is to be proven is not what the tree says');
}

/**
 * Checks a proof against the root of the state.
 * @throws PbevmError BAD_PROOF if it is not the proof of what it says for that root, byte by byte.
 */
export function verifyStateProof(root: Uint8Array, proof: Uint8Array): ProvenState {
  const reader = new ProofReader(proof, PROOF_BYTES_MAX);
  checkProof(reader.u8() === STATE_PROOF_VERSION, 'is of an unknown version');
  const partial = new PartialForest();
  const storageTrees = new Map<string, StateTree>();
  const accounts: ProvenAccount[] = [];
  const hashes: Uint8Array[] = [];
  for (let left = reader.count(ADDRESS_BYTES + 5); left > 0; left--) {
    const { proven, storageTree } = readAccount(reader, partial);
    const hash = sha256(proven.address);
    checkProof(
      hashes.length === 0 || isBefore(hashes[hashes.length - 1], hash),
      'has addresses out of order',
    );
    hashes.push(hash);
    accounts.push(proven);
    storageTrees.set(keyText(proven.address), storageTree);
  }
  const entries = accountEntries(accounts.map((item, i) => ({ item, hash: hashes[i] })));
  const accountTree = partial.add(ACCOUNT_TREE, root, entries, reader);
  reader.end();
  partial.check();
  return { accounts, accountTree, storageTree: (address) => storageTrees.get(keyText(address)) };
}

function readAccount(
  reader: ProofReader,
  partial: PartialForest,
): { proven: ProvenAccount; storageTree: StateTree } {
  const address = reader.take(ADDRESS_BYTES);
  const account = reader.flag() ? deserializeAccountLeaf(reader.take(ACCOUNT_LEAF_BYTES)) : undefined;
  const storage: { item: StorageEntry; hash: Uint8Array }[] = [];
  for (let left = reader.count(5); left > 0; left--) {
    const key = reader.take(reader.u32());
    const value = reader.flag() ? reader.take(reader.u32()) : undefined;
    const hash = sha256(key);
    const before = storage.at(-1);
    checkProof(before === undefined || isBefore(before.hash, hash), 'has storage keys out of order');
    storage.push({ item: { key, value }, hash });
  }
  const root = account?.storageRoot ?? EMPTY_ROOT;
  const id = storageTreeId(address, 0n);
  const storageTree =
    storage.length === 0
      ? partial.addUnknown(id, root)
      : partial.add(id, root, storageEntries(storage), reader);
  return { proven: { address, account, storage: storage.map(({ item }) => item) }, storageTree };
}

interface Hashed<T> {
  readonly item: T;
  readonly hash: Uint8Array;
}

function sortByHash<T>(items: readonly T[], keyOf: (item: T) => Uint8Array): Hashed<T>[] {
  const sorted = items
    .map((item) => ({ item, hash: sha256(keyOf(item)) }))
    .sort((a, b) => Buffer.compare(a.hash, b.hash));
  for (let i = 1; i < sorted.length; i++) {
    assert(isBefore(sorted[i - 1].hash, sorted[i].hash), 'something to be proven is given twice');
  }
  return sorted;
}

function isBefore(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) < 0;
}

function accountEntries(accounts: readonly Hashed<ProvenAccount>[]): ProofEntry[] {
  const hashes = hashAccounts(accounts.flatMap(({ item: { account } }) => account ?? []));
  let next = 0;
  return accounts.map(({ item, hash }) => ({
    key: hash,
    valueHash: item.account === undefined ? undefined : hashes[next++],
  }));
}

function storageEntries(storage: readonly Hashed<StorageEntry>[]): ProofEntry[] {
  return storage.map(({ item: { value }, hash }) => ({
    key: hash,
    valueHash: value === undefined ? undefined : storageValueHash(value),
  }));
}

function flag(isSet: boolean): Uint8Array {
  return Uint8Array.of(isSet ? 1 : 0);
}
