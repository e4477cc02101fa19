/** The opcode table against what engines and tools accept, byte by byte. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DEV_SCHEDULE } from '../../../runtime/schedule.js';
import {
  IS_BOUNDARY,
  OPCODE_BY_CODE,
  OPCODES,
  opcodeName,
  PREFIX,
  PREFIXED,
} from '../../../runtime/wasm/opcodes.js';
import { assemble, check, rawFunction, refuses } from './assemble.js';

describe('the table', () => {
  test('codes and names are unique, costs have prices', () => {
    assert.equal(new Set(OPCODES.map(({ code }) => code)).size, OPCODES.length);
    assert.equal(new Set(OPCODES.map(({ name }) => name)).size, OPCODES.length);
    for (const { cost } of OPCODES) assert.equal(typeof DEV_SCHEDULE.opcode[cost], 'number');
    assert.equal(opcodeName(0x6a), 'i32.add');
    assert.equal(opcodeName(0xfd), '0xfd');
    assert.equal(opcodeName(PREFIXED + 0x55), '0xfc 0x55');
  });

  test('Wasm 2.0 without SIMD has 183 + 18 opcodes', () => {
    assert.equal(OPCODES.filter(({ code }) => code < PREFIXED).length, 183);
    assert.equal(OPCODES.filter(({ code }) => code >= PREFIXED).length, 18);
  });

  test('only block, loop, else and end are free', () => {
    const free = OPCODES.filter(({ cost }) => DEV_SCHEDULE.opcode[cost] === 0).map(({ name }) => name);
    assert.deepEqual(free, ['block', 'loop', 'else', 'end']);
  });

  test('operations that are a segment of their own', () => {
    const names = OPCODES.filter(({ code }) => IS_BOUNDARY[code] !== 0).map(({ name }) => name);
    assert.deepEqual(names.sort(), [
      'data.drop',
      'elem.drop',
      'memory.copy',
      'memory.fill',
      'memory.grow',
      'memory.init',
      'table.copy',
      'table.fill',
      'table.get',
      'table.grow',
      'table.init',
      'table.set',
    ]);
  });
});

describe('plain opcodes: an assembler writes the same byte and signature', () => {
  const TYPES: Readonly<Record<string, string>> = { i: 'i32', l: 'i64', f: 'f32', d: 'f64' };
  const CONSTANTS = new Set(['i32', 'i64', 'f32', 'f64']);

  for (const { code, name, signature, immediate } of OPCODES) {
    if (
      signature === undefined ||
      !['none', 'memarg', 'memory'].includes(immediate) ||
      CONSTANTS.has(immediate)
    ) {
      continue;
    }
    test(name, async () => {
      const operands = [...signature.operands]
        .map((letter, k) => `(param $p${k} ${TYPES[letter]})`)
        .join(' ');
      const values = [...signature.operands].map((_, k) => `(local.get $p${k})`).join(' ');
      const result = signature.results === '' ? '' : `(result ${TYPES[signature.results]})`;
      const bytes = await assemble(`(memory 1) (func ${operands} ${result} (${name} ${values}))`);
      assert.equal(check(bytes).length, 1);
      const body = Buffer.from(bytes);
      const encoded = code < PREFIXED ? [code] : [PREFIX, code - PREFIXED];
      assert.notEqual(body.lastIndexOf(Uint8Array.from(encoded)), -1);
      assert.equal(new WebAssembly.Module(bytes) instanceof WebAssembly.Module, true);
    });
  }
});

describe('what has no row is refused', () => {
  for (let code = 0; code < 0x100; code++) {
    if (OPCODE_BY_CODE[code] !== undefined || code === PREFIX) continue;
    test(`0x${code.toString(16)}`, () => refuses(rawFunction(code), /is not accepted/));
  }

  const PROPOSALS: Readonly<Record<string, string>> = {
    SIMD: '(func (drop (v128.const i64x2 0 0)))',
    threads: '(memory 1) (func (drop (i32.atomic.load (i32.const 0))))',
    'shared memory': '(memory 1 1 shared)',
    memory64: '(memory i64 1)',
    'multi-memory': '(memory 1) (memory 1)',
    exceptions: '(tag) (func (throw 0))',
    'tail calls': '(func (return_call 0))',
    GC: '(type (struct)) (func (drop (struct.new 0)))',
    'typed references': '(type $t (func)) (func (param (ref $t)))',
    'extended constants': '(global i32 (i32.add (i32.const 1) (i32.const 2)))',
  };
  for (const [name, fields] of Object.entries(PROPOSALS)) {
    test(name, async () => refuses(await assemble(fields), /./));
  }
});
