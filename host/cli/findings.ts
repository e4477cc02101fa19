/** Findings of screening for people: place, rule, source line with carets, hint; and the closing line. */

import type { Finding } from '../vm/vm.js';
import { type Paint, printable } from './style.js';
import { characters, sourceLines } from './traceback.js';

/** Findings of one file, under the name that the user gave. */
export interface FileFindings {
  readonly file: string;
  readonly findings: readonly Finding[];
}

/** `file:line:column`, both from 1, columns in characters. */
function placeText(file: string, { line, column, source }: Finding): string {
  if (line === null) return file;
  if (column === null) return `${file}:${line}`;
  return `${file}:${line}:${characters(source ?? '', column) + 1}`;
}

function findingLines(file: string, finding: Finding, paint: Paint): string[] {
  const { severity, code, rule, message, hint } = finding;
  const label = paint(severity === 'error' ? 'red' : 'yellow', `${severity} ${code}`);
  return [
    `${paint('bold', placeText(file, finding))}: ${label} ${rule}: ${printable(message)}`,
    ...sourceLines(finding, '    ', paint),
    `    ${paint('dim', `hint: ${hint}`)}`,
  ];
}

/** Lines of the findings of one file. */
export function findingsLines({ file, findings }: FileFindings, paint: Paint): string[] {
  return findings.flatMap((finding) => findingLines(file, finding, paint));
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** Of all files: what was found, in one line. */
export function summaryLine(files: readonly FileFindings[], paint: Paint): string {
  const all = files.flatMap(({ findings }) => findings);
  const errors = all.filter(({ severity }) => severity === 'error').length;
  const where = `in ${counted(files.length, 'file')}`;
  if (all.length === 0) return paint('green', `✔ nothing found ${where}`);
  const text = `${counted(errors, 'error')}, ${counted(all.length - errors, 'warning')} ${where}`;
  return errors > 0 ? paint('red', `✘ ${text}`) : paint('yellow', text);
}
