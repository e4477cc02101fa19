/**
 * Fuel beyond what the cases of `test/fuel` can say: no trace of what was not paid, prices that are refused.
 */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { instrument } from '../../../runtime/instrument/pipeline.js';
import { DEV_SCHEDULE, type FuelSchedule, interpreterSchedule } from '../../../runtime/schedule.js';
import { ALL_RULES } from '../../oracle/rules.js';
import { type Instantiate, observe, oracle, product } from '../../oracle/sides.js';
import { assemble, OPTIONS, PLENTY } from './harness.js';

/** Each operation changes what `trace` counts. */
const OPERATIONS = `(memory (export "memory") 1 3) (data $d "12345678")
  (table 8 16 funcref) (elem $e func $trace)
  (func $trace (export "trace") (result i32)
    (i32.add (i32.load8_u (i32.const 100))
      (i32.add (i32.add (memory.size) (table.size)) (ref.is_null (table.get (i32.const 0))))))
  (func (export "memory.fill") (memory.fill (i32.const 100) (i32.const 1) (i32.const 8)))
  (func (export "memory.init") (memory.init $d (i32.const 100) (i32.const 0) (i32.const 8)))
  (func (export "memory.grow") (drop (memory.grow (i32.const 1))))
  (func (export "table.set") (table.set (i32.const 0) (ref.func $trace)))
  (func (export "table.fill") (table.fill (i32.const 0) (ref.func $trace) (i32.const 1)))
  (func (export "table.init") (table.init $e (i32.const 0) (i32.const 0) (i32.const 1)))
  (func (export "table.grow") (drop (table.grow (ref.null func) (i32.const 1))))`;
const NAMES = [...OPERATIONS.matchAll(/export "([a-z]+\.[a-z]+)"/g)].map(([, name]) => name);

/** What `trace` says before a call and after it, with all the fuel it takes and with one less. */
function traces(instantiate: Instantiate, name: string): Record<'before' | 'paid' | 'unpaid', unknown> {
  const { used } = observe(instantiate, name, [], PLENTY);
  const after = (fuel: bigint, end: string) => {
    const side = instantiate({});
    assert.equal(side.call(name, [], fuel).end, end);
    return side.call('trace').value;
  };
  // What is behind the operation is charged after its test.
  const behind = name.endsWith('.grow') ? BigInt(OPTIONS.schedule.opcode.simple) : 0n;
  return {
    before: instantiate({}).call('trace').value,
    paid: after(used, 'RETURN'),
    unpaid: after(used - behind - 1n, 'OUT_OF_FUEL'),
  };
}

describe('an operation that cannot be paid leaves no trace', () => {
  for (const name of NAMES) {
    test(name, async () => {
      const { before, paid, unpaid } = traces(product(await assemble(OPERATIONS), OPTIONS), name);
      assert.notEqual(paid, before);
      assert.equal(unpaid, before);
    });
  }

  test('seeded bug: an oracle that does not test there is noticed', async () => {
    const wrong = oracle(await assemble(OPERATIONS), OPTIONS, { ...ALL_RULES, testBoundaries: false });
    const { before, unpaid } = traces(wrong, 'memory.fill');
    assert.notEqual(unpaid, before);
  });
});

describe('prices', () => {
  const [tier] = DEV_SCHEDULE.memoryTiers;
  const withWeight = (simple: number) => ({ opcode: { ...DEV_SCHEDULE.opcode, simple } });
  const withBase = (bulk: number) => ({ opcode: { ...DEV_SCHEDULE.opcode, bulk } });
  /** Changes of a schedule: accepted, refused. */
  const ROWS: readonly (readonly [Partial<FuelSchedule>, Partial<FuelSchedule>])[] = [
    [withWeight(256), withWeight(257)],
    [withWeight(0), withWeight(-1)],
    [withWeight(1), withWeight(0.5)],
    [withBase(2 ** 30), withBase(2 ** 30 + 1)],
    [{ growPerPage: 2 ** 30 }, { growPerPage: 2 ** 30 + 1 }],
    [{ growPerTableEntry: 2 ** 30 }, { growPerTableEntry: 2 ** 30 + 1 }],
    [{ bulkPerTableEntry: 2 ** 30 }, { bulkPerTableEntry: 2 ** 30 + 1 }],
    [{ bulkUnitsPerFuelLog2: 31 }, { bulkUnitsPerFuelLog2: 32 }],
    [{ memoryTiers: [{ ...tier, load: 256 }] }, { memoryTiers: [{ ...tier, load: 257 }] }],
    [{ memoryTiers: [{ ...tier, store: 256 }] }, { memoryTiers: [{ ...tier, store: 257 }] }],
  ];

  test('that could wrap the word are refused', async () => {
    const bytes = await assemble('(func)');
    for (const [accepted, refused] of ROWS) {
      const metered = (change: Partial<FuelSchedule>) =>
        instrument(bytes, { ...OPTIONS, schedule: { ...DEV_SCHEDULE, ...change } });
      assert.doesNotThrow(() => metered(accepted));
      assert.throws(() => metered(refused), { code: 'HOST_FAULT' }, JSON.stringify(refused));
    }
  });
});

test('an interpreter pays for loads and stores as in a small memory (note r)', async () => {
  const large = DEV_SCHEDULE.memoryTiers[0].abovePages + 1;
  const used = async (schedule: FuelSchedule, pages: number): Promise<bigint> => {
    const access = '(i64.store8 (i32.const 0) (i64.load (i32.const 8)))';
    const bytes = await assemble(`(memory 1 ${pages}) (func (export "f") ${access})`);
    return observe(product(bytes, { ...OPTIONS, schedule }), 'f', [], PLENTY).used;
  };
  const small = await used(DEV_SCHEDULE, 1);
  assert.equal(await used(interpreterSchedule(DEV_SCHEDULE), large), small);
  assert.notEqual(await used(DEV_SCHEDULE, large), small);
});
