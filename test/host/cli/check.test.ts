/** `pbevm check`: what it prints, its exit codes, and watching. */

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { packageRoot } from '../../support/package-root.js';

const folder = mkdtempSync(join(tmpdir(), 'pbevm-check-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const MAIN = join(packageRoot(), 'dist/host/cli/main.js');

function check(args: readonly string[], input: string | Uint8Array = '') {
  return spawnSync(process.execPath, [MAIN, 'check', ...args], { cwd: folder, encoding: 'utf8', input });
}

function file(name: string, source: string | Uint8Array): string {
  writeFileSync(join(folder, name), source);
  return name;
}

const good = file('good.py', 'from math import pi\nchain["pi"] = pi\n');
const bad = file('bad.py', 'e = "x"\nprint("é", open("x"))\nimport os\n');
const warned = file('warned.py', 'chain = {}\n');

test('findings have place, rule, source line, carets and hint; errors exit with 1', () => {
  const { status, stdout, stderr } = check([good, bad, warned]);
  assert.equal(stderr, '');
  assert.equal(status, 1);
  assert.equal(
    stdout,
    [
      'bad.py:2:12: error S104 builtin-missing: there is no `open` in a contract',
      '    print("é", open("x"))',
      '               ^^^^',
      '    hint: there are no files, no terminal and no debugger; `finish` and `revert` end a run, ' +
        '`args` is the input',
      'bad.py:3:8: error S101 import-forbidden: `os` cannot be imported',
      '    import os',
      '           ^^',
      '    hint: there are zlib, hashlib and math, nothing else',
      'warned.py:1:1: warning S201 api-rebound: `chain` of the contract API gets another meaning here',
      '    chain = {}',
      '    ^^^^^',
      '    hint: choose another name; rebinding `chain` changes nothing stored: ' +
        'use chain[...] or chain.clear()',
      '✘ 2 errors, 1 warning in 3 files',
      '',
    ].join('\n'),
  );
});

test('nothing found exits with 0, and so do warnings alone', () => {
  const { status, stdout } = check([good]);
  assert.deepEqual([status, stdout], [0, '✔ nothing found in 1 file\n']);
  const { status: other, stdout: text } = check([warned]);
  assert.equal(other, 0);
  assert.match(text, /\n0 errors, 1 warning in 1 file\n$/);
});

test('--json prints one array with the documented members', () => {
  const { status, stdout } = check([good, bad, '--json']);
  assert.equal(status, 1);
  const findings = JSON.parse(stdout) as Record<string, unknown>[];
  assert.deepEqual(findings[0], {
    file: 'bad.py',
    code: 'S104',
    rule: 'builtin-missing',
    severity: 'error',
    message: 'there is no `open` in a contract',
    hint: findings[0]['hint'],
    line: 2,
    column: 12,
    endLine: 2,
    endColumn: 16,
    source: 'print("é", open("x"))',
  });
  assert.equal(findings.length, 2);
  assert.equal(check([good, '--json']).stdout, '[]\n');
});

test('stdin, syntax errors, huge files, bytes that are not UTF-8', () => {
  const stdin = check(['-'], 'x = (\n');
  assert.equal(stdin.status, 1);
  assert.match(stdin.stdout, /^<stdin>:1:5: error S001 syntax-error: SyntaxError: '\(' was never closed\n/);
  const huge = check([file('huge.py', new Uint8Array(3_000_000))]);
  assert.match(huge.stdout, /^huge\.py: error S003 source-size: a source has 1 to 65536 bytes/);
  const latin = check([file('latin.py', Uint8Array.of(0x23, 0x20, 0xe9, 0x0a))]);
  assert.match(latin.stdout, /^latin\.py:1:3: error S002 not-utf8: the source is not UTF-8\n/);
});

test('what a terminal would obey is not printed', () => {
  const { stdout } = check([file('escape.py', 'open("\u001b[2J\u202e")\n')]);
  for (const character of '\u001b\u202e') assert.ok(!stdout.includes(character), stdout);
});

for (const [what, args] of [
  ['no file', []],
  ['a file that is not there', ['nowhere.py']],
  ['a folder', ['.']],
  ['watching stdin', ['-', '--watch']],
  ['an unknown option', [good, '--fix']],
] as const) {
  test(`${what} is wrong usage`, () => {
    const { status, stdout, stderr } = check(args);
    assert.equal(status, 2, stderr);
    assert.equal(stdout, '');
    assert.notEqual(stderr, '');
  });
}

test('--watch checks again after a change, also by a file that takes its place, until SIGINT', async () => {
  const watched = file('watched.py', 'import os\n');
  const child = spawn(process.execPath, [MAIN, 'check', watched, '--watch'], { cwd: folder });
  const exit = once(child, 'exit');
  // One reader for all: leaving a stream's loop would end the stream.
  const lines = child.stdout.setEncoding('utf8')[Symbol.asyncIterator]();
  const expectLine = async (text: RegExp): Promise<void> => {
    for (let output = ''; !text.test(output); ) {
      const { value, done } = await lines.next();
      assert.ok(!done, `ended with: ${output}`);
      output += value;
    }
  };
  await expectLine(/✘ 1 error, 0 warnings in 1 file\n/);
  writeFileSync(join(folder, watched), 'x = 1\n');
  await expectLine(/✔ nothing found in 1 file\n/);
  writeFileSync(join(folder, 'new.py'), 'import os, sys\n');
  renameSync(join(folder, 'new.py'), join(folder, watched));
  await expectLine(/✘ 2 errors, 0 warnings in 1 file\n/);
  child.kill('SIGINT');
  assert.deepEqual(await exit, [0, null]);
});
