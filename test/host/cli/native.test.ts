/** Native contracts from the command line: deployed by the same command, called with bytes. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse } from '@bytecodealliance/jco';
import { assemble } from '../../../host/cli/assemble.js';
import { SHARD_FUNCTIONS } from '../../../host/vm/ewasm/shard.js';
import { contractOf, importText } from '../vm/ewasm/contract-text.js';

const MAIN = fileURLToPath(new URL('../../../host/cli/main.js', import.meta.url));
const c = (value: number): string => `(i32.const ${value})`;

let folder: string;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pbevm-native-'));
  const echo = `(if (i32.eqz (call $getCallDataSize)) (then (return)))
    (call $callDataCopy ${c(0)} ${c(0)} (call $getCallDataSize))
    (if (i32.eqz (i32.load8_u ${c(0)})) (then (call $revert ${c(0)} (call $getCallDataSize))))
    (call $finish ${c(0)} (call $getCallDataSize))`;
  writeFileSync(join(folder, 'echo.wasm'), await contractOf(echo));
  writeFileSync(join(folder, 'bad.wasm'), await contractOf('', '(func (export "extra"))'));
});
after(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

function pbevm(...args: readonly string[]): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { status, out: stdout, err: stderr };
}

const NO_DATA = '{"$bytes":"0x"}';

test('deploy, send and inspect a wasm binary', () => {
  const { status, out } = pbevm('deploy', 'echo.wasm', '--args', NO_DATA, '--json');
  assert.equal(status, 0, out);
  const { address } = JSON.parse(out) as { address: string };
  const sent = JSON.parse(pbevm('send', address, '--args', '{"$bytes":"0x0102"}', '--json').out);
  assert.deepEqual([sent.status, sent.value], ['success', { $bytes: '0x0102' }]);
  const reverted = pbevm('send', address, '--args', '{"$bytes":"0x0002"}', '--json');
  assert.equal(reverted.status, 1);
  assert.deepEqual(JSON.parse(reverted.out).reason, { $bytes: '0x0002' });
  assert.match(pbevm('send', address, '--args', '{"$bytes":"0x0002"}').out, /revert REVERT: b'\\x00\\x02'/);
  assert.equal(JSON.parse(pbevm('inspect', address, '--json').out).vm, 'ewasm');
  assert.match(pbevm('inspect', address).out, /vm +ewasm\ncode +0x\w{64} \(\d+ bytes\)/);
});

const WAT = `(module (import "shard" "finish" (func $finish (param i32 i32)))
  (memory (export "memory") 1) (data (i32.const 0) "hi")
  (func (export "main") (call $finish (i32.const 0) (i32.const 0))))`;

test('WAT is checked, run and deployed like the binary that it means; an error has its place', async () => {
  writeFileSync(join(folder, 'fine.wat'), WAT);
  assert.match(pbevm('check', 'fine.wat').out, /nothing found/);
  assert.equal(pbevm('run', 'fine.wat').status, 0);
  const deployed = pbevm('deploy', 'fine.wat', '--json');
  const { address } = JSON.parse(deployed.out) as { address: string };
  assert.equal(JSON.parse(pbevm('inspect', address, '--json').out).vm, 'shard');
  // On state of its own: the same address, fuel and memory.
  writeFileSync(join(folder, 'fine.wasm'), await assemble('fine.wat', Buffer.from(WAT)));
  const other = ['--data', join(folder, 'other')];
  assert.equal(pbevm('deploy', 'fine.wasm', '--json', ...other).out, deployed.out);
  writeFileSync(join(folder, 'wrong.wat'), '(module\n  (func i32.cnst))');
  for (const command of ['check', 'run', 'deploy']) {
    const { status, err } = pbevm(command, 'wrong.wat');
    assert.equal(status, 2);
    assert.match(err, /wrong\.wat:2:9: error: unexpected token i32\.cnst/);
  }
});

test('check says which rules a binary breaks, in words and as JSON', async () => {
  assert.match(pbevm('check', 'echo.wasm').out, /nothing found/);
  const { status, out } = pbevm('check', 'bad.wasm', 'echo.wasm');
  assert.equal(status, 1);
  assert.match(
    out,
    /bad\.wasm: error N003 exports: export extra: .*\n +hint: .*\n✘ 1 error, 0 warnings in 2 files/,
  );
  const [finding] = JSON.parse(pbevm('check', 'bad.wasm', '--json').out);
  assert.deepEqual(
    [finding.file, finding.code, finding.rule, finding.severity, finding.line],
    ['bad.wasm', 'N003', 'exports', 'error', null],
  );
  const both = importText('finish', SHARD_FUNCTIONS) + importText('getGasLeft');
  const rest = '(memory (export "memory") 1)(func (export "main"))';
  writeFileSync(join(folder, 'both.wasm'), await parse(`(module ${both}${rest})`));
  assert.match(pbevm('check', 'both.wasm').out, /N007 interface/);
  assert.match(pbevm('run', 'both.wasm').out, /halt INVALID_CODE: imports from/);
});

test('run says which rule a binary breaks, and exits with 1', () => {
  const { status, out } = pbevm('run', 'bad.wasm');
  assert.equal(status, 1);
  assert.match(out, /halt INVALID_CODE: export extra: a contract exports `memory` and `main` alone/);
});
