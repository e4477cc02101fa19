/** Every host function with pointers and lengths out of range, in both kinds of blocks: defined ends. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EEI_DEBUG_FUNCTIONS } from '../../../../host/vm/ewasm/eei.js';
import { EeiVm } from '../../../../host/vm/ewasm/eei-vm.js';
import type { HostFunction } from '../../../../host/vm/ewasm/host-function.js';
import { DEV_PROTOCOL } from '../../../../runtime/protocol.js';
import { I64 } from '../../../../runtime/wasm/module.js';
import { contractOf } from './contract-text.js';
import { endOf, NativeRunner, RecordingFrame } from './native-runner.js';

const runner = new NativeRunner(new EeiVm(DEV_PROTOCOL, { isDebugProfile: true }));

/** Which parameters are places in memory of so many bytes, or of the length that stands at an index. */
type Places = Readonly<Record<number, number | { readonly lengthAt: number }>>;
const result = (bytes: number): Places => ({ 0: bytes });
const COPY: Places = { 0: { lengthAt: 2 } };
const RANGE: Places = { 0: { lengthAt: 1 } };

/** Functions that take no place are not here. */
const PLACES: Readonly<Record<string, Places>> = {
  getAddress: result(20),
  getCaller: result(20),
  getTxOrigin: result(20),
  getBlockCoinbase: result(20),
  getCallValue: result(16),
  getTxGasPrice: result(16),
  getBlockDifficulty: result(32),
  getBlockBaseFee: result(32),
  getBlockHash: { 1: 32 },
  callDataCopy: COPY,
  codeCopy: COPY,
  returnDataCopy: COPY,
  getExternalBalance: { 0: 20, 1: 16 },
  getExternalCodeSize: { 0: 20 },
  externalCodeCopy: { 0: 20, 1: { lengthAt: 3 } },
  storageLoad: { 0: 32, 1: 32 },
  storageStore: { 0: 32, 1: 32 },
  log: { 0: { lengthAt: 1 }, 3: 32, 4: 32, 5: 32, 6: 32 },
  selfDestruct: { 0: 20 },
  finish: RANGE,
  revert: RANGE,
  call: { 1: 20, 2: 16, 3: { lengthAt: 4 } },
  callCode: { 1: 20, 2: 16, 3: { lengthAt: 4 } },
  callDelegate: { 1: 20, 2: { lengthAt: 3 } },
  callStatic: { 1: 20, 2: { lengthAt: 3 } },
  create: { 0: 16, 1: { lengthAt: 2 }, 3: 20 },
  printMem: RANGE,
  printMemHex: RANGE,
  printStorage: { 0: 32 },
  printStorageHex: { 0: 32 },
};

const PAGE = 65_536;
/** Gas enough for any length: 8 a byte of 2^32. */
const GAS = 2n ** 50n;

/** A frame whose calls succeed and return as much as is copied here. */
function frame(): RecordingFrame {
  const made = new RecordingFrame();
  made.answer = { kind: 'success', output: new Uint8Array(8), format: 'raw', fuelUsed: 0n };
  return made;
}

const usual = ({ name, params }: HostFunction): number[] =>
  params.map((_, at) => (name === 'log' && at === 2 ? 4 : isLength(name, at) ? 8 : 1_024));

function isLength(name: string, at: number): boolean {
  return Object.values(PLACES[name] ?? {}).some(
    (place) => typeof place === 'object' && place.lengthAt === at,
  );
}

async function endWith(row: HostFunction, args: readonly number[], gas?: bigint): Promise<string> {
  const texts = row.params.map((type, at) => `(${type === I64 ? 'i64' : 'i32'}.const ${args[at]})`);
  const call = `(call $${row.name} ${texts.join(' ')})`;
  // Data to be copied: the message's, the code and another's code have more than 8 bytes from offset 0 on.
  const prelude =
    row.name === 'returnDataCopy'
      ? '(drop (call $callStatic (i64.const 0) (i32.const 0) (i32.const 0) (i32.const 0)))'
      : '';
  const main = `${prelude}${row.results.length === 0 ? call : `(drop ${call})`}`;
  const host = frame();
  host.codes.set(`0x${'00'.repeat(20)}`, new Uint8Array(64));
  const parts = { data: new Uint8Array(64), fuel: 2n ** 46n - 1n, ...(gas === undefined ? {} : { gas }) };
  return endOf(runner.run(await contractOf(main), parts, host)).split(' ', 1)[0];
}

