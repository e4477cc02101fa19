/** What a native contract may export and import (DESIGN 8), and what becomes of code that may not be one. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EEI_DEBUG_FUNCTIONS, EEI_FUNCTIONS } from '../../../../host/vm/ewasm/eei.js';
import { EeiVm } from '../../../../host/vm/ewasm/eei-vm.js';
import { DEV_PROTOCOL } from '../../../../runtime/protocol.js';
import { importText, moduleOf } from './contract-text.js';

const vm = new EeiVm(DEV_PROTOCOL);
const FUEL = 2_000_000_000n;

/** `ready`, or why the code is none. */
async function verdictOf(fields: string, on: EeiVm = vm): Promise<string> {
  const prepared = on.prepare(await moduleOf(fields), FUEL);
  return prepared.kind === 'ready' ? 'ready' : `${prepared.code}: ${prepared.detail}`;
}

const MEMORY = '(memory (export "memory") 1)';
const MAIN = '(func (export "main"))';

const VERDICTS: readonly (readonly [what: string, fields: string, verdict: RegExp])[] = [
  ['what a contract exports', MEMORY + MAIN, /^ready$/],
  [
    'functions, globals and tables of its own',
    `${MEMORY}${MAIN}(func)(global i32 (i32.const 1))(table 1 funcref)`,
    /^ready$/,
  ],
  ['no memory', MAIN, /no export `memory`/],
  ['a memory that is not exported', `(memory 1)${MAIN}`, /no export `memory`/],
  ['no main', MEMORY, /no export `main`/],
  ['nothing', '', /no export `memory`/],
  ['another function', `${MEMORY}${MAIN}(func (export "other"))`, /export other: a contract exports/],
  ['a global', `${MEMORY}${MAIN}(global (export "g") i32 (i32.const 1))`, /export g: a contract exports/],
  [
    'a name of the object',
    `${MEMORY}${MAIN}(func (export "toString"))`,
    /export toString: a contract exports/,
  ],
  ['a name of the host', `${MEMORY}${MAIN}(func (export "pbevm:fuel"))`, /export pbevm:fuel/],
  [
    'memory under the name of main',
    '(memory (export "main") 1)(func (export "memory"))',
    /export main: a memory/,
  ],
  ['a global as main', `${MEMORY}(global (export "main") i32 (i32.const 1))`, /export main: a global/],
  [
    'main with a parameter',
    `${MEMORY}(func (export "main") (param i32))`,
    /export main: \(i32\) -> \(\), not \(\)/,
  ],
  [
    'main with a result',
    `${MEMORY}(func (export "main") (result i32) (i32.const 0))`,
    /export main: \(\) -> \(i32\)/,
  ],
  [
    'an import as main',
    `(import "ethereum" "useGas" (func (param i64)))${MEMORY}(export "main" (func 0))`,
    /export main: \(i64\)/,
  ],
  ['a start section', `${MEMORY}${MAIN}(func $s)(start $s)`, /no start section/],
  [
    'an unknown function',
    `(import "ethereum" "getTime" (func (result i64)))${MEMORY}${MAIN}`,
    /getTime: there is no/,
  ],
  [
    'an unknown module',
    `(import "env" "useGas" (func (param i64)))${MEMORY}${MAIN}`,
    /env.useGas: there is no/,
  ],
  [
    'an old name',
    `(import "ethereum" "return" (func (param i32 i32)))${MEMORY}${MAIN}`,
    /ethereum.return: there/,
  ],
  [
    'another old name',
    `(import "ethereum" "getBalance" (func (param i32 i32)))${MEMORY}${MAIN}`,
    /getBalance: there/,
  ],
  [
    'an import of memory',
    `(import "ethereum" "memory" (memory 1))(export "memory" (memory 0))${MAIN}`,
    /memory: there is no/,
  ],
  [
    'a global by the name of a function',
    `(import "ethereum" "useGas" (global i32))${MEMORY}${MAIN}`,
    /useGas: there is no/,
  ],
  [
    'the same import twice',
    `${importText('useGas')}(import "ethereum" "useGas" (func (param i64)))${MEMORY}${MAIN}`,
    /^ready$/,
  ],
  ['an import that solc 0.8 declares', `${importText('getBlockBaseFee')}${MEMORY}${MAIN}`, /^ready$/],
  ['more memory than the profile has', `(memory (export "memory") 1025)${MAIN}`, /INVALID_CODE: .*1025/],
  [
    'what the profile refuses',
    `(memory (export "memory") 1)(func (export "main") (drop (f32.const 1)))(memory 1)`,
    /INVALID_CODE/,
  ],
];

for (const [what, fields, verdict] of VERDICTS) {
  test(`${what}: ${verdict.source}`, async () => assert.match(await verdictOf(fields), verdict));
}

describe('every import by its exact signature', () => {
  for (const { module, name, params, results } of EEI_FUNCTIONS) {
    const text = (types: readonly number[]): string =>
      types.map((type) => (type === 0x7f ? 'i32' : 'i64')).join(' ');
    const from = (takes: string, gives: string): string =>
      `(import "${module}" "${name}" (func (param ${takes}) (result ${gives})))${MEMORY}${MAIN}`;
    test(name, async () => {
      const [takes, gives] = [text(params), text(results)];
      assert.equal(await verdictOf(from(takes, gives)), 'ready');
      const wrong = [
        from(`${takes} i32`, gives),
        from(takes, gives === '' ? 'i32' : ''),
        from(takes, gives === 'i64' ? 'i32' : 'i64'),
        ...(params.length === 0
          ? []
          : [from(text(params.slice(1)), gives), from(text(params.map((type) => type ^ 1)), gives)]),
      ];
      for (const fields of wrong)
        assert.match(await verdictOf(fields), /INVALID_CODE: import ethereum\.\w+: .*, not /);
    });
  }
});

test('debug functions only in the debug profile', async () => {
  const debug = new EeiVm(DEV_PROTOCOL, { isDebugProfile: true });
  const added = EEI_DEBUG_FUNCTIONS.filter(({ module }) => module === 'debug');
  assert.equal(added.length, 7);
  for (const { name } of added) {
    const fields = `${importText(name)}${MEMORY}${MAIN}`;
    assert.match(await verdictOf(fields), /INVALID_CODE: import debug\.\w+: there is no such function/);
    assert.equal(await verdictOf(fields, debug), 'ready');
  }
});

test('what is no wasm binary is no contract, and all fuel is used', () => {
  for (const bytes of [
    [],
    [0],
    [0, 0x61, 0x73, 0x6d],
    [0, 0x61, 0x73, 0x6d, 2, 0, 0, 0],
    [1, 2, 3, 4, 5, 6, 7, 8],
  ]) {
    const prepared = vm.prepare(Uint8Array.from(bytes), FUEL);
    assert.ok(prepared.kind === 'halt');
    assert.deepEqual([prepared.code, prepared.fuelUsed], ['INVALID_CODE', FUEL]);
  }
});

test('preparing is paid before it is done, by the length of the code', async () => {
  const code = await moduleOf(MEMORY + MAIN);
  const { base, perByte } = DEV_PROTOCOL.schedule.eei.prepare;
  const price = BigInt(base + perByte * code.length);
  assert.deepEqual(vm.prepare(code, price - 1n), { kind: 'halt', code: 'OUT_OF_FUEL', fuelUsed: price - 1n });
  const prepared = vm.prepare(code, price);
  assert.deepEqual([prepared.kind, prepared.fuelUsed], ['ready', price]);
  assert.deepEqual(vm.prepare(code, price), prepared, 'the artefact may be rebuilt');
});
