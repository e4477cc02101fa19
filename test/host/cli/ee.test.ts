/** `pbevm ee`: environments deployed, run offline and called, with their contracts in a file. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { EnvironmentState } from '../../../host/environment/environment-state.js';
import { encodeValue } from '../../../host/vm/values/cbor.js';
import { stringifyValue } from '../../../host/vm/values/json.js';
import type { Value } from '../../../host/vm/values/types.js';
import { formatAddress } from '../../../runtime/address.js';
import { toHex } from '../../../runtime/bytes.js';
import { packageRoot } from '../../support/package-root.js';
import { adding, FIRST, LEDGER, ledgerState, SECOND, THIRD } from '../environment/ledger.js';

const folder = mkdtempSync(join(tmpdir(), 'pbevm-ee-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const MAIN = join(packageRoot(), 'dist/host/cli/main.js');
const STATE = ledgerState();
const [ONE, TWO, THREE] = [FIRST, SECOND, THIRD].map(formatAddress);

interface Output {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const pbevm = (...args: string[]): Output =>
  spawnSync(process.execPath, [MAIN, 'ee', ...args], { cwd: folder, encoding: 'utf8' });

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return name;
}

const contractsOf = (name: string): EnvironmentState =>
  EnvironmentState.fromJson(readFileSync(join(folder, name), 'utf8'));

// biome-ignore lint/suspicious/noExplicitAny: objects are as documented, and looked at by the tests
function json(output: Output): any {
  assert.equal(output.stderr, '');
  return JSON.parse(output.stdout);
}

/** A transaction without witness. */
const bare = (target: Uint8Array, ...numbers: [string, number][]): Value =>
  new Map<Value, Value>([
    ['target', target],
    ['data', encodeValue(numbers.map((pair) => [...pair]))],
  ]);

const LEDGER_FILE = file('ledger.py', LEDGER);
const CONTRACTS = file('contracts.json', STATE.toJson());
const TRANSACTIONS = file(
  'transactions.json',
  stringifyValue([
    bare(FIRST, ['a', 1], ['a', 2]),
    bare(SECOND, ['a', 2]),
    bare(SECOND, ['a', 100]),
    bare(FIRST, ['a', 4]),
  ]),
);
const RUN = ['run', LEDGER_FILE, '--contracts', CONTRACTS, '--transactions', TRANSACTIONS];

test('run: roots, receipts, fuel and instances, for people and as JSON', () => {
  const { status, stdout } = pbevm(...RUN);
  assert.equal(status, 0);
  const lines = [
    '✔ success',
    'state    0x[0-9a-f]{64}',
    'receipts 0x[0-9a-f]{64}',
    "         0  \\[0, b'\\\\x03'\\]",
    "         1  \\[0, b'\\\\x18\\*'\\]",
    "         2  \\[2, b'htoo much'\\]",
    "         3  \\[0, b'\\\\x07'\\]",
    'frames   9 \\(an instance each\\)',
    'fuel     [\\d,]+ of 1,000,000,000',
    'memory   .*',
  ];
  assert.match(stdout, new RegExp(`^${lines.join('\n')}\n$`));
  const result = json(pbevm(...RUN, '--json'));
  const members = ['entry', 'status', 'stateRoot', 'receiptsRoot', 'receipts', 'instantiations'];
  assert.deepEqual(Object.keys(result), [...members, 'fuelUsed', 'memoryPages', 'events', 'logs']);
  assert.deepEqual([result.entry, result.status, result.instantiations], ['process_block', 'success', 9]);
  assert.deepEqual(result.receipts[0], {
    data: toHex(encodeValue([0, encodeValue(3)])),
    value: [0, { $bytes: '0x03' }],
  });
  assert.equal(contractsOf(CONTRACTS).toJson(), STATE.toJson());
});

test('run --write: the contracts afterwards, each witness in turn or all against the state before', () => {
  for (const [args, expected] of [
    [[], [7, 42, 1]],
    // The last transaction brings all contracts as they were, and is merged over what others did to them.
    [
      ['--witnesses', 'pre-state', '--args', '["merged"]'],
      [4, 40, 1],
    ],
  ] as const) {
    const contracts = file('after.json', STATE.toJson());
    const run = ['run', LEDGER_FILE, '--contracts', contracts, '--transactions', TRANSACTIONS];
    const { stateRoot } = json(pbevm(...run, '--write', '--json', ...args));
    const after = contractsOf(contracts);
    assert.equal(toHex(after.root), stateRoot);
    const numbers = [FIRST, SECOND, THIRD].map((address) => [...(after.get(address)?.storage ?? [])][0][1]);
    assert.deepEqual(numbers, expected);
    assert.equal(existsSync(join(folder, 'after.json.next')), false);
  }
});