/** The usual arguments; sources are read from their start. */
function inRange(row: HostFunction): number[] {
  const args = usual(row);
  if (/Copy$/.test(row.name)) args[row.params.length - 2] = 0;
  return args;
}

const FINE = new Set(['success', 'revert']);

for (const row of EEI_DEBUG_FUNCTIONS) {
  const places = Object.entries(PLACES[row.name] ?? {});
  for (const gas of [undefined, GAS]) {
    test(`${row.name}: ${gas === undefined ? 'fuel' : 'gas'}`, async () => {
      assert.ok(FINE.has(await endWith(row, inRange(row), gas)), 'usual arguments are fine');
      for (const [index, place] of places) {
        const at = Number(index);
        const length = typeof place === 'number' ? place : 8;
        const withArgument = (pointer: number): Promise<string> => {
          const args = inRange(row);
          args[at] = pointer;
          return endWith(row, args, gas);
        };
        assert.ok(FINE.has(await withArgument(PAGE - length)), `${row.name}: parameter ${at} at the end`);
        for (const pointer of [PAGE - length + 1, PAGE, PAGE + 1, 2 ** 31 - 1, -(2 ** 31), -length, -1]) {
          assert.equal(await withArgument(pointer), 'TRAP:', `${row.name}: parameter ${at} = ${pointer}`);
        }
        if (typeof place === 'number') continue;
        const args = inRange(row);
        for (const huge of [PAGE + 1, 2 ** 31 - 1, -(2 ** 31), -1]) {
          args[place.lengthAt] = huge;
          assert.equal(await endWith(row, args, gas), 'TRAP:', `${row.name}: length ${huge}`);
        }
      }
    });
  }
}

test('every function that takes an i32 place is in the list', () => {
  const without = EEI_DEBUG_FUNCTIONS.filter(({ name }) => PLACES[name] === undefined).map(
    ({ name }) => name,
  );
  assert.deepEqual(without, [
    'useGas',
    'getGasLeft',
    'getBlockGasLimit',
    'getBlockNumber',
    'getBlockTimestamp',
    'getCallDataSize',
    'getCodeSize',
    'getReturnDataSize',
    'print32',
    'print64',
    'evmTrace',
  ]);
});

test('an offset behind the end of what is copied traps: nothing is filled with zeros', async () => {
  for (const [name, offsets] of [
    ['callDataCopy', [57, 64, 65, -1]],
    ['codeCopy', [2 ** 20, -8]],
    ['externalCodeCopy', [57, -1]],
    ['returnDataCopy', [1, 8, -1]],
  ] as const) {
    const row = EEI_DEBUG_FUNCTIONS.find((candidate) => candidate.name === name) as HostFunction;
    for (const offset of offsets) {
      const args = inRange(row);
      args[row.params.length - 2] = offset;
      assert.equal(await endWith(row, args), 'TRAP:', `${name} from ${offset}`);
      assert.equal(await endWith(row, args, GAS), 'TRAP:', `${name} from ${offset}`);
    }
  }
});

test('where nothing is passed, the place of call data and initcode does not matter', async () => {
  for (const name of ['call', 'callCode', 'callDelegate', 'callStatic', 'create']) {
    const row = EEI_DEBUG_FUNCTIONS.find((candidate) => candidate.name === name) as HostFunction;
    const args = inRange(row);
    const [index, place] = Object.entries(PLACES[name]).find(([, value]) => typeof value === 'object') as [
      string,
      { lengthAt: number },
    ];
    args[Number(index)] = -1;
    args[place.lengthAt] = 0;
    assert.equal(await endWith(row, args), 'success');
  }
});
