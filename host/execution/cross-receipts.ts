/**
 * What leaves a shard: value and messages for another one, and contracts that go there or to sleep
 * (SEMANTICS 33, 36). Receipts are numbered as they are made, and listed in the block's crossRoot.
 */

import { concatBytes } from '@noble/hashes/utils.js';
import type { Address } from '../../runtime/address.js';
import { u64be } from '../../runtime/bytes.js';
import { assert } from '../../runtime/errors.js';
import type { WorldState } from '../state/world-state.js';

/** The receipts contract, 0x…20. */
export const RECEIPTS_ADDRESS: Address = Uint8Array.of(...new Uint8Array(19), 0x20);

/** A contract that left, with all that was its own. Its storage root is known once the block is complete. */
export interface DepartedAccount {
  readonly vm: number;
  readonly nonce: bigint;
  readonly codeHash: Uint8Array;
  readonly storageSize: bigint;
  readonly balance: bigint;
  /** Of the storage that it leaves behind. */
  readonly incarnation: bigint;
}

/** A receipt as execution makes it: its source is this shard. */
export interface OutgoingReceipt {
  readonly destination: bigint;
  readonly sender: Address;
  readonly target: Address;
  readonly value: bigint;
  /** Counts from 0 per destination. */
  readonly index: bigint;
  readonly calldata: Uint8Array;
  /** Of a yank or sleep: `sender` and `target` are the account. */
  readonly departed?: DepartedAccount;
}

const NEXT_INDEX = Uint8Array.of(0x01);
const U64_END = 2n ** 64n;

/** The key in the storage of 0x20 under which the next index for a destination is kept, as u64. */
export function nextIndexKey(destination: bigint): Uint8Array {
  return concatBytes(NEXT_INDEX, u64be(destination));
}

/** Gives a receipt its number. */
export function numberReceipt(world: WorldState, receipt: Omit<OutgoingReceipt, 'index'>): OutgoingReceipt {
  const key = nextIndexKey(receipt.destination);
  const record = world.getStorage(RECEIPTS_ADDRESS, key);
  const index = record === undefined ? 0n : new DataView(record.buffer, record.byteOffset).getBigUint64(0);
  assert(index + 1n < U64_END, 'receipts are counted in 64 bits');
  world.setStorage(RECEIPTS_ADDRESS, key, u64be(index + 1n));
  return { ...receipt, index };
}

/** Deletes a contract, leaving the receipt that makes it again. */
export function departContract(world: WorldState, address: Address, destination: bigint): OutgoingReceipt {
  const account = world.getAccount(address);
  assert(account !== undefined, 'who departs is there');
  const { vm, nonce, codeHash, storageSize, balance } = account;
  const incarnation = world.getIncarnation(address);
  world.deleteContract(address);
  return numberReceipt(world, {
    destination,
    sender: address,
    target: address,
    value: 0n,
    calldata: new Uint8Array(),
    departed: { vm, nonce, codeHash, storageSize, balance, incarnation },
  });
}
