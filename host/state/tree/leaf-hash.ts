/**
 * What leaves say of values: hash_tree_root of the SSZ container Account (docs/layouts.md), hash of a storage
 * value.
 */

import { hashPairsInto, sha256Of } from './sha256.js';

/** The fields of the container, in its order. */
export interface AccountLeaf {
  /** Below 2^32. */
  readonly vm: number;
  /** Below 2^64. */
  readonly nonce: bigint;
  /** Below 2^128. */
  readonly balance: bigint;
  /** 32 bytes. */
  readonly codeHash: Uint8Array;
  /** 32 bytes. */
  readonly storageRoot: Uint8Array;
  /** Below 2^64. */
  readonly storageSize: bigint;
  /** Below 2^128. */
  readonly totalFee: bigint;
  /** Below 2^8. */
  readonly status: number;
}

const CHUNK_BYTES = 32;
/** Eight fields of at most one chunk each. */
const CHUNKS = 8;
const LEVELS = 3;
const U64_MASK = 2n ** 64n - 1n;

/** The value hashes of accounts, hashed together. */
export function hashAccounts(accounts: readonly AccountLeaf[]): Uint8Array[] {
  let level = new Uint8Array(accounts.length * CHUNKS * CHUNK_BYTES);
  const view = new DataView(level.buffer);
  accounts.forEach((account, i) => {
    writeChunks(account, level, view, i * CHUNKS * CHUNK_BYTES);
  });
  for (let i = 0; i < LEVELS && accounts.length > 0; i++) {
    const next = new Uint8Array(level.length / 2);
    hashPairsInto(level, next);
    level = next;
  }
  return accounts.map((_, i) => level.slice(i * CHUNK_BYTES, (i + 1) * CHUNK_BYTES));
}

function writeChunks(account: AccountLeaf, bytes: Uint8Array, view: DataView, at: number): void {
  view.setUint32(at, account.vm, true);
  view.setBigUint64(at + 1 * CHUNK_BYTES, account.nonce, true);
  writeU128(view, at + 2 * CHUNK_BYTES, account.balance);
  bytes.set(account.codeHash, at + 3 * CHUNK_BYTES);
  bytes.set(account.storageRoot, at + 4 * CHUNK_BYTES);
  view.setBigUint64(at + 5 * CHUNK_BYTES, account.storageSize, true);
  writeU128(view, at + 6 * CHUNK_BYTES, account.totalFee);
  view.setUint8(at + 7 * CHUNK_BYTES, account.status);
}

/** The SSZ serialisation: its fields one after the other, little-endian. */
export const ACCOUNT_LEAF_BYTES = 4 + 8 + 16 + 32 + 32 + 8 + 16 + 1;

export function serializeAccountLeaf(account: AccountLeaf): Uint8Array {
  const bytes = new Uint8Array(ACCOUNT_LEAF_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, account.vm, true);
  view.setBigUint64(4, account.nonce, true);
  writeU128(view, 12, account.balance);
  bytes.set(account.codeHash, 28);
  bytes.set(account.storageRoot, 60);
  view.setBigUint64(92, account.storageSize, true);
  writeU128(view, 100, account.totalFee);
  view.setUint8(116, account.status);
  return bytes;
}

/** Of ACCOUNT_LEAF_BYTES bytes, which always are an account. */
export function deserializeAccountLeaf(bytes: Uint8Array): AccountLeaf {
  const view = new DataView(bytes.buffer, bytes.byteOffset, ACCOUNT_LEAF_BYTES);
  return {
    vm: view.getUint32(0, true),
    nonce: view.getBigUint64(4, true),
    balance: readU128(view, 12),
    codeHash: bytes.slice(28, 60),
    storageRoot: bytes.slice(60, 92),
    storageSize: view.getBigUint64(92, true),
    totalFee: readU128(view, 100),
    status: view.getUint8(116),
  };
}

function writeU128(view: DataView, at: number, value: bigint): void {
  view.setBigUint64(at, value & U64_MASK, true);
  view.setBigUint64(at + 8, value >> 64n, true);
}

function readU128(view: DataView, at: number): bigint {
  return view.getBigUint64(at, true) | (view.getBigUint64(at + 8, true) << 64n);
}

const VALUE_DOMAIN = Uint8Array.of(0x01);

/** SHA256(0x01 || value). */
export function storageValueHash(value: Uint8Array): Uint8Array {
  return sha256Of(VALUE_DOMAIN, value);
}
