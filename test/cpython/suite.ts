/** Runs test modules of CPython and judges what comes out. */

import { judge, leftOutOf, type Outcome } from './report.js';
import { runTasks, type ThreadOptions } from './threads.js';

/** @param onOutcome hears of each module when it ends. Outcomes come back in the order of the names. */
export async function runModules(
  names: readonly string[],
  onOutcome: (outcome: Outcome) => void = () => {},
  options: ThreadOptions = {},
): Promise<Outcome[]> {
  const tasks = names.map((name) => ({ name, leftOut: leftOutOf(name) }));
  const runs = await runTasks(tasks, (run) => onOutcome(judge(run)), options);
  return runs.map(judge);
}
