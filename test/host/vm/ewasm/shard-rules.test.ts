/** What a `shard` contract may be: imports, sections of the host, the code of each rule, the VM of a code. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parse } from '@bytecodealliance/jco';
import { SHARD_FUNCTIONS } from '../../../../host/vm/ewasm/shard.js';
import { ShardVm } from '../../../../host/vm/ewasm/shard-vm.js';
import { vmOfCode } from '../../../../host/vm/ewasm/vm-of-code.js';
import { EWASM_EEI_VM, EWASM_SHARD_VM, PYTHON_VM } from '../../../../host/vm/vm.js';
import { DEV_PROTOCOL } from '../../../../runtime/protocol.js';
import { importText } from './contract-text.js';

const vm = new ShardVm(DEV_PROTOCOL);
const MEMORY = '(memory (export "memory") 1)';
const MAIN = '(func (export "main"))';
const FINE = MEMORY + MAIN;
const shard = (name: string): string => importText(name, SHARD_FUNCTIONS);
const section = (name: string, bytes = ''): string => `(@custom "pbevm.${name}" "${bytes}")`;

async function found(fields: string): Promise<string[]> {
  return vm.check(await parse(`(module ${fields})`)).map(({ code, message }) => `${code} ${message}`);
}

const VERDICTS: readonly (readonly [what: string, fields: string, found: readonly RegExp[]])[] = [
  ['a contract', FINE, []],
  ['a contract with every import', SHARD_FUNCTIONS.map(({ name }) => shard(name)).join('') + FINE, []],
  ['a contract with its sections', section('reentrant') + section('receives') + FINE, []],
  ['sections of others', `(@custom "name.of.others" "123")${FINE}`, []],
  ['storage in memory', section('storage-memory', '\\00\\f0\\00\\00') + FINE, []],
  ['beyond the profile', '(memory (export "memory") 1025)(func (export "main"))', [/^N001 .*1025/]],
  ['a start section', `${MEMORY}${MAIN}(func $s)(start $s)`, [/^N002/]],
  ['an export too much', `${FINE}(func (export "x"))`, [/^N003 export x/]],
  ['an export too little', MEMORY, [/^N003 there is no export `main`/]],
  ['another main', `${MEMORY}(func (export "main") (param i32))`, [/^N004/]],
  ['no function of it', `(import "shard" "create" (func))${FINE}`, [/^N005 import shard.create/]],
  [
    'another module',
    `(import "env" "abort" (func (param i32 i32 i32 i32)))${FINE}`,
    [/^N005 import env.abort/],
  ],
  [
    'another signature',
    `(import "shard" "finish" (func (param i32)))${FINE}`,
    [/^N006 import shard.finish: \(i32\)/],
  ],
  [
    'both interfaces',
    `${shard('finish')}${importText('getGasLeft')}${FINE}`,
    [/^N007 imports from `ethereum` and/],
  ],
  ['a section that is none', section('re-entrant') + FINE, [/^N008 section pbevm.re-entrant/]],
  ['a section twice', section('reentrant') + section('reentrant') + FINE, [/^N008 .* twice/]],
  ['a section with other bytes', section('reentrant', '1') + FINE, [/^N008 .* 1 bytes, not 0/]],
  ['a place that is no page', section('storage-memory', '\\01\\00\\00\\00') + FINE, [/^N009 place 1/]],
  ['a place behind the memory', section('storage-memory', '\\00\\00\\01\\00') + FINE, [/^N009 place 65536/]],
  [
    'readStorage of a storage in memory',
    shard('readStorage') + shard('setStorage') + section('storage-memory', '\\00\\10\\00\\00') + FINE,
    [/^N009 import readStorage/, /^N009 import setStorage/],
  ],
  [
    'everything at once, in the order of the rules',
    `(import "shard" "nothing" (func))(func $s)(start $s)${section('x')}`,
    [/^N002/, /^N003/, /^N003/, /^N005/, /^N008/],
  ],
];

for (const [what, fields, wanted] of VERDICTS) {
  test(`${what}: ${wanted.map(({ source }) => source).join(', ') || 'ready'}`, async () => {
    const lines = await found(fields);
    assert.equal(lines.length, wanted.length, lines.join('\n'));
    for (const [index, pattern] of wanted.entries()) assert.match(lines[index], pattern);
    const prepared = vm.prepare(await parse(`(module ${fields})`), 2_000_000_000n);
    assert.equal(prepared.kind, wanted.length === 0 ? 'ready' : 'halt');
    if (prepared.kind === 'halt') {
      assert.equal(prepared.code, 'INVALID_CODE');
      assert.equal(prepared.findings?.length, wanted.length);
    }
  });
}

test('17: the section opts in to re-entrancy', async () => {
  for (const [fields, is] of [
    [FINE, false],
    [section('reentrant') + FINE, true],
    [section('receives') + FINE, false],
  ] as const) {
    assert.equal(vm.isReentrant(await parse(`(module ${fields})`)), is);
  }
});

describe('the VM of a code', () => {
  for (const [what, fields, id] of [
    ['no imports', FINE, EWASM_SHARD_VM],
    ['imports from shard', shard('finish') + FINE, EWASM_SHARD_VM],
    ['imports from ethereum', importText('getGasLeft') + FINE, EWASM_EEI_VM],
    ['imports from both', shard('finish') + importText('getGasLeft') + FINE, EWASM_EEI_VM],
  ] as const) {
    test(what, async () => assert.equal(vmOfCode(await parse(`(module ${fields})`)), id));
  }

  test('what is no binary is Python; what begins like one is not', () => {
    assert.equal(vmOfCode(new TextEncoder().encode('pass')), PYTHON_VM);
    assert.equal(vmOfCode(new Uint8Array(0)), PYTHON_VM);
    assert.equal(vmOfCode(Uint8Array.of(0, 0x61, 0x73, 0x6d)), EWASM_SHARD_VM);
    assert.equal(vmOfCode(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 2, 99)), EWASM_SHARD_VM);
  });
});
