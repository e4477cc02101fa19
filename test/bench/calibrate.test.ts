/** Calibration: its arithmetic on timings that are made up, and that nothing with a price is left out. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from '@bytecodealliance/jco';
import { Probe, type ProbeBody } from '../../bench/calibrate/host-probe.js';
import { HOST_CASES } from '../../bench/calibrate/host-table.js';
import { KERNELS } from '../../bench/calibrate/kernel-table.js';
import { prepareKernel } from '../../bench/calibrate/kernels.js';
import { OPCODE_FORMS, unmeasured } from '../../bench/calibrate/opcode-forms.js';
import { classRows, opcodeLoops } from '../../bench/calibrate/opcodes.js';
import { table } from '../../bench/calibrate/report.js';
import {
  type Composition,
  fitLine,
  fuelOf,
  type KernelRow,
  spreadOf,
  violations,
} from '../../bench/calibrate/statistics.js';
import {
  type CostClass,
  DEV_SCHEDULE,
  type FuelSchedule,
  type HostOperation,
} from '../../runtime/schedule.js';
import { OPCODES } from '../../runtime/wasm/opcodes.js';

const CLASSES = Object.keys(DEV_SCHEDULE.opcode) as CostClass[];

/** A kernel of 1,000 simple instructions and 100 of another class. */
function madeUp(cost: CostClass): Composition {
  const none = Object.fromEntries(CLASSES.map((name) => [name, 0])) as Record<CostClass, number>;
  const opcode = { ...none, simple: 1_000, [cost]: 100 };
  return { opcode, pages: 0, newTableEntries: 0, tableEntries: 0, bulkUnits: 0, framePages: 1 };
}

/** Kernels that take exactly as long as one schedule says, priced by another. */
function madeUpRows(truth: FuelSchedule, priced: FuelSchedule): KernelRow[] {
  return CLASSES.map((cost) => {
    const composition = madeUp(cost);
    const nanoseconds = fuelOf(composition, truth) / 10;
    return { name: cost, isUnkind: false, nanoseconds, fuel: fuelOf(composition, priced) };
  });
}

test('a line is found through timings, and through noisy ones nearly', () => {
  const at = (units: number, factor = 1) => ({ units, nanoseconds: (200 + 3 * units) * factor });
  const exact = fitLine([at(0), at(100), at(10_000)]);
  assert.ok(Math.abs(exact.base - 200) < 1e-6 && Math.abs(exact.perUnit - 3) < 1e-9);
  const noisy = fitLine([at(0, 1.05), at(100, 0.95), at(10_000, 1.1)]);
  assert.ok(Math.abs(noisy.base - 200) < 30 && Math.abs(noisy.perUnit - 3) < 0.5, JSON.stringify(noisy));
});

test('a line has no part below zero, and needs two lengths', () => {
  const falling = fitLine([
    { units: 1, nanoseconds: 20 },
    { units: 100, nanoseconds: 10 },
  ]);
  assert.ok(falling.perUnit === 0 && falling.base >= 10 && falling.base <= 20);
  const steep = fitLine([
    { units: 10, nanoseconds: 1 },
    { units: 100, nanoseconds: 100 },
  ]);
  assert.ok(steep.base === 0 && steep.perUnit > 0);
  assert.throws(() => fitLine([{ units: 5, nanoseconds: 1 }]), /two lengths/);
});

test('worst over median', () => {
  const row = (name: string, nanoseconds: number) => ({ name, isUnkind: false, nanoseconds, fuel: 10 });
  const spread = spreadOf([row('a', 10), row('b', 20), row('c', 70)]);
  assert.deepEqual(spread, { median: 2, worst: { name: 'c', perFuel: 7 }, ratio: 3.5 });
  assert.deepEqual(violations([row('a', 10), row('b', 20), row('c', 59)]), []);
  assert.deepEqual(violations([row('a', 10), row('b', 20), row('c', 61)]), ['c']);
});

