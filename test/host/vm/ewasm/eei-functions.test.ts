/** Each function of the EEI: what it does, what gas it takes (SEMANTICS 24). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EEI_FUNCTIONS } from '../../../../host/vm/ewasm/eei.js';
import { EeiVm } from '../../../../host/vm/ewasm/eei-vm.js';
import type { HostFunction } from '../../../../host/vm/ewasm/host-function.js';
import type { Message } from '../../../../host/vm/vm.js';
import { toHex } from '../../../../runtime/bytes.js';
import { DEV_PROTOCOL } from '../../../../runtime/protocol.js';
import { I64 } from '../../../../runtime/wasm/module.js';
import { contractOf, dataText, finishText } from './contract-text.js';
import { address, endOf, NativeRunner, RecordingFrame } from './native-runner.js';

const runner = new NativeRunner();
const OTHER = address(0x07);
const WORD = new Uint8Array(32).fill(0x11);
const GAS = 1_000_000n;

/** A frame with an account at OTHER that has a balance and a code, and one slot. */
function frameWithState(): RecordingFrame {
  const frame = new RecordingFrame();
  frame.balances.set(toHex(OTHER), 0x0102n);
  frame.balances.set(toHex(address(0x5e)), 1_000n);
  frame.codes.set(toHex(OTHER), Uint8Array.of(0xc0, 0xc1, 0xc2));
  frame.storage.set(toHex(WORD), new Uint8Array(32).fill(0x77));
  frame.answer = { kind: 'success', output: Uint8Array.of(9, 8, 7), format: 'raw', fuelUsed: 0n };
  return frame;
}

/** Memory: OTHER at 0, WORD at 32, a one of 16 bytes at 64. */
const STATE = `${dataText(0, OTHER)}${dataText(32, WORD)}${dataText(64, Uint8Array.of(1))}`;

async function run(main: string, parts: Partial<Message> = {}, frame = frameWithState()): Promise<string> {
  return endOf(runner.run(await contractOf(main, STATE), parts, frame));
}

const c = (value: number): string => `(i32.const ${value})`;
/** Calls a function with a place to write to, and finishes with what is there. */
const written = (name: string, length: number): string =>
  `(call $${name} ${c(256)}) ${finishText(256, length)}`;
const returned64 = (name: string): string => `(i64.store ${c(256)} (call $${name})) ${finishText(256, 8)}`;
const returned32 = (call: string): string => `(i32.store ${c(256)} ${call}) ${finishText(256, 4)}`;

