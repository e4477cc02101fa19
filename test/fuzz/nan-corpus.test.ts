/**
 * The NaN corpus in this engine: what is seen on every route is what making every arithmetic result canonical
 * at once would show.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instrument } from '../../runtime/instrument/pipeline.js';
import { assemble, OPTIONS } from '../runtime/instrument/harness.js';
import { runJob } from './engine-job.js';
import { corpusJob, firstDifference, nanCorpus, seenOf } from './nan-corpus.js';
import { canonicalAtOnce } from './nan-reference.js';
import { ROUTES } from './nan-routes.js';

const operations = await Promise.all(
  nanCorpus().map(async (operation) => ({ ...operation, bytes: await assemble(operation.wat) })),
);

test('every float operation of the table is in it', () => {
  const canonical = operations.filter(({ canonicalNan }) => canonicalNan);
  assert.deepEqual([operations.length, canonical.length], [24 + 6 + 8 + 2 + 2, 24]);
  assert.ok(ROUTES.size > 70);
});

for (const operation of operations) {
  test(operation.name, () => {
    const { bytes } = operation;
    const expected = runJob(corpusJob(operation, canonicalAtOnce(bytes, OPTIONS.profile), false));
    const actual = runJob(corpusJob(operation, instrument(bytes, OPTIONS).bytes, true));
    assert.equal(firstDifference(seenOf(expected), seenOf(actual)), undefined);
  });
}

test('seeded bug: without the NaN pass every arithmetic operation shows bits that are not canonical', () => {
  // The first route adds no arithmetic of its own.
  const direct = (bytes: Uint8Array, operation: (typeof operations)[number]) =>
    seenOf(runJob(corpusJob(operation, bytes, false))).slice(0, 1);
  const seen = operations.filter((operation) => {
    const expected = direct(canonicalAtOnce(operation.bytes, OPTIONS.profile), operation);
    const difference = firstDifference(expected, direct(operation.bytes, operation));
    return difference?.startsWith('route reinterpret, about pair ') === true;
  });
  assert.deepEqual(
    seen.map(({ name }) => name),
    operations.filter(({ canonicalNan }) => canonicalNan).map(({ name }) => name),
  );
});
