/**
 * The state roots of PBEVM in the storage of the gateway's account, written before the EVM's transactions of
 * the block (SEMANTICS 30): so the EVM's header proves them. A ring of as many as EIP-4788 keeps.
 *
 * | slot | value |
 * |---|---|
 * | 1 | height of the last block |
 * | 2^129 + height mod 8191 | that height |
 * | 2^129 + 8191 + height mod 8191 | the root |
 */

import type { StateManagerInterface } from '@ethereumjs/common';
import type { Address as EvmAddress } from '@ethereumjs/util';
import { readWord } from './call-queue.js';
import { WORD_BYTES, wordOf } from './gateway-abi.js';

export const ROOTS_KEPT = 8_191n;

export interface CommittedRoot {
  readonly height: bigint;
  readonly stateRoot: Uint8Array;
}

const LAST_SLOT = wordOf(1);

/** Where the root of a height stands; what `eth_getProof` is asked for. */
export function rootSlot(height: bigint): Uint8Array {
  return ringSlot((height % ROOTS_KEPT) + ROOTS_KEPT);
}

export function heightSlot(height: bigint): Uint8Array {
  return ringSlot(height % ROOTS_KEPT);
}

export async function writeRoot(
  state: StateManagerInterface,
  account: EvmAddress,
  { height, stateRoot }: CommittedRoot,
): Promise<void> {
  await state.putStorage(account, LAST_SLOT, wordOf(height));
  await state.putStorage(account, heightSlot(height), wordOf(height));
  await state.putStorage(account, rootSlot(height), stateRoot);
}

/** The root that was written last; before the first block height 0 and zeros. */
export async function readLastRoot(
  state: StateManagerInterface,
  account: EvmAddress,
): Promise<CommittedRoot> {
  const last = await readWord(state, account, LAST_SLOT);
  const height = new DataView(last.buffer).getBigUint64(WORD_BYTES - 8);
  return { height, stateRoot: await readWord(state, account, rootSlot(height)) };
}

/** 2^129 + offset. */
function ringSlot(offset: bigint): Uint8Array {
  const slot = wordOf(offset);
  slot[WORD_BYTES - 17] = 2;
  return slot;
}
