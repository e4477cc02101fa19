/** Height, memory growth, dirtiness, restoration: SEMANTICS 3, 4, 6 and 9. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { HOST_EXPORT } from '../../../runtime/instrument/interface.js';
import { instrument } from '../../../runtime/instrument/pipeline.js';
import { FUEL_MAX } from '../../../runtime/limits.js';
import { PROFILES } from '../../../runtime/wasm/profile.js';
import { assemble, type Guest, load, OPTIONS } from './harness.js';

/** Calls itself `n` times. */
const RECURSION = `(func $f (export "f") (param i32)
  local.get 0 if local.get 0 i32.const 1 i32.sub call $f end)`;

describe('height', () => {
  test('a function of weight 1 may be entered heightMax times', async () => {
    const guest = await load(RECURSION, { heightMax: 10 });
    assert.equal(guest.call('f', [9]).end, 'RETURN');
    assert.equal(guest.height, 0);
    assert.equal(guest.call('f', [10]).end, 'STACK_LIMIT');
  });

  test('a run starts at the height it is given', async () => {
    const guest = await load(RECURSION, { heightMax: 10 });
    assert.equal(guest.call('f', [4], undefined, 5).end, 'RETURN');
    assert.equal(guest.height, 5);
    assert.equal(guest.call('f', [5], undefined, 5).end, 'STACK_LIMIT');
  });

  test('weight is 1 + (parameters + locals + operand stack) / 64', async () => {
    for (const [locals, weight] of [
      [61, 1],
      [62, 2],
      [125, 2],
      [126, 3],
    ]) {
      // One parameter, the locals, and one operand.
      const wat = `(func (export "f") (param i32) (local ${'i32 '.repeat(locals)}) local.get 0 drop)`;
      assert.equal(instrument(await assemble(wat), OPTIONS).weightMax, weight, `${locals} locals`);
    }
  });

  test('and instructions / 256, in one sum; those of the interpreter image weigh nothing', async () => {
    for (const [locals, instructions, weight] of [
      [0, 255, 1],
      [0, 256, 2],
      [0, 511, 2],
      [0, 512, 3],
      [32, 127, 1],
      [32, 128, 2],
      [63, 3, 1],
      [63, 4, 2],
    ]) {
      const wat = `(func (local ${'i32 '.repeat(locals)}) ${'nop '.repeat(instructions)})`;
      const bytes = await assemble(wat);
      const { weightMax } = instrument(bytes, OPTIONS);
      assert.equal(weightMax, weight, `${locals} locals, ${instructions} instructions`);
      assert.equal(instrument(bytes, { ...OPTIONS, profile: PROFILES.interpreter }).weightMax, 1);
    }
  });

  test('dead code does not weigh', async () => {
    const wat = `(func (export "f") return ${'i32.const 0 '.repeat(500)} ${'drop '.repeat(500)})`;
    assert.equal(instrument(await assemble(wat), OPTIONS).weightMax, 1);
  });

  test('every way out takes the height off', async () => {
    const wat = `(func $g (param i32) (result i32 i32)
        (block
          (block
            (block (br_table 0 1 2 (local.get 0)))
            (return (i32.const 3) (i32.const 4)))
          (br 1 (i32.const 5) (i32.const 6)))
        (i32.const 7) (i32.const 8))
      (func (export "f") (param i32) (result i32) local.get 0 call $g i32.add)`;
    const guest = await load(wat);
    assert.deepEqual(
      [0, 1, 2].map((arm) => guest.call('f', [arm]).value),
      [7, 11, 15],
    );
    assert.equal(guest.height, 0);
  });

  test('where fuel and height both fail, fuel is first', async () => {
    const guest = await load(RECURSION, { heightMax: 0 });
    assert.equal(guest.call('f', [0], 2n).end, 'STACK_LIMIT');
    assert.equal(guest.call('f', [0], 1n).end, 'OUT_OF_FUEL');
  });
});

