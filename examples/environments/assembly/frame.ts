/** Contexts as this environment makes them, and what is in them. */

import { link } from "./eei";
import { dict, list, none, Value } from "./value";

/** The message, the calls that wait, and those that may not be called: nothing that a contract can forge. */
export function newEth(value: Value, sender: Value, target: Value): Value {
  const message = dict().setField("value", value).setField("sender", sender).setField("target", target);
  return dict().setField("msg", message).setField("calls", list().push(target)).setField("locked", list());
}

export function newRuntime(root: Value, state: Value): Value {
  return dict().setField("pre_state_root", root).setField("state", state).setField("receipts", list());
}

export function messageOf(context: Value): Value {
  return context.field("eth").field("msg");
}

/** The calling contract's address. */
export function targetOf(context: Value): Value {
  return messageOf(context).field("target");
}

export function runtimeOf(context: Value): Value {
  return context.field("runtime");
}

export function stateOf(context: Value): Value {
  return runtimeOf(context).field("state");
}

/** The calling contract's. */
export function storageOf(context: Value): Value {
  return stateOf(context).get(targetOf(context)).field("storage");
}

/** This environment. */
export function calleeOf(context: Value): Value {
  return context.field("es_callee");
}

/** Contracts that call each other in one environment. */
const CALLS_MAX: i32 = 16;

/** Whether as many contracts wait as may. */
export function isFull(context: Value): bool {
  return context.field("eth").field("calls").length >= CALLS_MAX;
}

export function isLocked(context: Value, target: Value): bool {
  const locked = context.field("eth").field("locked");
  for (let i = 0; i < locked.length; i++) if (locked.at(i).equals(target)) return true;
  return false;
}

/** Of the tuple (status, output). */
export function isSuccess(outcome: Value): bool {
  return outcome.at(0).length == 0;
}

/** What contracts may call: each a function of ethereum.ts, entered by its name. */
export function linkInterface(): void {
  const code = none();
  link("call_contract", code);
  link("call_execution_script", code);
  link("set_storage", code);
  link("get_storage", code);
  link("transfer_value", code);
  link("mint", code);
  link("burn", code);
  link("balance_of", code);
  link("get_message", code);
  link("get_environment", code);
  link("emit_receipt", code);
  link("encode", code);
  link("decode", code);
  link("keccak256", code);
  link("ecrecover", code);
}
