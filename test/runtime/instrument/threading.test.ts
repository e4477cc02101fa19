/** The word that carries fuel and height through calls: what guest and host see of it is nothing. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { HOST_EXPORT } from '../../../runtime/instrument/interface.js';
import { instrument } from '../../../runtime/instrument/pipeline.js';
import { FUEL_MAX } from '../../../runtime/limits.js';
import { DEV_SCHEDULE } from '../../../runtime/schedule.js';
import { assemble, type Guest, load, OPTIONS, PLENTY } from './harness.js';

const IMPORT = '(import "env" "look" (func $look))';

/** A guest whose import `look` runs `visit`. */
async function visited(wat: string, visit: (guest: Guest) => void): Promise<Guest> {
  const guest: Guest = await load(`${IMPORT} ${wat}`, {}, { env: { look: () => visit(guest) } });
  return guest;
}

describe('what the host sees', () => {
  test('the height at an import call: the weights of the functions above it', async () => {
    const seen: number[] = [];
    const guest = await visited(
      `(table 2 funcref) (elem (i32.const 0) $look $heavy)
      (func $heavy (local ${'i64 '.repeat(200)}) call $look)
      (func $middle call $look i32.const 1 call_indirect i32.const 0 call_indirect)
      (func (export "f") call $middle call $look)`,
      ({ height }) => seen.push(height),
    );
    assert.equal(guest.call('f', [], PLENTY, 30).end, 'RETURN');
    assert.deepEqual(seen, [32, 36, 32, 31]);
    assert.equal(guest.height, 30);
  });

  test('a host function may run another export in the middle', async () => {
    const guest = await visited(
      `(func (export "g") (param i32) (result i32) local.get 0 nop)
      (func $inner call $look) (func (export "f") call $inner call $inner)`,
      ({ exports, height, global }) => {
        const before = height;
        assert.equal((exports['g'] as (x: number) => number)(7), 7);
        assert.equal(global.call(guest, HOST_EXPORT.height).value, before);
      },
    );
    assert.deepEqual(guest.call('f'), { end: 'RETURN', value: undefined, used: 2n * (4n + 4n + 2n) });
    assert.equal(guest.height, 0);
  });

  test('any fuel below zero that a host function leaves is exhaustion', async () => {
    for (const fuel of [-1n, -(2n ** 47n) - 1n, -(2n ** 63n)]) {
      const guest = await visited('(func (export "f") call $look)', ({ exports }) => {
        (exports[HOST_EXPORT.fuel] as WebAssembly.Global).value = fuel;
      });
      assert.equal(guest.call('f').end, 'OUT_OF_FUEL');
      assert.equal(guest.fuel, fuel);
    }
  });

  test('the largest limit is counted exactly', async () => {
    const guest = await load('(func $g nop) (func (export "f") call $g call $g)');
    assert.deepEqual(guest.call('f', [], FUEL_MAX, 31_000), { end: 'RETURN', value: undefined, used: 10n });
    assert.equal(guest.height, 31_000);
  });

  test('fuel that runs out below zero without a test comes back as it is', async () => {
    // Each turn charges two more after its call, and no test sees them.
    const guest = await load(`(func $f (export "f") (param i32)
      local.get 0 if local.get 0 i32.const 1 i32.sub call $f local.get 0 i32.eqz br_if 0 nop nop end)`);
    const { used } = guest.call('f', [5_000]);
    assert.deepEqual(guest.call('f', [5_000], used), { end: 'RETURN', value: undefined, used });
    for (const missing of [1n, 100n, used - 1n]) {
      assert.equal(guest.call('f', [5_000], used - missing).end, 'OUT_OF_FUEL', `${missing} missing`);
    }
  });
});

