/**
 * Balances of up to 1,024 holders, from offset 0 of the storage on: a hash table of slots of 32 bytes, each
 * an address, 1 if it is used, the balance.
 */

import { ADDRESS_BYTES, isSameAddress, readStorage, revert, setStorage } from "./shard";

const SLOTS: u32 = 1024;
const SLOT_BYTES: u32 = 32;
const USED: usize = 20;
const BALANCE: usize = 24;

/** Bytes of storage that the table takes. */
export const TABLE_BYTES: u32 = SLOTS * SLOT_BYTES;

const slot: usize = memory.data(32);

/** Reads the slot of an address, or a free one that is for it, into `slot`; where it is stored. */
function find(address: usize): u32 {
  let index = load<u32>(address) % SLOTS;
  for (let left = SLOTS; left > 0; left--) {
    readStorage(index * SLOT_BYTES, slot, SLOT_BYTES);
    if (load<u8>(slot, USED) == 0 || isSameAddress(slot, address)) return index * SLOT_BYTES;
    index = (index + 1) % SLOTS;
  }
  revert("there is no room for another holder");
  return 0;
}

export function balanceOf(address: usize): u64 {
  find(address);
  return load<u64>(slot, BALANCE);
}

export function setBalance(address: usize, balance: u64): void {
  const place = find(address);
  memory.copy(slot, address, ADDRESS_BYTES);
  store<u8>(slot, 1, USED);
  store<u64>(slot, balance, BALANCE);
  setStorage(place, slot, SLOT_BYTES);
}
