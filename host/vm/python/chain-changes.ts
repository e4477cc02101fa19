/** What a transaction changed in the `chain` of contracts, entry by entry, read from changed records. */

import { type Address, formatAddress } from '../../../runtime/address.js';
import { equalBytes, toHex } from '../../../runtime/bytes.js';
import { PbevmError } from '../../../runtime/errors.js';
import { encodeValue } from '../values/cbor.js';
import { VALUE_DEPTH_MAX, type Value } from '../values/types.js';
import {
  type Entry,
  entryKey,
  headerKey,
  parseEntry,
  parseHeader,
  ROOT_NODE,
  recordPlace,
} from './chain-records.js';

/** A changed record; undefined stands for an absent record. */
export interface RecordChange {
  readonly address: Address;
  readonly key: Uint8Array;
  readonly before: Uint8Array | undefined;
  readonly after: Uint8Array | undefined;
}

/** An entry of `chain`, or of a dict in it, that a transaction added, changed or removed. */
export interface ChainChange {
  readonly address: string;
  /** Keys that lead from `chain` to the dict that has the entry; empty for `chain` itself. */
  readonly path: readonly Value[];
  readonly key: Value;
  /**
   * Absent: there was no such entry. A nested dict is an empty one here: its entries are changes of their
   * own.
   */
  readonly before?: Value;
  /** Absent: there is none any more. A removed dict's entries are not listed. */
  readonly after?: Value;
}

/** Undefined for what is not readable: a contract can have stored anything. */
function attempt<Result>(read: () => Result): Result | undefined {
  try {
    return read();
  } catch (thrown) {
    if (thrown instanceof PbevmError) return undefined;
    throw thrown;
  }
}

const placeText = (address: Address, key: Uint8Array): string => `${toHex(address)}/${toHex(key)}`;

/**
 * The keys that lead to a node, by what is stored after the transaction; undefined if none do. `get` reads a
 * record; at most VALUE_DEPTH_MAX dicts are climbed.
 */
function pathOf(node: number, get: (key: Uint8Array) => Uint8Array | undefined): Value[] | undefined {
  const path: Value[] = [];
  for (let at = node; at !== ROOT_NODE; ) {
    const record = get(headerKey(at));
    const header = record === undefined ? undefined : attempt(() => parseHeader(at, record));
    if (header?.parent === undefined || header.isDetached || path.length === VALUE_DEPTH_MAX)
      return undefined;
    const parent = get(entryKey(header.parent.node, header.parent.hash));
    const entry = parent === undefined ? undefined : attempt(() => parseEntry(parent));
    if (entry?.child !== at) return undefined;
    path.unshift(entry.key);
    at = header.parent.node;
  }
  return path;
}

/**
 * Adds to changed records those that tell where their dicts hang, as records that did not change.
 * @param get reads storage as it is after the transaction.
 */
export function withPlaces(
  changes: readonly RecordChange[],
  get: (address: Address, key: Uint8Array) => Uint8Array | undefined,
): RecordChange[] {
  const all = new Map(changes.map((change) => [placeText(change.address, change.key), change]));
  for (const { address, key } of changes) {
    pathOf(recordPlace(key)?.node ?? ROOT_NODE, (wanted) => {
      const text = placeText(address, wanted);
      const value = get(address, wanted);
      if (!all.has(text)) all.set(text, { address, key: wanted, before: value, after: value });
      return value;
    });
  }
  return [...all.values()];
}

/**
 * Entries that differ, in the order of `chain`: those of a dict together, after the dict itself. Headers, and
 * records with another link only, are left out, and so is what is no chain.
 * @param changes from `withPlaces`.
 */
export function readChanges(changes: readonly RecordChange[]): ChainChange[] {
  const after = new Map(changes.map(({ address, key, after }) => [placeText(address, key), after]));
  return changes
    .flatMap((change) => {
      const place = recordPlace(change.key);
      if (place?.hash === undefined || change.before === change.after) return [];
      const path = pathOf(place.node, (key) => after.get(placeText(change.address, key)));
      return path === undefined ? [] : (readChange(change, path, place.node) ?? []);
    })
    .sort((a, b) => (a.change.address === b.change.address ? a.node - b.node || a.sequence - b.sequence : 0))
    .map(({ change }) => change);
}

function readChange(
  record: RecordChange,
  path: Value[],
  node: number,
): { change: ChainChange; node: number; sequence: number } | undefined {
  const parse = (bytes: Uint8Array | undefined): Entry | undefined =>
    bytes === undefined ? undefined : attempt(() => parseEntry(bytes));
  const [before, after] = [parse(record.before), parse(record.after)];
  const either = after ?? before;
  if (either === undefined || (before !== undefined && after !== undefined && sameEntry(before, after)))
    return undefined;
  const change = {
    address: formatAddress(record.address),
    path,
    key: either.key,
    ...(before === undefined ? {} : { before: shown(before) }),
    ...(after === undefined ? {} : { after: shown(after) }),
  };
  return { change, node, sequence: Number(either.sequence) };
}

function shown({ child, value }: Entry): Value {
  return child === undefined ? value : new Map();
}

/** Whether two entries differ in their links at most. */
function sameEntry(before: Entry, after: Entry): boolean {
  return before.child === after.child && equalBytes(encodeValue(before.value), encodeValue(after.value));
}
