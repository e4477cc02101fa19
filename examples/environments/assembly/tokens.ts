/** Tokens: the storage of their contracts, and what moves them. A holder is (es_id, address). */

import { encode } from "./cbor";
import { executeCode, getContext, setContext } from "./eei";
import { calleeOf, isFull, isLocked, isSuccess, newEth, stateOf } from "./frame";
import { newHolder } from "./shapes";
import { add, isLess, subtract } from "./uint256";
import { int, Kind, list, none, text, Value } from "./value";

/**
 * Storage of a contract that has minted; None if it has not, or is not among the states of the transaction.
 */
export function tokenStorage(context: Value, token: Value): Value {
  if (!token.isBytes(20)) return none();
  const storage = stateOf(context).get(token).field("storage");
  const isToken = storage.field("supply").kind == Kind.INT && storage.field("balances").kind == Kind.DICT;
  return isToken ? storage : none();
}

export function balanceIn(balances: Value, holder: Value): Value {
  const balance = balances.get(holder);
  return balance.isNone ? int(0) : balance;
}

/** One who has nothing has no entry. */
export function setBalance(balances: Value, holder: Value, balance: Value): void {
  if (balance.length == 0) balances.remove(holder);
  else balances.set(holder, balance);
}

/** Moves between holders, in the context alone. False if there is not enough, or no such token. */
export function move(context: Value, value: Value, source: Value, destination: Value): bool {
  const storage = tokenStorage(context, value.field("token"));
  if (storage.isNone) return false;
  const amount = value.field("amount");
  const balances = storage.field("balances");
  const held = balanceIn(balances, source);
  if (isLess(held, amount)) return false;
  setBalance(balances, source, subtract(held, amount));
  setBalance(balances, destination, add(balanceIn(balances, destination), amount));
  return true;
}

/**
 * Moves value to a contract and calls its receive_value. What that refuses has not moved. While it runs, the
 * contracts that wait for it cannot be called: they are in the middle of something.
 */
export function deliver(context: Value, value: Value, source: Value, payer: Value, target: Value): bool {
  const before = getContext();
  const account = stateOf(context).get(target);
  if (!target.isBytes(20) || account.isNone || isLocked(context, target)) return false;
  if (isFull(context)) return false;
  if (!move(context, value, source, newHolder(calleeOf(before), target))) return false;
  setContext(context);
  const code = account.field("code");
  if (code.length == 0) return true;
  const eth = newEth(value, payer, target);
  const calls = context.field("eth").field("calls").push(target);
  context.setField("eth", eth.setField("calls", calls).setField("locked", calls));
  const data = encode(list().push(text("receive_value")).push(value).push(payer));
  if (isSuccess(executeCode(code, data, context))) return true;
  setContext(before);
  return false;
}
