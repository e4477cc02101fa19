/**
 * Sources that nest: whatever the construct and however deep, screening ends in findings about the source,
 * never at the end of the interpreter's stack; and what it lets pass can be compiled.
 */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createHost, type Finding, type Host } from '../../host/index.js';
import { createUnscreenedHost, describe } from '../support/host.js';

/** A construct nested n deep. */
type Nest = (n: number) => string;

const around =
  (left: string, inside: string, right: string): Nest =>
  (n) =>
    `x = ${left.repeat(n)}${inside}${right.repeat(n)}`;
/** Blocks in each other, each header with the indent of its depth; `inside` stands in the innermost. */
function nestedBlocks(n: number, line: (depth: number) => string, inside: string): string {
  const indent = (depth: number): string => ' '.repeat(depth);
  const headers = Array.from({ length: n }, (_, depth) => `${indent(depth)}${line(depth)}`);
  return [...headers, `${indent(n)}${inside}`].join('\n');
}
const blocks =
  (line: (depth: number) => string, inside: string): Nest =>
  (n) =>
    nestedBlocks(n, line, inside);
const define = (depth: number): string => `def f${depth}():`;

const NESTS: Readonly<Record<string, Nest>> = {
  lambdas: around('lambda: ', '1', ''),
  'lambdas in defaults': around('lambda x=', '1', ': x'),
  'lambdas in parentheses': around('(lambda: ', '1', ')'),
  not: around('not ', '1', ''),
  minus: around('-', '1', ''),
  parentheses: around('(', '1', ')'),
  lists: around('[', '', ']'),
  tuples: around('(1, ', '', ')'),
  sets: around('{1, ', '1', '}'),
  dicts: around('{1: ', '1', '}'),
  calls: around('f(', '', ')'),
  'calls of calls': around('', 'f', '()'),
  'keyword calls': around('f(a=', '1', ')'),
  attributes: around('', 'x', '.a'),
  subscripts: around('', 'x', '[0]'),
  'subscripts inside': around('x[', '0', ']'),
  sums: around('1 + ', '1', ''),
  'sums to the right': around('1 + (', '1', ')'),
  powers: around('2 ** ', '1', ''),
  and: around('a and ', 'b', ''),
  'and, or': around('a and (b or ', 'c', ')'),
  comparisons: around('a < ', 'b', ''),
  conditions: around('a if b else ', 'c', ''),
  'conditions inside': around('', 'c', ' if b else c'),
  comprehensions: around('[x for x in ', 'y', ']'),
  'comprehensions inside': around('[', 'x', ' for x in y]'),
  generators: around('(', 'x', ' for x in y)'),
  'dict comprehensions': around('{1: ', '1', ' for x in y}'),
  walrus: around('(x := ', '1', ')'),
  starred: around('(*', 'x', ',)'),
  awaits: (n) => `async def f(): ${'await ('.repeat(n)}x${')'.repeat(n)}`,
  yields: (n) => `def f(): ${'(yield '.repeat(n)}x${')'.repeat(n)}`,
  strings: around('"a" ', '"b"', ''),
  'f-strings': (n) => `x = ${"f'{".repeat(n)}1${"}'".repeat(n)}`,
  elif: (n) => `if 0: pass\n${'elif 0: pass\n'.repeat(n)}`,
  'functions and attributes': (n) => nestedBlocks(Math.min(n >> 1, 85), define, `x${'.a'.repeat(n >> 1)}`),
  'elif and lambdas': (n) =>
    `if 0: pass\n${'elif 0: pass\n'.repeat(n >> 1)}else: ${'lambda: '.repeat(n >> 1)}1`,
  'comprehensions and lambdas': (n) =>
    `x = ${'['.repeat(n >> 4)}${'lambda: '.repeat(n >> 1)}1${' for x in y]'.repeat(n >> 4)}`,
  'classes and functions': blocks(
    (depth) => (depth % 2 ? `def f${depth}():` : `class A${depth}:`),
    'x = lambda: [y for y in z]',
  ),
  ifs: blocks(() => 'if 1:', 'pass'),
  functions: blocks(define, 'pass'),
  'decorated functions': blocks((depth) => `def f${depth}(a=lambda: 1):`, 'pass'),
  classes: blocks((depth) => `class A${depth}:`, 'pass'),
  loops: blocks(() => 'while 1:', 'break'),
  tries: blocks((depth) => (depth % 2 ? 'if 1:' : 'with x:'), 'pass'),
  'class patterns': (n) => `match x:\n case ${'A('.repeat(n)}${')'.repeat(n)}: pass`,
  'list patterns': (n) => `match x:\n case ${'['.repeat(n)}${']'.repeat(n)}: pass`,
  'or patterns': (n) => `match x:\n case ${'1 | '.repeat(n)}2: pass`,
  'group patterns': (n) => `match x:\n case ${'('.repeat(n)}1${')'.repeat(n)}: pass`,
  'mapping patterns': (n) => `match x:\n case ${'{1: '.repeat(n)}1${'}'.repeat(n)}: pass`,
  annotations: (n) => `x: ${'list['.repeat(n)}int${']'.repeat(n)}`,
  decorators: (n) => `${'@a\n'.repeat(n)}def f(): pass`,
  targets: (n) => `${'['.repeat(n)}x${']'.repeat(n)} = y`,
  assignments: (n) => `${'x = '.repeat(n)}1`,
  'relative imports': (n) => `from ${'.'.repeat(n)} import a`,
  'dotted imports': (n) => `import ${'a.'.repeat(n)}b`,
};

/** Around every limit on the way: blocks, the parser's stack, parentheses, nodes, the limit of screening. */
const DEPTHS = [10, 25, 87, 120, 135, 150, 178, 205, 1_000, 15_000];

let host: Host;
before(async () => {
  host = await createHost();
});
after(() => host.close());

/** Whether the interpreter's own stack or memory came to its end. */
const isUnreported = ({ code, message }: Finding): boolean =>
  code === 'S006' && message.includes('stack or memory');

for (const [name, nest] of Object.entries(NESTS)) {
  test(name, async () => {
    for (const depth of DEPTHS) {
      const findings = await host.check(nest(depth));
      assert.ok(!findings.some(isUnreported), `${depth}: ${JSON.stringify(findings)}`);
      // Ordinary depths are no finding, but for imports.
      if (depth === 10 && !name.includes('imports')) assert.deepEqual(findings, []);
    }
  });
}

test('what passes can be deployed: nothing is left for the compiler to find', async () => {
  for (const [name, nest] of Object.entries(NESTS)) {
    for (const depth of [87, 120, 178]) {
      const source = `if 0:\n ${nest(depth).replaceAll('\n', '\n ')}`;
      const findings = await host.check(source);
      const result = await host.deploy(source);
      const isInvalid = result.status === 'halt' && result.code === 'INVALID_CODE';
      assert.equal(isInvalid, findings.length > 0, `${name} ${depth}`);
    }
  }
});

test('without screening the compiler does come to the end of its stack', async () => {
  const unscreened = await createUnscreenedHost();
  const result = await unscreened.deploy(NESTS['lambdas'](390));
  await unscreened.close();
  assert.ok(result.status === 'halt' && result.findings?.some(isUnreported), describe(result));
});
