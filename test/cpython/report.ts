/** What came out of test modules, held against what is expected. */

import { EXPECTED } from './modules.js';
import { matches, type Skip, skipsOf } from './skips.js';
import type { ModuleRun, Verdict } from './worker.js';

/** Tests by what became of them. */
export interface Counts {
  passed: number;
  /** Failed, with no row in the skip list. */
  failed: number;
  /** By CPython's own decorators. */
  skipped: number;
  /** Failed as the skip list says. */
  explained: number;
  /** Not run, as the skip list says. */
  leftOut: number;
}

export interface Outcome {
  readonly run: ModuleRun;
  readonly counts: Counts;
  /** What is not as expected, a text each. Empty: the module is fine. */
  readonly findings: readonly string[];
}

const isRun = ({ never }: Skip): boolean => never === undefined;

/** Judges the run of a module by the tables; a module that is not in them has no expected counts. */
export function judge(run: ModuleRun): Outcome {
  const { name, report } = run;
  const counts: Counts = { passed: 0, failed: 0, skipped: 0, explained: 0, leftOut: 0 };
  if (report === undefined)
    return { run, counts, findings: [`${name} ended with ${run.end}\n${run.errors}`] };
  const skips = skipsOf(name);
  const findings: string[] = [];
  for (const [test, verdict] of Object.entries(report.verdicts)) {
    const isListed = skips.some((skip) => skip.tests.some((pattern) => matches(test, pattern)));
    counts[countOf(verdict, isListed)]++;
    if (verdict === 'failed' && !isListed) findings.push(`${name} ${test} failed\n${report.texts[test]}`);
    if (verdict === 'passed' && isListed)
      findings.push(`${name} ${test} passes: its row in skips.ts is stale`);
  }
  for (const pattern of skips.flatMap(({ tests }) => tests)) {
    if (!Object.keys(report.verdicts).some((test) => matches(test, pattern)))
      findings.push(`${name} has no test ${pattern}: its row in skips.ts is stale`);
  }
  const expected = EXPECTED.get(name);
  if (expected !== undefined && (expected.passed !== counts.passed || expected.skipped !== counts.skipped)) {
    const have = `${counts.passed} passed, ${counts.skipped} skipped`;
    findings.push(`${name}: ${have}; expected were ${expected.passed} and ${expected.skipped}`);
  }
  return { run, counts, findings };
}

function countOf(verdict: Verdict, isListed: boolean): keyof Counts {
  if (verdict === 'failed') return isListed ? 'explained' : 'failed';
  return verdict === 'left out' ? 'leftOut' : verdict;
}

/** Patterns that a guest leaves out. */
export function leftOutOf(module: string): string[] {
  return skipsOf(module)
    .filter((skip) => !isRun(skip))
    .flatMap(({ tests }) => tests);
}

const NAME_WIDTH = 28;

/** A line for people, and the findings below it. */
export function formatOutcome({ run, counts, findings }: Outcome): string {
  const cells = [
    `${counts.passed} passed`.padStart(12),
    `${counts.failed} failed`.padStart(10),
    `${counts.skipped} skipped`.padStart(12),
    `${counts.explained} explained`.padStart(13),
    `${counts.leftOut} left out`.padStart(12),
    `${(run.milliseconds / 1000).toFixed(1)} s`.padStart(9),
    `${(Number(run.fuelUsed) / 1e6).toFixed(0)} M fuel`.padStart(15),
  ];
  return [run.name.padEnd(NAME_WIDTH) + cells.join(''), ...findings].join('\n');
}

export function formatTotal(outcomes: readonly Outcome[]): string {
  const sum = (name: keyof Counts): number => outcomes.reduce((total, { counts }) => total + counts[name], 0);
  const wrong = outcomes.filter(({ findings }) => findings.length > 0).length;
  return (
    `${outcomes.length} test modules, ${wrong} not as expected: ${sum('passed')} tests passed, ` +
    `${sum('failed')} failed, ${sum('skipped')} skipped by CPython, ${sum('explained')} fail as explained, ` +
    `${sum('leftOut')} left out`
  );
}