describe('memory.grow', () => {
  const GROW = '(func (export "f") (param i32) (result i32) (memory.grow (local.get 0)))';

  const pages = (guest: Guest): number =>
    (guest.exports['memory'] as WebAssembly.Memory).buffer.byteLength / 65_536;

  test('up to the declared maximum; beyond it -1', async () => {
    const guest = await load(`(memory (export "memory") 1 3) ${GROW}`);
    assert.equal(guest.module.maxPages, 3);
    assert.equal(guest.call('f', [3]).value, -1);
    assert.equal(guest.call('f', [2]).value, 1);
    assert.equal(pages(guest), 3);
    assert.equal(guest.call('f', [1]).value, -1);
    assert.equal(guest.call('f', [0]).value, 3);
  });

  test('without a maximum up to 32 pages; beyond them MEMORY', async () => {
    const guest = await load(`(memory (export "memory") 1) ${GROW}`);
    assert.equal(guest.module.maxPages, 32);
    assert.equal(guest.call('f', [31]).value, 1);
    assert.equal(guest.call('f', [1]).end, 'MEMORY');
    assert.equal(pages(guest), 32);
  });

  test('an initial size above 32 pages is the limit', async () => {
    const guest = await load(`(memory 40) ${GROW}`);
    assert.equal(guest.module.maxPages, 40);
    assert.equal(guest.call('f', [1]).end, 'MEMORY');
  });

  test('a declared maximum above the protocol limit: MEMORY up to it, -1 beyond it', async () => {
    const guest = await load(`(memory 1 2000) ${GROW}`);
    assert.equal(guest.module.maxPages, 1_024);
    assert.equal(guest.call('f', [1_023]).value, 1);
    assert.equal(guest.call('f', [1]).end, 'MEMORY');
    assert.equal(guest.call('f', [977]).value, -1);
    assert.equal(guest.call('f', [65_536], FUEL_MAX).value, -1);
    assert.equal(guest.call('f', [-1], FUEL_MAX).end, 'OUT_OF_FUEL');
  });

  test('the host may set a lower frame limit', async () => {
    const guest = await load(`(memory 1 10) ${GROW}`);
    guest.global(HOST_EXPORT.pagesMax).value = 2;
    assert.equal(guest.call('f', [2]).end, 'MEMORY');
    assert.equal(guest.call('f', [1]).value, 1);
  });

  test('real growth that fails below the limit is a host fault', async () => {
    const guest = await load(`(memory 1) ${GROW}`);
    guest.global(HOST_EXPORT.pagesMax).value = 100;
    assert.equal(guest.call('f', [50]).end, 'HOST_FAULT');
  });

  test('an initial size above the frame limit is refused', async () => {
    const bytes = await assemble('(memory 17)');
    const profile = PROFILES.contract;
    assert.throws(() => instrument(bytes, { ...OPTIONS, profile, pagesMax: 16 }), { code: 'BAD_MODULE' });
    assert.equal(instrument(bytes, { ...OPTIONS, profile, pagesMax: 17 }).startPages, 17);
  });
});

