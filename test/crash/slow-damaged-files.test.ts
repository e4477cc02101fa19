/**
 * A folder whose log is cut, or with a byte flipped, or a part lost: it opens at the old or the new block with
 * every record right, or says what is damaged. Never older data, never an abort.
 */

import assert from 'node:assert/strict';
import { readFileSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { readLog } from '../../host/state/level/log-records.js';
import { copyFolder, temporaryFolder } from '../host/state/temporary-folder.js';
import { createRandom } from '../host/vm/values/random-values.js';
import { Checker, type Outcome } from './checker.js';
import { extend, filesOf, fillFolder, flipByte, logFile, logOf } from './filled-folder.js';

const HEIGHT = 13;
const FLIPS = 500;

interface Case {
  readonly folder: string;
  readonly copy: string;
  readonly checker: Checker;
}

async function startCase(context: TestContext, height = HEIGHT): Promise<Case> {
  const checker = new Checker(HEIGHT);
  context.after(() => checker.close());
  const folder = await fillFolder(context, height);
  const copy = join(temporaryFolder(context), 'copy');
  copyFolder(folder, copy);
  const untouched = await checker.check(copy);
  assert.deepEqual(untouched, { kind: 'state', height, differences: [] });
  return { folder, copy, checker };
}

/** What of an outcome is allowed; `heights` of states. */
function checkOutcome(outcome: Outcome, heights: readonly number[], where: string): void {
  if (outcome.kind === 'state') {
    assert.deepEqual(outcome.differences, [], where);
    assert.ok(heights.includes(outcome.height), `${where}: opened at ${outcome.height}`);
  } else if (outcome.kind === 'refused') {
    assert.equal(outcome.code, 'STORE_DAMAGED', `${where}: ${outcome.message}`);
    assert.match(outcome.message, /HEAD|CURRENT|MANIFEST|log|table|record|root|page|head|database/, where);
  } else {
    assert.equal(outcome.code, 'HOST_FAULT', where);
    assert.match(outcome.message, /(record|page) 0x[0-9a-f]+/, where);
  }
}

test('the log cut at every byte of the last block, with the file HEAD before and after it', async (context) => {
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

test(`${FLIPS} flipped bytes over all files`, async (context) => {
  const { folder, copy, checker } = await startCase(context);
  const random = createRandom(81);
  const files = filesOf(folder).filter((file) => statSync(join(folder, file)).size > 0);
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

test('each file missing, empty or cut in half', async (context) => {
  const { folder, copy, checker } = await startCase(context);
  for (const file of filesOf(folder)) {
    const size = statSync(join(folder, file)).size;
    for (const damage of [
      (path: string) => rmSync(path),
      (path: string) => truncateSync(path, 0),
      (path: string) => truncateSync(path, size >> 1),
      (path: string) => renameSync(path, `${path}.old`),
    ]) {
      copyFolder(folder, copy);
      damage(join(copy, file));
      const outcome = await checker.check(copy);
      if (size > 0) assert.equal(outcome.kind, 'refused', `${file}: ${JSON.stringify(outcome)}`);
      checkOutcome(outcome, [HEIGHT], file);
    }
  }
});

test('a batch lost from the middle of the log, whose checksums are right', async (context) => {
  const { folder, copy, checker } = await startCase(context, HEIGHT - 1);
  await extend(folder, HEIGHT, 1);
  const path = join(folder, logOf(folder).slice(folder.length));
  const { records, end } = readLog(readFileSync(path));
  assert.equal(end, 'whole');
  assert.ok(records.length > 1, `${records.length} batches in the log`);
  assert.deepEqual(new Uint8Array(logFile(records)), new Uint8Array(readFileSync(path)));
  for (let lost = 0; lost < records.length - 1; lost++) {
    copyFolder(folder, copy);
    const rest = records.filter((_, i) => i !== lost);
    writeFileSync(join(copy, path.slice(folder.length)), logFile(rest));
    const outcome = await checker.check(copy);
    assert.notEqual(outcome.kind, 'state', `batch ${lost} is lost without a word`);
    checkOutcome(outcome, [], `batch ${lost}`);
  }
});
