/**
 * The world as execution sees it: accounts, code and storage, on a journal over a store. Methods only read
 * and write what they name; who may do what, and what it costs, is decided above.
 */

import type { Address } from '../../runtime/address.js';
import { EMPTY_BYTES, toHex } from '../../runtime/bytes.js';
import { assert, HostFault } from '../../runtime/errors.js';
import { FUEL_MAX } from '../../runtime/limits.js';
import {
  type Account,
  decodeAccount,
  decodeIdentity,
  EMPTY_ACCOUNT,
  EMPTY_IDENTITY,
  encodeAccount,
  encodeIdentity,
  hasCode,
  hashCode,
  type Identity,
  isAccountEmpty,
  isRecordEmpty,
} from './account.js';
import { Journal } from './journal.js';
import { keyText } from './key-text.js';
import {
  accountKey,
  artefactKey,
  codeKey,
  countedBytes,
  identityKey,
  parseStorageKey,
  storagePrefix,
} from './record-keys.js';
import type { BatchStore } from './store.js';

/** A storage record that the journal changed. */
export interface StorageChange {
  readonly address: Address;
  readonly key: Uint8Array;
  readonly before: Uint8Array | undefined;
  readonly after: Uint8Array | undefined;
}

/** What makes artefacts: a VM, of which the state knows no more than this. */
export interface ArtefactMaker {
  readonly id: number;
  prepare(
    source: Uint8Array,
    fuel: bigint,
    height: number,
  ): { readonly kind: 'ready'; readonly artefact: Uint8Array } | { readonly kind: 'halt' };
}

export interface StoredCode {
  /** Hexadecimal. */
  readonly codeHash: string;
  readonly source: Uint8Array;
  readonly artefact: Uint8Array;
}

/** Accounts and codes that are kept decoded. A code and its artefact have some 150 KiB at most. */
const KNOWN_ACCOUNTS_MAX = 4096;
const KNOWN_CODES_MAX = 256;

/** Records of one address, decoded as far as they were asked for. */
interface KnownAccount {
  readonly identity: Identity;
  /** First part of the keys of its storage, as text. */
  readonly storagePrefix: string;
  account?: Account;
}

export class WorldState {
  readonly #store: BatchStore;
  readonly #journal: Journal;
  /** What the records of some addresses say; lives from one transaction to the next. */
  readonly #accounts = new Map<string, KnownAccount>();
  /** Addresses whose records the journal may have changed: a revert drops what is known of them. */
  readonly #touched = new Set<string>();
  /** By hash, which says all: what is known of a code stays true, also when its account is reverted. */
  readonly #codes = new Map<string, { readonly vm: number; readonly code: StoredCode }>();

  constructor(store: BatchStore) {
    this.#store = store;
    this.#journal = new Journal(store);
  }

  /** Open checkpoints. */
  get depth(): number {
    return this.#journal.depth;
  }

  checkpoint(): void {
    this.#journal.checkpoint();
  }

  /** Keeps what was written since the last checkpoint. */
  commit(): void {
    this.#journal.commit();
  }

  /** Takes back what was written since the last checkpoint. */
  revert(): void {
    this.#journal.revert();
    this.#forgetTouched();
  }