const SEEN: readonly (readonly [what: string, main: string, seen: string])[] = [
  ['getAddress', written('getAddress', 20), `${'5e'.repeat(20)}`],
  ['getCaller', written('getCaller', 20), 'ca'.repeat(20)],
  ['getTxOrigin', written('getTxOrigin', 20), '09'.repeat(20)],
  ['getBlockCoinbase', written('getBlockCoinbase', 20), 'c0'.repeat(20)],
  ['getCallValue, little-endian', written('getCallValue', 16), `0302${'00'.repeat(13)}80`],
  ['getTxGasPrice, little-endian', written('getTxGasPrice', 16), `03${'00'.repeat(15)}`],
  [
    'getBlockDifficulty, little-endian',
    written('getBlockDifficulty', 32),
    '201f1e1d1c1b1a191817161514131211100f0e0d0c0b0a090807060504030201',
  ],
  ['getBlockBaseFee, little-endian', written('getBlockBaseFee', 32), `07${'00'.repeat(31)}`],
  ['getBlockGasLimit', returned64('getBlockGasLimit'), '00b4c40400000000'],
  ['getBlockNumber', returned64('getBlockNumber'), '2c01000000000000'],
  ['getBlockTimestamp', returned64('getBlockTimestamp'), 'e803000000000000'],
  ['getCallDataSize', returned32('(call $getCallDataSize)'), '05000000'],
  ['callDataCopy', `(call $callDataCopy ${c(256)} ${c(1)} ${c(3)}) ${finishText(255, 5)}`, '0002030400'],
  ['getReturnDataSize before any call', returned32('(call $getReturnDataSize)'), '00000000'],
  [
    'getExternalBalance',
    `(call $getExternalBalance ${c(0)} ${c(256)}) ${finishText(256, 16)}`,
    `0201${'00'.repeat(14)}`,
  ],
  ['getExternalCodeSize', returned32(`(call $getExternalCodeSize ${c(0)})`), '03000000'],
  ['getExternalCodeSize of nobody', returned32(`(call $getExternalCodeSize ${c(100)})`), '00000000'],
  [
    'externalCodeCopy',
    `(call $externalCodeCopy ${c(0)} ${c(256)} ${c(1)} ${c(2)}) ${finishText(256, 3)}`,
    'c1c200',
  ],
  ['codeCopy', `(call $codeCopy ${c(256)} ${c(0)} ${c(4)}) ${finishText(256, 4)}`, '0061736d'],
  ['storageLoad', `(call $storageLoad ${c(32)} ${c(256)}) ${finishText(256, 32)}`, '77'.repeat(32)],
  ['storageLoad of nothing', `(call $storageLoad ${c(0)} ${c(32)}) ${finishText(32, 32)}`, '00'.repeat(32)],
  ['getBlockHash of the last', returned32(`(call $getBlockHash (i64.const 299) ${c(300)})`), '00000000'],
  [
    'getBlockHash writes',
    `(drop (call $getBlockHash (i64.const 299) ${c(256)})) ${finishText(256, 32)}`,
    '2b'.repeat(32),
  ],
  ['getBlockHash of this block', returned32(`(call $getBlockHash (i64.const 300) ${c(300)})`), '01000000'],
  [
    'getBlockHash of the 257th before',
    returned32(`(call $getBlockHash (i64.const 43) ${c(300)})`),
    '01000000',
  ],
  ['getBlockHash of -1', returned32(`(call $getBlockHash (i64.const -1) ${c(300)})`), '01000000'],
  [
    'memory as it was if it fails',
    `(drop (call $getBlockHash (i64.const 1) ${c(32)})) ${finishText(32, 32)}`,
    '11'.repeat(32),
  ],
  ['finish with nothing at the end of memory', finishText(65_536, 0), ''],
];

for (const [what, main, seen] of SEEN) {
  for (const gas of [undefined, GAS]) {
    test(`${what}: ${gas === undefined ? 'fuel' : 'gas'}`, async () => {
      const parts = { value: (0x80n << 120n) | 0x0203n, data: Uint8Array.of(1, 2, 3, 4, 5) };
      const end = await run(main, gas === undefined ? parts : { ...parts, gas });
      assert.equal(end, `success 0x${seen}`);
    });
  }
}

test('getCodeSize is the length of the code that runs', async () => {
  const code = await contractOf(returned32('(call $getCodeSize)'), STATE);
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, code.length, true);
  assert.equal(endOf(runner.run(code)), `success ${toHex(new Uint8Array(view.buffer))}`);
});

test('the normal return of main is success without output; revert has its data', async () => {
  assert.equal(await run(''), 'success 0x');
  assert.equal(await run(`(call $revert ${c(32)} ${c(4)})`), 'revert 0x11111111');
});

/** Gas of a call of each function with small lengths; what it takes with more is below. */
const GAS_OF: Readonly<Record<string, number>> = {
  useGas: 7,
  getGasLeft: 2,
  getAddress: 2,
  getCaller: 2,
  getTxOrigin: 2,
  getBlockCoinbase: 2,
  getCallValue: 2,
  getTxGasPrice: 2,
  getBlockDifficulty: 2,
  getBlockBaseFee: 2,
  getBlockGasLimit: 2,
  getBlockNumber: 2,
  getBlockTimestamp: 2,
  getBlockHash: 800,
  getCallDataSize: 2,
  callDataCopy: 3,
  getCodeSize: 2,
  codeCopy: 3,
  getReturnDataSize: 2,
  returnDataCopy: 3,
  getExternalBalance: 400,
  getExternalCodeSize: 700,
  externalCodeCopy: 700,
  storageLoad: 200,
  storageStore: 20_000,
  log: 375,
  selfDestruct: 30_000,
  finish: 0,
  revert: 0,
  call: 700,
  callCode: 700,
  callDelegate: 700,
  callStatic: 700,
  create: 32_000,
};

