/** The oracle as its callers see it: state, hosts, depth; the numbers are in `test/fuel`. */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { assemble, OPTIONS, PLENTY } from '../runtime/instrument/harness.js';
import { packageRoot } from '../support/package-root.js';
import { Oracle } from './oracle.js';
import { ALL_RULES } from './rules.js';

async function load(wat: string, imports: WebAssembly.Imports = {}): Promise<Oracle> {
  return new Oracle(await assemble(wat), OPTIONS, imports);
}

describe('values', () => {
  test('cross as the JavaScript interface has them', async () => {
    const oracle = await load(`(func (export "f") (param i32 i64 f32 f64) (result f64 f32 i64 i32)
      local.get 3 local.get 2 local.get 1 local.get 0)`);
    const wide = 2n ** 63n;
    assert.deepEqual(oracle.call('f', [2 ** 32 - 1, wide, 0.1, 0.1]).value, [
      0.1,
      Math.fround(0.1),
      -wide,
      -1,
    ]);
  });

  test('of globals are bits, payloads of NaNs kept', async () => {
    const oracle = await load(`(global i32 (i32.const 1)) (global (mut f32) (f32.const 0))
      (global (mut f64) (f64.const -nan:0x4000000000001)) (global (mut i64) (i64.const -1))
      (func (export "f") (global.set 1 (f32.reinterpret_i32 (i32.const -1))))`);
    assert.deepEqual(oracle.globals(), [0, 0xfff4_0000_0000_0001n, -1n]);
    oracle.call('f');
    assert.equal(oracle.globals()[0], 0xffff_ffff);
  });
});

describe('state', () => {
  const MODULE = `(memory 1 3) (data $d "abc") (table 4 8 funcref)
    (func (export "store") (i32.store8 (i32.const 65535) (i32.const 7)))
    (func (export "grow") (drop (memory.grow (i32.const 1))))
    (func (export "init") (memory.init $d (i32.const 1) (i32.const 0) (i32.const 3)))
    (func (export "drop") (data.drop $d))
    (func (export "overlap") (memory.copy (i32.const 2) (i32.const 1) (i32.const 3)))
    (func (export "set") (table.set (i32.const 0) (ref.null func)))
    (func (export "trap") (i32.store8 (i32.const 0) (i32.const 9)) unreachable)`;

  test('is kept from call to call, after a trap too', async () => {
    const oracle = await load(MODULE);
    for (const name of ['store', 'init', 'overlap', 'trap']) oracle.call(name);
    assert.deepEqual([...oracle.memory.subarray(0, 6)], [9, 97, 97, 98, 99, 0]);
    assert.equal(oracle.memory[65_535], 7);
  });

  test('growth keeps it and adds zeros', async () => {
    const oracle = await load(MODULE);
    for (const name of ['store', 'grow']) oracle.call(name);
    assert.equal(oracle.memory.length, 2 * 65_536);
    assert.deepEqual([oracle.memory[65_535], oracle.memory[65_536]], [7, 0]);
  });

  test('a dropped segment is empty', async () => {
    const oracle = await load(MODULE);
    assert.equal(oracle.call('init').end, 'RETURN');
    oracle.call('drop');
    assert.equal(oracle.call('init').end, 'TRAP');
  });

  test('what cannot be restored makes it dirty', async () => {
    for (const [name, isDirty] of [
      ['store', false],
      ['init', false],
      ['grow', true],
      ['drop', true],
      ['set', true],
    ] as const) {
      const oracle = await load(MODULE);
      oracle.call(name);
      assert.equal(oracle.isDirty, isDirty, name);
    }
  });

  test('a segment that does not fit traps before there is an instance', async () => {
    await assert.rejects(load('(memory 1) (data (i32.const 65535) "ab")'), { name: 'Trap' });
    await assert.rejects(load('(table 1 funcref) (func $f) (elem (i32.const 1) $f)'), { name: 'Trap' });
    await load('(memory 1) (data (i32.const 65534) "ab")');
  });
});

describe('the host', () => {
  test('sees and sets fuel inside an import call', async () => {
    const seen: unknown[] = [];
    const oracle: Oracle = await load(
      `(import "env" "look" (func $look (param i64 f32) (result i64 i32)))
      (func (export "f") (result i32) (local i32)
        i64.const 5 f32.const 0.5 call $look local.set 0 drop local.get 0)`,
      {
        env: {
          look: (a: bigint, b: number) => {
            seen.push(a, b, oracle.fuel, oracle.height);
            oracle.fuel = 100n;
            return [2n ** 64n, 2 ** 32 + 3];
          },
        },
      },
    );
    // 2 constants and the call (4); then local.set, drop, local.get.
    assert.deepEqual(oracle.call('f', [], 1_000n, 5), { end: 'RETURN', value: 3, used: 1_000n - 97n });
    assert.deepEqual(seen, [5n, 0.5, 994n, 6]);
    assert.equal(oracle.height, 5);
  });

  test('what it throws goes through, and the next call is a new one', async () => {
    let left = 1;
    const oracle = await load('(import "env" "f" (func $f)) (func (export "f") call $f)', {
      env: {
        f: () => {
          if (left-- > 0) throw new RangeError('host');
        },
      },
    });
    assert.throws(() => oracle.call('f'), RangeError);
    assert.deepEqual(oracle.call('f', [], 4n), { end: 'RETURN', value: undefined, used: 4n });
  });

  test('a trap consumes all', async () => {
    const oracle = await load('(func (export "f") unreachable)');
    assert.deepEqual(oracle.call('f', [], 77n), { end: 'TRAP', value: undefined, used: 77n });
  });
});

describe('depth', () => {
  const RECURSION = `(func $f (export "f") (param i32)
    local.get 0 if local.get 0 i32.const 1 i32.sub call $f end)`;

  test('a guest of height 32,000 fits', async () => {
    const oracle = await load(RECURSION);
    assert.equal(oracle.call('f', [31_999]).end, 'RETURN');
    assert.equal(oracle.heightPeak, 32_000);
    assert.equal(oracle.call('f', [32_000]).end, 'STACK_LIMIT');
  });

  test('seeded bug: an oracle that never takes a weight off is noticed', async () => {
    const bytes = await assemble('(func $g) (func (export "f") call $g call $g)');
    assert.equal(new Oracle(bytes, { ...OPTIONS, heightMax: 2 }).call('f').end, 'RETURN');
    const wrong = new Oracle(bytes, { ...OPTIONS, heightMax: 2 }, {}, { ...ALL_RULES, leave: false });
    assert.equal(wrong.call('f', [], PLENTY).end, 'STACK_LIMIT');
  });
});

test('the oracle takes nothing but a type from instrumentation', () => {
  const folder = join(packageRoot(), 'test/oracle');
  const files = readdirSync(folder).filter((file) => !/\.test\.ts$|^sides\.ts$/.test(file));
  const lines = files.flatMap(
    (file) => readFileSync(join(folder, file), 'utf8').match(/^.* from '.*$/gm) ?? [],
  );
  assert.deepEqual(
    lines.filter((line) => line.includes('/instrument/')),
    ["import type { InstrumentOptions } from '../../runtime/instrument/pipeline.js';"],
  );
});
