/**
 * A log that is cut anywhere in the last block, and bytes flipped in any file: the old block, the new one, or
 * words.
 */

import assert from 'node:assert/strict';
import { readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { copyFolder } from '../host/state/temporary-folder.js';
import { createRandom } from '../host/vm/values/random-values.js';
import type { Checker } from './checker.js';
import { checkOutcome, HEIGHT, startCase } from './damage-case.js';
import { extend, filesOf, flipByte, logOf } from './filled-folder.js';

const FLIPS = 500;

test('the log cut at every byte of the last block, with HEAD before and after it', async (context) => {
  const { folder, copy, checker } = await startCase(context, HEIGHT - 1);
  const headBefore = readFileSync(join(folder, 'HEAD'));
  await extend(folder, HEIGHT, 0);
  await extend(folder, HEIGHT, 1);
  const log = logOf(folder).slice(folder.length);
  const end = statSync(join(folder, log)).size;
  const counts = new Map<string, number>();
  for (let length = 0; length <= end; length++) {
    for (const isAcknowledged of length % 3 === 0 || length === end ? [true, false] : [true]) {
      copyFolder(folder, copy);
      truncateSync(join(copy, log), length);
      if (!isAcknowledged) writeFileSync(join(copy, 'HEAD'), headBefore);
      const outcome = await checker.check(copy);
      checkOutcome(outcome, isAcknowledged ? [HEIGHT] : [HEIGHT - 1, HEIGHT], `cut at ${length} of ${end}`);
      // A block that was acknowledged is never lost without a word, one that was not costs nothing.
      if (!isAcknowledged)
        assert.equal(outcome.kind, 'state', `cut at ${length}: ${JSON.stringify(outcome)}`);
      const kind = outcome.kind === 'state' ? `${outcome.height - HEIGHT}` : outcome.kind;
      counts.set(`${isAcknowledged} ${kind}`, (counts.get(`${isAcknowledged} ${kind}`) ?? 0) + 1);
    }
  }
  context.diagnostic(`${end} bytes: ${JSON.stringify([...counts])}`);
  assert.deepEqual([...counts.keys()].sort(), ['false -1', 'false 0', 'true 0', 'true refused']);
});

/**
 * Files without which the state does not open. LevelDB deletes in its own time what a compaction has made
 * useless, so that a copy may hold more, whose bytes nobody reads.
 */
async function filesInUse(folder: string, copy: string, checker: Checker): Promise<string[]> {
  const inUse: string[] = [];
  for (const file of filesOf(folder)) {
    copyFolder(folder, copy);
    rmSync(join(copy, file));
    const outcome = await checker.check(copy);
    checkOutcome(outcome, [HEIGHT], `without ${file}`);
    if (outcome.kind !== 'state') inUse.push(file);
  }
  return inUse;
}

test(`${FLIPS} flipped bytes over all files`, async (context) => {
  const { folder, copy, checker } = await startCase(context);
  const random = createRandom(81);
  const files = await filesInUse(folder, copy, checker);
  for (const kind of [/HEAD/, /CURRENT/, /MANIFEST/, /log$/, /ldb$/]) {
    assert.ok(
      files.some((file) => kind.test(file)),
      `${kind}`,
    );
  }
  const counts = { state: 0, refused: 0, fault: 0 };
  for (let i = 0; i < FLIPS; i++) {
    const file = files[i % files.length];
    const position = Math.floor(random() * statSync(join(folder, file)).size);
    const mask = random() < 0.5 ? 0xff : 1 << Math.floor(random() * 8);
    copyFolder(folder, copy);
    flipByte(join(copy, file), position, mask);
    const outcome = await checker.check(copy);
    checkOutcome(outcome, [HEIGHT], `${file} at ${position} ^ ${mask}`);
    counts[outcome.kind]++;
  }
  context.diagnostic(JSON.stringify(counts));
  assert.ok(counts.refused > FLIPS * 0.9, JSON.stringify(counts));
});

test('seeded bug: a state that is older, or wrong, or a refusal without words is seen', () => {
  const check = (outcome: Parameters<typeof checkOutcome>[0]) => () => checkOutcome(outcome, [HEIGHT], '');
  check({ kind: 'state', height: HEIGHT, differences: [] })();
  assert.throws(check({ kind: 'state', height: HEIGHT - 1, differences: [] }), assert.AssertionError);
  assert.throws(check({ kind: 'state', height: HEIGHT, differences: ['x'] }), assert.AssertionError);
  assert.throws(check({ kind: 'refused', code: 'CLOSED', message: 'HEAD' }), assert.AssertionError);
  assert.throws(check({ kind: 'refused', code: 'STORE_DAMAGED', message: '' }), assert.AssertionError);
  assert.throws(check({ kind: 'fault', code: 'HOST_FAULT', message: 'something' }), assert.AssertionError);
});
