/** Native contracts from the command line: deployed by the same command, called with bytes. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { contractOf } from '../vm/ewasm/contract-text.js';

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

function pbevm(...args: readonly string[]): { readonly status: number | null; readonly out: string } {
  const { status, stdout } = spawnSync(process.execPath, [MAIN, ...args], { cwd: folder, encoding: 'utf8' });
  return { status, out: stdout };
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

test('run says which rule a binary breaks, and exits with 1', () => {
  const { status, out } = pbevm('run', 'bad.wasm');
  assert.equal(status, 1);
  assert.match(out, /halt INVALID_CODE: export extra: a contract exports `memory` and `main` alone/);
});
