/** What the runs of all scripts add up to, and how it is printed. */

import { type Explanation, explainDifference, explainRefusal } from './explanations.js';
import { showOutcome } from './outcome.js';
import type { ScriptResult, Verdict, Work } from './run-script.js';

export interface Tally {
  count: number;
  rawPasses: number;
  instrumentedPasses: number;
  /** Ended alike in both worlds. */
  same: number;
}

export interface Explained extends Explanation {
  count: number;
}

/** Plain data: it comes out of a Worker. */
export interface SuiteReport {
  /** By file: its assertions and actions. */
  readonly assertions: Record<string, Tally>;
  /** By file: its modules that must load. */
  readonly modules: Record<string, Tally>;
  /** By kind of command, all files together. */
  readonly commands: Record<string, Tally>;
  readonly differences: Explained[];
  readonly contractRefusals: Explained[];
  contractAccepted: number;
  readonly work: Work;
  readonly unconverted: { name: string; why: string }[];
  /** What fails the suite, a line each. */
  readonly unexplained: string[];
}

export function createReport(unconverted: SuiteReport['unconverted']): SuiteReport {
  return {
    assertions: {},
    modules: {},
    commands: {},
    differences: [],
    contractRefusals: [],
    contractAccepted: 0,
    work: { textOnly: 0, startFunctions: 0, linkedFunctions: 0, nanPatterns: 0, prints: 0 },
    unconverted,
    unexplained: unconverted.map(({ name, why }) => `${name}.wast was not converted: ${why}`),
  };
}

export function addScript(report: SuiteReport, script: string, result: ScriptResult): void {
  report.assertions[script] = createTally();
  report.modules[script] = createTally();
  for (const verdict of result.verdicts) {
    addTo(verdict.type === 'module' ? report.modules[script] : report.assertions[script], verdict);
    report.commands[verdict.type] ??= createTally();
    addTo(report.commands[verdict.type], verdict);
    if (verdict.rawPasses && verdict.instrumentedPasses && verdict.same) continue;
    const explanation = explainDifference(verdict);
    if (explanation === undefined) report.unexplained.push(describe(verdict));
    else addExplained(report.differences, explanation);
  }
  for (const { line, message } of result.contractRefusals) {
    const explanation = explainRefusal(message);
    if (explanation === undefined)
      report.unexplained.push(`${script}.wast:${line} contract profile: ${message}`);
    else addExplained(report.contractRefusals, explanation);
  }
  report.contractAccepted += result.contractAccepted;
  for (const name of Object.keys(report.work) as (keyof Work)[]) report.work[name] += result.work[name];
}

function createTally(): Tally {
  return { count: 0, rawPasses: 0, instrumentedPasses: 0, same: 0 };
}

function addTo(tally: Tally, verdict: Verdict): void {
  tally.count++;
  if (verdict.rawPasses) tally.rawPasses++;
  if (verdict.instrumentedPasses) tally.instrumentedPasses++;
  if (verdict.same) tally.same++;
}

function addExplained(list: Explained[], { category, reason }: Explanation): void {
  const known = list.find((row) => row.category === category);
  if (known === undefined) list.push({ category, reason, count: 1 });
  else known.count++;
}

function describe({ script, line, type, subject, raw, instrumented, ...verdict }: Verdict): string {
  const mark = (passes: boolean) => (passes ? 'as expected' : 'NOT as expected');
  return (
    `${script}.wast:${line} ${type} ${JSON.stringify(subject)}: raw ${showOutcome(raw)} ` +
    `(${mark(verdict.rawPasses)}), instrumented ${showOutcome(instrumented)} ` +
    `(${mark(verdict.instrumentedPasses)}), ${verdict.same ? 'alike' : 'NOT alike'}`
  );
}

/** Adds up tallies. */
export function sum(tallies: readonly Tally[]): Tally {
  const total = createTally();
  for (const tally of tallies) {
    for (const name of Object.keys(total) as (keyof Tally)[]) total[name] += tally[name];
  }
  return total;
}

const COLUMNS = ['', 'count', 'raw pass', 'instrumented pass', 'differences'] as const;
const NAME_WIDTH = 28;
const UNEXPLAINED_SHOWN = 50;

function row(cells: readonly (string | number)[]): string {
  const [name, ...numbers] = cells.map(String);
  return [name.padEnd(NAME_WIDTH), ...numbers.map((cell) => cell.padStart(18))].join('');
}

function tallyRow(name: string, { count, rawPasses, instrumentedPasses, same }: Tally): string {
  return row([name, count, rawPasses, instrumentedPasses, count - same]);
}

function table(title: string, tallies: Readonly<Record<string, Tally>>): string[] {
  const rows = Object.entries(tallies).filter(([, tally]) => tally.count > 0);
  return [
    '',
    row([title, ...COLUMNS.slice(1)]),
    ...rows.map(([name, tally]) => tallyRow(name, tally)),
    tallyRow('all', sum(rows.map(([, tally]) => tally))),
  ];
}

function explainedRows(title: string, rows: readonly Explained[]): string[] {
  return [
    '',
    title,
    ...rows.map(({ category, reason, count }) => `${String(count).padStart(6)}  ${category}: ${reason}`),
  ];
}

/** Lines for people. */
export function formatReport(report: SuiteReport): string[] {
  const { work, unexplained, contractRefusals: refusals } = report;
  const shown = unexplained.slice(0, UNEXPLAINED_SHOWN);
  return [
    ...table('assertions by file', report.assertions),
    ...table('all by kind', report.commands),
    ...explainedRows('differences that are meant', report.differences),
    ...explainedRows(`valid modules: ${report.contractAccepted} fit the contract profile; refused`, refusals),
    '',
    'done besides',
    `${String(work.textOnly).padStart(6)}  malformed modules in text form only, not applicable`,
    `${String(work.startFunctions).padStart(6)}  start functions called as exports, in both worlds`,
    `${String(work.linkedFunctions).padStart(6)}  functions linked between instances, with fuel and height`,
    `${String(work.nanPatterns).padStart(6)}  NaN patterns compared on bits; instrumented: exactly one NaN`,
    `${String(work.prints).padStart(6)}  prints of spectest compared`,
    '',
    ...shown.map((line) => `unexplained: ${line}`),
    ...(unexplained.length > shown.length ? [`... and ${unexplained.length - shown.length} more`] : []),
    `${sum(Object.values(report.commands)).count} commands, ${unexplained.length} unexplained`,
  ];
}