test('run: states that transactions bring are taken as they are', () => {
  const stale = adding(STATE, FIRST, ['a', 1]);
  const transactions = file('whole.json', stringifyValue([stale, stale, bare(SECOND, ['a', 1])]));
  const run = ['run', LEDGER_FILE, '--contracts', CONTRACTS, '--transactions', transactions, '--json'];
  const { receipts, logs } = json(pbevm(...run));
  assert.equal(receipts.length, 2);
  assert.deepEqual(logs, [{ address: `0x${'00'.repeat(20)}`, text: 'skipped\n' }]);
});

test('run: an environment is told its address, its shard and who sends', () => {
  const source = `
def init(root): pass
def process_block(transactions, root):
    print(hex(eei.get_context()['es_callee']), eei.shard_id(), invoker)
    return (root, bytes(32))
`;
  const told = file('told.py', source);
  const args = ['run', told, '--contracts', CONTRACTS, '--transactions', file('none.json', '[]')];
  const { stdout, status } = pbevm(...args, '--address', TWO, '--shard', '9', '--from', ONE);
  assert.equal(status, 0);
  assert.ok(stdout.includes(`output   ${TWO} 9 ${ONE}\n`), stdout);
  assert.match(stdout, /^ {9}\(not hashed by the host\)$/m);
  assert.equal(json(pbevm(...args, '--json')).receipts, null);
});

test('run: what fails says in which function, and writes nothing', () => {
  const failing = pbevm(...RUN, '--args', '[5]', '--write');
  assert.equal(failing.status, 1);
  assert.match(failing.stdout, /^✘ revert REVERT: AttributeError: .* \(init\)\n/);
  const broken = file('broken.json', '[5]');
  const block = ['run', LEDGER_FILE, '--contracts', CONTRACTS, '--transactions', broken, '--write'];
  const failed = json(pbevm(...block, '--json'));
  assert.deepEqual([failed.entry, failed.status, failed.code], ['process_block', 'revert', 'REVERT']);
  assert.equal('receipts' in failed, false);
  // Its root is out of thin air.
  const secret = pbevm(...RUN, '--witnesses', 'pre-state', '--args', '["secret"]', '--write');
  assert.deepEqual([secret.status, secret.stdout], [2, '']);
  assert.match(secret.stderr, /does not have the host hash what changes: nothing was written/);
  assert.match(pbevm(...RUN, '--args', '["secret"]').stderr, /transaction 0: .*need a `state`/);
  assert.equal(contractsOf(CONTRACTS).toJson(), STATE.toJson());
});

let deployed = 0;

/** A ledger that says how many contracts a transaction brings. */
const COUNTING = file(
  'counting.py',
  LEDGER.replace('for tx in transactions:', 'for tx in transactions:\n        print(len(tx["state"]))'),
);

/** An environment of its own, with its contracts in a file. */
function deploy(...args: string[]): { readonly address: string; readonly contracts: string } {
  const contracts = file(`contracts-${++deployed}.json`, STATE.toJson());
  const salt = `0x${deployed.toString(16).padStart(2, '0')}`;
  const result = json(pbevm('deploy', COUNTING, '--contracts', contracts, '--salt', salt, '--json', ...args));
  assert.equal(result.status, 'success');
  return { address: result.address, contracts };
}

test('deploy with contracts starts at their root; call keeps the file at the root of the chain', () => {
  const { address, contracts } = deploy();
  const inspect = (): string =>
    spawnSync(process.execPath, [MAIN, 'inspect', address], { cwd: folder, encoding: 'utf8' }).stdout;
  assert.ok(inspect().includes(`root     ${toHex(STATE.root)}\n`), inspect());
  const call = ['call', address, ONE, '--contracts', contracts];
  const first = pbevm(...call, '--args', '[["a", 4]]');
  assert.equal(first.status, 0, first.stderr);
  assert.match(first.stdout, /^ {9}0 {2}\[0, b'\\x04'\]\nframes {3}3 /m);
  assert.match(first.stdout, /^output {3}3$/m);
  assert.ok(inspect().includes(`root     ${toHex(contractsOf(contracts).root)}\n`));
  const second = json(
    pbevm(...call, '--payload', toHex(encodeValue([['a', 5]])), '--touch', THREE, '--json'),
  );
  assert.deepEqual(second.receipts[0].value, [0, { $bytes: '0x09' }]);
  assert.equal(second.logs[0].text, '2\n');
  assert.equal(second.stateRoot, toHex(contractsOf(contracts).root));
  assert.deepEqual([...(contractsOf(contracts).get(FIRST)?.storage ?? [])], [['a', 9]]);
  assert.equal(existsSync(join(folder, `${contracts}.next`)), false);
});

