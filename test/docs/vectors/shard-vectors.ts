/** Vectors of what shards keep of each other, and of what claims show. */

import { closedPeriodKey, USED, usedBitKey } from '../../../host/block/claim-periods.js';
import { type CrossReceipt, crossRoot } from '../../../host/block/containers.js';
import { knownRootKey } from '../../../host/block/known-roots.js';
import { isReceiptOf, receiptBranch } from '../../../host/block/receipt-branch.js';
import { incompleteKey } from '../../../host/block/receipts-records.js';
import { nextIndexKey } from '../../../host/execution/cross-receipts.js';
import { fromHex, toHex, u64be } from '../../../runtime/bytes.js';
import type { Fields, Recompute, Vectors } from './vector.js';

const receiptsStorage: Recompute = (fields) => {
  const { shard, height, root, knownAt, destination, nextIndex, period, hash } = fields;
  const { address, storageRoot, storageSize, source, index } = fields;
  const joined = (...parts: Uint8Array[]): string => parts.map((part) => toHex(part).slice(2)).join('');
  const record = (key: Uint8Array, value: string): string => `${toHex(key)} 0x${value}`;
  return {
    ...fields,
    'record.0': record(nextIndexKey(BigInt(destination)), joined(u64be(BigInt(nextIndex)))),
    'record.1': record(
      knownRootKey(BigInt(shard), BigInt(height)),
      joined(fromHex(root), u64be(BigInt(knownAt))),
    ),
    'record.2': record(closedPeriodKey(BigInt(period)), joined(fromHex(hash))),
    'record.3': record(
      incompleteKey(fromHex(address)),
      joined(fromHex(storageRoot), u64be(BigInt(storageSize))),
    ),
    used: record(usedBitKey(BigInt(source), BigInt(index)), joined(USED)),
  };
};

/** The receipts of the vector: two, told apart by their values. */
function receiptsOf({ first, second }: Fields): CrossReceipt[] {
  return [first, second].map((value, index) => ({
    source: 1n,
    destination: 2n,
    sender: new Uint8Array(20).fill(0xaa),
    target: new Uint8Array(20).fill(0xbb),
    value: BigInt(value),
    index: BigInt(index),
    calldata: new Uint8Array(),
    init: [],
  }));
}

const branch: Recompute = (fields) => {
  const receipts = receiptsOf(fields);
  const position = Number(fields['position']);
  const root = crossRoot(receipts);
  const made = receiptBranch(receipts, position);
  const leads = isReceiptOf(root, receipts[position], position, made);
  return { ...fields, root: toHex(root), branch: leads ? toHex(made) : 'leads elsewhere' };
};

export const SHARD_VECTORS: Vectors = { 'receipts-storage': receiptsStorage, 'receipt-branch': branch };