describe('a guest cannot tell', () => {
  test('a reference to an import in code that cannot be reached', async () => {
    // The import is then declared as its wrapper only, so every mention must be the wrapper.
    const guest = await load(
      `${IMPORT} (elem declare func $look)
      (func (export "f") return (drop (ref.func $look)))`,
      {},
      { env: { look: () => {} } },
    );
    assert.equal(guest.call('f').end, 'RETURN');
  });

  test('exports of all forms: an import, a function by two names, one that is in a table', async () => {
    const guest = await load(
      `(import "env" "twice" (func $twice (param i32) (result i32)))
      (table 1 funcref) (elem (i32.const 0) $g)
      (func $g (param i32) (result i32) local.get 0 call $twice)
      (func (export "f") (param i32) (result i32)
        local.get 0 i32.const 0 call_indirect (param i32) (result i32))
      (export "twice" (func $twice)) (export "a" (func $g)) (export "b" (func $g))`,
      {},
      { env: { twice: (value: number) => value * 2 } },
    );
    for (const name of ['twice', 'a', 'b', 'f']) assert.equal(guest.call(name, [21]).value, 42, name);
  });

  test('call_indirect tells types apart as before, also those that end in an i64', async () => {
    const guest = await load(`(table 3 funcref) (elem (i32.const 0) $none $one $two)
      (func $none) (func $one (param i64) (result i64) local.get 0)
      (func $two (param i64 i64) (result i64 i64) local.get 1 local.get 0)
      (func (export "none") (param i32) local.get 0 call_indirect)
      (func (export "one") (param i32) (result i64)
        i64.const 5 local.get 0 call_indirect (param i64) (result i64))
      (func (export "two") (param i32) (result i64) i64.const 5 i64.const 8 local.get 0
        call_indirect (param i64 i64) (result i64 i64) i64.sub)`);
    const ends = ['none', 'one', 'two'].map((name) =>
      [0, 1, 2].map((entry) => guest.call(name, [entry]).value),
    );
    assert.deepEqual(ends, [
      [undefined, undefined, undefined],
      [undefined, 5n, undefined],
      [undefined, undefined, 3n],
    ]);
    assert.equal(guest.call('none', [1]).end, 'TRAP');
    assert.equal(guest.call('none', [0]).end, 'RETURN');
  });

  test('ref.func of a function that only its export, or only an import, declares', async () => {
    const guest = await load(
      `(import "env" "seven" (func $seven (result i32))) (export "seven" (func $seven))
      (table $t 2 funcref)
      (func $eight (export "eight") (result i32) i32.const 8)
      (func (export "f") (result i32)
        i32.const 0 ref.func $seven table.set $t i32.const 1 ref.func $eight table.set $t
        i32.const 0 call_indirect (result i32) i32.const 1 call_indirect (result i32) i32.mul)`,
      {},
      { env: { seven: () => 7 } },
    );
    assert.equal(guest.call('f').value, 56);
  });

  test('ref.func that cannot be reached stays declared', async () => {
    const guest = await load(
      `(import "env" "look" (func $look)) (elem declare func $look) (func $g (export "g"))
      (func (export "f") (result i32) i32.const 3 return ref.func $look drop ref.func $g drop)`,
      {},
      { env: { look: () => 0 } },
    );
    assert.equal(guest.call('f').value, 3);
  });

  test('code that cannot be reached stays valid', async () => {
    const wat = `(import "env" "look" (func $look (param f32) (result f64)))
      (type $t (func (param f32 i64) (result f64 i32))) (table 1 funcref) (memory 1)
      (func $g (type $t) f64.const 0 i32.const 0)
      (func (export "f") (param i32) (result f64 i32) (local f32 f64 i64)
        f64.const 1 i32.const 2 return
        local.get 1 local.get 3 call $g return
        local.get 1 local.get 3 i32.const 0 call_indirect (type $t) local.set 0 local.tee 2 local.get 0 return
        call $g drop drop i32.const 0 call_indirect (type $t)
        block f32.const 1 call $look local.set 2 end memory.grow drop drop
        f32.const 1 local.get 3 call $g)`;
    const guest = await load(wat, {}, { env: { look: () => 0 } });
    assert.deepEqual(guest.call('f', [0]).value, [1, 2]);
  });
});

test('a weight that could wrap the word is refused', async () => {
  const bytes = await assemble('(func)');
  const weighing = (simple: number) => ({
    ...OPTIONS,
    schedule: { ...DEV_SCHEDULE, opcode: { ...DEV_SCHEDULE.opcode, simple } },
  });
  instrument(bytes, weighing(256));
  assert.throws(() => instrument(bytes, weighing(257)), /weight 257/);
});