  /**
   * Writes all changes to the store as one batch. No checkpoint is open; nobody writes until it resolves.
   * Undefined if all is done: a store in memory needs no waiting.
   */
  flush(): Promise<void> | undefined {
    assert(this.depth === 0, 'flush with an open checkpoint');
    const changes = this.#journal.isClean ? [] : this.#journal.changes();
    const written = changes.length > 0 ? this.#store.commit(changes) : undefined;
    if (written !== undefined) return written.then(() => this.#settle());
    this.#settle();
    return undefined;
  }

  /** Drops all changes and checkpoints (SEMANTICS 21). */
  discard(): void {
    this.#forgetTouched();
    this.#journal.reset();
    if (this.#touched.size > 0) this.#touched.clear();
  }

  /** Forgets what is kept decoded. For tests: nothing depends on it. */
  dropCaches(): void {
    this.#accounts.clear();
    this.#codes.clear();
    this.#journal.dropKnown();
  }

  /** Undefined if there is nothing at the address. */
  getAccount(address: Address): Account | undefined {
    const account = this.#account(address);
    return isAccountEmpty(account) ? undefined : account;
  }

  /** Writes every field; a nonce never falls (SEMANTICS 23). */
  setAccount(address: Address, account: Account): void {
    const identity = this.#identity(address);
    assert(account.nonce >= identity.nonce, 'a nonce never falls');
    if (account.nonce > identity.nonce) this.#setIdentity(address, { ...identity, nonce: account.nonce });
    this.#setRecord(address, account);
  }

  getBalance(address: Address): bigint {
    return this.#account(address).balance;
  }

  /** Moves value; the sender has it. */
  transfer(from: Address, to: Address, value: bigint): void {
    assert(value >= 0n, 'value is not negative');
    if (value === 0n) return;
    const sender = this.#account(from);
    assert(sender.balance >= value, 'the sender has the value');
    this.#setRecord(from, { ...sender, balance: sender.balance - value });
    const receiver = this.#account(to);
    this.#setRecord(to, { ...receiver, balance: receiver.balance + value });
  }

  /** Adds value that comes from outside. @throws HostFault if the sum is beyond 128 bits */
  credit(address: Address, value: bigint): void {
    const account = this.#account(address);
    this.#setRecord(address, { ...account, balance: account.balance + value });
  }

  /** Takes value that goes outside; false if the account does not have it. */
  debit(address: Address, value: bigint): boolean {
    const account = this.#account(address);
    if (account.balance < value) return false;
    this.#setRecord(address, { ...account, balance: account.balance - value });
    return true;
  }

  getNonce(address: Address): bigint {
    return this.#identity(address).nonce;
  }

  incrementNonce(address: Address): void {
    const identity = this.#identity(address);
    this.#setIdentity(address, { ...identity, nonce: identity.nonce + 1n });
  }

  /** Whether a contract was ever created at the address; it never is again (SEMANTICS 23, TOMBSTONE). */
  wasCreated(address: Address): boolean {
    return this.#identity(address).wasCreated;
  }

  /** How often the storage of the address was dropped. */
  getIncarnation(address: Address): bigint {
    return this.#identity(address).incarnation;
  }

  /**
   * Makes a contract where none ever was. A balance and a nonce already there are kept.
   * @param totalFee up to which its rent is paid.
   */
  createContract(
    address: Address,
    vm: number,
    code: Uint8Array,
    artefact: Uint8Array,
    totalFee = 0n,
  ): Account {
    const identity = this.#identity(address);
    assert(!identity.wasCreated, 'a contract is created once');
    this.#setIdentity(address, { ...identity, wasCreated: true });
    const codeHash = this.putCode(code);
    this.putArtefact(vm, codeHash, artefact);
    const account = { ...this.#account(address), vm, codeHash, totalFee };
    this.#setRecord(address, account);
    return account;
  }

  /** Makes a contract that was elsewhere or asleep, with every field as given; it has no storage yet. */
  restoreContract(address: Address, account: Account, code: Uint8Array, artefact: Uint8Array): void {
    const identity = this.#identity(address);
    assert(!hasCode(this.#account(address)), 'a contract comes where none is');
    this.#setIdentity(address, { ...identity, nonce: account.nonce, wasCreated: true });
    this.putArtefact(account.vm, this.putCode(code), artefact);
    this.setAccount(address, account);
  }

  /** Deletes balance, code and storage; the nonce and the mark of creation stay (SEMANTICS 22, 23). */
  deleteContract(address: Address): void {
    this.clearStorage(address);
    this.#setRecord(address, EMPTY_ACCOUNT);
  }

  /** Code is shared by content and never removed. */
  getCode(codeHash: Uint8Array): Uint8Array | undefined {
    return this.#journal.get(keyText(codeKey(codeHash)));
  }

  /** Keeps code; returns its hash. */
  putCode(code: Uint8Array): Uint8Array {
    const codeHash = hashCode(code);
    if (code.length > 0) this.#journal.set(keyText(codeKey(codeHash)), code);
    return codeHash;
  }

  getArtefact(vm: number, codeHash: Uint8Array): Uint8Array | undefined {
    return this.#journal.get(keyText(artefactKey(vm, codeHash)));
  }

  putArtefact(vm: number, codeHash: Uint8Array, artefact: Uint8Array): void {
    this.#journal.set(keyText(artefactKey(vm, codeHash)), artefact);
  }

  /** Code and artefact of an account; a missing artefact is made again (SEMANTICS 8). Empty without code. */
  getContractCode(account: Account, vm: ArtefactMaker): StoredCode {
    const text = keyText(account.codeHash);
    const known = this.#codes.get(text);
    if (known?.vm === vm.id && account.vm === vm.id) return known.code;
    const codeHash = toHex(account.codeHash);
    if (!hasCode(account)) return { codeHash, source: EMPTY_BYTES, artefact: EMPTY_BYTES };
    assert(vm.id === account.vm, 'the account belongs to the VM');
    const source = this.getCode(account.codeHash);
    if (source === undefined) throw new HostFault(`the code ${codeHash} is missing`);
    const artefact = this.getArtefact(vm.id, account.codeHash) ?? this.#rebuild(account.codeHash, source, vm);
    const code = { codeHash, source, artefact };
    if (this.#codes.size >= KNOWN_CODES_MAX) this.#codes.clear();
    this.#codes.set(text, { vm: vm.id, code });
    return code;
  }

  getStorage(address: Address, key: Uint8Array): Uint8Array | undefined {
    return this.#journal.get(this.#storageKey(address, key));
  }

  /** Bytes that the storage of an account holds (SEMANTICS 34). */
  getStorageSize(address: Address): bigint {
    return this.#account(address).storageSize;
  }

  setStorage(address: Address, key: Uint8Array, value: Uint8Array): void {
    const recordKey = this.#storageKey(address, key);
    const before = this.#journal.get(recordKey);
    const growth = before === undefined ? countedBytes(key, value) : value.length - before.length;
    this.#journal.set(recordKey, value);
    this.#growStorage(address, growth);
  }

  deleteStorage(address: Address, key: Uint8Array): void {
    const recordKey = this.#storageKey(address, key);
    const before = this.#journal.get(recordKey);
    if (before === undefined) return;
    this.#journal.delete(recordKey);
    this.#growStorage(address, -countedBytes(key, before));
  }

  /** Makes all storage of an address unreachable, whatever its size (SEMANTICS 36). */
  clearStorage(address: Address): void {
    const identity = this.#identity(address);
    this.#setIdentity(address, { ...identity, incarnation: identity.incarnation + 1n });
    this.#setRecord(address, { ...this.#account(address), storageSize: 0n });
  }

  /** Storage records that the journal changed, in the order of addresses and keys; cleared storage not. */
  storageChanges(): StorageChange[] {
    return this.#journal.changes().flatMap(({ key: recordKey, before, value }) => {
      const parts = parseStorageKey(recordKey);
      if (parts === undefined || parts.incarnation !== this.#identity(parts.address).incarnation) return [];
      return [{ address: parts.address, key: parts.key, before, after: value }];
    });
  }

  #account(address: Address): Account {
    const known = this.#known(address);
    if (known.account === undefined) {
      const { nonce } = known.identity;
      const record = this.#journal.get(keyText(accountKey(address)));
      known.account = record === undefined ? { ...EMPTY_ACCOUNT, nonce } : decodeAccount(record, nonce);
    }
    return known.account;
  }

  #known(address: Address): KnownAccount {
    const text = keyText(address);
    const known = this.#accounts.get(text);
    if (known !== undefined) return known;
    const record = this.#journal.get(keyText(identityKey(address)));
    const identity = record === undefined ? EMPTY_IDENTITY : decodeIdentity(record);
    const read = { identity, storagePrefix: keyText(storagePrefix(address, identity.incarnation)) };
    if (this.#accounts.size >= KNOWN_ACCOUNTS_MAX) this.#accounts.clear();
    this.#accounts.set(text, read);
    return read;
  }

  /** Records of the address change: what is known of it then, until a revert. */
  #touch(address: Address, known: KnownAccount): void {
    const text = keyText(address);
    this.#touched.add(text);
    this.#accounts.set(text, known);
  }

  #forgetTouched(): void {
    for (const text of this.#touched) this.#accounts.delete(text);
  }

  /** The journal's changes are in the store. */
  #settle(): void {
    this.#journal.settle();
    if (this.#touched.size > 0) this.#touched.clear();
  }

  /** Everything but the nonce. Equal accounts have equal records: an empty one has none. */
  #setRecord(address: Address, account: Account): void {
    const { identity, storagePrefix: prefix } = this.#known(address);
    const { nonce } = identity;
    this.#touch(address, { identity, storagePrefix: prefix, account: { ...account, nonce } });
    if (isRecordEmpty(account)) this.#journal.delete(keyText(accountKey(address)));
    else this.#journal.set(keyText(accountKey(address)), encodeAccount(account));
  }

  #identity(address: Address): Identity {
    return this.#known(address).identity;
  }

  #setIdentity(address: Address, identity: Identity): void {
    const known = this.#known(address);
    const isSame = identity.incarnation === known.identity.incarnation;
    const prefix = isSame ? known.storagePrefix : keyText(storagePrefix(address, identity.incarnation));
    this.#touch(address, { identity, storagePrefix: prefix });
    this.#journal.set(keyText(identityKey(address)), encodeIdentity(identity));
  }

  /** The text of a storage record's key. */
  #storageKey(address: Address, key: Uint8Array): string {
    return this.#known(address).storagePrefix + keyText(key);
  }

  #growStorage(address: Address, growth: number): void {
    if (growth === 0) return;
    const account = this.#account(address);
    this.#setRecord(address, { ...account, storageSize: account.storageSize + BigInt(growth) });
  }

  #rebuild(codeHash: Uint8Array, source: Uint8Array, vm: ArtefactMaker): Uint8Array {
    const prepared = vm.prepare(source, FUEL_MAX, 0);
    if (prepared.kind !== 'ready')
      throw new HostFault(`the artefact of ${toHex(codeHash)} cannot be rebuilt`);
    this.putArtefact(vm.id, codeHash, prepared.artefact);
    return prepared.artefact;
  }
}
