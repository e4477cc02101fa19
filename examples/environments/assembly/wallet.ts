/** The wallet of ../contracts/wallet.py. */

import { encode } from "./cbor";
import { argsList, finish, require, revert } from "./script";
import { add, toBytes } from "./uint256";
import { bytes, bytesOf, concat, int, Kind, list, none, text, Value } from "./value";
import {
  callContract,
  getEnvironment,
  getMessage,
  getStorage,
  hashKeccak,
  recover,
  setStorage,
  transferValue,
} from "./wei";

/** Reverts unless the owner has signed this call, for this wallet, here, once. */
function check(nonce: Value, call: Value, signature: Value): void {
  require(nonce.equals(getStorage(text("nonce"))) && nonce.length <= 8 && !nonce.negative, "NONCE");
  const v = signature.at(0);
  const r = signature.at(1);
  const s = signature.at(2);
  require((v.equals(int(27)) || v.equals(int(28))) && r.isBytes(32) && s.isBytes(32), "SIGNATURE");
  const place = getEnvironment();
  const here = concat(wide(place.field("es_id"), 32), wide(place.field("shard_id"), 8));
  const signed = concat(concat(here, getMessage().field("target")), concat(wide(nonce, 8), encode(call)));
  require(recover(hashKeccak(signed), v, r, s).equals(getStorage(text("owner"))), "SIGNATURE");
}

function wide(number: Value, length: i32): Value {
  return bytes(toBytes(number, length), length);
}

export function main(): void {
  const args = argsList(3);
  const call = args.at(1);
  const signature = args.at(2);
  // Anybody may pay.
  if (args.at(0).isText("receive_value")) finish(none());
  if (!call.isSequence(3) || !signature.isSequence(3)) revert("BAD_ARGS");
  const target = call.at(0);
  const data = call.at(1);
  const value = call.at(2);
  check(args.at(0), call, signature);
  setStorage(text("nonce"), add(args.at(0), int(1)));
  if (data.kind == Kind.NULL) {
    finish(list().push(int(transferValue(value, target) ? 0 : 1)).push(bytesOf("")));
  }
  const outcome = callContract(target, data, value);
  finish(list().push(outcome.at(0)).push(outcome.at(1)));
}