/** A call with an i64 of 7 and zeros, except where a slot must be another than zero. */
function plainCall({ name, params, results }: HostFunction): string {
  if (name === 'storageStore') return `(call $storageStore ${c(0)} ${c(32)})`;
  // At 200 there is the zero address, where nobody is, and no value.
  const isPointer = params.filter((type) => type !== I64).length;
  const args = params.map((type, at) =>
    type === I64 ? '(i64.const 7)' : c(at === params.length - 1 || isPointer > 2 ? 0 : 200),
  );
  if (name === 'call' || name === 'callCode') args[2] = c(200);
  if (name === 'create') args[0] = c(200);
  if (name === 'selfDestruct') args[0] = c(200);
  const text = `(call $${name} ${args.join(' ')})`;
  return results.length === 0 ? text : `(drop ${text})`;
}

test('gas of every function', async () => {
  const measured: Record<string, number> = {};
  for (const row of EEI_FUNCTIONS) {
    const result = runner.run(await contractOf(plainCall(row), STATE), { gas: GAS }, frameWithState());
    assert.notEqual(result.kind, 'halt', `${row.name}: ${endOf(result)}`);
    measured[row.name] = Number(GAS - (result.gasLeft as bigint));
  }
  assert.deepEqual(measured, GAS_OF);
});

const PRICES: readonly (readonly [what: string, main: string, gas: number])[] = [
  ['a copy of one byte', `(call $callDataCopy ${c(256)} ${c(0)} ${c(1)})`, 6],
  ['a copy of 32 bytes', `(call $callDataCopy ${c(256)} ${c(0)} ${c(32)})`, 6],
  ['a copy of 33 bytes', `(call $callDataCopy ${c(256)} ${c(0)} ${c(33)})`, 9],
  ['a copy of code', `(call $codeCopy ${c(256)} ${c(0)} ${c(64)})`, 9],
  [
    'a copy of three bytes of another code',
    `(call $externalCodeCopy ${c(0)} ${c(256)} ${c(0)} ${c(3)})`,
    703,
  ],
  ['a slot that had a value', `(call $storageStore ${c(32)} ${c(32)})`, 5_000],
  ['a slot set to zero', `(call $storageStore ${c(32)} ${c(256)})`, 5_000],
  ['a slot that stays zero', `(call $storageStore ${c(0)} ${c(256)})`, 5_000],
  ['a log with data', `(call $log ${c(0)} ${c(10)} ${c(0)} ${c(0)} ${c(0)} ${c(0)} ${c(0)})`, 455],
  ['a log with topics', `(call $log ${c(0)} ${c(0)} ${c(4)} ${c(0)} ${c(0)} ${c(0)} ${c(0)})`, 1_875],
  ['selfDestruct in favour of somebody', `(call $selfDestruct ${c(0)})`, 5_000],
  ['the gas that is asked for', '(call $useGas (i64.const 12345))', 12_345],
];

for (const [what, main, gas] of PRICES) {
  test(`${what} takes ${gas} gas`, async () => {
    const parts = { gas: GAS, data: new Uint8Array(64) };
    const result = runner.run(await contractOf(main, STATE), parts, frameWithState());
    assert.equal(result.kind, 'success', endOf(result));
    assert.equal(Number(GAS - (result.gasLeft as bigint)), gas);
    const short = runner.run(
      await contractOf(main, STATE),
      { ...parts, gas: BigInt(gas) - 1n },
      frameWithState(),
    );
    assert.deepEqual([endOf(short), short.gasLeft], ['OUT_OF_FUEL', 0n]);
  });
}

test('getGasLeft tells gas after its own price; in a PBEVM block it tells fuel', async () => {
  assert.equal(await run(returned64('getGasLeft'), { gas: 100n }), 'success 0x6200000000000000');
  const result = runner.run(await contractOf(returned64('getGasLeft'), STATE));
  assert.ok(result.kind === 'success');
  const told = new DataView(result.output.buffer).getBigUint64(0, true);
  const used = 2_000_000_000n - told;
  assert.ok(used > 8_000_000n && used < result.fuelUsed, `${used} of ${result.fuelUsed}`);
});

test('in a PBEVM block useGas takes fuel, and more than there is ends the frame', async () => {
  const fuelOf = async (amount: number): Promise<bigint> =>
    runner.run(await contractOf(`(call $useGas (i64.const ${amount}))`, STATE)).fuelUsed;
  assert.equal((await fuelOf(200_000)) - (await fuelOf(100_000)), 100_000n);
  assert.equal(await run('(call $useGas (i64.const 2000000000))'), 'OUT_OF_FUEL');
  assert.match(await run('(call $useGas (i64.const -1))'), /^TRAP: a negative amount/);
  assert.match(await run('(call $useGas (i64.const -1))', { gas: GAS }), /^TRAP: a negative amount/);
});

