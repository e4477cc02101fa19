/** What transactions, states, values and holders look like. */

import { decode, encodedSize } from "./cbor";
import { revert } from "./script";
import { isAmount, isUint256, isUint256Max, uint256Max } from "./uint256";
import { dict, int, Kind, text, tuple, Value } from "./value";

const TRANSACTION_BYTES_MAX: i32 = 1 << 18;

/** {'amount': 0, 'token': 2**256 - 1}: no value. */
export function emptyValue(): Value {
  return dict().setField("amount", int(0)).setField("token", uint256Max());
}

/** Amount 0 of the token 2**256 - 1, and nothing else, is no value. */
export function isEmpty(value: Value): bool {
  const amount = value.field("amount");
  const token = value.field("token");
  return value.length == 4 && isUint256(amount) && amount.length == 0 && isUint256Max(token);
}

function hasAmountAndToken(value: Value): bool {
  return value.field("token").isBytes(20) && isAmount(value.field("amount"));
}

/** {'amount', 'token'} of an environment's own. */
export function isValue(value: Value): bool {
  return hasAmountAndToken(value) && value.length == 4;
}

/** {'amount', 'token', 'home'}: a token of another environment, by its id. */
export function isValueOf(value: Value, home: Value): bool {
  return hasAmountAndToken(value) && value.length == 6 && value.field("home").equals(home);
}

export function newHolder(id: Value, address: Value): Value {
  return tuple().push(id).push(address);
}

export function isHolder(value: Value): bool {
  return value.kind == Kind.TUPLE && value.length == 2 && isUint256(value.at(0)) && value.at(1).isBytes(20);
}

/** Keys of storage: integers, bytes and texts. */
export function isKey(key: Value): bool {
  return key.kind == Kind.INT || key.kind == Kind.BYTES || key.kind == Kind.TEXT;
}

/** Keys of a token contract's storage that the wrapped interface alone writes. */
export function isReserved(key: Value): bool {
  return key.isText("balances") || key.isText("supply");
}

/** Whether data of a call is that of a hook: nobody but the environment may call with it. */
export function isHook(data: Value): bool {
  const name = text("receive_value");
  if (data.length < 2 + name.length || load<u8>(data.data, 1) != (0x60 | <u8>name.length)) return false;
  return memory.compare(data.data + 2, name.data, name.length) == 0;
}

function isState(state: Value): bool {
  if (state.kind != Kind.DICT || state.length != 6) return false;
  return (
    state.field("code").kind == Kind.BYTES &&
    state.field("storage").kind == Kind.DICT &&
    state.field("proof").kind == Kind.BYTES
  );
}

/** {Address: State} */
export function areStates(states: Value): bool {
  if (states.kind != Kind.DICT) return false;
  for (let i = 0; i < states.length; i += 2) {
    if (!states.at(i).isBytes(20) || !isState(states.at(i + 1))) return false;
  }
  return true;
}

/** {'target': Address, 'data': bytes, 'state': {Address: State}}, the target among the states. */
export function isTransaction(tx: Value): bool {
  const target = tx.field("target");
  const state = tx.field("state");
  if (!target.isBytes(20) || tx.field("data").kind != Kind.BYTES || !areStates(state)) return false;
  return tx.length == 6 && !state.get(target).isNone && encodedSize(tx) <= TRANSACTION_BYTES_MAX;
}

/** [calldata, states] of a call from another script. @reverts BAD_DATA */
export function witnessOf(data: Value): Value {
  const parts = decode(data);
  if (parts != null && parts.kind == Kind.LIST && parts.length == 2) {
    if (parts.at(0).kind == Kind.BYTES && areStates(parts.at(1))) return parts;
  }
  revert("BAD_DATA");
  return data;
}
