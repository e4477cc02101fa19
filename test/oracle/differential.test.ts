/** A first differential: the random programs of `test/runtime/instrument`, product against oracle. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { assemble, OPTIONS, PLENTY } from '../runtime/instrument/harness.js';
import { randomProgram } from '../runtime/instrument/programs.js';
import { ALL_RULES, type Rules } from './rules.js';
import { observe, oracle, product } from './sides.js';

const SEEDS = Number(process.env['PROPERTY_SEEDS'] ?? 150);
const INPUT = 7_919;

/** Limits at which product and oracle differ: all the fuel that is needed, and less. */
async function differences(seed: number, rules: Rules = ALL_RULES): Promise<bigint[]> {
  const bytes = await assemble(randomProgram(seed));
  const [first, second] = [product(bytes, OPTIONS), oracle(bytes, OPTIONS, rules)];
  const { used } = observe(second, 'f', [INPUT], PLENTY);
  return [PLENTY, used, used - 1n, used / 2n, used / 3n].filter((limit) => {
    const [expected, actual] = [first, second].map((side) => observe(side, 'f', [INPUT], limit));
    return !isDeepStrictEqual(expected, actual);
  });
}

describe('random programs end alike in product and oracle', () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    test(`seed ${seed}`, async () => {
      assert.deepEqual(await differences(seed), []);
    });
  }
});

describe('seeded bug: an oracle that leaves out a sentence is noticed', () => {
  // The cases of `test/fuel` notice every sentence; these are a few that any program shows.
  for (const rule of ['barriers', 'sameLoops', 'hoisting', 'testEntry', 'testReturn', 'leave'] as const) {
    test(rule, async () => {
      let found = 0;
      for (let seed = 1; seed <= 20 && found === 0; seed++) {
        found += (await differences(seed, { ...ALL_RULES, [rule]: false })).length;
      }
      assert.notEqual(found, 0);
    });
  }
});
