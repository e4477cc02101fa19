/**
 * A token for up to 1,024 holders, whose storage is the table of their balances.
 *
 *     pbevm deploy dist/examples/native/token.wasm --args '[1000]' --from ALICE
 *     pbevm send TOKEN --args '["transfer", "BOB", 5]' --from ALICE
 *     pbevm call TOKEN --args '["balance_of", "BOB"]'        # eight bytes, little-endian
 */

import { balanceOf, setBalance, TABLE_BYTES } from "./balances";
import { Arguments, List } from "./cbor";
import {
  ADDRESS_BYTES,
  ALL_FUEL,
  call,
  finishInteger,
  getCaller,
  log,
  NO_VALUE,
  require,
  revert,
  storageResize,
  storageSize,
} from "./shard";

const caller: usize = memory.data(20);

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
    storageResize(TABLE_BYTES);
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
    finishInteger(balanceOf(args.address()));
  } else {
    revert("unknown action");
  }
}

// asc makes the top level of this file the contract's main: --exportStart main
run();
