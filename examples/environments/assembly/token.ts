/** The token of ../contracts/token.py. */

import { argsList, finish, require, revert } from "./script";
import { bool_, dict, list, none, text, Value } from "./value";
import { balanceOf, burnToken, emitReceipt, getMessage, getStorage, mintToken, transferValue } from "./wei";

function onlyOwner(): void {
  require(getMessage().field("sender").equals(getStorage(text("owner"))), "OWNER");
}

function transfer(token: Value, to: Value, amount: Value): void {
  onlyOwner();
  require(transferValue(dict().setField("amount", amount).setField("token", token), to), "NOT_MOVED");
  emitReceipt(list().push(text("transfer")).push(to).push(amount));
  finish(bool_(true));
}

export function main(): void {
  const token = getMessage().field("target");
  const args = argsList(2, 3);
  const action = args.at(0);
  if (action.isText("receive_value") && args.length == 3) {
    // Nobody but the environment calls with this, after the value has moved. Other tokens are refused.
    const value = args.at(1);
    require(value.field("token").equals(token) && burnToken(token, value.field("amount")), "FOREIGN");
    finish(none());
  } else if (action.isText("mint") && args.length == 2) {
    onlyOwner();
    finish(bool_(mintToken(token, args.at(1))));
  } else if (action.isText("transfer") && args.length == 3) {
    transfer(token, args.at(1), args.at(2));
  } else if (action.isText("balance") && args.length == 2) {
    finish(balanceOf(token, args.at(1)));
  }
  revert("BAD_ARGS");
}
