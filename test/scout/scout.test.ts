/** The runner of Scout's YAML files: scripts like the published ones, and every difference it can find. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse } from '@bytecodealliance/jco';
import { stringify } from 'yaml';

const folder = mkdtempSync(join(tmpdir(), 'pbevm-scout-'));
after(() => rmSync(folder, { recursive: true }));

const ZERO = '00'.repeat(32);
const HELLO = 'hello.wasm';
const SUM = 'scripts/sum.wasm';

before(async () => {
  mkdirSync(join(folder, 'scripts'));
  const imports = ['loadPreStateRoot', 'savePostStateRoot'].map(
    (name) => `(import "env" "eth2_${name}" (func $${name} (param i32)))`,
  );
  // As the published one: the root after is the root before, and a deposit of zeros.
  const hello = `(module ${imports.join('')}
    (import "env" "eth2_pushNewDeposit" (func $deposit (param i32 i32))) (memory (export "memory") 1)
    (global (export "__heap_base") i32 (i32.const 1024))
    (func (export "main") (call $loadPreStateRoot (i32.const 0)) (call $savePostStateRoot (i32.const 0))
      (call $deposit (i32.const 512) (i32.const 184))))`;
  // The root is an integer, to which the block's data, an integer too, are added.
  const sum = `(module ${imports.join('')} (import "env" "bignum_add256" (func $add (param i32 i32 i32)))
    (import "eth2" "blockDataCopy" (func $copy (param i32 i32 i32))) (memory (export "memory") 1)
    (func (export "main") (call $loadPreStateRoot (i32.const 0))
      (call $copy (i32.const 32) (i32.const 0) (i32.const 32))
      (call $add (i32.const 0) (i32.const 32) (i32.const 64)) (call $savePostStateRoot (i32.const 64))))`;
  writeFileSync(join(folder, HELLO), await parse(hello));
  writeFileSync(join(folder, SUM), await parse(sum));
});

const number = (value: number): string => value.toString(16).padStart(64, '0');

const VALID = {
  beacon_state: { execution_scripts: [HELLO, SUM] },
  shard_pre_state: { exec_env_states: [number(0xabc), number(1)] },
  shard_blocks: [
    { env: 0, data: '' },
    { env: 1, data: number(40) },
    { env: 1, data: number(1) },
  ],
  shard_post_state: { exec_env_states: [number(0xabc), number(42)] },
  deposit_receipts: [
    { pubkey: '00'.repeat(48), withdrawal_credentials: ZERO, amount: 0, signature: '00'.repeat(96) },
  ],
};

/** Runs files of a folder of their own; exit code and lines. */
function run(files: Readonly<Record<string, object>>): [number | null, string[]] {
  const cases = mkdtempSync(join(folder, 'cases-'));
  for (const [name, file] of Object.entries(files)) writeFileSync(join(cases, name), stringify(file));
  const main = fileURLToPath(new URL('./main.js', import.meta.url));
  const { status, stdout } = spawnSync(process.execPath, [main, cases], { encoding: 'utf8' });
  return [status, stdout.trim().split('\n')];
}

test('files whose scripts do what they say pass', () => {
  const { deposit_receipts: _, ...without } = VALID;
  assert.deepEqual(run({ 'a.yaml': VALID, 'b.yml': without }), [0, ['2 passed, 0 failed']]);
});

test('each difference is named, and fails its file alone', () => {
  const [deposit] = VALID.deposit_receipts;
  const [status, lines] = run({
    'block.yaml': { ...VALID, shard_blocks: [{ env: 1, data: 'ff'.repeat(32) }] },
    'deposit.yaml': { ...VALID, deposit_receipts: [{ ...deposit, amount: 5 }] },
    'env.yaml': { ...VALID, shard_blocks: [{ env: 2, data: '' }] },
    'fine.yaml': VALID,
    'root.yaml': { ...VALID, shard_post_state: { exec_env_states: [number(0xabc), number(41)] } },
    'script.yaml': { ...VALID, beacon_state: { execution_scripts: ['missing.wasm'] } },
  });
  assert.equal(status, 1);
  assert.deepEqual(
    lines.map((line) => line.replace(/ \(.*\)$/, '')),
    [
      'block.yaml: block 0: halted with TRAP',
      'deposit.yaml: deposit 0 was not made',
      'env.yaml: block 0: there is no environment 2',
      `root.yaml: environment 1: root ${number(42)}, not ${number(41)}`,
      'script.yaml: there is no script missing.wasm',
      '1 passed, 5 failed',
    ],
  );
});

test('no folder, and one without files', () => {
  assert.deepEqual(run({}), [1, ['0 passed, 0 failed']]);
  const main = fileURLToPath(new URL('./main.js', import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, [main], { encoding: 'utf8' });
  assert.deepEqual([status, stderr], [2, 'name a folder with YAML files\n']);
});
