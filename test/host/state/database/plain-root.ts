/** The state root computed anew from all records, as SEMANTICS 25 says and nothing cleverer. */

import { createHash } from 'node:crypto';
import { ByteVectorType, ContainerType, UintBigintType, UintNumberType } from '@chainsafe/ssz';
import {
  decodeAccount,
  decodeIdentity,
  EMPTY_ACCOUNT,
  EMPTY_CODE_HASH,
  EMPTY_IDENTITY,
} from '../../../../host/state/account.js';
import type { StoreEntry } from '../../../../host/state/store.js';

const AccountContainer = new ContainerType({
  vm: new UintNumberType(4),
  nonce: new UintBigintType(8),
  balance: new UintBigintType(16),
  codeHash: new ByteVectorType(32),
  storageRoot: new ByteVectorType(32),
  storageSize: new UintBigintType(8),
  totalFee: new UintBigintType(16),
  status: new UintNumberType(1),
});

type Leaves = ReadonlyMap<string, Uint8Array>;

const sha256 = (...parts: Uint8Array[]): Uint8Array => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
};
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const unhex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));

function nodeOf(keys: readonly string[], leaves: Leaves, depth: number): Uint8Array {
  if (keys.length === 0) return new Uint8Array(32);
  if (keys.length === 1) return sha256(Uint8Array.of(0), unhex(keys[0]), leaves.get(keys[0]) as Uint8Array);
  const bit = (key: string): number => (unhex(key)[depth >> 3] >> (7 - (depth & 7))) & 1;
  const [left, right] = [keys.filter((key) => bit(key) === 0), keys.filter((key) => bit(key) === 1)];
  return sha256(nodeOf(left, leaves, depth + 1), nodeOf(right, leaves, depth + 1));
}

function rootOf(leaves: Leaves): Uint8Array {
  return nodeOf([...leaves.keys()], leaves, 0);
}

/** Of the records of kinds account, identity and storage; the others do not count. */
export function plainRoot(entries: readonly StoreEntry[]): Uint8Array {
  const byKind = (kind: number) => entries.filter(([key]) => key[0] === kind);
  const identities = new Map(byKind(2).map(([key, value]) => [hex(key.slice(1)), decodeIdentity(value)]));
  const accounts = new Map(byKind(1).map(([key, value]) => [hex(key.slice(1)), value]));
  const storage = new Map<string, Map<string, Uint8Array>>();
  for (const [key, value] of byKind(5)) {
    const address = hex(key.slice(1, 21));
    const incarnation = Buffer.from(key).readBigUInt64BE(21);
    if (incarnation !== (identities.get(address) ?? EMPTY_IDENTITY).incarnation) continue;
    const leaves = storage.get(address) ?? new Map<string, Uint8Array>();
    leaves.set(hex(sha256(key.slice(29))), sha256(Uint8Array.of(1), value));
    storage.set(address, leaves);
  }
  const leaves = new Map<string, Uint8Array>();
  for (const address of new Set([...identities.keys(), ...accounts.keys()])) {
    const { nonce, wasCreated } = identities.get(address) ?? EMPTY_IDENTITY;
    const record = accounts.get(address);
    const account = record === undefined ? { ...EMPTY_ACCOUNT, nonce } : decodeAccount(record, nonce);
    const storageRoot = rootOf(storage.get(address) ?? new Map());
    const status = (wasCreated ? 1 : 0) + (account.isIncomplete ? 2 : 0);
    const fields = { ...account, storageRoot, status };
    const never = {
      ...EMPTY_ACCOUNT,
      codeHash: EMPTY_CODE_HASH,
      storageRoot: new Uint8Array(32),
      totalFee: 0n,
      status: 0,
    };
    const hash = AccountContainer.hashTreeRoot(fields);
    if (hex(hash) !== hex(AccountContainer.hashTreeRoot(never)))
      leaves.set(hex(sha256(unhex(address))), hash);
  }
  return rootOf(leaves);
}
