/** Every function of `shard` with pointers and lengths out of range: defined ends. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HostFunction } from '../../../../host/vm/ewasm/host-function.js';
import { SHARD_FUNCTIONS } from '../../../../host/vm/ewasm/shard.js';
import { ShardVm } from '../../../../host/vm/ewasm/shard-vm.js';
import { chunkKey } from '../../../../host/vm/ewasm/storage-layout.js';
import { toHex } from '../../../../runtime/bytes.js';
import { DEV_PROTOCOL } from '../../../../runtime/protocol.js';
import { I64 } from '../../../../runtime/wasm/module.js';
import { shardContractOf } from './contract-text.js';
import { endOf, NativeRunner, RecordingFrame } from './native-runner.js';

const runner = new NativeRunner(new ShardVm(DEV_PROTOCOL));
const PAGE = 65_536;

/** Parameters that are places in memory of so many bytes, or of the length that stands at an index. */
const PLACES: Readonly<Record<string, Readonly<Record<number, number | { readonly lengthAt: number }>>>> = {
  readStorage: { 1: { lengthAt: 2 } },
  setStorage: { 1: { lengthAt: 2 } },
  call: { 1: 20, 2: 16, 3: { lengthAt: 4 } },
  delegateCall: { 1: 20, 2: { lengthAt: 3 } },
  callDataCopy: { 0: { lengthAt: 2 } },
  returnDataCopy: { 0: { lengthAt: 2 } },
  getCaller: { 0: 20 },
  getAddress: { 0: 20 },
  getValue: { 0: 16 },
  log: { 0: { lengthAt: 1 }, 3: 32, 4: 32, 5: 32, 6: 32 },
  finish: { 0: { lengthAt: 1 } },
  revert: { 0: { lengthAt: 1 } },
};

function usual({ name, params }: HostFunction): number[] {
  const lengths = Object.values(PLACES[name] ?? {}).map((place) =>
    typeof place === 'number' ? -1 : place.lengthAt,
  );
  const args: number[] = params.map((_, at) => (lengths.includes(at) ? 8 : 1_024));
  if (/Copy$/.test(name)) args[1] = 0;
  if (/^(?:read|set)Storage$/.test(name)) args[0] = 0;
  if (name === 'log') args[2] = 4;
  return args;
}

async function endWith(row: HostFunction, args: readonly (number | bigint)[]): Promise<string> {
  const texts = row.params.map((type, at) => `(${type === I64 ? 'i64' : 'i32'}.const ${args[at]})`);
  const call = `(call $${row.name} ${texts.join(' ')})`;
  const prelude =
    row.name === 'returnDataCopy'
      ? '(drop (call $delegateCall (i64.const 0) (i32.const 0) (i32.const 0) (i32.const 0)))'
      : '';
  const frame = new RecordingFrame();
  frame.answer = { kind: 'success', output: new Uint8Array(8), format: 'raw', fuelUsed: 0n };
  frame.storage.set(toHex(chunkKey(0)), new Uint8Array(64));
  const main = `${prelude}${row.results.length === 0 ? call : `(drop ${call})`}`;
  const parts = { data: new Uint8Array(64), fuel: 2n ** 46n - 1n };
  return endOf(runner.run(await shardContractOf(main), parts, frame)).split(' ', 1)[0];
}

const FINE = ['success', 'revert'];

for (const row of SHARD_FUNCTIONS) {
  test(`${row.name}: usual arguments are fine, places and lengths out of range trap`, async () => {
    assert.ok(FINE.includes(await endWith(row, usual(row))), 'usual arguments');
    for (const [index, place] of Object.entries(PLACES[row.name] ?? {})) {
      const at = Number(index);
      const length = typeof place === 'number' ? place : 8;
      const withPointer = (pointer: number): Promise<string> => endWith(row, usual(row).with(at, pointer));
      assert.ok(FINE.includes(await withPointer(PAGE - length)), `parameter ${at} at the end`);
      for (const pointer of [PAGE - length + 1, PAGE, 2 ** 31 - 1, -(2 ** 31), -length, -1])
        assert.equal(await withPointer(pointer), 'TRAP:', `parameter ${at} = ${pointer}`);
      if (typeof place === 'number') continue;
      for (const huge of [PAGE + 1, 2 ** 31 - 1, -(2 ** 31), -1])
        assert.equal(await endWith(row, usual(row).with(place.lengthAt, huge)), 'TRAP:', `length ${huge}`);
    }
  });
}

test('offsets behind the end of what is copied trap', async () => {
  for (const [name, at, offsets] of [
    ['callDataCopy', 1, [57, 64, -1]],
    ['returnDataCopy', 1, [1, 8, -1]],
    ['readStorage', 0, [57, 64, -1]],
    ['setStorage', 0, [57, 64, -1]],
  ] as const) {
    const row = SHARD_FUNCTIONS.find((candidate) => candidate.name === name) as HostFunction;
    for (const offset of offsets)
      assert.equal(await endWith(row, usual(row).with(at, offset)), 'TRAP:', `${name} from ${offset}`);
  }
});

test('a negative amount of fuel traps; call data of no bytes may be anywhere', async () => {
  for (const name of ['call', 'delegateCall']) {
    const row = SHARD_FUNCTIONS.find((candidate) => candidate.name === name) as HostFunction;
    assert.equal(await endWith(row, usual(row).with(0, -1)), 'TRAP:');
    const nothing = usual(row).with(-1, 0).with(-2, -1);
    assert.equal(await endWith(row, nothing), 'success');
  }
});

test('every function that takes a place is in the list', () => {
  const without = SHARD_FUNCTIONS.filter(({ name }) => PLACES[name] === undefined).map(({ name }) => name);
  assert.deepEqual(without, ['storageSize', 'storageResize', 'callDataSize', 'returnDataSize', 'yank']);
});
