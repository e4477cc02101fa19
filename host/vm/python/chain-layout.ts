/**
 * `chain` read from storage, for people and tools: the interpreter itself never depends on this reader. It
 * reads every record once at most and does not recurse, whatever the records say.
 */

import { toHex } from '../../../runtime/bytes.js';
import { VALUE_DEPTH_MAX, type Value } from '../values/types.js';
import { damaged, entryKey, headerKey, parseEntry, parseHeader, ROOT_NODE } from './chain-records.js';

/** One stored record of an account. */
export interface StorageRecord {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

type Get = (key: Uint8Array) => Uint8Array | undefined;

/**
 * The records of a contract's `chain`, detached dicts included, found by following the links: storage is read
 * by exact key only (SEMANTICS 14). A dict's header comes before its entries, the root first.
 * @throws PbevmError BAD_VALUE if the records are not a chain.
 */
export function listChain(get: Get): StorageRecord[] {
  const records: StorageRecord[] = [];
  if (get(headerKey(ROOT_NODE)) === undefined) return records;
  const seen = new Set<string>();
  const take = (key: Uint8Array): Uint8Array => {
    const text = toHex(key);
    if (seen.has(text)) damaged('two links lead to one record');
    seen.add(text);
    const value = get(key) ?? damaged('a record is missing');
    records.push({ key, value });
    return value;
  };
  const nodes = [ROOT_NODE];
  for (const node of nodes) {
    const header = parseHeader(node, take(headerKey(node)));
    for (let hash = header.first; hash !== undefined; ) {
      const { next, child } = parseEntry(take(entryKey(node, hash)));
      if (child !== undefined) nodes.push(child);
      hash = next;
    }
    if (header.garbage !== undefined) nodes.push(header.garbage);
  }
  return records;
}

/**
 * The dict that records of `listChain` hold.
 * @throws PbevmError BAD_VALUE if dicts are nested deeper than a value can be.
 */
export function readChain(records: readonly StorageRecord[]): Map<Value, Value> {
  const root = new Map<Value, Value>();
  if (records.length === 0) return root;
  const byKey = new Map(records.map(({ key, value }) => [toHex(key), value]));
  const get = (key: Uint8Array): Uint8Array => byKey.get(toHex(key)) ?? damaged('a record is missing');
  const dicts = [{ node: ROOT_NODE, dict: root, depth: 0 }];
  for (const { node, dict, depth } of dicts) {
    if (depth > VALUE_DEPTH_MAX) damaged('dicts are nested too deeply');
    for (let hash = parseHeader(node, get(headerKey(node))).first; hash !== undefined; ) {
      const { key, value, child, next } = parseEntry(get(entryKey(node, hash)));
      const nested = new Map<Value, Value>();
      dict.set(key, child === undefined ? value : nested);
      if (child !== undefined) dicts.push({ node: child, dict: nested, depth: depth + 1 });
      hash = next;
    }
  }
  return root;
}
