/** Each function of the module `shard`: what it does, and what storage costs (SEMANTICS 34, 37). */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SHARD_FUNCTIONS } from '../../../../host/vm/ewasm/shard.js';
import { ShardVm } from '../../../../host/vm/ewasm/shard-vm.js';
import { CHUNK_BYTES, chunkKey } from '../../../../host/vm/ewasm/storage-layout.js';
import type { Message } from '../../../../host/vm/vm.js';
import { toHex } from '../../../../runtime/bytes.js';
import { DEV_PROTOCOL } from '../../../../runtime/protocol.js';
import { dataText, finishText, shardContractOf } from './contract-text.js';
import { address, endOf, NativeRunner, RecordingFrame } from './native-runner.js';

const runner = new NativeRunner(new ShardVm(DEV_PROTOCOL));
const OTHER = address(0x07);
const { eei, host } = DEV_PROTOCOL.schedule;

/** A frame whose account stores bytes; byte i is i modulo 251. */
function frameWith(bytes: number): RecordingFrame {
  const frame = new RecordingFrame();
  for (let index = 0; index * CHUNK_BYTES < bytes; index++) {
    const length = Math.min(CHUNK_BYTES, bytes - index * CHUNK_BYTES);
    frame.storage.set(
      toHex(chunkKey(index)),
      Uint8Array.from({ length }, (_, at) => (index * CHUNK_BYTES + at) % 251),
    );
  }
  frame.answer = { kind: 'success', output: Uint8Array.of(9, 8, 7), format: 'raw', fuelUsed: 0n };
  return frame;
}

const WORD = new Uint8Array(32).fill(0x11);
const STATE = dataText(0, OTHER) + dataText(32, WORD) + dataText(64, Uint8Array.of(1));
const c = (value: number): string => `(i32.const ${value})`;
const returned = (call: string): string => `(i32.store ${c(256)} ${call}) ${finishText(256, 4)}`;
const written = (name: string, length: number): string =>
  `(call $${name} ${c(256)}) ${finishText(256, length)}`;

async function run(
  main: string,
  frame = frameWith(5_000),
  parts: Partial<Message> = {},
  memory = '1',
): Promise<string> {
  const message = { value: 0x0203n, data: Uint8Array.of(1, 2, 3, 4, 5), ...parts };
  return endOf(runner.run(await shardContractOf(main, STATE, memory), message, frame));
}

/** The whole storage of a frame, record after record. */
function stored(frame: RecordingFrame): Buffer {
  const records = [...frame.storage].sort(([a], [b]) => (a < b ? -1 : 1));
  assert.deepEqual(
    records.map(([key]) => key),
    records.map((_, index) => toHex(chunkKey(index))),
    'records without gaps',
  );
  for (const [, value] of records.slice(0, -1)) assert.equal(value.length, CHUNK_BYTES);
  return Buffer.concat(records.map(([, value]) => value));
}

const SEEN: readonly (readonly [what: string, main: string, seen: string])[] = [
  ['getAddress', written('getAddress', 20), '5e'.repeat(20)],
  ['getCaller', written('getCaller', 20), 'ca'.repeat(20)],
  ['getValue, little-endian', written('getValue', 16), `0302${'00'.repeat(14)}`],
  ['callDataSize', returned('(call $callDataSize)'), '05000000'],
  ['callDataCopy', `(call $callDataCopy ${c(256)} ${c(1)} ${c(3)}) ${finishText(256, 3)}`, '020304'],
  ['returnDataSize before any call', returned('(call $returnDataSize)'), '00000000'],
  ['storageSize', returned('(call $storageSize)'), '88130000'],
  [
    'readStorage within a record',
    `(call $readStorage ${c(3)} ${c(256)} ${c(4)}) ${finishText(256, 4)}`,
    '03040506',
  ],
  [
    'readStorage over two records',
    `(call $readStorage ${c(4_094)} ${c(256)} ${c(4)}) ${finishText(256, 4)}`,
    [4_094, 4_095, 4_096, 4_097].map((at) => (at % 251).toString(16).padStart(2, '0')).join(''),
  ],
  [
    'readStorage of nothing at the end',
    `(call $readStorage ${c(5_000)} ${c(65_536)} ${c(0)}) ${finishText(0, 0)}`,
    '',
  ],
];

