/**
 * A token for up to 1,024 holders. The storage is a table of slots of 32 bytes: address, 1 if it is used,
 * balance.
 *
 *     pbevm deploy dist/examples/native/token.wasm --args '[1000]' --from ALICE
 *     pbevm send TOKEN --args '["transfer", "BOB", 5]' --from ALICE
 *     pbevm call TOKEN --args '["balance_of", "BOB"]'        # eight bytes, little-endian
 */

import { Arguments, List } from "./cbor";
import {
  ADDRESS_BYTES,
  ALL_FUEL,
  call,
  finish,
  getCaller,
  isSameAddress,
  log,
  NO_VALUE,
  readStorage,
  require,
  revert,
  setStorage,
  storageResize,
  storageSize,
} from "./shard";

const SLOTS: u32 = 1024;
const SLOT_BYTES: u32 = 32;
const USED: usize = 20;
const BALANCE: usize = 24;

const slot: usize = memory.data(32);
const caller: usize = memory.data(20);

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

function balanceOf(address: usize): u64 {
  find(address);
  return load<u64>(slot, BALANCE);
}

function setBalance(address: usize, balance: u64): void {
  const place = find(address);
  memory.copy(slot, address, ADDRESS_BYTES);
  store<u8>(slot, 1, USED);
  store<u64>(slot, balance, BALANCE);
  setStorage(place, slot, SLOT_BYTES);
}

function move(to: usize, amount: u64): void {
  const balance = balanceOf(caller);
  require(amount > 0 && balance >= amount, "insufficient balance");
  setBalance(caller, balance - amount);
  setBalance(to, balanceOf(to) + amount);
  // An event: sender, receiver, amount; under the topic "Transfer".
  const event = heap.alloc(48);
  memory.copy(event, caller, ADDRESS_BYTES);
  memory.copy(event + 20, to, ADDRESS_BYTES);
  store<u64>(event, amount, 40);
  const topic = heap.alloc(32);
  memory.fill(topic, 0, 32);
  store<u64>(topic, 0x726566736e617254);
  log(event, 48, 1, topic, 0, 0, 0);
}

function run(): void {
  getCaller(caller);
  const args = new Arguments();
  if (storageSize() == 0) {
    storageResize(SLOTS * SLOT_BYTES);
    setBalance(caller, args.integer());
    return;
  }
  const action = args.text();
  if (action == "transfer") {
    move(args.address(), args.integer());
  } else if (action == "transfer_and_call") {
    // Tells the receiver, which may refuse: then nothing has moved.
    const to = args.address();
    const amount = args.integer();
    move(to, amount);
    const told = new List(3).text("received").address(caller).integer(amount);
    require(call(ALL_FUEL, to, NO_VALUE, told.data, told.length) == 0, "the receiver refused");
  } else if (action == "balance_of") {
    find(args.address());
    finish(slot + BALANCE, 8);
  } else {
    revert("unknown action");
  }
}

// asc makes the top level of this file the contract's main: --exportStart main
run();
