/** Reads the cases: modules in text form and assertions below them (README.md says what they mean). */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../support/package-root.js';
import { fuelOf } from './schedule.js';

/** What an import call must see; see `Seen` of `test/oracle/sides.ts`. */
interface SeenThere {
  readonly used: bigint;
  readonly height: number;
}

/** What a call must do. */
export type Expectation =
  | { readonly kind: 'fuel'; readonly used: bigint }
  | { readonly kind: 'height'; readonly peak: number }
  | { readonly kind: 'seen'; readonly seen: readonly SeenThere[] }
  | { readonly kind: 'trap'; readonly limit: bigint | undefined }
  | { readonly kind: 'halt'; readonly end: string; readonly used: bigint }
  | {
      readonly kind: 'exhausted';
      readonly limit: bigint;
      readonly used: bigint;
      readonly seen: readonly SeenThere[];
    };

export interface FuelCase {
  /** File, line and assertion, for people. */
  readonly title: string;
  /** Text of the module. */
  readonly module: string;
  readonly invoke: string;
  /** Literals; what they are is said by the function's type. */
  readonly args: readonly string[];
  readonly expected: Expectation;
}

type Expression = string | readonly Expression[];

interface Form {
  readonly text: string;
  readonly line: number;
}

/** A comment, a string, a parenthesis or a word. */
const TOKEN = /;;[^\n]*|"[^"]*"|[()]|[^\s()";]+/g;

/** Parenthesised forms of a file, one after the other. */
function topLevelForms(text: string): Form[] {
  const forms: Form[] = [];
  let depth = 0;
  let start = 0;
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    if (token === '(' && depth++ === 0) start = index;
    if (token !== ')' || --depth > 0) continue;
    forms.push({
      text: text.slice(start, index + 1),
      line: text.slice(0, start).split('\n').length,
    });
  }
  if (depth !== 0) throw new Error('parentheses do not match');
  return forms;
}

function parseForm(text: string): readonly Expression[] {
  const open: Expression[][] = [[]];
  for (const [token] of text.matchAll(TOKEN)) {
    if (token.startsWith(';;')) continue;
    if (token === '(') open.push([]);
    else if (token === ')') {
      const done = open.pop() as Expression[];
      open[open.length - 1].push(done);
    } else open[open.length - 1].push(token.startsWith('"') ? token.slice(1, -1) : token);
  }
  return open[0][0] as readonly Expression[];
}

function seenIn(list: Expression): SeenThere[] {
  return (list as readonly (readonly string[])[]).map(([used, height]) => ({
    used: fuelOf(used),
    height: Number(height),
  }));
}

/** Readers of what stands between the name of an assertion and its `invoke`. */
const ASSERTIONS: Readonly<Record<string, (parts: readonly Expression[]) => Expectation>> = {
  assert_fuel: ([used]) => ({ kind: 'fuel', used: fuelOf(used as string) }),
  assert_height: ([peak]) => ({ kind: 'height', peak: Number(peak) }),
  assert_seen: ([seen]) => ({ kind: 'seen', seen: seenIn(seen) }),
  assert_trap: ([limit]) => ({
    kind: 'trap',
    limit: limit === undefined ? undefined : fuelOf(limit as string),
  }),
  assert_halt: ([end, used]) => ({ kind: 'halt', end: end as string, used: fuelOf(used as string) }),
  assert_exhausted: ([limit, used, seen]) => ({
    kind: 'exhausted',
    limit: fuelOf(limit as string),
    used: fuelOf(used as string),
    seen: seenIn(seen),
  }),
};

/** Cases of one file. */
export function parseCases(file: string, text: string): FuelCase[] {
  let module = '';
  return topLevelForms(text).flatMap((form) => {
    if (form.text.startsWith('(module')) {
      module = form.text;
      return [];
    }
    const [name, ...parts] = parseForm(form.text);
    const title = `${file}:${form.line} ${form.text}`;
    const read = ASSERTIONS[name as string];
    const [word, invoke, ...args] = parts.pop() as readonly string[];
    if (read === undefined || word !== 'invoke') throw new Error(`no assertion: ${title}`);
    return [{ title, module, invoke, args, expected: read(parts) }];
  });
}

/** All cases, by file name. */
export function readCases(): ReadonlyMap<string, readonly FuelCase[]> {
  const folder = join(packageRoot(), 'test/fuel/cases');
  const files = readdirSync(folder).filter((file) => file.endsWith('.wat'));
  return new Map(files.map((file) => [file, parseCases(file, readFileSync(join(folder, file), 'utf8'))]));
}
