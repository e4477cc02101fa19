/**
 * Limits of the profile: a module at the limit is accepted, one beyond it refused with limit, value and
 * place.
 */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { instrument } from '../../../runtime/instrument/pipeline.js';
import { DEV_SCHEDULE } from '../../../runtime/schedule.js';
import { type LimitName, PROFILES } from '../../../runtime/wasm/profile.js';
import { assemble, check, refuses } from './assemble.js';

const { limits } = PROFILES.contract;

/** Fields of a module whose value for the limit is `n`. */
const MODULES: Partial<Record<LimitName, (n: number) => string>> = {
  types: (n) => '(type (func))'.repeat(n),
  parameters: (n) => `(type (func (param ${'i32 '.repeat(n)})))`,
  results: (n) => `(type (func (result ${'i32 '.repeat(n)})))`,
  imports: (n) => Array.from({ length: n }, (_, k) => `(import "m" "${k}" (func))`).join(''),
  functions: (n) => '(func)'.repeat(n),
  tables: (n) => '(table 0 funcref)'.repeat(n),
  'table entries': (n) => `(table ${n} funcref)`,
  'initial memory pages': (n) => `(memory ${n})`,
  globals: (n) => '(global i32 (i32.const 0))'.repeat(n),
  exports: (n) => `(func ${Array.from({ length: n }, (_, k) => `(export "${k}")`).join('')})`,
  'name bytes': (n) => `(func (export "${'x'.repeat(n)}"))`,
  'element segments': (n) => '(elem func)'.repeat(n),
  elements: (n) => `(func $f) (elem func ${'$f '.repeat(n - 1)}) (elem func $f)`,
  'data segments': (n) => '(data "")'.repeat(n),
  'parameters and locals': (n) => `(func (param i32) (local ${'i32 '.repeat(n - 1)}))`,
  instructions: (n) => `(func ${'nop '.repeat(n)})`,
  'block nesting': (n) => `(func ${'block '.repeat(n)} ${'end '.repeat(n)})`,
  'operand stack': (n) => `(func ${'i32.const 0 '.repeat(n)} ${'drop '.repeat(n)})`,
  // 64 locals: 4,096 edges are allowed; blocks that do not nest, so that nothing else is at its limit.
  'edges x locals': (n) => `(func (local ${'i32 '.repeat(64)}) ${'block end '.repeat(Math.ceil(n / 64))})`,
};

describe('at the limit and one beyond', () => {
  for (const [name, build] of Object.entries(MODULES)) {
    const limit = limits[name as LimitName];
    test(`${name}: ${limit}`, async () => {
      check(await assemble(build(limit)));
      const message = new RegExp(`(?=.*${name.replace(/s$/, '')})(?=.*limit ${limit})`);
      refuses(await assemble(build(limit + 1)), message);
    });
  }

  test(`module bytes: ${limits['module bytes']}`, async () => {
    // Preamble, memory section, data section with a length in three bytes; the rest is content.
    const overhead = (await assemble(`(memory 1) (data "${'x'.repeat(1 << 19)}")`)).length - (1 << 19);
    const content = (bytes: number) => `(memory 1) (data "${'x'.repeat(bytes - overhead)}")`;
    const most = await assemble(content(limits['module bytes']));
    assert.equal(most.length, limits['module bytes']);
    check(most);
    refuses(await assemble(content(limits['module bytes'] + 1)), /module bytes: 1048577, limit 1048576/);
  });

  test('sum of edges x locals over the module', async () => {
    const most = limits['edges x locals, sum'] / limits['edges x locals'];
    const one = `(func (local ${'i32 '.repeat(64)}) ${'block end '.repeat(limits['edges x locals'] / 64)})`;
    const options = { schedule: DEV_SCHEDULE, heightMax: 32_000, pagesMax: 32, profile: PROFILES.contract };
    instrument(await assemble(one.repeat(most)), options);
    const beyond = await assemble(`${one.repeat(most)} (func (param i32) block end)`);
    assert.throws(() => instrument(beyond, options), {
      code: 'BAD_MODULE',
      message: /function 16.*sum: 4194305/,
    });
  });

  test('a function without locals counts as having one', async () => {
    // The block and its labels: so many blocks would be more instructions than a function may have.
    const most = (labels: number): string => `(func block i32.const 0 br_table ${'0 '.repeat(labels)} end)`;
    check(await assemble(most(limits['edges x locals'] - 1)));
    refuses(await assemble(most(limits['edges x locals'])), /function 0.*edges x locals: 262145/);
  });
});

describe('the boundary', () => {
  const REFUSED: Readonly<Record<string, string>> = {
    'start function': '(func $f) (start $f)',
    'imported memory': '(import "m" "x" (memory 1))',
    'imported table': '(import "m" "x" (table 1 funcref))',
    'imported global': '(import "m" "x" (global i32))',
    'exported table': '(table (export "t") 1 funcref)',
    'imported function with a reference': '(import "m" "x" (func (param externref)))',
    'exported function with a reference': '(func (export "f") (result funcref) ref.null func)',
    'exported global with a reference': '(global (export "g") funcref (ref.null func))',
  };
  for (const [name, fields] of Object.entries(REFUSED)) {
    test(`${name} is refused`, async () => refuses(await assemble(fields), /profile contract/));
  }

  /** Fields before the offset, the largest offset, fields after it. */
  const SEGMENTS: Readonly<Record<string, readonly [before: string, most: number, after: string]>> = {
    'data segment': ['(memory 1) (data (i32.const', 65_535, ') "x")'],
    'empty data segment': ['(memory 1 2) (data (i32.const', 65_536, ') "")'],
    'element segment': ['(table 3 funcref) (func $f) (elem (i32.const', 1, ') $f $f)'],
    'element segment of the second table': [
      '(table 9 funcref) (table 1 funcref) (func $f) (elem (table 1) (i32.const',
      0,
      ') funcref (ref.func $f))',
    ],
  };
  for (const [name, [before, most, after]] of Object.entries(SEGMENTS)) {
    test(`an active ${name} fits, or is refused: it could not be instantiated`, async () => {
      const fits = await assemble(`${before} ${most} ${after}`);
      check(fits);
      new WebAssembly.Instance(new WebAssembly.Module(fits));
      for (const offset of [most + 1, -1]) {
        const bytes = await assemble(`${before} ${offset} ${after}`);
        refuses(bytes, /segment \d: out of bounds: .*profile contract/);
        assert.throws(
          () => new WebAssembly.Instance(new WebAssembly.Module(bytes)),
          WebAssembly.RuntimeError,
        );
      }
    });
  }

  test('references inside are accepted', async () => {
    check(await assemble('(table 1 externref) (func (param externref) (result externref) local.get 0)'));
  });

  test('the interpreter may have at least what contracts may', () => {
    for (const name of Object.keys(limits) as LimitName[]) {
      assert.ok(PROFILES.interpreter.limits[name] >= limits[name], name);
    }
  });
});
