/** The state that a witness shows: as records to execute on, and as trees that give the root afterwards. */

import type { Address } from '../../runtime/address.js';
import { equalBytes } from '../../runtime/bytes.js';
import { assert } from '../../runtime/errors.js';
import {
  type Account,
  decodeAccount,
  decodeIdentity,
  EMPTY_ACCOUNT,
  EMPTY_IDENTITY,
  encodeAccount,
  encodeIdentity,
  type Identity,
  isAccountEmpty,
  isRecordEmpty,
} from '../state/account.js';
import { STATUS_CREATED, STATUS_INCOMPLETE, statusOf } from '../state/database/world-trees.js';
import { keyText } from '../state/key-text.js';
import { accountKey, identityKey, parseStorageKey, RECORD_KIND } from '../state/record-keys.js';
import type { Change, RecordReader } from '../state/store.js';
import { Forest } from '../state/tree/forest.js';
import { type AccountLeaf, hashAccounts, storageValueHash } from '../state/tree/leaf-hash.js';
import { sha256 } from '../state/tree/sha256.js';
import { EMPTY_ROOT, StateTree } from '../state/tree/state-tree.js';
import { storageTreeId } from '../state/tree/tree-id.js';
import type { StoragePlace } from './block-database.js';
import { badWitness, ifProven, type ProvenWitness } from './witness.js';

/** Incarnations are local (docs/layouts.md): in a witness every address begins with its first. */
const FIRST_INCARNATION = 0n;

/** Records of a proven account. */
interface ProvenRecords {
  readonly account: Uint8Array | undefined;
  readonly identity: Uint8Array | undefined;
  readonly storageRoot: Uint8Array;
  readonly storage: ReadonlyMap<string, Uint8Array | undefined>;
}

export class WitnessState implements RecordReader {
  readonly #witness: ProvenWitness;
  readonly #artefacts: RecordReader;
  readonly #accounts: ReadonlyMap<string, ProvenRecords>;

  /** @param artefacts what VMs made of codes before: the same as they would make now. */
  constructor(witness: ProvenWitness, artefacts: RecordReader) {
    this.#witness = witness;
    this.#artefacts = artefacts;
    this.#accounts = new Map(
      witness.state.accounts.map(({ address, account, storage }) => [
        keyText(address),
        {
          ...recordsOf(account),
          storageRoot: account?.storageRoot ?? EMPTY_ROOT,
          storage: new Map(storage.map(({ key, value }) => [keyText(key), value])),
        },
      ]),
    );
  }

  /** @throws BlockError BAD_WITNESS if the witness does not show the record. */
  get(key: Uint8Array): Uint8Array | undefined {
    switch (key[0]) {
      case RECORD_KIND.account:
        return this.#proven(key.subarray(1)).account;
      case RECORD_KIND.identity:
        return this.#proven(key.subarray(1)).identity;
      case RECORD_KIND.storage:
        return this.#storage(key);
      case RECORD_KIND.code:
        return this.#code(key.subarray(1));
      default:
        return this.#artefacts.get(key);
    }
  }

  /**
   * The state root with the changes of a block.
   * @throws BlockError BAD_WITNESS if the witness does not show what they concern.
   */
  rootAfter(changes: readonly Change[]): Uint8Array {
    const records = new Map(changes.map(({ key, value }) => [keyText(key), value]));
    const after = (key: Uint8Array): Uint8Array | undefined => {
      const text = keyText(key);
      return records.has(text) ? records.get(text) : this.get(key);
    };
    return ifProven(() => {
      const touched = groupByAddress(changes);
      const leaves = touched.map(({ address, storage }) => this.#leafAfter(address, storage, after));
      const hashes = hashAccounts(leaves.filter((leaf) => leaf !== undefined));
      let next = 0;
      const accountChanges = touched.map(({ address }, i) => ({
        key: sha256(address),
        valueHash: leaves[i] === undefined ? undefined : hashes[next++],
      }));
      return this.#witness.state.accountTree.update(accountChanges).root;
    });
  }

  /** The root of storage with a block's changes, up to where it ended. @throws BlockError BAD_WITNESS */
  storageRootWith({ address, incarnation }: StoragePlace, changes: readonly Change[]): Uint8Array {
    const own =
      groupByAddress(changes).find((touched) => equalBytes(touched.address, address))?.storage ?? [];
    return ifProven(() =>
      this.#storageRootAfter(
        address,
        incarnation,
        own.filter((change) => change.incarnation === incarnation),
      ),
    );
  }

  #leafAfter(
    address: Address,
    storage: readonly StorageChange[],
    after: (key: Uint8Array) => Uint8Array | undefined,
  ): AccountLeaf | undefined {
    const identityBytes = after(identityKey(address));
    const identity = identityBytes === undefined ? EMPTY_IDENTITY : decodeIdentity(identityBytes);
    const accountBytes = after(accountKey(address));
    const { nonce, incarnation } = identity;
    const account =
      accountBytes === undefined ? { ...EMPTY_ACCOUNT, nonce } : decodeAccount(accountBytes, nonce);
    // Storage that ended in the block is none.
    const changes = storage.filter((change) => change.incarnation === incarnation);
    return leafOf(account, identity, this.#storageRootAfter(address, incarnation, changes));
  }

  #storageRootAfter(address: Address, incarnation: bigint, changes: readonly StorageChange[]): Uint8Array {
    const isFirst = incarnation === FIRST_INCARNATION;
    if (changes.length === 0) return isFirst ? this.#proven(address).storageRoot : EMPTY_ROOT;
    const tree = isFirst ? this.#witness.state.storageTree(address) : newTree(address, incarnation);
    if (tree === undefined) throw badWitness('it does not show an account whose storage changes');
    return tree.update(changes.map(({ key, valueHash }) => ({ key, valueHash }))).root;
  }

  #proven(address: Uint8Array): ProvenRecords {
    const proven = this.#accounts.get(keyText(address));
    if (proven === undefined) throw badWitness('it does not show an account that is read');
    return proven;
  }

  #storage(recordKey: Uint8Array): Uint8Array | undefined {
    const parts = parseStorageKey(recordKey);
    assert(parts !== undefined, 'a key of storage');
    if (parts.incarnation !== FIRST_INCARNATION) return undefined;
    const { storage } = this.#proven(parts.address);
    const text = keyText(parts.key);
    if (!storage.has(text)) throw badWitness('it does not show a storage record that is read');
    return storage.get(text);
  }

  /** A code that no account of the witness has is new, for all that the block does. */
  #code(hash: Uint8Array): Uint8Array | undefined {
    const { codes, wantedCodes } = this.#witness;
    const text = keyText(hash);
    if (!codes.has(text) && wantedCodes.has(text)) throw badWitness('it does not have a code that is run');
    return codes.get(text);
  }
}

