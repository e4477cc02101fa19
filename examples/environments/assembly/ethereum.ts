/**
 * The environment of ../ethereum.py in WebAssembly: the same roots and receipts, byte by byte. The comments
 * there say what differs from the proposal; here each function follows its Python twin. Exports are entries
 * and wrapped functions.
 */

import { decode as decodeValue, encode as encodeValue, encodedSize } from "./cbor";
import {
  executeCode,
  executeCodeWithin,
  executeScript,
  getContext,
  hashKeccak,
  hashTreeRoot,
  recover,
  setContext,
  shardId,
  storageGet,
  storageSet,
  updatedRoot,
  verifyState,
} from "./eei";
import {
  calleeOf,
  isFull,
  isLocked,
  isSuccess,
  linkInterface,
  messageOf,
  newEth,
  newRuntime,
  runtimeOf,
  stateOf,
  storageOf,
  targetOf,
} from "./frame";
import { alloc, mark, release } from "./memory";
import { argsList, finish, require, revert, revertWith } from "./script";
import {
  emptyValue,
  isEmpty,
  isHolder,
  isHook,
  isKey,
  isReserved,
  isTransaction,
  isValue,
  isValueOf,
  newHolder,
  witnessOf,
} from "./shapes";
import { submissionOf, submit } from "./submission";
import { balanceIn, deliver, move, setBalance, tokenStorage } from "./tokens";
import { add, isAmount, isLess, isUint256, subtract, toBytes } from "./uint256";
import {
  bool_,
  bytes,
  bytesOf,
  concat,
  dict,
  int,
  Kind,
  list,
  newValue,
  none,
  slice,
  text,
  tuple,
  Value,
} from "./value";

/** Of a transaction; ethereum.py says why. */
const TRANSACTION_FUEL: u64 = 1_500_000_000;
/** What a receipt keeps of an output, and what a transaction may emit. */
const OUTPUT_BYTES_MAX: i32 = 1024;
const EMITTED_BYTES_MAX: i32 = 3072;
/** Of the receipts of a block. */
const RECEIPTS_BYTES_MAX: i32 = (1 << 20) - (1 << 13);

// --- Entries of the environment ---

export function init(): void {
  const args = argsList(1, 3);
  const mode = args.length > 1 ? args.at(1) : text("default");
  const fuel = args.length > 2 ? args.at(2) : int(TRANSACTION_FUEL);
  require(args.at(0).isBytes(32) && (mode.isText("default") || mode.isText("literal")), "BAD_ARGS");
  require(isAmount(fuel), "BAD_ARGS");
  storageSet("root", args.at(0));
  storageSet("mode", bytes(mode.data, mode.length));
  storageSet("fuel", encodeValue(fuel));
  finish(none());
}

export function process_block(): void {
  const args = argsList(2);
  const transactions = args.at(0);
  require(transactions.kind == Kind.LIST, "BAD_ARGS");
  linkInterface();
  const isLiteral = storageGet("mode").equals(bytesOf("literal"));
  const fuel = decodeValue(storageGet("fuel"))!;
  const postState = dict();
  const receipts = list();
  const root = bytes(alloc(32), 32);
  memory.copy(root.data, args.at(1).data, 32);
  let size = 0;
  for (let i = 0; i < transactions.length; i++) {
    const start = mark();
    const tx = transactions.at(i);
    if (size > RECEIPTS_BYTES_MAX || !isTransaction(tx) || !areValid(tx.field("state"), root)) continue;
    const runtime = newRuntime(root, tx.field("state"));
    const outcome = run(tx, runtime, fuel);
    const isDone = isSuccess(outcome);
    // Of a failure, the runtime as it was.
    const after = outcome.length == 3 ? outcome.at(2) : runtime;
    const state = after.field("state");
    const parts = list().push(outcome.at(0)).push(outcome.at(1)).push(after.field("receipts"));
    let receipt = encodeValue(parts);
    if (isLiteral) {
      if (isDone) for (let at = 0; at < state.length; at += 2) postState.set(state.at(at), state.at(at + 1));
    } else {
      if (isDone) memory.copy(root.data, updatedRoot(state, root).data, 32);
      // Nothing else of this transaction is looked at again.
      receipt = moved(receipt, start);
    }
    receipts.push(receipt);
    size += receipt.length + 5;
  }
  finish(tuple().push(isLiteral ? hashTreeRoot(postState) : root).push(hashTreeRoot(receipts)));
}

/** Bytes, moved to a mark, from which on memory is taken back. */
function moved(value: Value, start: usize): Value {
  const data = value.data;
  const length = value.length;
  release(start);
  const place = alloc(length);
  memory.copy(place, data, length);
  return bytes(place, length);
}

