/**
 * Findings of screening, from the CBOR that python-wasm/embed/compile.c hands over, with the words of the
 * rule table (python-wasm/screening.json), which the interpreter was built from too.
 */

import table from '../../../python-wasm/screening.json' with { type: 'json' };
import { decodeValue } from '../values/cbor.js';
import type { Finding } from '../vm.js';

/** What compile() is asked for, and what it answers, as in compile.c. */
export const COMPILE_MODE = { unscreened: 0, deploy: 1, check: 2 } as const;
export const COMPILE_ANSWER = { artefact: 0, findings: 1 } as const;
export type CompileMode = (typeof COMPILE_MODE)[keyof typeof COMPILE_MODE];

/** Longest source line that a finding carries; a hundred of them travel together. */
const SOURCE_CHARACTERS_MAX = 1_024;

type Rule = (typeof table.rules)[number];
/** Rules that the host finds broken itself. */
export type HostRule = 'source-size' | 'too-complex' | 'compile-fuel';

const RULES: ReadonlyMap<number, Rule> = new Map(
  table.rules.map((rule) => [Number(rule.code.slice(1)), rule]),
);

const NO_PLACE = { line: null, column: null, endLine: null, endColumn: null } as const;

/** As compile.c writes it; line 0: the place is unknown. */
type Row = readonly [
  rule: number,
  line: number,
  column: number,
  endLine: number,
  endColumn: number,
  detail: string | null,
];
type Place = Pick<Finding, 'line' | 'column' | 'endLine' | 'endColumn' | 'source'>;

function findingOf(rule: Rule, detail: string, place: Place = NO_PLACE): Finding {
  const fill = (text: string): string => text.replace('{}', () => detail);
  return {
    code: rule.code,
    rule: rule.name,
    severity: rule.severity as Finding['severity'],
    message: fill(rule.message),
    hint: fill(rule.hint),
    ...place,
  };
}

/** A finding about the whole source. */
export function wholeFinding(name: HostRule, detail: string): Finding {
  const rule = table.rules.find((candidate) => candidate.name === name) as Rule;
  return findingOf(rule, detail);
}

function isRow(value: unknown): value is Row {
  if (!Array.isArray(value) || value.length !== 6 || !RULES.has(value[0])) return false;
  const detail = value[5];
  const numbers = value.slice(0, 5);
  return numbers.every(Number.isSafeInteger) && (detail === null || typeof detail === 'string');
}

function toFinding(row: Row, lines: readonly string[]): Finding {
  const [number, line, column, endLine, endColumn, detail] = row;
  const rule = RULES.get(number) as Rule;
  if (line <= 0) return findingOf(rule, detail ?? '');
  const source = lines[line - 1];
  const isShown = source !== undefined && source.length <= SOURCE_CHARACTERS_MAX;
  return findingOf(rule, detail ?? '', { line, column, endLine, endColumn, ...(isShown ? { source } : {}) });
}

/** By place, outer after inner, then by code. */
function inOrder(a: Finding, b: Finding): number {
  for (const key of ['line', 'column', 'endLine', 'endColumn'] as const) {
    if (a[key] !== b[key]) return (a[key] ?? 0) - (b[key] ?? 0);
  }
  return Number(a.code > b.code) - Number(a.code < b.code);
}

/**
 * What compile() found in a source, in the order of the source. Undefined if the bytes are no findings: a
 * source can have found a memory bug in the parser, so they are not trusted.
 */
export function readFindings(bytes: Uint8Array, source: Uint8Array): Finding[] | undefined {
  const lines = new TextDecoder().decode(source).split(/\r\n|\r|\n/);
  let rows: unknown;
  try {
    rows = decodeValue(bytes);
  } catch {
    return undefined;
  }
  if (!Array.isArray(rows) || !rows.every(isRow)) return undefined;
  return rows.map((row) => toFinding(row, lines)).sort(inOrder);
}

/** The first error in a line, for results: `message (S101, line 3; 2 more)`. */
export function summaryOf(findings: readonly Finding[]): string {
  const errors = findings.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (first === undefined) return '';
  const line = first.line === null ? '' : `, line ${first.line}`;
  const more = errors.length === 1 ? '' : `; ${errors.length - 1} more`;
  return `${first.message} (${first.code}${line}${more})`;
}
