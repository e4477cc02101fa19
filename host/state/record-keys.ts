/**
 * Keys of the world's records.
 *
 * | kind | key after the kind's byte | value |
 * |---|---|---|
 * | account | address | `encodeAccount` |
 * | identity | address | `encodeIdentity`; never removed |
 * | code | codeHash | the code's bytes |
 * | artefact | vm u32, codeHash | what the VM made of the code; may be rebuilt (SEMANTICS 8) |
 * | storage | address, incarnation u64, the contract's key | the contract's value |
 * | block | height u64 | SSZ of the block (host/block/block-records.ts) |
 * | height of a block | hash of the block | height u64 |
 * | receipts | height u64 | SSZ of the list of receipts |
 * | place of a transaction | hash of its envelope | height u64, index u32 in the block |
 * | genesis | | canonical form of the genesis |
 * | crossReceipts | height u64 | SSZ of the list of receipts for other shards, if there are any |
 * | departed | height u64, address | incarnation u64, batch: what the block changed of storage that left |
 * | events of a block | height u64 | places, each receipt u32, event u32 (host/block/events-index.ts) |
 * | ... of a contract | address, height u64 | the same |
 * | ... of a name | SHA-256(name), height u64 | the same |
 * | ... of both | address, SHA-256(name), height u64 | the same |
 * | treePage | see tree/tree-id.ts | a page of a state tree: tree/page-load.ts |
 * | treeRoot | address, incarnation u64 | root of a storage tree as its pages are stored |
 * | undo | height u64 | `encodeUndo`: the records that a block changed, as they were before |
 * | dead | height u64, address, incarnation u64 | u64: storage from the one to the other is dead since that
 * block |
 * | database | | `encodeDatabaseRecord` |
 *
 * 0x00 belongs to the store; 0x10 to 0x3f to what blocks are kept in. Integers are big-endian.
 */

import { concatBytes } from '@noble/hashes/utils.js';
import { ADDRESS_BYTES, type Address } from '../../runtime/address.js';
import { toHex, u64be } from '../../runtime/bytes.js';

export const RECORD_KIND = {
  account: 0x01,
  identity: 0x02,
  code: 0x03,
  artefact: 0x04,
  storage: 0x05,
  treePage: 0x06,
  treeRoot: 0x07,
  undo: 0x08,
  dead: 0x09,
  database: 0x0a,
  block: 0x10,
  blockHeight: 0x11,
  receipts: 0x12,
  transactionPlace: 0x13,
  genesis: 0x14,
  crossReceipts: 0x15,
  departed: 0x16,
  blockEvents: 0x20,
  contractEvents: 0x21,
  namedEvents: 0x22,
  contractNamedEvents: 0x23,
} as const;

/** The record that a store has which holds a chain of blocks. */
export const GENESIS_KEY = Uint8Array.of(RECORD_KIND.genesis);

const KIND_NAMES = new Map<number, string>(Object.entries(RECORD_KIND).map(([name, kind]) => [kind, name]));
/** Bytes of a key that a message shows. */
const SHOWN_BYTES = 100;

/** A record in words, for messages. */
export function describeKey(key: Uint8Array): string {
  const shown = toHex(key.subarray(0, SHOWN_BYTES));
  return `the ${KIND_NAMES.get(key[0]) ?? 'other'} record ${shown}${key.length > SHOWN_BYTES ? '…' : ''}`;
}

/** Bytes of the key of a chunk: a piece of a storage that is one byte array (SEMANTICS 37). */
const CHUNK_KEY_BYTES = 4;

/** What a storage record counts in its account's `storageSize`: a chunk the bytes of its value alone (34). */
export function countedBytes(key: Uint8Array, value: Uint8Array): number {
  return key.length === CHUNK_KEY_BYTES ? value.length : key.length + value.length;
}

export function accountKey(address: Address): Uint8Array {
  return concatBytes(Uint8Array.of(RECORD_KIND.account), address);
}

export function identityKey(address: Address): Uint8Array {
  return concatBytes(Uint8Array.of(RECORD_KIND.identity), address);
}

export function codeKey(codeHash: Uint8Array): Uint8Array {
  return concatBytes(Uint8Array.of(RECORD_KIND.code), codeHash);
}

export function artefactKey(vm: number, codeHash: Uint8Array): Uint8Array {
  const prefix = new Uint8Array(5);
  const view = new DataView(prefix.buffer);
  view.setUint8(0, RECORD_KIND.artefact);
  view.setUint32(1, vm);
  return concatBytes(prefix, codeHash);
}

/** What the storage records of an address begin with. */
export function storagePrefix(address: Address, incarnation: bigint): Uint8Array {
  return concatBytes(Uint8Array.of(RECORD_KIND.storage), address, u64be(incarnation));
}

export interface StorageKey {
  readonly address: Address;
  readonly incarnation: bigint;
  readonly key: Uint8Array;
}

/** The parts of a storage record's key; undefined for a record of another kind. */
export function parseStorageKey(bytes: Uint8Array): StorageKey | undefined {
  if (bytes[0] !== RECORD_KIND.storage) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const incarnationAt = 1 + ADDRESS_BYTES;
  return {
    address: bytes.slice(1, incarnationAt),
    incarnation: view.getBigUint64(incarnationAt),
    key: bytes.slice(incarnationAt + 8),
  };
}

/** The root of an address's storage tree, as its pages are stored. */
export function treeRootKey(address: Address, incarnation: bigint): Uint8Array {
  return concatBytes(Uint8Array.of(RECORD_KIND.treeRoot), address, u64be(incarnation));
}

export function undoKey(height: number): Uint8Array {
  return concatBytes(Uint8Array.of(RECORD_KIND.undo), u64be(height));
}

/**
 * Storage of an address that died at a height, from an incarnation on; without them, what such keys begin
 * with.
 */
export function deadKey(height: number, address?: Address, incarnation?: bigint): Uint8Array {
  const prefix = concatBytes(Uint8Array.of(RECORD_KIND.dead), u64be(height));
  return address === undefined ? prefix : concatBytes(prefix, address, u64be(incarnation ?? 0n));
}

/** What the database says of itself. */
export const DATABASE_KEY = Uint8Array.of(RECORD_KIND.database);

/** The first key after all that begin with a prefix; undefined after all keys. */
export function keyAfterPrefix(prefix: Uint8Array): Uint8Array | undefined {
  for (let length = prefix.length; length > 0; length--) {
    if (prefix[length - 1] === 0xff) continue;
    const key = prefix.slice(0, length);
    key[length - 1]++;
    return key;
  }
  return undefined;
}
