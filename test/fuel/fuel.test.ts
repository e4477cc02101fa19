/** Cases of `cases/`: product, oracle and the number in the file agree. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readCases } from './cases.js';
import { Checker } from './check.js';

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
