/**
 * Records of `chain` as python-wasm/embed/chain.c writes them (docs/semantics.md 14), for people and tools:
 * the interpreter itself never depends on this reader. A contract that overwrites its interpreter can store
 * anything, so nothing here trusts the records.
 */

import { type Address, formatAddress } from '../../../runtime/address.js';
import { equalBytes } from '../../../runtime/bytes.js';
import { assert, PbevmError } from '../../../runtime/errors.js';
import { decodeRecord, encodeValue } from '../values/cbor.js';
import type { Value } from '../values/types.js';

/** One stored record of an account. */
export interface StorageRecord {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

/** A changed record; undefined stands for an absent record. */
export interface RecordChange {
  readonly address: Address;
  readonly key: Uint8Array;
  readonly before: Uint8Array | undefined;
  readonly after: Uint8Array | undefined;
}

/** An entry of `chain` that a transaction added, changed or removed. */
export interface ChainChange {
  readonly address: string;
  readonly key: Value;
  /** Absent: there was no such entry. */
  readonly before?: Value;
  /** Absent: there is none any more. */
  readonly after?: Value;
}

const NODE_BYTES = 8;
const HEADER_KEY = new Uint8Array(1 + NODE_BYTES);
const ENTRY_KIND = 1;
const ENTRY_KEY_BYTES = 1 + NODE_BYTES + 32;

function damaged(what: string): never {
  throw new PbevmError('BAD_VALUE', `the contract's storage does not hold a chain: ${what}`);
}

/** The five fields of a header or an entry record. */
function fields(record: Uint8Array | undefined): Value[] {
  if (record === undefined) return damaged('a record is missing');
  return decodeRecord(record, 5);
}

function entryKey(hash: Value): Uint8Array {
  if (!(hash instanceof Uint8Array) || hash.length !== 32) return damaged('a link is no hash');
  const key = new Uint8Array(ENTRY_KEY_BYTES);
  key[0] = ENTRY_KIND;
  key.set(hash, 1 + NODE_BYTES);
  return key;
}

/**
 * The records of a contract's `chain`, header first, then entries in order, found by following the links:
 * storage is read by exact key only (SEMANTICS 14).
 * @throws PbevmError BAD_VALUE if the records are not a chain.
 */
export function listChain(get: (key: Uint8Array) => Uint8Array | undefined): StorageRecord[] {
  const header = get(HEADER_KEY);
  if (header === undefined) return [];
  const records: StorageRecord[] = [{ key: HEADER_KEY, value: header }];
  const [count, , first] = fields(header);
  let link: Value = first;
  while (link !== null) {
    if (records.length > Number(count)) damaged('more entries than the header counts');
    const key = entryKey(link);
    const value = get(key);
    const next: Value = fields(value)[2];
    records.push({ key, value: value as Uint8Array });
    link = next;
  }
  return records;
}

/** The dict that records of `listChain` hold. */
export function readChain(records: readonly StorageRecord[]): Map<Value, Value> {
  return new Map(records.slice(1).map(({ value }) => [fields(value)[3], fields(value)[4]]));
}

/**
 * Entries that differ, in the order of `chain`; headers, and records with another link only, are left out.
 */
export function readChanges(changes: readonly RecordChange[]): ChainChange[] {
  return changes
    .flatMap((change) => readChange(change) ?? [])
    .sort((a, b) => (a.change.address === b.change.address ? a.sequence - b.sequence : 0))
    .map(({ change }) => change);
}

function readChange(record: RecordChange): { change: ChainChange; sequence: number } | undefined {
  const { address, key } = record;
  if (key.length !== ENTRY_KEY_BYTES || key[0] !== ENTRY_KIND) return undefined;
  const before = record.before === undefined ? undefined : fields(record.before);
  const after = record.after === undefined ? undefined : fields(record.after);
  const either = after ?? before;
  assert(either !== undefined, 'a change has a value before or after');
  if (before !== undefined && after !== undefined && sameEntry(before, after)) return undefined;
  const change = {
    address: formatAddress(address),
    key: either[3],
    ...(before === undefined ? {} : { before: before[4] }),
    ...(after === undefined ? {} : { after: after[4] }),
  };
  return { change, sequence: Number(either[0]) };
}

/** Whether two entry records differ in their links at most. */
function sameEntry(before: readonly Value[], after: readonly Value[]): boolean {
  return equalBytes(encodeValue(before[4]), encodeValue(after[4]));
}
