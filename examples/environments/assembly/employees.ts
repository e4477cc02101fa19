/** Half of the salary example: ../contracts/employees.py. */

import { argsList, finish, require, revert } from "./script";
import { dict, Kind, list, text, tuple, Value } from "./value";
import { getStorage } from "./wei";

/** Continuation: what is asked for goes to whoever asked. */
function answer(state: Value, id: Value, context: Value): void {
  require(state.find(id) >= 0, "UNKNOWN");
  const data = dict().setField("employee_id", id).setField("salary", state.get(id));
  const calldata = list().push(text("post_process_employee_eligibility")).push(data);
  const sender = context.field("eth").field("msg").field("sender");
  finish(tuple().push(state).push(dict().setField("target", sender).setField("calldata", calldata)));
}

function isQuestion(calldata: Value): bool {
  return calldata.isSequence(2) && calldata.at(0).isText("get_salary");
}

export function main(): void {
  const args = argsList(2, 3);
  if (args.length == 3 && args.at(0).kind == Kind.DICT && isQuestion(args.at(1))) {
    answer(args.at(0), args.at(1).at(1), args.at(2));
  } else if (isQuestion(args)) {
    const salary = getStorage(args.at(1));
    require(!salary.isNone, "UNKNOWN");
    finish(salary);
  }
  revert("BAD_ARGS");
}