test('fuel is enforced beneath gas: an endless loop ends, and one that asks for no gas', async () => {
  for (const body of ['', '(call $useGas (i64.const 0))']) {
    const result = runner.run(await contractOf(`(loop ${body} (br 0))`, STATE), {
      gas: GAS,
      fuel: 1_000_000n,
    });
    assert.deepEqual([endOf(result), result.gasLeft, result.fuelUsed], ['OUT_OF_FUEL', 0n, 1_000_000n]);
  }
});

test('amounts of more than 128 bits are a failure', async () => {
  const frame = frameWithState();
  frame.balances.set(toHex(OTHER), 2n ** 128n);
  const main = `(call $getExternalBalance ${c(0)} ${c(256)})`;
  assert.match(await run(main, {}, frame), /^TRAP: an amount of more/);
  frame.balances.set(toHex(OTHER), 2n ** 128n - 1n);
  assert.equal(await run(main, {}, frame), 'success 0x');
  assert.match(await run(written('getCallValue', 16), { value: 2n ** 128n }), /^TRAP: an amount/);
});

test('storage: zero is no record, and slots are 32 bytes under 32 bytes', async () => {
  const frame = frameWithState();
  await run(`(call $storageStore ${c(32)} ${c(256)}) (call $storageStore ${c(0)} ${c(32)})`, {}, frame);
  const key = `0x${'07'.repeat(20)}${'00'.repeat(12)}`;
  assert.deepEqual([...frame.storage], [[key, WORD]]);
});

test('logs have their data and as many topics as they say', async () => {
  const frame = frameWithState();
  const log = (count: number): string =>
    `(call $log ${c(32)} ${c(2)} ${c(count)} ${c(0)} ${c(32)} ${c(32)} ${c(-1)})`;
  assert.equal(await run(log(0) + log(2), {}, frame), 'success 0x');
  const topics = [`0x${'07'.repeat(20)}${'00'.repeat(12)}`, `0x${'11'.repeat(32)}`];
  assert.deepEqual(frame.logs, [
    { data: '0x1111', topics: [] },
    { data: '0x1111', topics },
  ]);
  for (const count of [5, -1, 2 ** 31 - 1]) {
    assert.match(await run(log(count), { gas: 2n ** 60n }), /^TRAP: more than four topics/);
    assert.match(await run(log(count)), /^TRAP: more than four topics/);
  }
  assert.match(await run(log(4)), /^TRAP: memory access/);
});

test('debug functions print to the debug log', async () => {
  const debug = new NativeRunner(new EeiVm(DEV_PROTOCOL, { isDebugProfile: true }));
  const frame = frameWithState();
  const main = `(call $print32 ${c(7)}) (call $print64 (i64.const 8)) (call $printMemHex ${c(32)} ${c(2)})
    (call $printStorage ${c(32)}) (call $evmTrace ${c(1)} ${c(2)} ${c(3)} ${c(4)})`;
  debug.run(await contractOf(main, STATE), {}, frame);
  assert.match(frame.printed, /^7\n8\n0x1111\n0x1{64}: 0x(77){32}\npc 1 op 2 cost 3 sp 4\n$/);
});

const CALL_SELF = `(call $callStatic (i64.const 5000000) ${c(0)} ${c(0)} ${c(0)})`;

test('a call passes what is asked for, at most all but a 64th, and takes back what is left', async () => {
  const frame = frameWithState();
  const call = `(drop (call $call (i64.const 30000) ${c(0)} ${c(300)} ${c(32)} ${c(2)}))`;
  const left = runner.run(await contractOf(call, STATE), { gas: 64_700n }, frame).gasLeft;
  await run(call, { gas: 6_400n + 700n }, frame);
  await run(call, {}, frame);
  const [some, all, fuel] = frame.calls;
  assert.deepEqual([some.gas, all.gas, fuel.gas, fuel.fuelCap], [30_000n, 6_300n, undefined, 30_000n]);
  assert.deepEqual(
    [left, some.kind, toHex(some.address as Uint8Array), toHex(some.data)],
    [64_000n, 'call', toHex(OTHER), '0x1111'],
  );
});

