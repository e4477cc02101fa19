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
import { accountKey, artefactKey, codeKey, identityKey, parseStorageKey, storageKey } from './record-keys.js';
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

export class WorldState {
  readonly #store: BatchStore;
  readonly #journal: Journal;

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
  }

  /** Writes all changes to the store as one batch. No checkpoint is open; nobody writes until it resolves. */
  async flush(): Promise<void> {
    assert(this.depth === 0, 'flush with an open checkpoint');
    const changes = this.#journal.changes();
    if (changes.length > 0) await this.#store.commit(changes);
    this.#journal.reset();
  }

  /** Drops all changes and checkpoints (SEMANTICS 21). */
  discard(): void {
    this.#journal.reset();
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

  /** Makes a contract where none ever was. A balance and a nonce already there are kept. */
  createContract(address: Address, vm: number, code: Uint8Array, artefact: Uint8Array): Account {
    const identity = this.#identity(address);
    assert(!identity.wasCreated, 'a contract is created once');
    this.#setIdentity(address, { ...identity, wasCreated: true });
    const codeHash = this.putCode(code);
    this.putArtefact(vm, codeHash, artefact);
    const account = { ...this.#account(address), vm, codeHash };
    this.#setRecord(address, account);
    return account;
  }

  /** Deletes balance, code and storage; the nonce and the mark of creation stay (SEMANTICS 22, 23). */
  deleteContract(address: Address): void {
    this.clearStorage(address);
    this.#setRecord(address, EMPTY_ACCOUNT);
  }

  /** Code is shared by content and never removed. */
  getCode(codeHash: Uint8Array): Uint8Array | undefined {
    return this.#journal.get(codeKey(codeHash));
  }

  /** Keeps code; returns its hash. */
  putCode(code: Uint8Array): Uint8Array {
    const codeHash = hashCode(code);
    if (code.length > 0) this.#journal.set(codeKey(codeHash), code);
    return codeHash;
  }

  getArtefact(vm: number, codeHash: Uint8Array): Uint8Array | undefined {
    return this.#journal.get(artefactKey(vm, codeHash));
  }

  putArtefact(vm: number, codeHash: Uint8Array, artefact: Uint8Array): void {
    this.#journal.set(artefactKey(vm, codeHash), artefact);
  }

  /** Code and artefact of an account; a missing artefact is made again (SEMANTICS 8). Empty without code. */
  getContractCode(account: Account, vm: ArtefactMaker): StoredCode {
    const codeHash = toHex(account.codeHash);
    if (!hasCode(account)) return { codeHash, source: EMPTY_BYTES, artefact: EMPTY_BYTES };
    assert(vm.id === account.vm, 'the account belongs to the VM');
    const source = this.getCode(account.codeHash);
    if (source === undefined) throw new HostFault(`the code ${codeHash} is missing`);
    const artefact = this.getArtefact(vm.id, account.codeHash);
    return { codeHash, source, artefact: artefact ?? this.#rebuild(account.codeHash, source, vm) };
  }

  getStorage(address: Address, key: Uint8Array): Uint8Array | undefined {
    return this.#journal.get(this.#storageKey(address, key));
  }

  setStorage(address: Address, key: Uint8Array, value: Uint8Array): void {
    const recordKey = this.#storageKey(address, key);
    const before = this.#journal.get(recordKey);
    const growth = before === undefined ? key.length + value.length : value.length - before.length;
    this.#journal.set(recordKey, value);
    this.#growStorage(address, growth);
  }

  deleteStorage(address: Address, key: Uint8Array): void {
    const recordKey = this.#storageKey(address, key);
    const before = this.#journal.get(recordKey);
    if (before === undefined) return;
    this.#journal.delete(recordKey);
    this.#growStorage(address, -(key.length + before.length));
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
    const { nonce } = this.#identity(address);
    const record = this.#journal.get(accountKey(address));
    return record === undefined ? { ...EMPTY_ACCOUNT, nonce } : decodeAccount(record, nonce);
  }

  /** Everything but the nonce. Equal accounts have equal records: an empty one has none. */
  #setRecord(address: Address, account: Account): void {
    if (isRecordEmpty(account)) this.#journal.delete(accountKey(address));
    else this.#journal.set(accountKey(address), encodeAccount(account));
  }

  #identity(address: Address): Identity {
    const record = this.#journal.get(identityKey(address));
    return record === undefined ? EMPTY_IDENTITY : decodeIdentity(record);
  }

  #setIdentity(address: Address, identity: Identity): void {
    this.#journal.set(identityKey(address), encodeIdentity(identity));
  }

  #storageKey(address: Address, key: Uint8Array): Uint8Array {
    return storageKey(address, this.#identity(address).incarnation, key);
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
