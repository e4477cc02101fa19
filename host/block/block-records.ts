/** The records that a block adds to the store beside its state: block, receipts, indexes (record-keys.ts). */

import { concatBytes } from '@noble/hashes/utils.js';
import { u64be } from '../../runtime/bytes.js';
import { assert, HostFault } from '../../runtime/errors.js';
import { RECORD_KIND } from '../state/record-keys.js';
import type { Change, RecordReader } from '../state/store.js';
import {
  type Block,
  blockHash,
  decodeBlock,
  decodeReceipt,
  encodeBlock,
  type Receipt,
} from './containers.js';
import { crossReceiptKeys } from './cross-receipt-records.js';
import { eventRecords } from './events-index.js';
import { transactionHash } from './transaction.js';

/** Where a transaction is. */
export interface TransactionPlace {
  readonly height: bigint;
  /** In the block's list of transactions. */
  readonly index: number;
}

/** What a block adds, beside events (events-index.ts). */
export interface BlockRecords {
  readonly block: Block;
  /** Hash of the block. */
  readonly hash: Uint8Array;
  /** Serialised, of queued calls first. */
  readonly receipts: readonly Uint8Array[];
  /** Hashes of the envelopes. */
  readonly transactionHashes: readonly Uint8Array[];
}

const key = (kind: number, rest: Uint8Array): Uint8Array => concatBytes(Uint8Array.of(kind), rest);
const blockKey = (height: bigint): Uint8Array => key(RECORD_KIND.block, u64be(height));
const receiptsKey = (height: bigint): Uint8Array => key(RECORD_KIND.receipts, u64be(height));
const heightKey = (hash: Uint8Array): Uint8Array => key(RECORD_KIND.blockHeight, hash);
const placeKey = (hash: Uint8Array): Uint8Array => key(RECORD_KIND.transactionPlace, hash);

export function blockRecords({ block, hash, receipts, transactionHashes }: BlockRecords): Change[] {
  const { height } = block.header;
  const places = transactionHashes.map((transactionHash, index) => ({
    key: placeKey(transactionHash),
    value: encodePlace({ height, index }),
  }));
  return [
    { key: blockKey(height), value: encodeBlock(block) },
    { key: heightKey(hash), value: u64be(height) },
    { key: receiptsKey(height), value: joinReceipts(receipts) },
    ...places,
  ];
}

/** What takes back the records of the blocks after a height, up to the head. */
export function recordsAfter(store: RecordReader, height: bigint, head: bigint): Change[] {
  const removed: Change[] = [];
  for (let at = height + 1n; at <= head; at++) {
    const block = readBlock(store, at);
    const receipts = readReceipts(store, at);
    assert(block !== undefined && receipts !== undefined, 'blocks up to the head are kept');
    const transactionHashes = block.transactions.map(transactionHash);
    removed.push(...crossReceiptKeys(store, at).map((key) => ({ key, value: undefined })));
    const added = blockRecords({ block, hash: blockHash(block.header), receipts: [], transactionHashes });
    removed.push(...added, ...eventRecords(at, receipts));
  }
  return removed.map(({ key }) => ({ key, value: undefined }));
}

export function readBlock(store: RecordReader, height: bigint): Block | undefined {
  const bytes = store.get(blockKey(height));
  return bytes === undefined ? undefined : decodeBlock(bytes);
}

export function readHeight(store: RecordReader, hash: Uint8Array): bigint | undefined {
  const bytes = store.get(heightKey(hash));
  return bytes === undefined ? undefined : viewOf(bytes, 8).getBigUint64(0);
}

export function readPlace(store: RecordReader, hash: Uint8Array): TransactionPlace | undefined {
  const bytes = store.get(placeKey(hash));
  if (bytes === undefined) return undefined;
  const view = viewOf(bytes, PLACE_BYTES);
  return { height: view.getBigUint64(0), index: view.getUint32(8) };
}

/** One receipt of a block; the others are not decoded. */
export function readReceipt(store: RecordReader, height: bigint, index: number): Receipt | undefined {
  const bytes = store.get(receiptsKey(height));
  const receipt = bytes === undefined ? undefined : splitReceipts(bytes)[index];
  return receipt === undefined ? undefined : decodeReceipt(receipt);
}

export function readReceipts(store: RecordReader, height: bigint): Receipt[] | undefined {
  const bytes = store.get(receiptsKey(height));
  return bytes === undefined ? undefined : splitReceipts(bytes).map((receipt) => decodeReceipt(receipt));
}

const PLACE_BYTES = 12;

function encodePlace({ height, index }: TransactionPlace): Uint8Array {
  const bytes = new Uint8Array(PLACE_BYTES);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, height);
  view.setUint32(8, index);
  return bytes;
}

function viewOf(bytes: Uint8Array, length: number): DataView {
  if (bytes.length !== length) throw new HostFault('not a record of a block');
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

const OFFSET_BYTES = 4;

/** SSZ of the list: offsets of the elements, then these, of which each has its own length. */
export function joinReceipts(receipts: readonly Uint8Array[]): Uint8Array {
  const size = receipts.reduce((sum, { length }) => sum + OFFSET_BYTES + length, 0);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  let at = OFFSET_BYTES * receipts.length;
  for (const [index, receipt] of receipts.entries()) {
    view.setUint32(OFFSET_BYTES * index, at, true);
    bytes.set(receipt, at);
    at += receipt.length;
  }
  return bytes;
}

function splitReceipts(bytes: Uint8Array): Uint8Array[] {
  if (bytes.length === 0) return [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const count = view.getUint32(0, true) / OFFSET_BYTES;
  assert(Number.isInteger(count) && OFFSET_BYTES * count <= bytes.length, 'offsets of receipts');
  const start = (index: number): number =>
    index < count ? view.getUint32(OFFSET_BYTES * index, true) : bytes.length;
  return Array.from({ length: count }, (_, index) => bytes.subarray(start(index), start(index + 1)));
}