test('call: a contract that fails has a receipt; a witness that is no good has none', () => {
  const { address, contracts } = deploy();
  const call = ['call', address, ONE, '--contracts', contracts, '--json'];
  const failed = pbevm(...call, '--args', '[["a", 100]]');
  assert.deepEqual([failed.status, json(failed).receipts.length], [0, 1]);
  assert.equal(contractsOf(contracts).toJson(), STATE.toJson());
  const skipping = file('skipping.py', LEDGER.replace('not all(', 'all('));
  const other = json(pbevm('deploy', skipping, '--contracts', contracts, '--json')).address;
  const skipped = pbevm('call', other, ONE, '--contracts', contracts, '--json');
  assert.deepEqual([skipped.status, json(skipped).receipts], [1, []]);
});

test('call: an out-of-date file, a place without environment and a root of thin air are refused', () => {
  const { address, contracts } = deploy();
  const old = file('old.json', STATE.toJson());
  pbevm('call', address, ONE, '--contracts', contracts, '--args', '[["a", 1]]');
  const refusals: readonly (readonly [string[], RegExp])[] = [
    [['call', address, ONE, '--contracts', old], /old\.json has the root 0x[0-9a-f]{64}, the environment 0x/],
    [['call', THREE, ONE, '--contracts', old], /there is no environment at 0x/],
    [['call', deploy('--args', '["secret"]').address, ONE, '--contracts', old], /: nothing was sent/],
  ];
  for (const [args, words] of refusals) {
    const { status, stdout, stderr } = pbevm(...args);
    assert.deepEqual([status, stdout], [2, ''], stderr);
    assert.match(stderr, words);
  }
  assert.equal(contractsOf('old.json').toJson(), STATE.toJson());
});

test('call: what a call that was cut off has written is pointed at', () => {
  const { address, contracts } = deploy();
  pbevm('call', address, ONE, '--contracts', contracts, '--args', '[["a", 1]]');
  const next = readFileSync(join(folder, contracts), 'utf8');
  const old = file('cut.json', STATE.toJson());
  file('cut.json.next', next);
  assert.match(pbevm('call', address, ONE, '--contracts', old).stderr, /has left cut\.json\.next/);
});

test('call: a block that halts prints why and changes nothing', () => {
  const { address, contracts } = deploy();
  const { status, stdout } = pbevm('call', address, ONE, '--contracts', contracts, '--fuel', '1000');
  assert.equal(status, 1);
  assert.match(stdout, /^✘ halt OUT_OF_FUEL {2}\(process_block\)\n/);
  assert.equal(contractsOf(contracts).toJson(), STATE.toJson());
});

const call = ['call', ONE, TWO, '--contracts', CONTRACTS];
for (const [what, args] of [
  ['no subcommand', []],
  ['contracts that are none', ['deploy', LEDGER_FILE, '--contracts', TRANSACTIONS]],
  ['a file of contracts that is missing', ['deploy', LEDGER_FILE, '--contracts', 'nowhere.json']],
  ['an environment that is missing', ['run', 'nowhere.py', ...RUN.slice(2)]],
  ['no transactions', ['run', LEDGER_FILE, '--contracts', CONTRACTS]],
  ['transactions that are no list', [...RUN.slice(0, -1), CONTRACTS]],
  ['transactions that are no JSON', [...RUN.slice(0, -1), LEDGER_FILE]],
  ['a transaction without target', [...RUN.slice(0, -1), file('targetless.json', '[{"data": 5}]')]],
  ['a shard of 2^64', [...RUN, '--shard', String(2n ** 64n)]],
  ['a wrong address', [...RUN, '--address', '0x12']],
  ['other witnesses', [...RUN, '--witnesses', 'best']],
  ['no contracts', ['call', ONE, TWO]],
  ['a target that is no address', ['call', ONE, 'me', '--contracts', CONTRACTS]],
  ['a payload that is no data', [...call, '--payload', 'xyz']],
  ['a payload beside arguments', [...call, '--payload', '0x', '--args', '[1]']],
  ['what is touched is no address', [...call, '--touch', '0x']],
] as const) {
  test(`${what}: exit code 2, a message on stderr, nothing on stdout`, () => {
    const { status, stdout, stderr } = pbevm(...args);
    assert.equal(status, 2, stderr);
    assert.equal(stdout, '');
    assert.notEqual(stderr, '');
    assert.doesNotMatch(stderr, /at .*\.js:\d+/, 'no stack trace for a user error');
  });
}
