/** The module `eei`, which scripts and linked functions have. What it refuses traps. */

import { encode } from "./cbor";
import { result } from "./script";
import { bytesOf, Kind, list, text, Value } from "./value";

// @ts-ignore: decorator
@external("eei", "get_context")
declare function get_context(args: usize, length: i32, to: usize, room: i32): i32;
// @ts-ignore: decorator
@external("eei", "set_context")
declare function set_context(args: usize, length: i32, to: usize, room: i32): i32;
// @ts-ignore: decorator
@external("eei", "execute_code")
declare function execute_code(args: usize, length: i32, to: usize, room: i32): i32;
// @ts-ignore: decorator
@external("eei", "execute_script")
declare function execute_script(args: usize, length: i32, to: usize, room: i32): i32;
// @ts-ignore: decorator
@external("eei", "dynamically_link_function")
declare function dynamically_link_function(args: usize, length: i32, to: usize, room: i32): i32;
// @ts-ignore: decorator
@external("eei", "verify_state")
declare function verify_state(args: usize, length: i32, to: usize, room: i32): i32;
// @ts-ignore: decorator
@external("eei", "hash_tree_root")
declare function hash_tree_root(args: usize, length: i32, to: usize, room: i32): i32;
// @ts-ignore: decorator
@external("eei", "validate_code")
declare function validate_code(args: usize, length: i32, to: usize, room: i32): i32;
// @ts-ignore: decorator
@external("eei", "storage_get")
declare function storage_get(args: usize, length: i32, to: usize, room: i32): i32;
// @ts-ignore: decorator
@external("eei", "storage_set")
declare function storage_set(args: usize, length: i32, to: usize, room: i32): i32;
// @ts-ignore: decorator
// @ts-ignore: decorator
@external("eei", "keccak256")
declare function keccak256(args: usize, length: i32, to: usize, room: i32): i32;
// @ts-ignore: decorator
@external("eei", "sha256")
declare function sha256(args: usize, length: i32, to: usize, room: i32): i32;
// @ts-ignore: decorator
@external("eei", "ecrecover")
declare function ecrecover(args: usize, length: i32, to: usize, room: i32): i32;
// @ts-ignore: decorator
@external("eei", "shard_id")
declare function shard_id(args: usize, length: i32, to: usize, room: i32): i32;

/** A copy: what is changed in it changes nothing else. */
export function getContext(): Value {
  const args = encode(list());
  get_context(args.data, args.length, 0, 0);
  return result();
}

/** Replaces `runtime` alone. */
export function setContext(context: Value): void {
  const args = encode(list().push(context));
  set_context(args.data, args.length, 0, 0);
}

/** The tuple (status, output), with so much fuel at most. */
export function executeCodeWithin(fuel: Value, code: Value, data: Value, context: Value): Value {
  const args = encode(list().push(code).push(data).push(context).push(fuel));
  execute_code(args.data, args.length, 0, 0);
  return result();
}

/** The tuple (status, output). */
export function executeCode(code: Value, data: Value, context: Value): Value {
  const args = encode(list().push(code).push(data).push(context));
  execute_code(args.data, args.length, 0, 0);
  return result();
}

/** The tuple (status, output). */
export function executeScript(id: Value, data: Value, context: Value): Value {
  const args = encode(list().push(id).push(data).push(context));
  execute_script(args.data, args.length, 0, 0);
  return result();
}

export function link(name: string, code: Value): void {
  const args = encode(list().push(text(name)).push(code));
  dynamically_link_function(args.data, args.length, 0, 0);
}

export function verifyState(root: Value, address: Value, state: Value): bool {
  const args = encode(list().push(root).push(address).push(state));
  verify_state(args.data, args.length, 0, 0);
  return result().length > 0;
}

/** Of receipts, or of a tree of these leaves alone. */
export function hashTreeRoot(value: Value): Value {
  const args = encode(list().push(value));
  hash_tree_root(args.data, args.length, 0, 0);
  return result();
}

export function isValidCode(code: Value): bool {
  const args = encode(list().push(code));
  validate_code(args.data, args.length, 0, 0);
  return result().kind == Kind.NULL;
}

export function storageGet(key: string): Value {
  const args = encode(list().push(bytesOf(key)));
  storage_get(args.data, args.length, 0, 0);
  return result();
}

export function storageSet(key: string, value: Value): void {
  const args = encode(list().push(bytesOf(key)).push(value));
  storage_set(args.data, args.length, 0, 0);
}

export function hashKeccak(data: Value): Value {
  const args = encode(list().push(data));
  keccak256(args.data, args.length, 0, 0);
  return result();
}

export function hashSha256(data: Value): Value {
  const args = encode(list().push(data));
  sha256(args.data, args.length, 0, 0);
  return result();
}

/** The address, or None. */
export function recover(hash: Value, v: Value, r: Value, s: Value): Value {
  const args = encode(list().push(hash).push(v).push(r).push(s));
  ecrecover(args.data, args.length, 0, 0);
  return result();
}

export function shardId(): Value {
  const args = encode(list());
  shard_id(args.data, args.length, 0, 0);
  return result();
}

/** The root after the states of a transaction have come into the tree that their proofs speak of. */
export function updatedRoot(states: Value, root: Value): Value {
  const args = encode(list().push(states).push(root));
  hash_tree_root(args.data, args.length, 0, 0);
  return result();
}
