/**
 * Every wasm contract of the published EEI state tests is within the contract profile, but for the one that a
 * test wants refused.
 */

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { PROFILES, type Profile } from '../../../runtime/wasm/profile.js';
import { packageRoot } from '../../support/package-root.js';
import { refuses } from './assemble.js';
import { refusal } from './limit-of.js';

const folder = join(process.env['PBEVM_CASES'] ?? join(packageRoot(), '../shared/cases'), 'eei-state');
const skip = existsSync(folder) ? false : `${folder} is not here: set PBEVM_CASES to the published cases`;

/** `\0asm`, as these files write code. */
const WASM_CODE = /"0x(0061736d[0-9a-f]+)"/g;

/** Distinct codes by file. */
function codes(): Map<string, string> {
  const found = new Map<string, string>();
  for (const file of readdirSync(folder)) {
    for (const [, code] of readFileSync(join(folder, file), 'utf8').matchAll(WASM_CODE))
      found.set(code, file);
  }
  return found;
}

function refused(profile: Profile): string[] {
  return [...codes()].flatMap(([code, file]) => {
    if (file === START_FUNCTION) return [];
    const limit = refusal(Buffer.from(code, 'hex'), profile);
    return limit === undefined ? [] : [`${file}: ${limit}`];
  });
}

/** The test of this name is about a contract that must not be created. */
const START_FUNCTION = 'initMalformedBytecodeHasStartFromTx.json';

test('accepted', { skip }, () => {
  assert.ok(codes().size >= 50, `${codes().size} codes`);
  assert.deepEqual(refused(PROFILES.contract), []);
});

test('refused: a start function', { skip }, () => {
  const [code] = [...codes()].find(([, file]) => file === START_FUNCTION) ?? assert.fail(START_FUNCTION);
  refuses(Buffer.from(code, 'hex'), /start function/);
});

test('seeded bug: a limit that they exceed is seen', { skip }, () => {
  const { contract } = PROFILES;
  assert.notEqual(refused({ ...contract, limits: { ...contract.limits, imports: 0 } }).length, 0);
});
