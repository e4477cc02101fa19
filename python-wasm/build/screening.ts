/** The rules of screening (screening.json) as a C header for embed/: numbers, limits, a table of names. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BuildFailure } from './errors.js';
import { PYTHON_WASM } from './files.js';

interface Rule {
  readonly code: string;
  readonly name: string;
  readonly severity: string;
  readonly match: string;
  readonly names: readonly string[];
}

interface Table {
  readonly limits: Readonly<Record<'nodes' | 'depth' | 'findings', number>>;
  /** By kind of node, as CPython's AST names it. */
  readonly weights: Readonly<Record<'stmt' | 'expr', Readonly<Record<string, number>>>>;
  readonly rules: readonly Rule[];
}

/** Codes below are errors, from here on warnings. */
const FIRST_WARNING = 200;

export const SCREENING_TABLE = 'screening.json';
/** Where the compiler sees the header. It belongs to embed/: a changed rule recompiles nothing else. */
export const SCREENING_HEADER = 'embed/screening_table.h';

export function readScreeningTable(): string {
  return readFileSync(join(PYTHON_WASM, SCREENING_TABLE), 'utf8');
}

/**
 * The header of a table.
 * @throws BuildFailure for a table that C cannot have: a code or match twice, a name that is not ASCII.
 */
export function screeningHeader(text: string): string {
  const { limits, rules, weights } = JSON.parse(text) as Table;
  check(rules);
  const matchers = rules.filter((rule) => rule.names.length > 0);
  const names = [...new Set(matchers.flatMap((rule) => rule.names))].sort();
  const rows = names.map((name) => {
    const matches = matchers
      .filter((rule) => rule.names.includes(name))
      .map(({ match }) => macro('MATCH', match));
    return `    {${matches.join(' | ')}, "${name}"},`;
  });
  return [
    `enum { SCREEN_NODES_MAX = ${limits.nodes}, SCREEN_DEPTH_MAX = ${limits.depth} };`,
    `enum { SCREEN_FINDINGS_MAX = ${limits.findings}, FIRST_WARNING = ${FIRST_WARNING} };`,
    `enum { SCREEN_NAME_COUNT = ${names.length}, SCREEN_NAME_BYTES_MAX = ${longest(names)} };`,
    ...rules.map((rule) => `enum { ${macro('RULE', rule.name)} = ${numberOf(rule)} };`),
    ...matchers.map((rule, bit) => `enum { ${macro('MATCH', rule.match)} = 1 << ${bit} };`),
    weightTable('stmt', weights.stmt),
    weightTable('expr', weights.expr),
    '',
    'static const struct {',
    '    unsigned short matches;',
    `    char name[${longest(names) + 1}];`,
    '} screen_names[SCREEN_NAME_COUNT] __attribute__((unused)) = {',
    ...rows,
    '};',
    '',
  ].join('\n');
}

/** Kinds that are not in it weigh 1. */
function weightTable(type: string, weights: Readonly<Record<string, number>>): string {
  const rows = Object.entries(weights).map(([kind, weight]) => `[${kind}_kind] = ${weight}`);
  return `static const unsigned char ${type}_weights[32] __attribute__((unused)) = {${rows.join(', ')}};`;
}

const macro = (prefix: string, name: string): string =>
  `${prefix}_${name.toUpperCase().replaceAll('-', '_')}`;
const numberOf = (rule: Rule): number => Number(rule.code.slice(1));
const longest = (names: readonly string[]): number => Math.max(...names.map((name) => name.length));

function check(rules: readonly Rule[]): void {
  for (const field of ['code', 'name', 'match'] as const) {
    const values = rules.map((rule) => rule[field]);
    const twice = values.find((value, index) => values.indexOf(value) !== index);
    if (twice !== undefined) throw new BuildFailure(`${SCREENING_TABLE}: ${field} ${twice} is there twice`);
  }
  for (const rule of rules) {
    const severity = numberOf(rule) < FIRST_WARNING ? 'error' : 'warning';
    if (!/^S\d{3}$/.test(rule.code) || rule.severity !== severity)
      throw new BuildFailure(`${SCREENING_TABLE}: ${rule.code} is no code of the severity ${rule.severity}`);
    const odd = rule.names.find((name) => !/^\w+$/.test(name));
    if (odd !== undefined)
      throw new BuildFailure(`${SCREENING_TABLE}: ${rule.code}: ${odd} is no ASCII name`);
  }
}
