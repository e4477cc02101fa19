/** Files that are gone, empty or cut, and batches that are gone from the middle of a log. */

import assert from 'node:assert/strict';
import { readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readLog } from '../../host/state/level/log-records.js';
import { copyFolder } from '../host/state/temporary-folder.js';
import { checkOutcome, HEIGHT, startCase } from './damage-case.js';
import { filesOf, logFile, logOf } from './filled-folder.js';

test('each file missing, empty or cut in half', async (context) => {
  const { folder, copy, checker } = await startCase(context);
  for (const file of filesOf(folder)) {
    const size = statSync(join(folder, file)).size;
    for (const [what, damage] of Object.entries({
      missing: (path: string) => rmSync(path),
      empty: (path: string) => truncateSync(path, 0),
      half: (path: string) => truncateSync(path, size >> 1),
      lessOne: (path: string) => truncateSync(path, Math.max(size - 1, 0)),
    })) {
      copyFolder(folder, copy);
      damage(join(copy, file));
      const outcome = await checker.check(copy);
      // The last edit of a manifest may be of a compaction whose old tables are still there: nothing is lost.
      const mayOpen = size === 0 || (file.startsWith('db/MANIFEST') && what === 'lessOne');
      if (!mayOpen) assert.equal(outcome.kind, 'refused', `${file}, ${what}: ${JSON.stringify(outcome)}`);
      checkOutcome(outcome, [HEIGHT], file);
    }
  }
});

test('a batch lost from the middle of the log, whose checksums are right', async (context) => {
  const { folder, copy, checker } = await startCase(context);
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
