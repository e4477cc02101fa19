/**
 * 1,000 generated modules: the instrumented one, the oracle and the plain one agree; one unit of fuel less
 * than was needed halts; a halt leaves no trace in later calls. And every sentence of the semantics that the
 * oracle can leave out is missed by one of the modules.
 */

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { instrument } from '../../runtime/instrument/pipeline.js';
import { ALL_RULES } from '../oracle/rules.js';
import {
  type Checked,
  checkFuelLimit,
  checkHeightLimit,
  checkSample,
  FUZZ_OPTIONS,
  firstDisagreement,
  limitedCall,
  PRODUCT,
  recordPlain,
  type Sides,
} from './check.js';
import type { Sample } from './execution.js';
import { generateSample } from './generate.js';
import { canonicalAtOnce } from './nan-reference.js';
import { Reducer } from './reduce.js';
import { checkRestore } from './restore.js';
import { SAMPLES_IN_TESTS, SampleSource } from './samples.js';

const LIMIT_CHECKS = 200;
const BATCH = 50;

const source = new SampleSource();
after(() => source.close());

let fuelLimits = 0;
let heightLimits = 0;
let restores = 0;
let reuses = 0;
const ends = new Map<string, number>();

/** The limits of one call that returned and used fuel, while there are to be more such checks. */
function checkLimits(sample: Sample, checked: Checked): void {
  const call = limitedCall(checked);
  if (call < 0) return;
  if (fuelLimits < LIMIT_CHECKS) {
    assert.equal(checkFuelLimit(sample, checked, call), undefined, sample.name);
    fuelLimits++;
  }
  if (heightLimits < LIMIT_CHECKS) {
    assert.equal(checkHeightLimit(sample, checked, call), undefined, sample.name);
    heightLimits++;
  }
}

describe(`${SAMPLES_IN_TESTS} generated modules`, () => {
  for (let first = 0; first < SAMPLES_IN_TESTS; first += BATCH) {
    test(`modules ${first} to ${first + BATCH - 1}`, async () => {
      for (const sample of await source.samples(first, BATCH)) {
        const checked = checkSample(sample);
        assert.equal(checked.disagreement, undefined, sample.name);
        for (const { end } of checked.records) ends.set(end, (ends.get(end) ?? 0) + 1);
        checkLimits(sample, checked);
        if (restores < LIMIT_CHECKS) {
          const { found, reused } = checkRestore(sample);
          assert.equal(found, undefined, sample.name);
          restores++;
          reuses += reused;
        }
      }
    });
  }

  test('calls end in all ways, and limits were checked', () => {
    for (const end of ['RETURN', 'TRAP', 'OUT_OF_FUEL', 'STACK_LIMIT', 'MEMORY']) {
      assert.ok((ends.get(end) ?? 0) >= 10, `${end}: ${ends.get(end)}`);
    }
    assert.deepEqual([fuelLimits, heightLimits, restores], [LIMIT_CHECKS, LIMIT_CHECKS, LIMIT_CHECKS]);
    assert.ok(reuses >= LIMIT_CHECKS, `${reuses}`);
  });
});

/** The first own module that shows a difference. */
function firstFailing(sides: Sides): Sample | undefined {
  for (let seed = 1; seed <= SAMPLES_IN_TESTS / 2; seed++) {
    const sample = generateSample(seed);
    if (checkSample(sample, sides).disagreement !== undefined) return sample;
  }
  return undefined;
}

describe('seeded bug: the oracle leaves out a sentence, and a module shows it', () => {
  for (const rule of Object.keys(ALL_RULES)) {
    test(rule, () => {
      assert.notEqual(firstFailing({ ...PRODUCT, rules: { ...ALL_RULES, [rule]: false } }), undefined);
    });
  }
});

test('seeded bug: without canonical NaNs many modules show other bits', () => {
  const samples = Array.from({ length: 100 }, (_, at) => generateSample(at + 1));
  const seen = samples.filter((sample) => {
    const { records } = checkSample(sample);
    const canonical = canonicalAtOnce(sample.bytes, FUZZ_OPTIONS.profile);
    const expected = recordPlain(sample, canonical, records);
    return firstDisagreement('', expected, recordPlain(sample, sample.bytes, records)) !== undefined;
  });
  assert.ok(seen.length >= 10, `${seen.length}`);
});

/** Reduces a failing sample; it must stay failing between the same two ways and become small. */
function reduced(sample: Sample, sides: Sides): Sample {
  const between = checkSample(sample, sides).disagreement?.between;
  const fails = (candidate: Sample) => {
    const found = checkSample(candidate, sides).disagreement;
    return found !== undefined && found.between === between;
  };
  const small = new Reducer(sample, fails, FUZZ_OPTIONS.profile, 2_000).reduce();
  assert.ok(fails(small));
  return small;
}

describe('seeded bug: instrumentation', () => {
  const { schedule } = FUZZ_OPTIONS;
  const SIDES: Readonly<Record<string, (bytes: Uint8Array) => Uint8Array>> = {
    'charges one more for a division': (bytes) => {
      const opcode = { ...schedule.opcode, divide: schedule.opcode.divide + 1 };
      return instrument(bytes, { ...FUZZ_OPTIONS, schedule: { ...schedule, opcode } }).bytes;
    },
    'allows one more height': (bytes) =>
      instrument(bytes, { ...FUZZ_OPTIONS, heightMax: FUZZ_OPTIONS.heightMax + 1 }).bytes,
  };
  for (const [name, broken] of Object.entries(SIDES)) {
    test(`${name}: seen, and made small`, () => {
      const sides = { ...PRODUCT, instrument: broken };
      const sample = firstFailing(sides);
      assert.ok(sample !== undefined);
      const small = reduced(sample, sides);
      assert.ok(
        small.bytes.length < sample.bytes.length / 4,
        `${small.bytes.length}, ${sample.bytes.length}`,
      );
      assert.equal(small.calls.length, 1);
    });
  }
});
