/**
 * What a block keeps for those who claim elsewhere: its receipts for other shards, and of the storage of
 * contracts that left it what the block itself had changed. The rest of that storage is in the store as it
 * was before the block, until it is collected (host/state/database/dead-storage.ts).
 */

import { concatBytes } from '@noble/hashes/utils.js';
import type { Address } from '../../runtime/address.js';
import { compareBytes, u64be } from '../../runtime/bytes.js';
import type { OutgoingReceipt } from '../execution/cross-receipts.js';
import { decodeBatch, encodeBatch } from '../state/batch-bytes.js';
import { keyText } from '../state/key-text.js';
import { keyAfterPrefix, RECORD_KIND, storagePrefix } from '../state/record-keys.js';
import type { Change, RecordReader } from '../state/store.js';
import type { BlockDatabase } from './block-database.js';
import { type CrossReceipt, decodeCrossReceipts, encodeCrossReceipts } from './containers.js';

/** A storage record of a contract that left: what `claimRecords` takes. */
export type StorageRecord = readonly [key: Uint8Array, value: Uint8Array];

const receiptsKey = (height: bigint): Uint8Array =>
  concatBytes(Uint8Array.of(RECORD_KIND.crossReceipts), u64be(height));
const departedKey = (height: bigint, address: Address): Uint8Array =>
  concatBytes(Uint8Array.of(RECORD_KIND.departed), u64be(height), address);

/** The receipts with their source, and with the storage roots of contracts that left. */
export function completeReceipts(
  source: bigint,
  outgoing: readonly OutgoingReceipt[],
  storageRoots: readonly Uint8Array[],
): CrossReceipt[] {
  let next = 0;
  return outgoing.map(({ departed, ...receipt }) => {
    if (departed === undefined) return { source, ...receipt, init: [] };
    const { incarnation: _, ...account } = departed;
    return { source, ...receipt, init: [{ ...account, storageRoot: storageRoots[next++] }] };
  });
}

/** The storage that left with contracts, by address and incarnation, in the order of receipts. */
export function departedStorages(
  outgoing: readonly OutgoingReceipt[],
): { readonly address: Address; readonly incarnation: bigint }[] {
  return outgoing.flatMap(({ sender, departed }) =>
    departed === undefined ? [] : [{ address: sender, incarnation: departed.incarnation }],
  );
}

/** @param changes of the block's records, those of storage that ended included. */
export function crossReceiptRecords(
  height: bigint,
  receipts: readonly CrossReceipt[],
  outgoing: readonly OutgoingReceipt[],
  changes: readonly Change[],
): Change[] {
  if (receipts.length === 0) return [];
  // A contract leaves once in a block at most: its receipt can be claimed after the block.
  const departed = departedStorages(outgoing).map(({ address, incarnation }) => {
    const prefix = storagePrefix(address, incarnation);
    const own = changes.filter(({ key }) => compareBytes(key.subarray(0, prefix.length), prefix) === 0);
    const value = concatBytes(u64be(incarnation), new Uint8Array(encodeBatch(own)));
    return { key: departedKey(height, address), value };
  });
  return [{ key: receiptsKey(height), value: encodeCrossReceipts([...receipts]) }, ...departed];
}

/** Keys of the records above, for whoever takes a block back. */
export function crossReceiptKeys(store: RecordReader, height: bigint): Uint8Array[] {
  const receipts = readCrossReceipts(store, height);
  if (receipts.length === 0) return [];
  const departed = receipts.flatMap(({ sender, init }) => (init.length > 0 ? [sender] : []));
  return [receiptsKey(height), ...departed.map((address) => departedKey(height, address))];
}

export function readCrossReceipts(store: RecordReader, height: bigint): CrossReceipt[] {
  const bytes = store.get(receiptsKey(height));
  return bytes === undefined ? [] : decodeCrossReceipts(bytes);
}

/** The storage with which a contract left in a block, in the order of keys; undefined if none left then. */
export async function readDepartedStorage(
  store: BlockDatabase,
  height: bigint,
  address: Address,
): Promise<StorageRecord[] | undefined> {
  const record = store.get(departedKey(height, address));
  if (record === undefined) return undefined;
  const incarnation = new DataView(record.buffer, record.byteOffset, record.length).getBigUint64(0);
  const from = storagePrefix(address, incarnation);
  const records = new Map<string, StorageRecord>();
  const put = (key: Uint8Array, value: Uint8Array | undefined): void => {
    const own = key.slice(from.length);
    if (value === undefined) records.delete(keyText(own));
    else records.set(keyText(own), [own, value]);
  };
  const to = keyAfterPrefix(from) ?? Uint8Array.of(RECORD_KIND.storage + 1);
  for await (const [key, value] of store.entries({ from, to })) put(key, value);
  for (const { key, value } of decodeBatch(record.slice(8).buffer)) put(key, value);
  return [...records.values()].sort(([a], [b]) => compareBytes(a, b));
}