test('a callee with value gets a stipend, in a delegate call of a frame with value too', async () => {
  const frame = frameWithState();
  const kinds = [
    `(call $call (i64.const 10) ${c(0)} ${c(64)} ${c(0)} ${c(0)})`,
    `(call $callCode (i64.const 10) ${c(0)} ${c(64)} ${c(0)} ${c(0)})`,
    `(call $callDelegate (i64.const 10) ${c(0)} ${c(0)} ${c(0)})`,
    `(call $callStatic (i64.const 10) ${c(0)} ${c(0)} ${c(0)})`,
  ];
  await run(kinds.map((call) => `(drop ${call})`).join(''), { gas: GAS, value: 1n }, frame);
  assert.deepEqual(
    frame.calls.map(({ kind, gas, value }) => [kind, gas, value]),
    [
      ['call', 2_310n, 1n],
      ['callCode', 2_310n, 1n],
      ['delegate', 2_310n, 0n],
      ['static', 10n, 0n],
    ],
  );
});

test('at depth 1,024 calls and creations fail, and only prices are gone', async () => {
  for (const [call, price] of [
    [`(call $call (i64.const 10) ${c(0)} ${c(64)} ${c(0)} ${c(0)})`, 700],
    [CALL_SELF, 700],
    [`(call $create ${c(64)} ${c(0)} ${c(0)} ${c(0)})`, 32_000],
  ] as const) {
    const ends = [];
    for (const depth of [1_023, 1_024]) {
      const frame = frameWithState();
      const result = runner.run(await contractOf(returned32(call), STATE), { gas: GAS, depth }, frame);
      ends.push([endOf(result), frame.calls.length + frame.creations.length]);
      if (depth === 1_024) assert.equal(GAS - (result.gasLeft as bigint), BigInt(price));
    }
    assert.deepEqual(ends, [
      ['success 0x00000000', 1],
      ['success 0x01000000', 0],
    ]);
  }
});

test('results of calls, and what they leave in the buffer of returned data', async () => {
  const sizes = async (answer: RecordingFrame['answer'], call = CALL_SELF): Promise<string> => {
    const frame = frameWithState();
    const before = `(drop ${CALL_SELF})`;
    const main = `${before} (call $useGas (i64.const 1)) (i32.store8 ${c(256)} ${call})
      (i32.store8 ${c(257)} (call $getReturnDataSize)) ${finishText(256, 2)}`;
    const second = answer;
    const answers = [frame.answer, second];
    Object.defineProperty(frame, 'answer', { get: () => answers.shift() });
    return endOf(runner.run(await contractOf(main, STATE), {}, frame));
  };
  const raw = { format: 'raw', fuelUsed: 0n } as const;
  assert.equal(await sizes({ kind: 'success', output: new Uint8Array(5), ...raw }), 'success 0x0005');
  assert.equal(
    await sizes({ kind: 'revert', code: 'REVERT', reason: new Uint8Array(7), ...raw }),
    'success 0x0207',
  );
  assert.equal(await sizes({ kind: 'halt', code: 'TRAP', fuelUsed: 0n }), 'success 0x0100');
  assert.equal(
    await sizes({ kind: 'refused', code: 'PAGES', fuelUsed: 0n }),
    'success 0x0103',
    'it did not run',
  );
  const poor = `(call $call (i64.const 10) ${c(0)} ${c(32)} ${c(0)} ${c(0)})`;
  assert.equal(await sizes(undefined, poor), 'success 0x0103', 'nor did this');
  const create = `(call $create ${c(64)} ${c(32)} ${c(4)} ${c(512)})`;
  assert.equal(await sizes({ kind: 'success', output: new Uint8Array(5), ...raw }, create), 'success 0x0000');
});

test('create passes the initcode, and writes the address where it succeeds', async () => {
  const frame = frameWithState();
  const main = `(drop (call $create ${c(64)} ${c(32)} ${c(4)} ${c(256)})) ${finishText(256, 20)}`;
  assert.equal(await run(main, { gas: 64_000n + 32_000n }, frame), `success 0x${'ee'.repeat(20)}`);
  const [{ initcode, value, gas }] = frame.creations;
  assert.deepEqual([toHex(initcode), value, gas], ['0x11111111', 1n, 63_000n]);
});