/**
 * The tuple (status, output, runtime after it) of a transaction, without runtime if that is as it was given.
 */
function run(tx: Value, runtime: Value, fuel: Value): Value {
  const target = tx.field("target");
  const data = tx.field("data");
  const account = runtime.field("state").get(target);
  const code = account.field("code");
  const submission = code.length == 0 ? submissionOf(data) : null;
  // What it submits comes into the state that the runtime has.
  if (submission != null) return submit(account, target, submission);
  if (isHook(data)) return failure("BAD_DATA");
  const context = dict().setField("eth", newEth(emptyValue(), none(), target)).setField("runtime", runtime);
  const outcome = executeCodeWithin(fuel, code, data, context);
  const output = outcome.at(1);
  output.length = min(output.length, OUTPUT_BYTES_MAX);
  // On success the runtime of the child has replaced this frame's; on failure nothing has.
  return isSuccess(outcome) ? outcome.push(runtimeOf(getContext())) : outcome;
}

export function execute(): void {
  const args = argsList(1);
  require(args.at(0).kind == Kind.BYTES, "BAD_DATA");
  const frame = getContext();
  const here = calleeOf(frame);
  const there = frame.field("es_caller");
  const message = frame.field("from").field("eth").field("msg");
  const sender = message.field("sender");
  const target = message.field("target");
  require(sender.isBytes(20) && target.isBytes(20), "BAD_CLAIM");
  const witness = witnessOf(args.at(0));
  const state = witness.at(1);
  const root = storageGet("root");
  require(!state.get(target).isNone && areValid(state, root), "NO_WITNESS");
  require(!isHook(witness.at(0)), "BAD_DATA");
  linkInterface();
  const caller = slice(hashKeccak(concat(bytes(toBytes(there, 32), 32), sender)), 12);
  const context = dict().setField("runtime", newRuntime(root, state));
  setContext(context);
  const value = message.field("value");
  if (isValue(value)) {
    value.setField("home", there);
  } else if (isValueOf(value, here)) {
    value.remove(text("home"));
    context.setField("eth", newEth(emptyValue(), none(), caller));
    require(deliver(context, value, newHolder(there, sender), caller, target), "NO_VALUE");
  } else {
    require(isEmpty(value), "BAD_VALUE");
  }
  callEntry(target, witness.at(0), newEth(value, caller, target), root);
}

/** The rest of `execute`: the call, the root after it, the receipt. */
function callEntry(target: Value, data: Value, eth: Value, root: Value): void {
  const context = dict().setField("eth", eth).setField("runtime", runtimeOf(getContext()));
  const code = stateOf(context).get(target).field("code");
  const outcome = executeCode(code, data, context);
  if (!isSuccess(outcome)) revertWith(reasonOf(outcome));
  const runtime = runtimeOf(getContext());
  storageSet("root", updatedRoot(runtime.field("state"), root));
  finish(list().push(int(0)).push(outcome.at(1)).push(runtime.field("receipts")));
}

// --- The wrapped interface ---

export function call_contract(): void {
  const args = argsList(3);
  const target = args.at(0);
  const data = args.at(1);
  const value = args.at(2);
  require(target.isBytes(20) && data.kind == Kind.BYTES, "BAD_ARGS");
  const before = getContext();
  const sender = targetOf(before);
  if (isHook(data)) return finish(failure("BAD_DATA"));
  if (stateOf(before).get(target).isNone) return finish(failure("NO_WITNESS"));
  if (isLocked(before, target)) return finish(failure("LOCKED"));
  if (isFull(before)) return finish(failure("DEPTH"));
  if (!transfer(value, target)) return finish(failure("NO_VALUE"));
  const context = getContext();
  const eth = context.field("eth");
  eth.set(text("msg"), newEth(value, sender, target).field("msg"));
  eth.field("calls").push(target);
  const outcome = executeCode(stateOf(context).get(target).field("code"), data, context);
  if (!isSuccess(outcome)) setContext(before);
  finish(outcome);
}

export function call_execution_script(): void {
  const args = argsList(4);
  const id = args.at(0);
  const target = args.at(1);
  const data = args.at(2);
  const value = args.at(3);
  require(isHolder(newHolder(id, target)) && data.kind == Kind.BYTES, "BAD_ARGS");
  const before = getContext();
  const context = getContext();
  const sender = targetOf(context);
  if (isValue(value)) {
    if (!move(context, value, newHolder(calleeOf(context), sender), newHolder(id, target))) {
      return finish(failure("NO_VALUE"));
    }
    setContext(context);
  } else if (!isEmpty(value) && !isValueOf(value, id)) {
    return finish(failure("NO_VALUE"));
  }
  const message = newEth(value, sender, target).field("msg");
  const outcome = executeScript(id, data, dict().setField("eth", dict().setField("msg", message)));
  if (!isSuccess(outcome)) setContext(before);
  finish(outcome);
}

