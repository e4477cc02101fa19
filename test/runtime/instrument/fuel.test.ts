/**
 * Fuel: exact path sums, exhaustion at exactly one less, what the host sees, and traps (SEMANTICS 1 to 3).
 */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { HOST_EXPORT } from '../../../runtime/instrument/interface.js';
import { instrument } from '../../../runtime/instrument/pipeline.js';
import { DEV_SCHEDULE, type FuelSchedule, interpreterSchedule } from '../../../runtime/schedule.js';
import { FUEL_CASES, type FuelCase } from './fuel-cases.js';
import { assemble, Guest, load, OPTIONS } from './harness.js';

/** Calls whose fuel differs from what the case says. */
async function mismatches(fuelCase: FuelCase, schedule: FuelSchedule): Promise<string[]> {
  const module = instrument(await assemble(fuelCase.wat), { ...OPTIONS, schedule });
  const found: string[] = [];
  for (const [args, fuel] of fuelCase.calls) {
    const outcome = new Guest(module).call('f', args);
    if (outcome.end !== 'RETURN' || outcome.used !== BigInt(fuel)) {
      found.push(`${fuelCase.name}(${args}): ${outcome.end} ${outcome.used}, expected ${fuel}`);
    }
  }
  return found;
}

describe('path sums', () => {
  for (const fuelCase of FUEL_CASES) {
    test(fuelCase.name, async () => {
      assert.deepEqual(await mismatches(fuelCase, DEV_SCHEDULE), []);
    });

    test(`${fuelCase.name}: enough fuel is exactly the sum`, async () => {
      const module = instrument(await assemble(fuelCase.wat), OPTIONS);
      for (const [args, fuel] of fuelCase.calls) {
        assert.equal(new Guest(module).call('f', args, BigInt(fuel)).end, 'RETURN');
        if (fuel > 0) assert.equal(new Guest(module).call('f', args, BigInt(fuel) - 1n).end, 'OUT_OF_FUEL');
      }
    });
  }
});

describe('seeded bugs are noticed', () => {
  for (const cost of Object.keys(DEV_SCHEDULE.opcode) as (keyof FuelSchedule['opcode'])[]) {
    test(`a wrong price of ${cost}`, async () => {
      const price = DEV_SCHEDULE.opcode[cost] + 1;
      const schedule = { ...DEV_SCHEDULE, opcode: { ...DEV_SCHEDULE.opcode, [cost]: price } };
      const found = await Promise.all(FUEL_CASES.map((fuelCase) => mismatches(fuelCase, schedule)));
      assert.notEqual(found.flat().length, 0);
    });
  }

  for (const key of [
    'growPerPage',
    'growPerTableEntry',
    'bulkUnitsPerFuelLog2',
    'bulkPerTableEntry',
  ] as const) {
    test(`a wrong ${key}`, async () => {
      const schedule = { ...DEV_SCHEDULE, [key]: DEV_SCHEDULE[key] + 1 };
      const found = await Promise.all(FUEL_CASES.map((fuelCase) => mismatches(fuelCase, schedule)));
      assert.notEqual(found.flat().length, 0);
    });
  }
});

describe('memory tiers', () => {
  const tiers = FUEL_CASES.filter(({ name }) => name.startsWith('load '));

  test('without them loads and stores cost as in a small memory', async () => {
    const found = await Promise.all(
      tiers.map((fuelCase) => mismatches(fuelCase, interpreterSchedule(DEV_SCHEDULE))),
    );
    // All but the one of 16 pages.
    assert.equal(found.flat().length, tiers.length - 1);
  });

  test('a wrong bound or weight is noticed', async () => {
    const [middle, large] = DEV_SCHEDULE.memoryTiers;
    for (const memoryTiers of [
      [{ ...middle, abovePages: 17 }, large],
      [middle, { ...large, abovePages: 31 }],
      [{ ...middle, load: 41 }, large],
      [middle, { ...large, store: 9 }],
    ]) {
      const schedule = { ...DEV_SCHEDULE, memoryTiers };
      const found = await Promise.all(tiers.map((fuelCase) => mismatches(fuelCase, schedule)));
      assert.notEqual(found.flat().length, 0, JSON.stringify(memoryTiers));
    }
  });

  test('weights of tiers are held to the word', async () => {
    const memoryTiers = [{ abovePages: 1, load: 257, store: 1 }];
    const bytes = await assemble('(func)');
    assert.throws(
      () => instrument(bytes, { ...OPTIONS, schedule: { ...DEV_SCHEDULE, memoryTiers } }),
      /weight 257/,
    );
  });
});

