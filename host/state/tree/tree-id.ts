/** Names of trees and keys of their pages. */

import { concatBytes } from '@noble/hashes/utils.js';
import { ADDRESS_BYTES, type Address } from '../../../runtime/address.js';
import { u64be } from '../../../runtime/bytes.js';
import { assert } from '../../../runtime/errors.js';
import { RECORD_KIND } from '../record-keys.js';

/** What the page keys of a tree begin with. */
export type TreeId = Uint8Array;

const TREE_KIND = { accounts: 0x00, storage: 0x01 } as const;

export const ACCOUNT_TREE: TreeId = Uint8Array.of(RECORD_KIND.treePage, TREE_KIND.accounts);

/** The storage of an address; of an earlier incarnation it is another tree. */
export function storageTreeId(address: Address, incarnation: bigint): TreeId {
  assert(address.length === ADDRESS_BYTES, 'an address has 20 bytes');
  return concatBytes(Uint8Array.of(RECORD_KIND.treePage, TREE_KIND.storage), address, u64be(incarnation));
}

/**
 * Key of the page whose root node is at a depth (0 to 255) on the way to a key:
 * tree || depth u8 || the first `depth` bits, filled up with zero bits to whole bytes.
 */
export function pageKey(tree: TreeId, depth: number, path: Uint8Array): Uint8Array {
  const prefixBytes = (depth + 7) >> 3;
  const key = new Uint8Array(tree.length + 1 + prefixBytes);
  key.set(tree);
  key[tree.length] = depth;
  key.set(path.subarray(0, prefixBytes), tree.length + 1);
  if ((depth & 7) !== 0) key[key.length - 1] &= 0xff << (8 - (depth & 7));
  return key;
}
