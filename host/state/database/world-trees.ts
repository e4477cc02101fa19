/**
 * The state tree of a world (SEMANTICS 25): the tree of accounts and the storage tree of each address,
 * brought along with the records. Which records make which leaves is decided here.
 */

import type { Address } from '../../../runtime/address.js';
import { EMPTY_BYTES, equalBytes } from '../../../runtime/bytes.js';
import {
  type Account,
  decodeAccount,
  decodeIdentity,
  EMPTY_ACCOUNT,
  EMPTY_IDENTITY,
  type Identity,
  isAccountEmpty,
} from '../account.js';
import { keyText } from '../key-text.js';
import {
  accountKey,
  identityKey,
  parseStorageKey,
  RECORD_KIND,
  type StorageKey,
  storagePrefix,
  treeRootKey,
} from '../record-keys.js';
import { sha256 } from '../sha256.js';
import type { Change, RecordReader } from '../store.js';
import { Forest, type ForestOptions } from '../tree/forest.js';
import { type AccountLeaf, hashAccounts, storageValueHash } from '../tree/leaf-hash.js';
import { EMPTY_ROOT, type StateTree, type TreeView } from '../tree/state-tree.js';
import { ACCOUNT_TREE, storageTreeId } from '../tree/tree-id.js';
import type { TreeChange, TreeUpdate } from '../tree/tree-update.js';

/** Bit of an account's status: a contract was created there at some time. */
export const STATUS_CREATED = 1;
/** Bit of an account's status: it was claimed, and some of its storage is not there yet. */
export const STATUS_INCOMPLETE = 2;

/** The storage of an address, as it is or was before it was dropped. */
export interface StoragePlace {
  readonly address: Address;
  readonly incarnation: bigint;
}

/** Changes of one storage tree. */
interface StorageGroup {
  readonly address: Address;
  readonly incarnation: bigint;
  readonly changes: TreeChange[];
}

/** What of the trees some changed records concern. */
interface Touched {
  /** By `storageText`. */
  readonly storage: Map<string, StorageGroup>;
  readonly addresses: Map<string, Address>;
}

export class WorldTrees {
  readonly #records: RecordReader;
  readonly #forest: Forest;
  readonly #accounts: StateTree;
  /** Roots of storage trees that are not the stored ones, by `storageText`. */
  readonly #changedRoots = new Map<string, { readonly key: Uint8Array; readonly root: Uint8Array }>();

  /**
   * @param records the store's records and pages
   * @param root of the account tree, as its pages are stored
   */
  constructor(records: RecordReader, root: Uint8Array, options?: ForestOptions) {
    this.#records = records;
    this.#forest = new Forest(records, options);
    this.#accounts = this.#forest.open(ACCOUNT_TREE, root);
  }

  get accounts(): StateTree {
    return this.#accounts;
  }

  get root(): Uint8Array {
    return this.#accounts.root;
  }

  /** The storage tree of an address; not to be kept. */
  storage(address: Address, incarnation: bigint): StateTree {
    return this.#forest.open(storageTreeId(address, incarnation), this.storageRoot(address, incarnation));
  }

  storageRoot(address: Address, incarnation: bigint): Uint8Array {
    const changed = this.#changedRoots.get(storageText(address, incarnation));
    return changed?.root ?? this.#records.get(treeRootKey(address, incarnation)) ?? EMPTY_ROOT;
  }

  /** The root that the storage of an address has with changes of records; nothing is kept. */
  storageRootWith({ address, incarnation }: StoragePlace, changes: Iterable<Change>): Uint8Array {
    const group = touchedBy(changes).storage.get(storageText(address, incarnation));
    if (group === undefined) return this.storageRoot(address, incarnation);
    const tree = this.storage(address, incarnation);
    const [update] = this.#forest.update([{ tree, changes: group.changes }]);
    const { root } = update;
    update.drop();
    return root;
  }

  /** The hash of an account's leaf as its records say, undefined if it has none. */
  accountHash(account: Account, identity: Identity, storageRoot: Uint8Array): Uint8Array | undefined {
    const leaf = accountLeaf(account, identity, storageRoot);
    return leaf === undefined ? undefined : hashAccounts([leaf])[0];
  }

  /**
   * The trees with records changed.
   * @param changes only those of accounts, identities and storage count
   * @param after reads records as they are with the changes
   */
  update(changes: Iterable<Change>, after: RecordReader): WorldUpdate {
    const touched = touchedBy(changes);
    const groups = [...touched.storage];
    const updates = this.#forest.update(
      groups.map(([, { address, incarnation, changes }]) => ({
        tree: this.storage(address, incarnation),
        changes,
      })),
    );
    const storage = new Map(groups.map(([text, group], i) => [text, { ...group, update: updates[i] }]));
    const addresses = [...touched.addresses.values()];
    const leaves = addresses.map((address) => {
      const { account, identity } = readAccount(after, address);
      const { incarnation } = identity;
      const root =
        storage.get(storageText(address, incarnation))?.update.root ?? this.storageRoot(address, incarnation);
      return accountLeaf(account, identity, root);
    });
    const hashes = hashAccounts(leaves.filter((leaf) => leaf !== undefined));
    let next = 0;
    const accountChanges = addresses.map((address, i) => ({
      key: sha256(address),
      valueHash: leaves[i] === undefined ? undefined : hashes[next++],
    }));
    const [accounts] = this.#forest.update([{ tree: this.#accounts, changes: accountChanges }]);
    return new WorldUpdate(this, accounts, storage, () => {
      for (const { address, incarnation, update } of storage.values()) {
        const key = treeRootKey(address, incarnation);
        this.#changedRoots.set(storageText(address, incarnation), { key, root: update.root });
      }
    });
  }

  /** Records of pages and roots that have changed since this was last called. No update may be open. */
  takeDirtyRecords(): Change[] {
    const roots = [...this.#changedRoots.values()].map(({ key, root }) => ({
      key,
      value: equalBytes(root, EMPTY_ROOT) ? undefined : root,
    }));
    this.#changedRoots.clear();
    return [...this.#forest.takeDirtyPages(), ...roots];
  }
}