test('unkind kernels have a bound of their own', () => {
  const rows = [10, 10, 10, 10, 95].map((nanoseconds, index) => ({
    name: String(index),
    isUnkind: index === 4,
    nanoseconds,
    fuel: 10,
  }));
  assert.deepEqual(violations(rows), []);
  assert.deepEqual(violations(rows.map((row) => ({ ...row, isUnkind: false }))), ['4']);
  assert.deepEqual(violations([...rows, { ...rows[4], name: 'worse', nanoseconds: 101 }]), ['worse']);
});

test('a schedule that tells the truth has no violation', () => {
  const rows = madeUpRows(DEV_SCHEDULE, DEV_SCHEDULE);
  assert.deepEqual(violations(rows), []);
  assert.ok(Math.abs(spreadOf(rows).ratio - 1) < 1e-9);
});

test('seeded bug: a class that is priced 20 times too low is seen', () => {
  for (const cost of ['divide', 'remainder', 'squareRoot', 'bulk', 'grow'] as const) {
    const truth = { ...DEV_SCHEDULE, opcode: { ...DEV_SCHEDULE.opcode, [cost]: 200 } };
    const cheap = { ...truth, opcode: { ...truth.opcode, [cost]: 10 } };
    assert.deepEqual(violations(madeUpRows(truth, truth)), []);
    assert.deepEqual(violations(madeUpRows(truth, cheap)), [cost]);
  }
});

test('every opcode is measured', () => {
  assert.deepEqual(unmeasured(OPCODES), []);
});

test('seeded bug: an opcode without a measurement is seen, and so is a class', () => {
  assert.deepEqual(unmeasured([...OPCODES, { ...OPCODES[0], name: 'i32.new' }]), ['i32.new']);
  const times = OPCODE_FORMS.map(({ opcode: { name, cost }, form }) => ({
    name,
    cost,
    form,
    nanoseconds: 1,
  }));
  assert.deepEqual(
    classRows(times, DEV_SCHEDULE).map(({ cost }) => cost),
    CLASSES,
  );
  const opcode = { ...DEV_SCHEDULE.opcode, another: 1 } as FuelSchedule['opcode'];
  assert.throws(() => classRows(times, { ...DEV_SCHEDULE, opcode }), /no opcode of class another/);
});

test('the loops over opcodes are valid', async () => {
  assert.ok(WebAssembly.validate(await parse(opcodeLoops())));
});

test('every kernel runs, and pays what it is made of', async () => {
  for (const kernel of KERNELS) {
    const { otherFuel, fuel } = await prepareKernel(kernel);
    const paysMore = ['first', 'discarded'].includes(kernel.mode) || kernel.name === 'ping-pong';
    assert.equal(otherFuel > 0, paysMore, `${kernel.name}: ${otherFuel} of ${fuel} fuel`);
    assert.ok(fuel > 0 && otherFuel >= 0, kernel.name);
  }
});

test('every host operation is measured, by calls that charge it', async () => {
  assert.deepEqual(Object.keys(HOST_CASES).sort(), Object.keys(DEV_SCHEDULE.host).sort());
  const probe = await Probe.open('memory');
  try {
    for (const [operation, cases] of Object.entries(HOST_CASES)) {
      assert.ok(cases.length > 0, operation);
      for (const { body, before, sizes, payload } of cases) {
        if (before !== undefined) await probe.transact(before(sizes[0], 2));
        const { base } = DEV_SCHEDULE.host[operation as HostOperation];
        assert.ok(await chargesTwice(probe, body(sizes[0], 2), base), `${operation} of ${payload}`);
        if (operation === 'selfDestruct') await probe.revive();
      }
    }
    assert.ok(!(await chargesTwice(probe, () => undefined, 1)), 'seeded bug: calls that do nothing are seen');
  } finally {
    await probe.close();
  }
});

async function chargesTwice(probe: Probe, body: ProbeBody, base: number): Promise<boolean> {
  const { fuel } = await probe.transact(body);
  return fuel >= 2 * base;
}

test('columns of a table line up', () => {
  assert.equal(table(['a', 'bb'], [['long', '1']]), 'a     bb\nlong   1');
});
