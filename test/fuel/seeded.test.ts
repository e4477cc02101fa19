/** Wrong prices and sentences left out are noticed by the cases; what is wrong with the data is. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { FuelSchedule } from '../../runtime/schedule.js';
import { ALL_RULES, type Rules } from '../oracle/rules.js';
import { parseCases, readCases } from './cases.js';
import { Checker, type Seed } from './check.js';
import { fuelOf, SCHEDULE } from './schedule.js';

const CASES = [...readCases().values()].flat();

/** Whether some case fails, already by its first run. */
async function isNoticed(seed: Seed): Promise<boolean> {
  const checker = new Checker(seed, false);
  for (const fuelCase of CASES) if ((await checker.problems(fuelCase)).length > 0) return true;
  return false;
}

function withPrice(cost: keyof FuelSchedule['opcode']): FuelSchedule {
  return { ...SCHEDULE, opcode: { ...SCHEDULE.opcode, [cost]: SCHEDULE.opcode[cost] + 1 } };
}

describe('seeded bug: a wrong price', () => {
  for (const cost of Object.keys(SCHEDULE.opcode) as (keyof FuelSchedule['opcode'])[]) {
    test(`of ${cost}, in the product`, async () => {
      assert.equal(await isNoticed({ product: { schedule: withPrice(cost) } }), true);
    });
    test(`of ${cost}, in product and oracle`, async () => {
      assert.equal(await isNoticed({ both: { schedule: withPrice(cost) } }), true);
    });
  }
  for (const key of [
    'growPerPage',
    'growPerTableEntry',
    'bulkUnitsPerFuelLog2',
    'bulkPerTableEntry',
  ] as const) {
    test(key, async () => {
      const schedule = { ...SCHEDULE, [key]: SCHEDULE[key] + 1 };
      assert.equal(await isNoticed({ product: { schedule } }), true);
      assert.equal(await isNoticed({ both: { schedule } }), true);
    });
  }
});

describe('seeded bug: a sentence that the oracle leaves out', () => {
  for (const rule of Object.keys(ALL_RULES) as (keyof Rules)[]) {
    test(rule, async () => {
      assert.equal(await isNoticed({ rules: { ...ALL_RULES, [rule]: false } }), true);
    });
  }
});

test('seeded bug: an oracle that does not look at export return, by a call with one less fuel', async () => {
  const module = '(module (func (export "f") block i32.const 0 br_if 0 nop end))';
  const [returns] = parseCases('a', `${module} (assert_fuel 3s (invoke "f"))`);
  const seed = { rules: { ...ALL_RULES, testReturn: false } };
  assert.deepEqual(await new Checker(seed, false).problems(returns), []);
  assert.equal((await new Checker(seed).problems(returns)).length, 1);
});

test('seeded bug: a wrong frame limit', async () => {
  assert.equal(await isNoticed({ product: { pagesMax: 63 } }), true);
  assert.equal(await isNoticed({ both: { pagesMax: 65 } }), true);
});

describe('the data', () => {
  test('there are at least 500 cases, and at least 200 that return', () => {
    assert.ok(CASES.length >= 500);
    assert.ok(CASES.filter(({ expected }) => expected.kind === 'fuel').length >= 200);
  });

  test('prices differ, so that a wrong class shows', () => {
    assert.equal(new Set(Object.values(SCHEDULE.opcode)).size, Object.values(SCHEDULE.opcode).length);
  });

  test('formulas', () => {
    assert.equal(fuelOf('0'), 0n);
    assert.equal(fuelOf('3s+c-1'), 3n * 2n + 13n - 1n);
    for (const bad of ['', '3z', 's s', 'S', '3.5']) assert.throws(() => fuelOf(bad));
  });

  test('what is no assertion is refused', () => {
    const text = '(module (func (export "f")))';
    assert.equal(parseCases('a', `${text} (assert_fuel 0 (invoke "f")) ;; (assert_fuel 1`).length, 1);
    assert.throws(() => parseCases('a', `${text} (assert_full 0 (invoke "f"))`), /no assertion/);
    assert.throws(() => parseCases('a', `${text} (assert_fuel 0 (call "f"))`), /no assertion/);
    assert.throws(() => parseCases('a', `${text} (assert_fuel 0 (invoke "f")`), /match/);
  });
});
