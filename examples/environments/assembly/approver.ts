/** The other half of the salary example, in both of its styles: ../contracts/approver.py. */

import { decode, encode } from "./cbor";
import { argsList, finish, require, revert } from "./script";
import { emptyValue } from "./shapes";
import { isLess } from "./uint256";
import { dict, int, Kind, list, none, text, tuple, Value } from "./value";
import { callContract, getStorage, setStorage } from "./wei";

const LIMIT: u64 = 50000;

function judge(salary: Value): Value {
  return text(isLess(salary, int(LIMIT)) ? "APPROVED" : "REJECTED");
}

// --- Dynamic linking ---

function processEmployeeEligibility(name: Value): void {
  const employee = getStorage(name);
  require(!employee.isNone, "UNKNOWN");
  const data = encode(list().push(text("get_salary")).push(employee));
  const outcome = callContract(getStorage(text("employees")), data, emptyValue());
  require(outcome.at(0).length == 0, "NO_SALARY");
  setStorage(employee, judge(decode(outcome.at(1))!));
  finish(none());
}

// --- Continuation ---

function preProcessEmployeeEligibility(state: Value, name: Value): void {
  const employee = state.get(name);
  require(!employee.isNone, "UNKNOWN");
  const calldata = list().push(text("get_salary")).push(employee);
  const call = dict().setField("target", state.field("employees")).setField("calldata", calldata);
  finish(tuple().push(state).push(call));
}

function postProcessEmployeeEligibility(state: Value, sender: Value, data: Value): void {
  require(sender.equals(state.field("employees")), "NOT_ASKED");
  state.set(data.field("employee_id"), judge(data.field("salary")));
  finish(tuple().push(state).push(none()));
}

function isCall(calldata: Value, name: string): bool {
  return calldata.isSequence(2) && calldata.at(0).isText(name);
}

export function main(): void {
  const args = argsList(2, 3);
  const state = args.at(0);
  if (isCall(args, "process_employee_eligibility")) processEmployeeEligibility(args.at(1));
  if (args.length != 3 || state.kind != Kind.DICT) revert("BAD_ARGS");
  const calldata = args.at(1);
  if (isCall(calldata, "process_employee_eligibility")) {
    preProcessEmployeeEligibility(state, calldata.at(1));
  } else if (isCall(calldata, "post_process_employee_eligibility")) {
    const sender = args.at(2).field("eth").field("msg").field("sender");
    postProcessEmployeeEligibility(state, sender, calldata.at(1));
  }
  revert("BAD_ARGS");
}
