/** Cases of `cases/`: product, oracle and the number in the file agree. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readCases } from './cases.js';
import { Checker } from './check.js';
import { SCHEDULE } from './schedule.js';

const FILES = readCases();

describe('cases', () => {
  for (const [file, cases] of FILES) {
    const checker = new Checker();
    describe(file, () => {
      for (const fuelCase of cases) {
        test(fuelCase.title, async () => {
          assert.deepEqual(await checker.problems(fuelCase), []);
        });
      }
    });
  }
});

test('seeded bug: one more for a division is noticed by all cases that divide integers', async () => {
  const schedule = { ...SCHEDULE, opcode: { ...SCHEDULE.opcode, divide: SCHEDULE.opcode.divide + 1 } };
  const checker = new Checker({ product: { schedule } });
  const cases = FILES.get('weights.wat') ?? [];
  for (const fuelCase of cases) {
    assert.equal((await checker.problems(fuelCase)).length > 0, /i\d\d\.div/.test(fuelCase.invoke));
  }
});
