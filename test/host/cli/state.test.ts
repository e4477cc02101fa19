/** `pbevm state`: what goes out comes in again, and what is damaged does not. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { packageRoot } from '../../support/package-root.js';

const folder = mkdtempSync(join(tmpdir(), 'pbevm-cli-state-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const MAIN = join(packageRoot(), 'dist/host/cli/main.js');
const TOKEN = join(packageRoot(), 'examples/token.py');
const ALICE = `0x${'11'.repeat(20)}`;
const BOB = `0x${'22'.repeat(20)}`;

function pbevm(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [MAIN, ...args], { cwd: folder, encoding: 'utf8' });
}

function must(...args: string[]): string {
  const { status, stdout, stderr } = pbevm(...args);
  assert.equal(status, 0, stderr);
  return stdout;
}

test('an exported state is imported, answers the same, and is exported to the same bytes', () => {
  const deployed = must(
    'deploy',
    TOKEN,
    '--args',
    '["Gold", 100]',
    '--from',
    ALICE,
    '--json',
    '--data',
    'one',
  );
  const { address } = JSON.parse(deployed) as { address: string };
  must('send', address, '--args', `["transfer", "${BOB}", 7]`, '--from', ALICE, '--data', 'one');
  must('state', 'export', '--data', 'one', '-o', 'one.txt');
  const text = readFileSync(join(folder, 'one.txt'), 'latin1');
  assert.equal(must('state', 'export', '--data', 'one'), text);
  const { height, root } = JSON.parse(must('state', 'import', 'one.txt', '--data', 'two', '--json'));
  assert.ok(text.startsWith(`pbevm-state 1\nheight ${height}\nroot ${root}\n`));
  assert.equal(must('state', 'export', '--data', 'two'), text);
  const balance = (data: string): string =>
    must('call', address, '--args', `["balance_of", "${BOB}"]`, '--json', '--data', data);
  assert.equal(JSON.parse(balance('two')).value, JSON.parse(balance('one')).value);
  must('send', address, '--args', `["transfer", "${ALICE}", 2]`, '--from', BOB, '--data', 'two');
});

test('damage, a folder in use, a missing file and an empty state are refused', () => {
  const text = readFileSync(join(folder, 'one.txt'), 'latin1');
  writeFileSync(join(folder, 'cut.txt'), text.slice(0, -20));
  const cut = pbevm('state', 'import', 'cut.txt', '--data', 'three');
  assert.equal(cut.status, 2);
  assert.match(cut.stderr, /line \d+ of the state/);
  const again = pbevm('state', 'import', 'one.txt', '--data', 'one');
  assert.equal(again.status, 2);
  assert.match(again.stderr, /not empty/);
  const missing = pbevm('state', 'import', 'none.txt', '--data', 'four');
  assert.equal(missing.status, 2);
  assert.match(missing.stderr, /no such file/);
  const empty = pbevm('state', 'export', '--data', 'five');
  assert.equal(empty.status, 2);
  assert.match(empty.stderr, /there is no state/);
});
