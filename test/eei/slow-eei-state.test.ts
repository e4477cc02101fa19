/** The published state tests of the EEI: state root and logs hash of every case; the runner finds bugs. */

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { casesFolder } from '../support/cases.js';
import { createMachine, differenceOf } from './cases.js';
import { readCases, type StateCase } from './state-case.js';
import { runSuite } from './suite.js';

const folder = casesFolder('eei-state');
const skip = 'missing' in folder ? folder.missing : false;
const path = 'missing' in folder ? '' : folder.path;

/** How many there are at least. */
const CASES = 100;

test('published cases reproduce state root and logs hash', { skip }, async (context) => {
  const { passed, failures, milliseconds } = await runSuite(path);
  context.diagnostic(`${passed} passed, ${failures.length} failed, ${milliseconds.toFixed(0)} ms`);
  assert.deepEqual(failures, []);
  assert.ok(passed >= CASES, `${passed} cases`);
});

const address = (byte: number): Uint8Array => new Uint8Array(20).fill(byte);

/** A transfer of 5 that needs no contract; its sender has nothing, so that it is invalid. */
const TRANSFER: StateCase = {
  name: 'transfer',
  block: {
    coinbase: address(0xc0),
    difficulty: 1n,
    gasLimit: 100_000n,
    number: 1n,
    timestamp: 1n,
    previousHash: new Uint8Array(32),
  },
  pre: [],
  transaction: {
    secretKey: new Uint8Array(32).fill(0x45),
    nonce: 0n,
    gasPrice: 1n,
    gasLimit: 21_000n,
    to: address(0x70),
    value: 5n,
    data: new Uint8Array(0),
  },
  stateRoot: '0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421',
  logsHash: '0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347',
};

test('an invalid transaction changes nothing: the root is that of no account', async () => {
  assert.equal(await differenceOf(await createMachine(), TRANSFER), undefined);
});

test('a difference is told by what differs first', async () => {
  const machine = await createMachine();
  const otherRoot = { ...TRANSFER, stateRoot: `0x${'00'.repeat(32)}` };
  assert.match(
    (await differenceOf(machine, otherRoot)) ?? '',
    /^state root 0x56e8\w+, published 0x0{64}; here/,
  );
  const otherLogs = { ...otherRoot, logsHash: `0x${'00'.repeat(32)}` };
  assert.match((await differenceOf(machine, otherLogs)) ?? '', /^logs hash 0x1dcc\w+, published 0x0{64}$/);
});

test('a file that holds no cases is named', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pbevm-eei-'));
  try {
    assert.deepEqual(readCases(folder), []);
    mkdirSync(join(folder, 'below'));
    writeFileSync(join(folder, 'below', 'other.json'), '{"a": {"pre": {}}}');
    assert.throws(() => readCases(folder), /below.other\.json holds no state tests/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
