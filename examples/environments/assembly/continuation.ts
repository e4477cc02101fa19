/** The environment of ../continuation.py in WebAssembly: the same roots and receipts, byte by byte. */

import { decode, encode } from "./cbor";
import { executeCode, hashTreeRoot, storageSet, updatedRoot, verifyState } from "./eei";
import { isSuccess } from "./frame";
import { argsList, finish, require, revert } from "./script";
import { areStates } from "./shapes";
import { bytesOf, dict, int, Kind, list, none, text, tuple, Value } from "./value";

export function init(): void {
  const args = argsList(1);
  require(args.at(0).isBytes(32), "BAD_ARGS");
  storageSet("root", args.at(0));
  finish(none());
}

export function process_block(): void {
  const args = argsList(2);
  const block = args.at(0);
  const preState = args.at(1);
  require(block.kind == Kind.LIST, "BAD_ARGS");
  const receipts = list();
  let postState = dict();
  for (let i = 0; i < block.length; i++) {
    const tx = block.at(i);
    if (!isTransaction(tx)) continue;
    const changed = copy(postState);
    const outcome = run(tx, preState, changed);
    if (outcome.isNone) continue;
    receipts.push(encode(list().push(outcome.at(0)).push(outcome.at(1)).push(list())));
    if (isSuccess(outcome)) postState = changed;
  }
  finish(tuple().push(updatedRoot(postState, preState)).push(hashTreeRoot(receipts)));
}

/** The tuple (status, output of the last operation), None if a witness is bad. */
function run(tx: Value, preState: Value, postState: Value): Value {
  const data = decode(tx.field("data"));
  if (data == null) return outcome(1, bytesOf("BAD_DATA"));
  let op = dict().setField("target", tx.field("target")).setField("calldata", data);
  let sender = none();
  // An operation has at most one continuation, so the proposal's stack has at most one entry.
  while (!op.isNone) {
    const target = op.field("target");
    const brought = tx.field("state").get(target);
    if (brought.isNone || !verifyState(preState, target, brought)) return none();
    const message = dict().setField("sender", sender).setField("target", target);
    const context = dict().setField("eth", dict().setField("msg", message));
    const changed = postState.get(target);
    const account = changed.isNone ? brought : changed;
    const told = list().push(account.field("storage")).push(op.field("calldata")).push(copy(context));
    const result = executeCode(account.field("code"), encode(told), context.setField("ext", unlinked()));
    if (!isSuccess(result)) return result;
    const parts = decode(result.at(1));
    if (parts == null || !isResult(parts)) return outcome(1, bytesOf("BAD_RESULT"));
    postState.set(target, copy(account).setField("storage", parts.at(0)));
    op = parts.at(1);
    sender = target;
  }
  return outcome(0, bytesOf(""));
}

/** (new_state, continuation) */
function isResult(value: Value): bool {
  if (value.kind != Kind.TUPLE || value.length != 2 || value.at(0).kind != Kind.DICT) return false;
  const op = value.at(1);
  return op.isNone || (op.length == 4 && op.field("target").isBytes(20) && op.find(text("calldata")) >= 0);
}

function isTransaction(tx: Value): bool {
  return (
    tx.kind == Kind.DICT &&
    tx.length == 6 &&
    tx.field("target").isBytes(20) &&
    tx.field("data").kind == Kind.BYTES &&
    areStates(tx.field("state"))
  );
}

function outcome(status: u8, output: Value): Value {
  return tuple().push(int(status)).push(output);
}

/** A dict with the same entries. */
function copy(value: Value): Value {
  const other = dict();
  for (let i = 0; i < value.length; i++) other.push(value.at(i));
  return other;
}

/**
 * What the contracts of ethereum.ts import, so that one binary can be run here and there. Nothing of it does
 * anything here.
 */
function unlinked(): Value {
  const code = none();
  return dict().setField("call_contract", code).setField("set_storage", code).setField("get_storage", code);
}

export function call_contract(): void {
  revert("NOT_LINKED");
}

export function set_storage(): void {
  revert("NOT_LINKED");
}

export function get_storage(): void {
  revert("NOT_LINKED");
}
