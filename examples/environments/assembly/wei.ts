/** The wrapped interface, which contracts have (../ethereum.py). What it refuses ends the contract's run. */

import { encode } from "./cbor";
import { result } from "./script";
import { list, Value } from "./value";

// @ts-ignore: decorator
@external("ext", "call_contract")
declare function call_contract(args: usize, length: i32, to: usize, room: i32): i32;
// @ts-ignore: decorator
@external("ext", "set_storage")
declare function set_storage(args: usize, length: i32, to: usize, room: i32): i32;
// @ts-ignore: decorator
@external("ext", "get_storage")
declare function get_storage(args: usize, length: i32, to: usize, room: i32): i32;
// @ts-ignore: decorator
@external("ext", "transfer_value")
declare function transfer_value(args: usize, length: i32, to: usize, room: i32): i32;
// @ts-ignore: decorator
@external("ext", "mint")
declare function mint(args: usize, length: i32, to: usize, room: i32): i32;
// @ts-ignore: decorator
@external("ext", "burn")
declare function burn(args: usize, length: i32, to: usize, room: i32): i32;
// @ts-ignore: decorator
@external("ext", "get_message")
declare function get_message(args: usize, length: i32, to: usize, room: i32): i32;
// @ts-ignore: decorator
@external("ext", "get_environment")
declare function get_environment(args: usize, length: i32, to: usize, room: i32): i32;
// @ts-ignore: decorator
@external("ext", "keccak256")
declare function keccak256(args: usize, length: i32, to: usize, room: i32): i32;
// @ts-ignore: decorator
@external("ext", "ecrecover")
declare function ecrecover(args: usize, length: i32, to: usize, room: i32): i32;
// @ts-ignore: decorator
@external("ext", "balance_of")
declare function balance_of(args: usize, length: i32, to: usize, room: i32): i32;
// @ts-ignore: decorator
@external("ext", "emit_receipt")
declare function emit_receipt(args: usize, length: i32, to: usize, room: i32): i32;

/** The tuple (status, output). */
export function callContract(target: Value, data: Value, value: Value): Value {
  const args = encode(list().push(target).push(data).push(value));
  call_contract(args.data, args.length, 0, 0);
  return result();
}

export function setStorage(key: Value, value: Value): void {
  const args = encode(list().push(key).push(value));
  set_storage(args.data, args.length, 0, 0);
}

export function getStorage(key: Value): Value {
  const args = encode(list().push(key));
  get_storage(args.data, args.length, 0, 0);
  return result();
}

export function transferValue(value: Value, target: Value): bool {
  const args = encode(list().push(value).push(target));
  transfer_value(args.data, args.length, 0, 0);
  return result().length > 0;
}

export function mintToken(to: Value, amount: Value): bool {
  const args = encode(list().push(to).push(amount));
  mint(args.data, args.length, 0, 0);
  return result().length > 0;
}

export function burnToken(owner: Value, amount: Value): bool {
  const args = encode(list().push(owner).push(amount));
  burn(args.data, args.length, 0, 0);
  return result().length > 0;
}

/** The dict {value, sender, target}. */
export function getMessage(): Value {
  const args = encode(list());
  get_message(args.data, args.length, 0, 0);
  return result();
}

/** The dict {es_id, shard_id}. */
export function getEnvironment(): Value {
  const args = encode(list());
  get_environment(args.data, args.length, 0, 0);
  return result();
}

export function hashKeccak(data: Value): Value {
  const args = encode(list().push(data));
  keccak256(args.data, args.length, 0, 0);
  return result();
}

/** The address, or None. */
export function recover(hash: Value, v: Value, r: Value, s: Value): Value {
  const args = encode(list().push(hash).push(v).push(r).push(s));
  ecrecover(args.data, args.length, 0, 0);
  return result();
}

export function balanceOf(token: Value, holder: Value): Value {
  const args = encode(list().push(token).push(holder));
  balance_of(args.data, args.length, 0, 0);
  return result();
}

export function emitReceipt(value: Value): void {
  const args = encode(list().push(value));
  emit_receipt(args.data, args.length, 0, 0);
}
