/**
 * What a shard knows of the receipts of others, itself included: roots that the embedding consensus vouches
 * for (SEMANTICS 33). They are records of the receipts contract, so the state root commits to them.
 */

import { concatBytes } from '@noble/hashes/utils.js';
import { u64be } from '../../runtime/bytes.js';
import { assert } from '../../runtime/errors.js';
import { RECEIPTS_ADDRESS } from '../execution/cross-receipts.js';
import type { WorldState } from '../state/world-state.js';
import type { KnownRoot } from './containers.js';
import { BlockError } from './errors.js';

const KIND = Uint8Array.of(0x02);
const ROOT_BYTES = 32;
const RECORD_BYTES = ROOT_BYTES + 8;

/** Key in the storage of 0x20. */
export function knownRootKey(shard: bigint, height: bigint): Uint8Array {
  return concatBytes(KIND, u64be(shard), u64be(height));
}

/** A root, and since which block it is known here. */
export interface RootRecord {
  readonly root: Uint8Array;
  readonly knownAt: bigint;
}

export function decodeRootRecord(record: Uint8Array): RootRecord {
  assert(record.length === RECORD_BYTES, 'the record of a known root has 40 bytes');
  const view = new DataView(record.buffer, record.byteOffset, record.length);
  return { root: record.slice(0, ROOT_BYTES), knownAt: view.getBigUint64(ROOT_BYTES) };
}

/**
 * Writes the roots that a block brings.
 * @throws BlockError BAD_KNOWN_ROOTS if one of a shard and height is known already.
 */
export function writeKnownRoots(world: WorldState, height: bigint, roots: readonly KnownRoot[]): void {
  for (const [index, { shard, height: of, root }] of roots.entries()) {
    const key = knownRootKey(shard, of);
    if (world.getStorage(RECEIPTS_ADDRESS, key) !== undefined) {
      throw new BlockError(
        'BAD_KNOWN_ROOTS',
        `known root ${index}: shard ${shard}, height ${of} is written`,
        {
          index,
        },
      );
    }
    world.setStorage(RECEIPTS_ADDRESS, key, concatBytes(root, u64be(height)));
  }
}
