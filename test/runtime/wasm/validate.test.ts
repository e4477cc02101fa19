/** Validation: valid and invalid code in pairs, and the facts that it yields. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { assemble, check, refuses } from './assemble.js';

/** name, valid, invalid, what the message says. */
const PAIRS: readonly (readonly [name: string, valid: string, invalid: string, message: RegExp])[] = [
  [
    'operand type',
    '(func (drop (i32.eqz (i32.const 0))))',
    '(func (drop (i32.eqz (i64.const 0))))',
    /i32 expected/,
  ],
  ['operand missing', '(func i32.const 0 drop)', '(func drop)', /operand stack is empty/],
  ['value left', '(func i32.const 0 drop)', '(func i32.const 0)', /values remain/],
  ['result type', '(func (result i32) i32.const 0)', '(func (result i32) f32.const 0)', /i32 expected/],
  [
    'block sees only its parameters',
    '(func i32.const 0 block (param i32) drop end)',
    '(func i32.const 0 block drop end)',
    /empty/,
  ],
  [
    'block result',
    '(func block (result i32) i32.const 0 end drop)',
    '(func block (result i32) end drop)',
    /empty/,
  ],
  [
    'loop label takes parameters',
    '(func i32.const 0 loop (param i32) br 0 end)',
    '(func (result i32) loop (result i32) i64.const 0 end)',
    /i32/,
  ],
  [
    'if without else keeps its types',
    '(func i32.const 0 if end)',
    '(func (result i32) i32.const 0 if (result i32) i32.const 0 end)',
    /if without else/,
  ],
  [
    'arms agree',
    '(func (result i32) i32.const 0 if (result i32) i32.const 0 else i32.const 1 end)',
    '(func (result i32) i32.const 0 if (result i32) i32.const 0 else end)',
    /empty/,
  ],
  ['label', '(func br 0)', '(func br 1)', /unknown label 1/],
  [
    'br_if keeps its values',
    '(func (result i32) i32.const 0 i32.const 0 br_if 0)',
    '(func (result i32) i32.const 0 br_if 0)',
    /empty/,
  ],
  [
    'br_table arity',
    '(func block i32.const 0 br_table 0 1 end)',
    '(func (result i32) block i32.const 0 br_table 0 1 end i32.const 0)',
    /arity|empty/,
  ],
  [
    'dead code is typed',
    '(func unreachable i32.add drop)',
    '(func unreachable i64.const 0 i32.eqz drop)',
    /i32 expected/,
  ],
  [
    'dead select',
    '(func unreachable select drop)',
    '(func unreachable i32.const 0 i64.const 0 i32.const 0 select drop)',
    /select/,
  ],
  [
    'dead values are counted',
    '(func block (result i32) unreachable end drop)',
    '(func block unreachable i32.const 0 end)',
    /values remain/,
  ],
  [
    'select',
    '(func f32.const 0 f32.const 1 i32.const 0 select drop)',
    '(func f32.const 0 f64.const 1 i32.const 0 select drop)',
    /select/,
  ],
  [
    'select of references',
    '(func ref.null func ref.null func i32.const 0 select (result funcref) drop)',
    '(func ref.null func ref.null func i32.const 0 select drop)',
    /needs a type/,
  ],
  ['local', '(func (local i32) local.get 0 drop)', '(func (local i32) local.get 1 drop)', /unknown local 1/],
  [
    'local type',
    '(func (local i64) i64.const 0 local.set 0)',
    '(func (local i64) i32.const 0 local.set 0)',
    /i64 expected/,
  ],
  [
    'global',
    '(global i32 (i32.const 0)) (func global.get 0 drop)',
    '(func global.get 0 drop)',
    /unknown global/,
  ],
  [
    'immutable',
    '(global (mut i32) (i32.const 0)) (func i32.const 0 global.set 0)',
    '(global i32 (i32.const 0)) (func i32.const 0 global.set 0)',
    /immutable/,
  ],
  ['call', '(func) (func call 0)', '(func call 1)', /unknown function/],
  [
    'call_indirect table',
    '(type (func)) (table 0 funcref) (func i32.const 0 call_indirect (type 0))',
    '(type (func)) (table 0 externref) (func i32.const 0 call_indirect (type 0))',
    /table of functions/,
  ],
  ['memory', '(memory 0) (func memory.size drop)', '(func memory.size drop)', /unknown memory/],
  [
    'alignment',
    '(memory 0) (func i32.const 0 i64.load align=8 drop)',
    '(memory 0) (func i32.const 0 i64.load32_u align=8 drop)',
    /alignment/,
  ],
  [
    'data segment',
    '(memory 0) (data "") (func data.drop 0)',
    '(memory 0) (data "") (func data.drop 1)',
    /unknown data segment/,
  ],
  ['element segment', '(elem func) (func elem.drop 0)', '(func elem.drop 0)', /unknown element segment/],
  [
    'table.init types',
    '(table 0 funcref) (elem func) (func (table.init 0 0 (i32.const 0) (i32.const 0) (i32.const 0)))',
    '(table 0 externref) (elem func) (func (table.init 0 0 (i32.const 0) (i32.const 0) (i32.const 0)))',
    /element and table/,
  ],
  [
    'ref.func declared',
    '(elem declare func 0) (func ref.func 0 drop)',
    '(func ref.func 0 drop)',
    /undeclared/,
  ],
  [
    'ref.is_null',
    '(func ref.null func ref.is_null drop)',
    '(func i32.const 0 ref.is_null drop)',
    /reference expected/,
  ],
  ['global initial value', '(global i32 (i32.const 0))', '(global i32 (i64.const 0))', /i32 expected/],
  [
    'constant expressions',
    '(func) (global funcref (ref.func 0))',
    '(global $a i32 (i32.const 0)) (global i32 (global.get $a))',
    /imported global/,
  ],
  [
    'export names',
    '(func (export "a") (export "b"))',
    '(func (export "a") (export "a"))',
    /duplicate export/,
  ],
  ['export index', '(func) (export "a" (func 0))', '(func) (export "a" (func 1))', /unknown function/],
  ['memory sizes', '(memory 1 1)', '(memory 2 1)', /minimum/],
  [
    'active data needs a memory',
    '(memory 0) (data (i32.const 0) "")',
    '(data (i32.const 0) "")',
    /unknown memory/,
  ],
];