describe('what the host sees', () => {
  const IMPORT = '(import "env" "look" (func $look))';

  async function seen(wat: string, args: readonly number[] = []): Promise<{ at: number[]; used: number }> {
    const at: number[] = [];
    const guest: Guest = await load(wat, {}, { env: { look: () => at.push(Number(1000n - guest.fuel)) } });
    const { used } = guest.call('f', args, 1000n);
    return { at, used: Number(used) };
  }

  test('an import call ends a segment: later code is not charged yet', async () => {
    const result = await seen(`${IMPORT} (func (export "f") nop call $look nop nop call $look nop)`);
    assert.deepEqual(result, { at: [5, 11], used: 12 });
  });

  test('an internal call does not', async () => {
    const result = await seen(`${IMPORT} (func $g call $look) (func (export "f") call $g nop nop)`);
    assert.deepEqual(result, { at: [4 + 2 + 4], used: 10 });
  });

  test('the smaller arm is charged in front of the if, what follows the arms at the start', async () => {
    const wat = `${IMPORT} (func $g (param i32) call $look)
      (func (export "f") (param i32)
        local.get 0 local.get 0 call $g
        if nop nop nop else nop end nop)`;
    // Entry: 2 gets, call 4, if 1, the smaller arm 1, the last nop 1; then look's call.
    assert.deepEqual(await seen(wat, [1]), { at: [9 + 4], used: 13 + 2 });
    assert.deepEqual(await seen(wat, [0]), { at: [9 + 4], used: 13 });
  });

  test('no arm, nothing moves', async () => {
    const wat = `${IMPORT} (func $g call $look)
      (func (export "f") (param i32) call $g local.get 0 if nop nop end)`;
    assert.deepEqual(await seen(wat, [1]), { at: [6 + 4], used: 12 });
  });

  test('a host function that takes all fuel ends the guest right after it', async () => {
    const guest: Guest = await load(
      `${IMPORT} (func (export "f") call $look unreachable)`,
      {},
      {
        env: {
          look: () => {
            guest.global(HOST_EXPORT.fuel).value = -1n;
          },
        },
      },
    );
    assert.equal(guest.call('f').end, 'OUT_OF_FUEL');
  });

  test('an import reached through a table is tested before and after, too', async () => {
    const wat = `(type $t (func (param i32) (result i32)))
      (import "env" "twice" (func $twice (type $t)))
      (table 2 funcref) (elem (i32.const 0) func $twice)
      (func (export "f") (param i32) (result i32)
        local.get 0 i32.const 0 call_indirect (type $t))`;
    let calls = 0;
    const guest: Guest = await load(
      wat,
      {},
      {
        env: {
          twice: (value: number) => {
            calls++;
            if (value === 13) guest.global(HOST_EXPORT.fuel).value = -1n;
            return value * 2;
          },
        },
      },
    );
    assert.deepEqual(guest.call('f', [21]), { end: 'RETURN', value: 42, used: 10n });
    assert.equal(guest.call('f', [13]).end, 'OUT_OF_FUEL');
    assert.equal(calls, 2);
  });
});

describe('where exhaustion is tested', () => {
  test('a trap with a counter that is negative but not tested yet is a trap', async () => {
    const guest = await load('(func (export "f") (param i32) local.get 0 br_if 0 nop nop nop unreachable)');
    assert.equal(guest.call('f', [0], 3n).end, 'TRAP');
    assert.equal(guest.call('f', [0], 1n).end, 'OUT_OF_FUEL');
  });

  test('a loop header is tested every time', async () => {
    const guest = await load('(func (export "f") loop br 0 end)');
    assert.equal(guest.call('f', [], 1_000_000n).end, 'OUT_OF_FUEL');
  });

  test('a loop without weight is endless, but its branch back has one', async () => {
    const guest = await load('(func (export "f") (local i32) loop (br_if 0 (i32.eqz (local.get 0))) end)');
    assert.equal(guest.call('f', [], 30_000n).end, 'OUT_OF_FUEL');
  });

  test('a bulk operation that cannot be paid leaves no trace', async () => {
    const wat = `(memory (export "memory") 1)
      (func (export "f") (memory.fill (i32.const 0) (i32.const 1) (i32.const 65536)))`;
    const guest = await load(wat);
    assert.equal(guest.call('f', [], 3n + 64n + 8191n).end, 'OUT_OF_FUEL');
    const memory = new Uint8Array((guest.exports['memory'] as WebAssembly.Memory).buffer);
    assert.equal(memory[0], 0);
    assert.equal(guest.call('f', [], 3n + 64n + 8192n).end, 'RETURN');
  });

  test('the largest lengths do not wrap', async () => {
    const wat = `(memory 1) (table 1 funcref)
      (func (export "fill") (memory.fill (i32.const 0) (i32.const 1) (i32.const -1)))
      (func (export "grow") (drop (memory.grow (i32.const -1))))
      (func (export "entries") (drop (table.grow (ref.null func) (i32.const -1))))`;
    const guest = await load(wat);
    for (const name of ['fill', 'grow', 'entries'])
      assert.equal(guest.call(name, [], 10_000n).end, 'OUT_OF_FUEL');
    assert.equal(guest.call('grow').used > 0n, true);
  });
});