for (const [what, main, seen] of SEEN)
  test(what, async () => assert.equal(await run(main), `success 0x${seen}`));

describe('storage', () => {
  const change = async (main: string, size: number, parts: Partial<Message> = {}): Promise<Buffer> => {
    const frame = frameWith(size);
    assert.equal(await run(main, frame, parts, '2'), 'success 0x');
    return stored(frame);
  };
  const before = (size: number): Buffer => stored(frameWith(size));

  test('setStorage writes what it says, in one record, over two, and a whole one', async () => {
    for (const [offset, length] of [
      [10, 32],
      [4_090, 32],
      [4_096, 4_096],
      [0, 12_000],
    ] as const) {
      const expected = before(12_000);
      expected.fill(0, offset, offset + length);
      expected.fill(0x11, offset, offset + Math.min(length, 32));
      const main = `(call $setStorage ${c(offset)} ${c(1_024)} ${c(length)})`;
      const copy = `(memory.copy ${c(1_024)} ${c(32)} ${c(32)})`;
      assert.deepEqual(await change(copy + main, 12_000), expected, `${offset}, ${length}`);
    }
  });

  test('storageResize adds zeros and cuts, at every edge of a record', async () => {
    const sizes = [0, 1, 4_095, 4_096, 4_097, 8_192, 10_000];
    for (const from of sizes) {
      for (const to of sizes) {
        const expected = Buffer.alloc(to);
        before(from).copy(expected);
        assert.deepEqual(await change(`(call $storageResize ${c(to)})`, from), expected, `${from} to ${to}`);
      }
    }
  });

  test('what was cut off is zero when it comes back', async () => {
    const main = `(call $storageResize ${c(10)}) (call $storageResize ${c(5_000)})`;
    const expected = Buffer.alloc(5_000);
    before(10).copy(expected);
    assert.deepEqual(await change(main, 5_000), expected);
  });

  test('34: storageSize counts bytes, and no keys', async () => {
    const frame = frameWith(0);
    const main = `(call $storageResize ${c(9_000)}) ${returned('(call $storageSize)')}`;
    assert.equal(await run(main, frame), 'success 0x28230000');
    assert.equal(frame.storageSize(), 9_000n);
  });

  test('37: beyond the size traps, beyond the limit halts with MEMORY', async () => {
    for (const [offset, length] of [
      [5_000, 1],
      [4_999, 2],
      [-1, 1],
      [0, 5_001],
      [-1, 0],
      [5_001, 0],
      [0, -1],
    ] as const) {
      for (const name of ['readStorage', 'setStorage']) {
        const main = `(call $${name} ${c(offset)} ${c(0)} ${c(length)})`;
        assert.match(
          await run(main, frameWith(5_000), { fuel: 2n ** 46n - 1n }),
          /^TRAP/,
          `${name} ${offset}`,
        );
      }
    }
    const most = DEV_PROTOCOL.limits.shardStorageBytesMax;
    for (const size of [most + 1, -1, -(2 ** 31)])
      assert.match(await run(`(call $storageResize ${c(size)})`), /^MEMORY/);
    const fuel = { fuel: 2n ** 40n };
    assert.equal(await run(`(call $storageResize ${c(most)})`, frameWith(0), fuel), 'success 0x');
  });

  test('a static frame writes nothing', async () => {
    const isStatic = { isStatic: true };
    for (const main of [
      `(call $setStorage ${c(0)} ${c(0)} ${c(1)})`,
      `(call $storageResize ${c(5_000)})`,
      `(call $log ${c(0)} ${c(0)} ${c(0)} ${c(0)} ${c(0)} ${c(0)} ${c(0)})`,
      `(call $yank ${c(1)})`,
      `(drop (call $call (i64.const 0) ${c(0)} ${c(64)} ${c(0)} ${c(0)}))`,
    ]) {
      assert.equal(await run(main), 'success 0x', main);
      assert.equal(await run(main, frameWith(5_000), isStatic), 'STATIC', main);
    }
  });
});