function recordsOf(leaf: AccountLeaf | undefined): Pick<ProvenRecords, 'account' | 'identity'> {
  if (leaf === undefined) return { account: undefined, identity: undefined };
  const wasCreated = (leaf.status & STATUS_CREATED) !== 0;
  const isEmptyIdentity = leaf.nonce === 0n && !wasCreated;
  const identity: Identity = { nonce: leaf.nonce, incarnation: FIRST_INCARNATION, wasCreated };
  const account = { ...leaf, isIncomplete: (leaf.status & STATUS_INCOMPLETE) !== 0 };
  return {
    account: isRecordEmpty(account) ? undefined : encodeAccount(account),
    identity: isEmptyIdentity ? undefined : encodeIdentity(identity),
  };
}

/** As the state tree has it (host/state/database/world-trees.ts). */
function leafOf(
  account: Account,
  { wasCreated }: Identity,
  storageRoot: Uint8Array,
): AccountLeaf | undefined {
  const hasStorage = Buffer.compare(storageRoot, EMPTY_ROOT) !== 0;
  if (!wasCreated && !hasStorage && isAccountEmpty(account)) return undefined;
  return { ...account, storageRoot, status: statusOf(account, wasCreated) };
}

function newTree(address: Address, incarnation: bigint): StateTree {
  return StateTree.empty(new Forest({ get: () => undefined }), storageTreeId(address, incarnation));
}

interface StorageChange {
  readonly incarnation: bigint;
  /** In the tree. */
  readonly key: Uint8Array;
  readonly valueHash: Uint8Array | undefined;
}

interface TouchedAddress {
  readonly address: Address;
  readonly storage: StorageChange[];
}

function groupByAddress(changes: readonly Change[]): TouchedAddress[] {
  const touched = new Map<string, TouchedAddress>();
  const at = (address: Address): TouchedAddress => {
    const text = keyText(address);
    const group = touched.get(text) ?? { address, storage: [] };
    touched.set(text, group);
    return group;
  };
  for (const { key, value } of changes) {
    if (key[0] === RECORD_KIND.account || key[0] === RECORD_KIND.identity) at(key.slice(1));
    const parts = parseStorageKey(key);
    if (parts === undefined) continue;
    const valueHash = value === undefined ? undefined : storageValueHash(value);
    at(parts.address).storage.push({ incarnation: parts.incarnation, key: sha256(parts.key), valueHash });
  }
  return [...touched.values()];
}