describe('an instance is dirty', () => {
  const MODULE = `(memory 1 3) (data $d "x") (table 4 8 funcref) (elem $e func)
    (global (mut i32) (i32.const 5))
    (func (export "load") (drop (i32.load (i32.const 0))))
    (func (export "store") (i32.store (i32.const 0) (i32.const 1)))
    (func (export "fill") (memory.fill (i32.const 0) (i32.const 1) (i32.const 1)))
    (func (export "global") (global.set 0 (i32.const 6)))
    (func (export "size") (drop (table.size)) (drop (memory.size)))
    (func (export "get") (drop (table.get (i32.const 0))))
    (func (export "grow0") (drop (memory.grow (i32.const 0))))
    (func (export "entries0") (drop (table.grow (ref.null func) (i32.const 0))))
    (func (export "grow") (drop (memory.grow (i32.const 1))))
    (func (export "growFails") (drop (memory.grow (i32.const 9))))
    (func (export "entries") (drop (table.grow (ref.null func) (i32.const 1))))
    (func (export "set") (table.set (i32.const 0) (ref.null func)))
    (func (export "tableFill") (table.fill (i32.const 0) (ref.null func) (i32.const 1)))
    (func (export "tableCopy") (table.copy (i32.const 0) (i32.const 1) (i32.const 1)))
    (func (export "tableInit") (table.init $e (i32.const 0) (i32.const 0) (i32.const 0)))
    (func (export "dropData") (data.drop $d))
    (func (export "dropElem") (elem.drop $e))
    (global $r (mut funcref) (ref.null func))
    (func (export "reference") (global.set $r (ref.null func)))
    (global $float (mut f32) (f32.const 0))
    (func (export "float") (global.set $float (f32.const 1)))`;
  const CLEAN = ['load', 'store', 'fill', 'global', 'size', 'get', 'grow0', 'entries0'];
  const DIRTY = [
    'grow',
    'growFails',
    'entries',
    'set',
    'tableFill',
    'tableCopy',
    'tableInit',
    'dropData',
    'dropElem',
    'reference',
    'float',
  ];

  for (const name of CLEAN) {
    test(`not after ${name}`, async () => {
      const guest = await load(MODULE);
      assert.equal(guest.call(name).end, 'RETURN');
      assert.equal(guest.isDirty, false);
    });
  }
  for (const name of DIRTY) {
    test(`after ${name}`, async () => {
      const guest = await load(MODULE);
      assert.equal(guest.call(name).end, 'RETURN');
      assert.equal(guest.isDirty, true);
    });
  }
});

describe('the boundary', () => {
  test('mutable integer globals of the guest can be read and restored by the host', async () => {
    const guest =
      await load(`(global i32 (i32.const 1)) (global (mut i64) (i64.const 2)) (global (mut i32) (i32.const 3))
      (global (mut f32) (f32.const 4)) (func (export "f") (global.set 1 (i64.const 9)))`);
    assert.deepEqual(guest.module.globals, ['pbevm:global:1', 'pbevm:global:2']);
    guest.call('f');
    assert.equal(guest.global('pbevm:global:1').value, 9n);
    guest.global('pbevm:global:1').value = 2n;
    assert.equal(guest.global('pbevm:global:2').value, 3);
  });

  test('a guest cannot name what is appended', async () => {
    const typed = (code: string) => `(func (export "f") (result i32) ${code} i32.const 0)`;
    for (const wat of [
      typed('global.get 0 drop'),
      typed('i64.const 9 global.set 0'),
      typed('i32.const 0 call 1 drop'),
      typed('i32.const 0 call 2 drop'),
    ]) {
      const bytes = await assemble(wat);
      assert.throws(() => instrument(bytes, OPTIONS), {
        code: 'BAD_MODULE',
        message: /unknown (global|function)/,
      });
    }
  });

  test('a guest cannot use the prefix of the host exports', async () => {
    const bytes = await assemble('(func (export "pbevm:fuel"))');
    assert.throws(() => instrument(bytes, OPTIONS), { code: 'BAD_MODULE' });
    instrument(await assemble('(func (export "pbevm"))'), OPTIONS);
  });

  test('custom sections are stripped; names on request stay', async () => {
    const bytes = await assemble('(func $secretName (export "f")) (@custom "other" "x")');
    const text = (keepNames: boolean) =>
      Buffer.from(instrument(bytes, { ...OPTIONS, keepNames }).bytes).toString('latin1');
    assert.equal(text(false).includes('secretName'), false);
    assert.equal(text(true).includes('secretName'), true);
    assert.equal(text(true).includes('other'), false);
  });

  test('a malformed name section is left out; it does not refuse the module', async () => {
    for (const content of ['\\01\\ff', '\\01', '\\01\\80\\80\\80\\80\\80\\80', '\\04\\7f\\00']) {
      const bytes = await assemble(`(func (export "f")) (@custom "name" "${content}")`);
      assert.deepEqual(
        instrument(bytes, { ...OPTIONS, keepNames: true }).bytes,
        instrument(bytes, { ...OPTIONS, keepNames: false }).bytes,
      );
    }
  });

  test('the same input gives the same output', async () => {
    const bytes = await assemble(RECURSION);
    assert.deepEqual(instrument(bytes, OPTIONS).bytes, instrument(bytes, OPTIONS).bytes);
  });
});