/** Fuel of a call of a function, without that of anything else. */
async function fuelOf(main: string, frame: RecordingFrame): Promise<number> {
  const used = async (text: string): Promise<bigint> => {
    const result = runner.run(await shardContractOf(text, STATE, '2'), {}, frame);
    assert.equal(result.kind, 'success', endOf(result));
    return result.fuelUsed;
  };
  const consts = main.match(/const/g)?.length ?? 0;
  // The module differs in bytes: its load price is taken off.
  const load = async (text: string): Promise<bigint> =>
    BigInt(runner.prepare(await shardContractOf(text, STATE, '2')).artefact.length) *
    BigInt(DEV_PROTOCOL.schedule.load.perByte);
  const net = async (text: string): Promise<bigint> => (await used(text)) - (await load(text));
  return Number((await net(main)) - (await net(''))) - consts - DEV_PROTOCOL.schedule.opcode.call;
}

describe('fuel of storage', () => {
  const get = (bytes: number): number =>
    host.storageGet.base +
    host.storageGet.perByte * 4 +
    host.bufferCopy.base +
    host.bufferCopy.perByte * bytes;
  const set = (bytes: number): number => host.storageSet.base + host.storageSet.perByte * (4 + bytes);
  const copy = (bytes: number): number => eei.copy.base + eei.copy.perByte * bytes;
  const remove = host.storageDelete.base + host.storageDelete.perByte * 4;
  for (const [what, main, fuel] of [
    ['one byte is paid as its record', `(call $readStorage ${c(1)} ${c(0)} ${c(1)})`, copy(1) + get(4_096)],
    ['each record', `(call $readStorage ${c(0)} ${c(0)} ${c(5_000)})`, copy(5_000) + get(4_096) + get(904)],
    [
      'a part of a record is read and written',
      `(call $setStorage ${c(4_100)} ${c(0)} ${c(1)})`,
      copy(1) + get(904) + set(904),
    ],
    ['a whole one is written', `(call $setStorage ${c(4_096)} ${c(0)} ${c(904)})`, copy(904) + set(904)],
    ['the same size costs the asking', `(call $storageResize ${c(5_000)})`, eei.context.base],
    [
      'growth changes the last record and writes new ones',
      `(call $storageResize ${c(8_193)})`,
      eei.context.base + get(904) + set(4_096) + set(1),
    ],
    [
      'a record that goes is deleted',
      `(call $storageResize ${c(4_000)})`,
      eei.context.base + remove + get(4_096) + set(4_000),
    ],
  ] as const) {
    test(what, async () => assert.equal(await fuelOf(main, frameWith(5_000)), fuel));
  }

  test('a price that cannot be paid ends the run before the work', async () => {
    const frame = frameWith(0);
    const end = await run(`(call $storageResize ${c(2 ** 24)})`, frame, { fuel: 20_000_000n });
    assert.equal(end, 'OUT_OF_FUEL');
    assert.ok(frame.storage.size < 30, `${frame.storage.size} records`);
  });
});

