/**
 * A token that crosses between shards. On each shard there is a twin of it: what is sent away is burned here,
 * and minted by the twin there once somebody has claimed the receipt of the message (docs/shards.md).
 *
 *     pbevm deploy dist/examples/native/crossing.wasm --args '[1000]'     # on another shard '[0]'
 *     ["link", 2, "TWIN"]                 the owner, once for each shard: whose messages from there count
 *     ["cross", 2, "BOB", 5]              burns 5 and sends the message
 *     ["transfer", "BOB", 5]  ["balance_of", "BOB"]  ["supply"]
 *
 * A message is called only for a contract with the custom section `pbevm.receives`. asc writes no such
 * sections: build.ts appends it, README.md says how to do it by hand.
 *
 * Storage: the balances; then owner, supply, and up to 32 twins.
 */

import { balanceOf, setBalance, TABLE_BYTES } from "./balances";
import { Arguments, List } from "./cbor";
import {
  ADDRESS_BYTES,
  ALL_FUEL,
  call,
  finishInteger,
  getCaller,
  isSameAddress,
  NO_VALUE,
  readStorage,
  require,
  revert,
  setStorage,
  storageResize,
  storageSize,
} from "./shard";

/** The header as it is stored: the owner, the supply of this shard, twins. */
const SUPPLY: usize = 24;
const TWINS: usize = 32;
const TWIN_COUNT: usize = 32;
const HEADER_BYTES: u32 = 32 + 32 * 32;
const header: usize = memory.data(1056);

/** A twin: its shard, its address, 1 if it is used. */
const TWIN_BYTES: usize = 32;
const TWIN_ADDRESS: usize = 8;
const TWIN_USED: usize = 28;

/** A message: who gets how much. */
const MESSAGE_BYTES: u32 = 28;
const message: usize = memory.data(28);

const caller: usize = memory.data(20);
/** The receipts contract, 0x…20. */
const receipts: usize = memory.data<u8>([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x20]);

function writeHeader(): void {
  setStorage(TABLE_BYTES, header, HEADER_BYTES);
}

function addSupply(amount: u64): void {
  const supply = load<u64>(header, SUPPLY);
  require(supply + amount >= supply, "more than there can be");
  store<u64>(header, supply + amount, SUPPLY);
  writeHeader();
}

/** The twin on a shard, or a free place for it. */
function findTwin(shard: u64): usize {
  for (let index: usize = 0; index < TWIN_COUNT; index++) {
    const twin = header + TWINS + index * TWIN_BYTES;
    if (load<u8>(twin, TWIN_USED) == 0 || load<u64>(twin) == shard) return twin;
  }
  revert("there is no room for another twin");
  return 0;
}

/** A twin cannot be replaced: whoever could, could mint. */
function link(shard: u64, address: usize): void {
  require(isSameAddress(caller, header), "only the owner links");
  const twin = findTwin(shard);
  require(load<u8>(twin, TWIN_USED) == 0, "this shard has its twin");
  store<u64>(twin, shard);
  memory.copy(twin + TWIN_ADDRESS, address, ADDRESS_BYTES);
  store<u8>(twin, 1, TWIN_USED);
  writeHeader();
}

function debit(amount: u64): void {
  const balance = balanceOf(caller);
  require(amount > 0 && balance >= amount, "insufficient balance");
  setBalance(caller, balance - amount);
}

/** Burns first; if the message is refused, all of it is undone. */
function cross(shard: u64, to: usize, amount: u64): void {
  const twin = findTwin(shard);
  require(load<u8>(twin, TWIN_USED) == 1, "there is no twin on that shard");
  debit(amount);
  store<u64>(header, load<u64>(header, SUPPLY) - amount, SUPPLY);
  writeHeader();
  memory.copy(message, to, ADDRESS_BYTES);
  store<u64>(message, amount, 20);
  const send = new List(4)
    .text("sendMessage")
    .integer(shard)
    .address(twin + TWIN_ADDRESS)
    .bytes(message, MESSAGE_BYTES);
  require(call(ALL_FUEL, receipts, NO_VALUE, send.data, send.length) == 0, "the message was refused");
}

/** Mints what a twin has burned. If it reverts, nothing is minted and the receipt can be claimed again. */
function receive(shard: u64, sender: usize, payload: usize): void {
  require(isSameAddress(caller, receipts), "messages come from the receipts contract");
  const twin = findTwin(shard);
  require(
    load<u8>(twin, TWIN_USED) == 1 && isSameAddress(twin + TWIN_ADDRESS, sender),
    "only twins send messages",
  );
  const amount = load<u64>(payload, 20);
  addSupply(amount);
  setBalance(payload, balanceOf(payload) + amount);
}

function run(): void {
  getCaller(caller);
  const args = new Arguments();
  if (storageSize() == 0) {
    const supply = args.integer();
    storageResize(TABLE_BYTES + HEADER_BYTES);
    memory.copy(header, caller, ADDRESS_BYTES);
    addSupply(supply);
    setBalance(caller, supply);
    return;
  }
  readStorage(TABLE_BYTES, header, HEADER_BYTES);
  const action = args.text();
  if (action == "transfer") {
    const to = args.address();
    const amount = args.integer();
    debit(amount);
    setBalance(to, balanceOf(to) + amount);
  } else if (action == "cross") cross(args.integer(), args.address(), args.integer());
  else if (action == "receiveMessage") receive(args.integer(), args.address(), args.bytes(MESSAGE_BYTES));
  else if (action == "link") link(args.integer(), args.address());
  else if (action == "balance_of") finishInteger(balanceOf(args.address()));
  else if (action == "supply") finishInteger(load<u64>(header, SUPPLY));
  else revert("unknown action");
}

// asc makes the top level of this file the contract's main: --exportStart main
run();