describe('valid beside invalid', () => {
  for (const [name, valid, invalid, message] of PAIRS) {
    test(name, async () => {
      const [good, bad] = [await assemble(valid), await assemble(invalid)];
      check(good);
      assert.doesNotThrow(() => new WebAssembly.Module(good));
      refuses(bad, message);
      assert.throws(() => new WebAssembly.Module(bad));
    });
  }
});

describe('facts', () => {
  const facts = async (fields: string) => check(await assemble(fields))[0];

  test('parameters and locals', async () => {
    assert.equal((await facts('(func (param i32 i64) (local f32 f32 f32))')).locals, 5);
  });

  test('operand stack: the largest height after a reachable instruction', async () => {
    assert.equal((await facts('(func)')).stackMax, 0);
    assert.equal((await facts('(func i32.const 1 i32.const 2 i32.add drop)')).stackMax, 2);
    assert.equal(
      (await facts('(func i32.const 1 block i32.const 2 i32.const 3 drop drop end drop)')).stackMax,
      3,
    );
    assert.equal((await facts('(func return i32.const 1 i32.const 2 drop drop)')).stackMax, 0);
    assert.equal((await facts('(func block br 1 end i32.const 1 drop)')).stackMax, 0);
    assert.equal((await facts('(func loop br 0 end i32.const 1 drop)')).stackMax, 0);
    assert.equal((await facts('(func block block i32.const 1 br_if 1 end end)')).stackMax, 1);
  });
});
