/** The command `pbevm`: what it prints, where, and with which exit code. */

import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { packageRoot } from '../../support/package-root.js';

const folder = mkdtempSync(join(tmpdir(), 'pbevm-cli-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const MAIN = join(packageRoot(), 'dist/host/cli/main.js');
const TOKEN = join(packageRoot(), 'examples/token.py');
const ALICE = `0x${'11'.repeat(20)}`;
const BOB = `0x${'22'.repeat(20)}`;

interface Output {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function pbevm(...args: string[]): Output {
  return spawnSync(process.execPath, [MAIN, ...args], { cwd: folder, encoding: 'utf8' });
}

function file(name: string, source: string): string {
  const path = join(folder, name);
  writeFileSync(path, source);
  return path;
}

function json(output: Output): Record<string, unknown> {
  assert.equal(output.stderr, '');
  return JSON.parse(output.stdout) as Record<string, unknown>;
}

test('deploy, send, call and inspect share the state in .pbevm', () => {
  const deployed = json(pbevm('deploy', TOKEN, '--args', '["Gold", 1000]', '--from', ALICE, '--json'));
  assert.equal(deployed['status'], 'success');
  assert.ok(readdirSync(folder).includes('.pbevm'));
  const token = deployed['address'] as string;
  const sent = pbevm('send', token, '--args', `["transfer", "${BOB}", 5]`, '--from', ALICE);
  assert.equal(sent.status, 0);
  assert.match(sent.stdout, /^✔ success\n/);
  assert.match(sent.stdout, /^fuel +[\d,]+ of 1,000,000,000$/m);
  assert.match(sent.stdout, /^events +Transfer\(sender='0x1111.*amount=5\)/m);
  assert.match(sent.stdout, /~ chain\['balances'\]\['0x1111.*'\] = 1000 → 995/);
  const balance = json(pbevm('call', token, '--args', `["balance_of", "${BOB}"]`, '--json'));
  assert.equal(balance['value'], 5);
  const inspected = json(pbevm('inspect', token, '--json'));
  assert.deepEqual((inspected['chain'] as Record<string, unknown>)['balances'], { [ALICE]: 995, [BOB]: 5 });
  assert.match(pbevm('inspect', token).stdout, /^chain +chain\['name'\] = 'Gold'$/m);
});

test('call keeps nothing', () => {
  const counter = file('counter.py', 'chain["n"] = chain.get("n", 0) + 1\nfinish(chain["n"])');
  const { address } = json(pbevm('deploy', counter, '--json')) as { address: string };
  assert.equal(json(pbevm('call', address, '--json'))['value'], 2);
  assert.equal(json(pbevm('call', address, '--json'))['value'], 2);
  assert.equal(json(pbevm('send', address, '--json'))['value'], 2);
  assert.equal(json(pbevm('call', address, '--json'))['value'], 3);
});

test('run leaves nothing behind', () => {
  const other = mkdtempSync(join(folder, 'run-'));
  const path = file('hello.py', 'print("hello", args[0])\nfinish({"a": (1, 2.0, b"x", 10**20)})');
  const options = { cwd: other, encoding: 'utf8' } as const;
  const output = spawnSync(process.execPath, [MAIN, 'run', path, '--args', '[7]', '--json'], options);
  const result = json(output);
  const { fuelUsed, memoryPages } = result as { fuelUsed: number; memoryPages: number };
  assert.ok(memoryPages > 0 && memoryPages <= 256 && fuelUsed > 256, `${fuelUsed}, ${memoryPages}`);
  assert.deepEqual(result['logs'], [{ address: result['address'], text: 'hello 7\n' }]);
  assert.match(
    output.stdout,
    /"value":\{"a":\{"\$tuple":\[1,\{"\$float":2\},\{"\$bytes":"0x78"\},100000000000000000000\]\}\}/,
  );
  assert.deepEqual(readdirSync(other), []);
});

test('--json has the documented members, and no others', () => {
  const success = json(pbevm('run', file('ok.py', 'emit("E", n=1)'), '--json'));
  const members = ['status', 'address', 'value', 'fuelUsed', 'memoryPages', 'events', 'logs'];
  assert.deepEqual(Object.keys(success), members);
  const failed = json(pbevm('run', file('bad.py', '1/0'), '--json'));
  assert.deepEqual(Object.keys(failed), ['status', 'code', 'reason', ...members.slice(1), 'trace']);
});

test('value: balances of a new state, sent, refused and shown', () => {
  const till = file('till.py', 'finish(value)');
  const data = ['--data', join(folder, 'money')];
  const first = ['--value', '30', '--balance', `${ALICE}=1_000`, '--balance', `${BOB}=5`];
  const deployed = json(pbevm('deploy', till, '--from', ALICE, ...first, ...data, '--json'));
  assert.equal(deployed['value'], 30);
  assert.match(pbevm('inspect', ALICE, ...data).stdout, /^code +\(none\)\nbalance +970$/m);
  assert.equal(pbevm('send', BOB, '--from', ALICE, '--value', '70', ...data).status, 0);
  assert.equal(json(pbevm('inspect', BOB, ...data, '--json'))['balance'], 75);
  const refused = pbevm('send', BOB, '--from', BOB, '--value', '76', ...data);
  assert.match(refused.stdout, /^✘ refused BALANCE: the invoker does not have the value it sends$/m);
  const again = pbevm('deploy', till, ...first, ...data);
  assert.deepEqual([again.status, again.stdout], [2, '']);
  assert.match(again.stderr, /balances are written once, into an empty store/);
});

test('a failing contract prints a traceback with a caret, and exits with 1', () => {
  const path = file(
    'fail.py',
    'def pay(amount):\n    return balances["é", amount] + 1\n\nbalances = {}\npay(5)\n',
  );
  const { status, stdout } = pbevm('run', path);
  assert.equal(status, 1);
  assert.match(stdout, /^✘ revert REVERT: KeyError\n/);
  const expected = [
    '  File <contract>, line 5, in <module>',
    '    pay(5)',
    '    ^^^^^^',
    '  File <contract>, line 2, in pay',
    '    return balances["é", amount] + 1',
    '           ^^^^^^^^^^^^^^^^^^^^^',
    'KeyError',
  ].join('\n');
  assert.ok(stdout.includes(expected), stdout);
});

test('a syntax error points at its place', () => {
  const { status, stdout } = pbevm('run', file('syntax.py', 'x = (1,\ny = 2 +\n'));
  assert.equal(status, 1);
  assert.match(stdout, /^✘ halt INVALID_CODE: SyntaxError: /);
  assert.match(stdout, /<contract>:1:5: error S001 syntax-error: .*\n {4}x = \(1,\n {8}\^\n/);
});

for (const [what, args] of [
  ['an unknown command', ['fly']],
  ['no command', []],
  ['a missing file', ['run', 'nowhere.py']],
  ['a folder', ['run', '.']],
  ['args that are no JSON', ['run', TOKEN, '--args', '[1,']],
  ['args that are no array', ['run', TOKEN, '--args', '{}']],
  ['args with a value that has no CBOR form', ['run', TOKEN, '--args', `[1${'0'.repeat(20_000)}]`]],
  ['a wrong address', ['call', '0x1234']],
  ['a wrong invoker', ['run', TOKEN, '--from', 'me']],
  ['fuel that is no number', ['run', TOKEN, '--fuel', 'much']],
  ['more fuel than there can be', ['run', TOKEN, '--fuel', String(2 ** 47)]],
  ['a value that is no amount', ['run', TOKEN, '--value', '1.5']],
  ['a value of 2^128', ['run', TOKEN, '--value', String(2n ** 128n)]],
  ['a balance without an amount', ['run', TOKEN, '--balance', ALICE]],
  ['a salt that is no hex', ['deploy', TOKEN, '--salt', 'xyz']],
  ['an unknown option', ['run', TOKEN, '--speed', '11']],
] as const) {
  test(`${what}: exit code 2, a message on stderr, nothing on stdout`, () => {
    const { status, stdout, stderr } = pbevm(...args);
    assert.equal(status, 2, stderr);
    assert.equal(stdout, '');
    assert.notEqual(stderr, '');
    assert.doesNotMatch(stderr, /at .*\.js:\d+/, 'no stack trace for a user error');
  });
}

test('an address without a contract: exit code 1', () => {
  const { status, stdout } = pbevm('send', BOB);
  assert.equal(status, 1);
  assert.match(stdout, /refused NO_CODE/);
  assert.equal(pbevm('inspect', BOB).status, 1);
});

test('a second process on the same folder: exit code 3', async () => {
  const holder = spawn(process.execPath, ['--input-type=module', '--eval', HOLD], { cwd: folder });
  await started(holder);
  try {
    const { status, stderr, stdout } = pbevm('call', BOB, '--data', join(folder, 'held'));
    assert.equal(status, 3);
    assert.match(stderr, /STORE_LOCKED/);
    assert.equal(stdout, '');
  } finally {
    holder.kill('SIGKILL');
  }
});

const HOST = JSON.stringify(new URL('../../../host/index.js', import.meta.url).href);
const HOLD = `
import { createHost } from ${HOST};
await createHost({ store: 'level', path: 'held' });
console.log('held');
setInterval(() => undefined, 1000);
`;

function started(process: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout?.once('data', () => resolve());
    process.once('exit', (code) => reject(new Error(`the holder exited with ${code}`)));
  });
}

test('a damaged data folder: exit code 3, and a message that says what it is', () => {
  const data = join(folder, 'damaged');
  pbevm('deploy', TOKEN, '--args', '["Gold", 1]', '--data', data);
  for (const name of readdirSync(data, { recursive: true, encoding: 'utf8' })) {
    if (/\.(log|ldb)$/.test(name)) writeFileSync(join(data, name), 'damage');
  }
  const { status, stderr } = pbevm('call', BOB, '--data', data);
  assert.equal(status, 3);
  assert.match(stderr, /STORE_DAMAGED|HOST_FAULT/);
});

test('help and errors do not start an engine', () => {
  const { status, stdout } = pbevm('--help');
  assert.equal(status, 0);
  for (const command of ['run', 'deploy', 'send', 'call', 'inspect', 'ee'])
    assert.match(stdout, new RegExp(`  ${command} `));
});

test('the log goes to stderr, as much of it as is asked for', () => {
  const quiet = pbevm('run', TOKEN, '--args', '["Gold", 1]', '--json');
  assert.equal(quiet.stderr, '');
  const verbose = pbevm('--log-level', 'debug', 'run', TOKEN, '--args', '["Gold", 1]', '--json');
  assert.equal(verbose.stdout, quiet.stdout);
  const messages = verbose.stderr
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { msg: string }).msg);
  assert.deepEqual(messages, ['host started', 'memories', 'host closed', 'executed']);
});