describe('calls', () => {
  const CALL = `(call $call (i64.const 1000) ${c(0)} ${c(64)} ${c(32)} ${c(2)})`;
  const DELEGATE = `(call $delegateCall (i64.const 1000) ${c(0)} ${c(32)} ${c(2)})`;

  test('what is asked of the host, and what comes back', async () => {
    const frame = frameWith(0);
    const copied = `(call $returnDataCopy ${c(256)} ${c(0)} (call $returnDataSize)) ${finishText(256, 3)}`;
    assert.equal(await run(`(drop ${CALL}) (drop ${DELEGATE}) ${copied}`, frame), 'success 0x090807');
    const asked = frame.calls.map(({ kind, address: to, value, data, fuelCap }) => ({
      kind,
      to: toHex(to as Uint8Array),
      value,
      data: toHex(data),
      fuelCap,
    }));
    const same = { to: toHex(OTHER), data: '0x1111', fuelCap: 1_000n };
    assert.deepEqual(asked, [
      { ...same, kind: 'call', value: 1n },
      { ...same, kind: 'delegate', value: 0n },
    ]);
  });

  test('0, 1 and 2 are success, failure and revert; reasons are returned data', async () => {
    const end = { fuelUsed: 5n, format: 'raw' } as const;
    for (const [answer, seen] of [
      [{ ...end, kind: 'success', output: new Uint8Array(0) }, '00000000'],
      [{ ...end, kind: 'halt', code: 'TRAP' }, '01000000'],
      [{ ...end, kind: 'revert', code: 'REVERT', reason: Uint8Array.of(6) }, '02000000'],
      [{ kind: 'refused', code: 'REENTRANCY', fuelUsed: 0n }, '01000000'],
      [{ kind: 'refused', code: 'NO_CODE', fuelUsed: 0n }, '01000000'],
    ] as const) {
      for (const text of [CALL, DELEGATE]) {
        const frame = frameWith(0);
        frame.answer = answer;
        assert.equal(await run(returned(text), frame), `success 0x${seen}`);
      }
    }
  });

  test('19: DEPTH, PAGES and STACK_LIMIT of a callee are the end of the caller', async () => {
    for (const answer of [
      { kind: 'refused', code: 'DEPTH', fuelUsed: 0n },
      { kind: 'refused', code: 'PAGES', fuelUsed: 0n },
      { kind: 'halt', code: 'STACK_LIMIT', fuelUsed: 5n },
      { kind: 'halt', code: 'DEPTH', fuelUsed: 5n },
      { kind: 'halt', code: 'PAGES', fuelUsed: 5n },
    ] as const) {
      for (const text of [CALL, DELEGATE]) {
        const frame = frameWith(0);
        frame.answer = answer;
        assert.equal(await run(returned(text), frame), answer.code);
      }
    }
  });
});

test('yank asks the host, which may refuse; the number is a u32', async () => {
  const frame = frameWith(0);
  assert.equal(await run(`(call $yank ${c(-1)})`, frame), 'success 0x');
  assert.deepEqual(frame.yanks, [2n ** 32n - 1n]);
  frame.yankRefusal = 'NO_NETWORK';
  assert.equal(await run(`(call $yank ${c(2)})`, frame), 'TRAP: yank: NO_NETWORK');
});

test('a log has up to four topics and a MiB of data', async () => {
  const frame = frameWith(0);
  const log = (length: number, count: number): string =>
    `(call $log ${c(0)} ${c(length)} ${c(count)} ${c(32)} ${c(0)} ${c(0)} ${c(0)})`;
  assert.equal(await run(log(2, 1), frame), 'success 0x');
  assert.deepEqual(frame.logs, [{ data: '0x0707', topics: [`0x${'11'.repeat(32)}`] }]);
  assert.match(await run(log(2, 5)), /^TRAP/);
  assert.match(await run(log(2 ** 20 + 1, 0), frameWith(0), {}, '17'), /^TRAP/);
});

test('revert has its data; the interface has these functions', async () => {
  assert.equal(await run(`(call $revert ${c(32)} ${c(2)})`), 'revert 0x1111');
  const names = SHARD_FUNCTIONS.map(({ name }) => name).join(' ');
  assert.equal(
    names,
    'storageSize storageResize readStorage setStorage call delegateCall callDataSize callDataCopy ' +
      'returnDataSize returnDataCopy getCaller getAddress getValue log yank finish revert',
  );
});
