/**
 * An escrow: holds tokens until the buyer releases them to the seller, or the seller gives them back; the
 * arbiter may do both. Whoever pays sends the tokens to the escrow's address.
 *
 *     pbevm deploy dist/examples/native/escrow.wasm --args '["TOKEN", "SELLER", "ARBITER", 50]' --from BUYER
 *     pbevm send TOKEN --args '["transfer", "ESCROW", 50]' --from BUYER
 *     pbevm send ESCROW --args '["release"]' --from BUYER
 */

import { Arguments, List } from "./cbor";
import {
  ADDRESS_BYTES,
  ALL_FUEL,
  call,
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

/** As it is stored: four addresses, the price, 1 once it is closed. */
const STATE_BYTES: i32 = 89;
const state: usize = memory.data(89);
const token: usize = state;
const buyer: usize = state + 20;
const seller: usize = state + 40;
const arbiter: usize = state + 60;
const PRICE: usize = 80;
const CLOSED: usize = 88;

const caller: usize = memory.data(20);

function create(args: Arguments): void {
  memory.copy(token, args.address(), ADDRESS_BYTES);
  memory.copy(buyer, caller, ADDRESS_BYTES);
  memory.copy(seller, args.address(), ADDRESS_BYTES);
  memory.copy(arbiter, args.address(), ADDRESS_BYTES);
  store<u64>(state, args.integer(), PRICE);
  storageResize(STATE_BYTES);
  setStorage(0, state, STATE_BYTES);
}

/** Closes first: what the token does cannot bring it here again. */
function pay(to: usize, by: usize): void {
  require(isSameAddress(caller, by) || isSameAddress(caller, arbiter), "you may not");
  require(load<u8>(state, CLOSED) == 0, "it is closed");
  store<u8>(state, 1, CLOSED);
  setStorage(0, state, STATE_BYTES);
  const transfer = new List(3).text("transfer").address(to).integer(load<u64>(state, PRICE));
  require(call(ALL_FUEL, token, NO_VALUE, transfer.data, transfer.length) == 0, "the token refused");
}

function run(): void {
  getCaller(caller);
  const args = new Arguments();
  if (storageSize() == 0) {
    create(args);
    return;
  }
  readStorage(0, state, STATE_BYTES);
  const action = args.text();
  if (action == "release") pay(seller, buyer);
  else if (action == "refund") pay(buyer, seller);
  else revert("unknown action");
}

// asc makes the top level of this file the contract's main: --exportStart main
run();