export function set_storage(): void {
  const args = argsList(2);
  const key = args.at(0);
  require(isKey(key) && !isReserved(key), "BAD_KEY");
  const context = getContext();
  if (args.at(1).kind == Kind.NULL) storageOf(context).remove(key);
  else storageOf(context).set(key, args.at(1));
  setContext(context);
  finish(none());
}

export function get_storage(): void {
  const args = argsList(1);
  require(isKey(args.at(0)), "BAD_KEY");
  finish(storageOf(getContext()).get(args.at(0)));
}

export function transfer_value(): void {
  const args = argsList(2);
  finish(bool_(transfer(args.at(0), args.at(1))));
}

/** Whether value has moved from the contract that asks. */
function transfer(value: Value, target: Value): bool {
  if (isEmpty(value)) return true;
  if (!isValue(value)) return false;
  const context = getContext();
  const payer = targetOf(context);
  return deliver(context, value, newHolder(calleeOf(context), payer), payer, target);
}

export function mint(): void {
  const args = argsList(2);
  const context = getContext();
  const storage = storageOf(context);
  const had = storage.field("supply");
  if (!args.at(0).isBytes(20) || !isAmount(args.at(1))) return finish(bool_(false));
  const supply = add(had.isNone ? int(0) : had, args.at(1));
  if (!isUint256(supply)) return finish(bool_(false));
  storage.setField("supply", supply);
  if (storage.field("balances").isNone) storage.setField("balances", dict());
  const balances = storage.field("balances");
  const holder = newHolder(calleeOf(context), args.at(0));
  setBalance(balances, holder, add(balanceIn(balances, holder), args.at(1)));
  setContext(context);
  finish(bool_(true));
}

export function burn(): void {
  const args = argsList(2);
  const context = getContext();
  const storage = tokenStorage(context, targetOf(context));
  if (storage.isNone || !args.at(0).isBytes(20) || !isAmount(args.at(1))) return finish(bool_(false));
  const balances = storage.field("balances");
  const holder = newHolder(calleeOf(context), args.at(0));
  const held = balanceIn(balances, holder);
  if (isLess(held, args.at(1))) return finish(bool_(false));
  setBalance(balances, holder, subtract(held, args.at(1)));
  storage.setField("supply", subtract(storage.field("supply"), args.at(1)));
  setContext(context);
  finish(bool_(true));
}

export function balance_of(): void {
  const args = argsList(2);
  const context = getContext();
  const storage = tokenStorage(context, args.at(0));
  const holder = args.at(1).isBytes(20) ? newHolder(calleeOf(context), args.at(1)) : args.at(1);
  finish(storage.isNone || !isHolder(holder) ? int(0) : balanceIn(storage.field("balances"), holder));
}

export function get_message(): void {
  argsList(0);
  finish(messageOf(getContext()));
}

export function get_environment(): void {
  argsList(0);
  finish(dict().setField("es_id", calleeOf(getContext())).setField("shard_id", shardId()));
}

export function emit_receipt(): void {
  const args = argsList(1);
  const context = getContext();
  const receipts = runtimeOf(context).field("receipts").push(list().push(targetOf(context)).push(args.at(0)));
  require(encodedSize(receipts) <= EMITTED_BYTES_MAX, "TOO_MUCH");
  setContext(context);
  finish(none());
}

export function encode(): void {
  finish(encodeValue(argsList(1).at(0)));
}

export function decode(): void {
  const args = argsList(1);
  require(args.at(0).kind == Kind.BYTES, "BAD_ARGS");
  const value = decodeValue(args.at(0));
  if (value == null) revert("BAD_VALUE");
  finish(value!);
}

export function keccak256(): void {
  finish(hashKeccak(argsList(1).at(0)));
}

export function ecrecover(): void {
  const args = argsList(4);
  finish(recover(args.at(0), args.at(1), args.at(2), args.at(3)));
}

// --- Small things ---

function areValid(states: Value, root: Value): bool {
  for (let i = 0; i < states.length; i += 2) {
    if (!verifyState(root, states.at(i), states.at(i + 1))) return false;
  }
  return true;
}

/** What a call gives that was not made. */
function failure(reason: string): Value {
  return tuple().push(int(1)).push(bytesOf(reason));
}

/** Text for whoever asked: the code of a failure, the reason of a revert if that is a text. */
function reasonOf(outcome: Value): Value {
  const output = outcome.at(1);
  if (outcome.at(0).equals(int(1))) return newValue(Kind.TEXT, output.data, output.length);
  const reason = decodeValue(output);
  return reason != null && reason.kind == Kind.TEXT ? reason : text("REVERTED");
}
