/**
 * Which receipts were claimed. The used-bits of the period that runs are the storage of 0x…21, which is
 * emptied when the next one begins; of a period that is closed the hash of its last block is kept, whose
 * state root proves what was not claimed in it (SEMANTICS 33). So the state holds one record for each closed
 * period.
 */

import { concatBytes } from '@noble/hashes/utils.js';
import type { Address } from '../../runtime/address.js';
import { equalBytes, u64be } from '../../runtime/bytes.js';
import { PbevmError } from '../../runtime/errors.js';
import { RECEIPTS_ADDRESS } from '../execution/cross-receipts.js';
import { verifyStateProof } from '../state/tree/state-proof.js';
import type { WorldState } from '../state/world-state.js';
import { blockHash, decodeHeader, type Header } from './containers.js';
import type { BlockFacts } from './environment.js';

/** Its storage are the used-bits of the current period. It has no code. */
export const USED_BITS_ADDRESS: Address = Uint8Array.of(...new Uint8Array(19), 0x21);

/** The value of a bit that is set. */
export const USED: Uint8Array = Uint8Array.of(0x01);

const KIND = Uint8Array.of(0x03);

/** Key of a receipt's used-bit in the storage of 0x…21. */
export function usedBitKey(source: bigint, index: bigint): Uint8Array {
  return concatBytes(u64be(source), u64be(index));
}

/** Key in the storage of 0x20: the hash of the last block of a period. */
export function closedPeriodKey(period: bigint): Uint8Array {
  return concatBytes(KIND, u64be(period));
}

/** The period that a block belongs to. */
export function periodOf(height: bigint, periodBlocks: number): bigint {
  return height / BigInt(periodBlocks);
}

/** At the start of a block: if it is the first of a period, the one before is closed. */
export function closePeriod(world: WorldState, { height, parent }: BlockFacts, periodBlocks: number): void {
  if (height === 0n || height % BigInt(periodBlocks) !== 0n) return;
  const closed = periodOf(height, periodBlocks) - 1n;
  world.setStorage(RECEIPTS_ADDRESS, closedPeriodKey(closed), parent);
  const bits = world.getAccount(USED_BITS_ADDRESS);
  if (bits !== undefined && bits.storageSize > 0n) world.clearStorage(USED_BITS_ADDRESS);
}

/** What shows that a receipt was not claimed in a closed period. */
export interface NonInclusion {
  /** SSZ of the header of the period's last block. */
  readonly header: Uint8Array;
  /** State proof (docs/layouts.md) that 0x…21 has nothing under the bit's key. */
  readonly proof: Uint8Array;
}

/**
 * Whether a receipt's bit is proven absent at the end of a closed period.
 * @param hash of the period's last block.
 */
export function isNotIncluded(hash: Uint8Array, bit: Uint8Array, { header, proof }: NonInclusion): boolean {
  const last = readHeader(header);
  if (last === undefined || !equalBytes(blockHash(last), hash)) return false;
  try {
    const [proven, ...others] = verifyStateProof(last.stateRoot, proof).accounts;
    if (proven === undefined || others.length > 0) return false;
    const [entry, ...more] = proven.storage;
    const isTheBit = entry !== undefined && more.length === 0 && equalBytes(entry.key, bit);
    return equalBytes(proven.address, USED_BITS_ADDRESS) && isTheBit && entry.value === undefined;
  } catch (thrown) {
    if (thrown instanceof PbevmError && thrown.code === 'BAD_PROOF') return false;
    throw thrown;
  }
}

function readHeader(bytes: Uint8Array): Header | undefined {
  try {
    return decodeHeader(bytes);
  } catch (thrown) {
    if (thrown instanceof PbevmError && thrown.code === 'BAD_BLOCK') return undefined;
    throw thrown;
  }
}
