/** 20,000 hostile signatures on both curves: some 30 seconds, nearly all of them in JavaScript. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const suite = fileURLToPath(new URL('./signer.test.js', import.meta.url));

test('both curves agree on 20,000 random and hostile signatures', () => {
  const { NODE_TEST_CONTEXT: _, ...environment } = process.env;
  const pattern = '--test-name-pattern=^both curves say the same';
  const { status, stdout } = spawnSync(process.execPath, ['--test-reporter=tap', pattern, suite], {
    env: { PBEVM_SIGNATURE_ROUNDS: '3400', ...environment },
  });
  assert.equal(status, 0, stdout.toString());
  assert.match(stdout.toString(), /^# pass 2$/m);
});
