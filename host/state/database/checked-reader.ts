/**
 * Reads of the head's records that believe only what the state tree says: a value, or that there is none,
 * must be what its leaf has. So opening a state reads no records, and what was lost or damaged unseen is
 * found when it is read. Code is checked by its hash; an artefact has its seal only, and may be made anew.
 */

import type { Address } from '../../../runtime/address.js';
import { equalBytes } from '../../../runtime/bytes.js';
import { HostFault } from '../../../runtime/errors.js';
import { decodeIdentity, hashCode } from '../account.js';
import { keyText } from '../key-text.js';
import {
  accountKey,
  describeKey,
  identityKey,
  parseStorageKey,
  RECORD_KIND,
  type StorageKey,
} from '../record-keys.js';
import { sha256 } from '../sha256.js';
import type { ChangeMap, RecordReader } from '../store.js';
import { storageValueHash } from '../tree/leaf-hash.js';
import { EMPTY_ROOT } from '../tree/state-tree.js';
import { WorkingSet } from '../working-set.js';
import { readAccount, type WorldTrees } from './world-trees.js';

/** Kinds from here on belong to whoever keeps blocks here. */
const CALLERS_KINDS = 0x10;

/** Bytes of records that were checked and are kept. */
const KNOWN_BYTES_MAX = 32 * 1024 * 1024;

export class CheckedReader implements RecordReader {
  readonly #records: RecordReader;
  readonly #trees: WorldTrees;
  readonly #known = new WorkingSet(KNOWN_BYTES_MAX);

  /** @param records the same as those that the trees stand for */
  constructor(records: RecordReader, trees: WorldTrees) {
    this.#records = records;
    this.#trees = trees;
  }

  /** @throws HostFault that names the record if it is not what the tree says. */
  get(key: Uint8Array, text: string = keyText(key)): Uint8Array | undefined {
    // Of what blocks are kept in the tree says nothing, and `learn` does not hear.
    if (key[0] >= CALLERS_KINDS) return this.#records.get(key);
    const known = this.#known.get(text);
    if (known !== undefined) return known ?? undefined;
    const value = this.#records.get(key);
    this.check(key, value);
    this.#known.set(text, value ?? null);
    return value;
  }

  /** The head has moved by these changes. The bytes are copied. */
  learn(changes: ChangeMap): void {
    for (const [text, { value }] of changes) this.#known.set(text, value ? new Uint8Array(value) : null);
  }

  /** Compares what a record seems to be with the tree. @throws HostFault that names the record. */
  check(key: Uint8Array, value: Uint8Array | undefined): void {
    switch (key[0]) {
      case RECORD_KIND.account:
      case RECORD_KIND.identity:
        this.#checkAccount(key.slice(1), key);
        return;
      case RECORD_KIND.storage:
        this.#checkStorage(key, value);
        return;
      case RECORD_KIND.code:
        if (value !== undefined && !equalBytes(hashCode(value), key.subarray(1))) throw mismatch(key);
    }
  }

  /** The two records of an address, and the root of its storage. */
  #checkAccount(address: Address, key: Uint8Array): void {
    const { account, identity } = readAccount(this.#records, address);
    const storageRoot = this.#trees.storageRoot(address, identity.incarnation);
    const wanted = this.#trees.accounts.get(sha256(address));
    const found = this.#trees.accountHash(account, identity, storageRoot);
    if (!isSame(found, wanted)) throw mismatch(key);
    for (const record of [accountKey(address), identityKey(address)]) {
      this.#known.set(keyText(record), this.#records.get(record) ?? null);
    }
  }

  /** Storage of an earlier incarnation is compared with that incarnation's own tree. */
  #checkStorage(key: Uint8Array, value: Uint8Array | undefined): void {
    const parts = parseStorageKey(key);
    if (parts === undefined) return;
    // Checks the account too, and with it the root of its storage.
    const identity = this.get(identityKey(parts.address));
    const current = identity === undefined ? 0n : decodeIdentity(identity).incarnation;
    // Of storage that is dead and may be half collected nothing is known.
    if (parts.incarnation !== current && equalBytes(this.#rootOf(parts), EMPTY_ROOT)) return;
    const wanted = this.#trees.storage(parts.address, parts.incarnation).get(sha256(parts.key));
    if (!isSame(value && storageValueHash(value), wanted)) throw mismatch(key);
  }

  #rootOf({ address, incarnation }: StorageKey): Uint8Array {
    return this.#trees.storageRoot(address, incarnation);
  }
}

function isSame(found: Uint8Array | undefined, wanted: Uint8Array | undefined): boolean {
  return found === undefined || wanted === undefined ? found === wanted : equalBytes(found, wanted);
}

function mismatch(key: Uint8Array): HostFault {
  return new HostFault(`${describeKey(key)} is damaged: it is not what the state tree says`);
}
