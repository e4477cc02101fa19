/**
 * Records of `chain` as python-wasm/embed/chain_records.c writes them (docs/semantics.md 14). A contract that
 * overwrites its interpreter can store anything, so nothing here trusts the records.
 */

import { PbevmError } from '../../../runtime/errors.js';
import { decodeRecord } from '../values/cbor.js';
import type { Value } from '../values/types.js';

export const ROOT_NODE = 0;
const NODE_BYTES = 8;
const KIND = { header: 0, entry: 1 } as const;
const HEADER_KEY_BYTES = 1 + NODE_BYTES;
const HASH_BYTES = 32;
const SEQUENCE_BYTES = 8;
const ENTRY_KEY_BYTES = HEADER_KEY_BYTES + HASH_BYTES;
/** Fields of a record that is an array of `count`, and nothing else is. */
const FIELDS = { root: 6, node: 7, entry: 5, dict: 6 } as const;
const ARRAY_HEAD = 0x80;

/** The header of a dict. */
export interface Header {
  /** Hash of the first entry's key. */
  readonly first: Uint8Array | undefined;
  /** Of the root: the first detached node; of a detached node: the next one. */
  readonly garbage: number | undefined;
  readonly isDetached: boolean;
  /** Where the dict hangs; undefined for the root. */
  readonly parent: { readonly node: number; readonly hash: Uint8Array } | undefined;
}

export interface Entry {
  readonly sequence: bigint;
  readonly next: Uint8Array | undefined;
  readonly key: Value;
  readonly value: Value;
  /** Node that holds the value, if it is a dict; `value` is null then. */
  readonly child: number | undefined;
}

/** What a storage key names: a header, or the entry of a hash. */
export interface RecordPlace {
  readonly node: number;
  readonly hash?: Uint8Array;
}

export function damaged(what: string): never {
  throw new PbevmError('BAD_VALUE', `the contract's storage does not hold a chain: ${what}`);
}

function keyBytes(kind: number, node: number, hash?: Uint8Array): Uint8Array {
  const key = new Uint8Array(hash === undefined ? HEADER_KEY_BYTES : ENTRY_KEY_BYTES);
  key[0] = kind;
  new DataView(key.buffer).setBigUint64(1, BigInt(node));
  if (hash !== undefined) key.set(hash, HEADER_KEY_BYTES);
  return key;
}

export const headerKey = (node: number): Uint8Array => keyBytes(KIND.header, node);
export const entryKey = (node: number, hash: Uint8Array): Uint8Array => keyBytes(KIND.entry, node, hash);

/** The place that a storage key names; undefined if it is no key of a chain. */
export function recordPlace(key: Uint8Array): RecordPlace | undefined {
  const isHeader = key.length === HEADER_KEY_BYTES && key[0] === KIND.header;
  if (!isHeader && !(key.length === ENTRY_KEY_BYTES && key[0] === KIND.entry)) return undefined;
  const node = new DataView(key.buffer, key.byteOffset).getBigUint64(1);
  if (node > Number.MAX_SAFE_INTEGER) return undefined;
  return { node: Number(node), ...(isHeader ? {} : { hash: key.subarray(HEADER_KEY_BYTES) }) };
}

function nodeId(value: Value): number {
  return typeof value === 'number' && value >= 0 ? value : damaged('a node id is none');
}

function link(value: Value): Uint8Array | undefined {
  if (value === null) return undefined;
  return value instanceof Uint8Array && value.length === HASH_BYTES ? value : damaged('a link is no hash');
}

function sequenceOf(value: Value): bigint {
  if (!(value instanceof Uint8Array) || value.length !== SEQUENCE_BYTES) return damaged('a sequence is none');
  return new DataView(value.buffer, value.byteOffset).getBigUint64(0);
}

/** @throws PbevmError BAD_VALUE */
export function parseHeader(node: number, record: Uint8Array): Header {
  if (node === ROOT_NODE) {
    const [, , first, , , garbage] = decodeRecord(record, FIELDS.root);
    return {
      first: link(first),
      garbage: nodeId(garbage) || undefined,
      isDetached: false,
      parent: undefined,
    };
  }
  const [, , first, , garbage, parent, place] = decodeRecord(record, FIELDS.node);
  return {
    first: link(first),
    garbage: garbage === null ? undefined : nodeId(garbage) || undefined,
    isDetached: garbage !== null,
    parent: { node: nodeId(parent), hash: link(place) ?? damaged('a dict hangs nowhere') },
  };
}

/** @throws PbevmError BAD_VALUE */
export function parseEntry(record: Uint8Array): Entry {
  const isDict = record[0] === ARRAY_HEAD + FIELDS.dict;
  const [sequence, , next, key, value, child] = decodeRecord(record, isDict ? FIELDS.dict : FIELDS.entry);
  return {
    sequence: sequenceOf(sequence),
    next: link(next),
    key,
    value,
    child: isDict ? nodeId(child) : undefined,
  };
}