/** The trees as some changes would make them: to be kept, or dropped. */
export class WorldUpdate {
  readonly #trees: WorldTrees;
  readonly #accounts: TreeUpdate;
  readonly #storage: ReadonlyMap<string, StorageGroup & { readonly update: TreeUpdate }>;
  readonly #onKeep: () => void;

  constructor(
    trees: WorldTrees,
    accounts: TreeUpdate,
    storage: ReadonlyMap<string, StorageGroup & { readonly update: TreeUpdate }>,
    onKeep: () => void,
  ) {
    this.#trees = trees;
    this.#accounts = accounts;
    this.#storage = storage;
    this.#onKeep = onKeep;
  }

  get root(): Uint8Array {
    return this.#accounts.root;
  }

  get accounts(): TreeView {
    return this.#accounts;
  }

  /** The storage tree of an address, with the changes. */
  storage(address: Address, incarnation: bigint): TreeView {
    const changed = this.#storage.get(storageText(address, incarnation));
    return changed?.update ?? this.#trees.storage(address, incarnation);
  }

  keep(): void {
    this.#onKeep();
    this.#accounts.keep();
    for (const { update } of this.#storage.values()) update.keep();
  }

  drop(): void {
    this.#accounts.drop();
    for (const { update } of this.#storage.values()) update.drop();
  }
}

export interface AccountRecords {
  readonly account: Account;
  readonly identity: Identity;
}

/** An address's two records, decoded. */
export function readAccount(records: RecordReader, address: Address): AccountRecords {
  const identityBytes = records.get(identityKey(address));
  const identity = identityBytes === undefined ? EMPTY_IDENTITY : decodeIdentity(identityBytes);
  const accountBytes = records.get(accountKey(address));
  const account =
    accountBytes === undefined
      ? { ...EMPTY_ACCOUNT, nonce: identity.nonce }
      : decodeAccount(accountBytes, identity.nonce);
  return { account, identity };
}

/** What the tree has of an account; undefined if it is as one that never was. */
export function accountLeaf(
  account: Account,
  { wasCreated }: Identity,
  storageRoot: Uint8Array,
): AccountLeaf | undefined {
  if (!wasCreated && isAccountEmpty(account) && equalBytes(storageRoot, EMPTY_ROOT)) return undefined;
  const { vm, nonce, balance, codeHash, storageSize, totalFee } = account;
  return {
    vm,
    nonce,
    balance,
    codeHash,
    storageRoot,
    storageSize,
    totalFee,
    status: statusOf(account, wasCreated),
  };
}

/** The bits of an account's status. */
export function statusOf({ isIncomplete }: Account, wasCreated: boolean): number {
  return (wasCreated ? STATUS_CREATED : 0) | (isIncomplete ? STATUS_INCOMPLETE : 0);
}

function touchedBy(changes: Iterable<Change>): Touched {
  const storage = new Map<string, StorageGroup>();
  const addresses = new Map<string, Address>();
  /** Changes come in the order of keys as a rule: those of one tree follow each other. */
  let group: StorageGroup | undefined;
  let prefix: Uint8Array = EMPTY_BYTES;
  for (const { key, value } of changes) {
    if (key[0] === RECORD_KIND.account || key[0] === RECORD_KIND.identity) {
      const address = key.slice(1);
      addresses.set(keyText(address), address);
    }
    if (key[0] !== RECORD_KIND.storage) continue;
    if (group === undefined || !startsWith(key, prefix)) {
      const { address, incarnation } = parseStorageKey(key) as StorageKey;
      prefix = storagePrefix(address, incarnation);
      const text = storageText(address, incarnation);
      group = storage.get(text) ?? { address, incarnation, changes: [] };
      storage.set(text, group);
      addresses.set(keyText(address), address);
    }
    const valueHash = value === undefined ? undefined : storageValueHash(value);
    group.changes.push({ key: sha256(key.subarray(prefix.length)), valueHash });
  }
  return { storage, addresses };
}

function startsWith(bytes: Uint8Array, prefix: Uint8Array): boolean {
  for (let i = 0; i < prefix.length; i++) if (bytes[i] !== prefix[i]) return false;
  return true;
}

function storageText(address: Address, incarnation: bigint): string {
  return keyText(treeRootKey(address, incarnation));
}
