/** Merkle branches of receipts: from a CrossReceipt to the crossRoot of its block (docs/layouts.md). */

import { concatBytes } from '@noble/hashes/utils.js';
import { equalBytes } from '../../runtime/bytes.js';
import { assert } from '../../runtime/errors.js';
import { sha256 } from '../state/sha256.js';
import { type CrossReceipt, CrossReceiptType, LIST_LIMITS } from './containers.js';

const HASH_BYTES = 32;
/** Levels of the tree of a list's elements. */
const DEPTH = Math.log2(LIST_LIMITS.crossReceipts);
/** Siblings from the leaf up, then the list's length as its root mixes it in. */
export const BRANCH_BYTES = (DEPTH + 1) * HASH_BYTES;

const hashPair = (left: Uint8Array, right: Uint8Array): Uint8Array => sha256(concatBytes(left, right));

/** The branch of one of a block's receipts. */
export function receiptBranch(receipts: readonly CrossReceipt[], position: number): Uint8Array {
  assert(position >= 0 && position < receipts.length, 'the receipt is one of the block');
  const branch: Uint8Array[] = [];
  let level = receipts.map((receipt) => CrossReceiptType.hashTreeRoot(receipt));
  let zero = new Uint8Array(HASH_BYTES);
  for (let depth = 0, at = position; depth < DEPTH; depth++, at >>= 1) {
    branch.push(level[at ^ 1] ?? zero);
    const parents: Uint8Array[] = [];
    for (let i = 0; i < level.length; i += 2) parents.push(hashPair(level[i], level[i + 1] ?? zero));
    level = parents;
    zero = new Uint8Array(hashPair(zero, zero));
  }
  const length = new Uint8Array(HASH_BYTES);
  new DataView(length.buffer).setUint32(0, receipts.length, true);
  return concatBytes(...branch, length);
}

/** Whether a receipt stands at a position of the list that has the root. */
export function isReceiptOf(
  root: Uint8Array,
  receipt: CrossReceipt,
  position: number,
  branch: Uint8Array,
): boolean {
  if (branch.length !== BRANCH_BYTES || position < 0 || position >= LIST_LIMITS.crossReceipts) return false;
  let node = CrossReceiptType.hashTreeRoot(receipt);
  for (let depth = 0; depth <= DEPTH; depth++) {
    const sibling = branch.subarray(depth * HASH_BYTES, (depth + 1) * HASH_BYTES);
    const isRight = depth < DEPTH && ((position >> depth) & 1) === 1;
    node = isRight ? hashPair(sibling, node) : hashPair(node, sibling);
  }
  return equalBytes(node, root);
}
