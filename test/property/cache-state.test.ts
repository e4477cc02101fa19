/**
 * Whatever caches hold, calls do the same (SEMANTICS 6-8): random calls of several contracts, nested ones,
 * traps and growth among them, have the same results, fuel, events and storage with images cached, dropped,
 * evicted, used in another order, on a fresh engine and in another thread.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { DEV_LIMITS } from '../../runtime/limits.js';
import type { CacheStateJob, CacheStateReport } from './cache-state-run.js';

function report(job: CacheStateJob): Promise<CacheStateReport> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./cache-state-run.js', import.meta.url), {
      workerData: job,
      resourceLimits: { stackSizeMb: DEV_LIMITS.stackMb },
    });
    worker.on('message', resolve);
    worker.on('error', reject);
  });
}

test('results do not depend on what is cached', async () => {
  const { differences, ends, images } = await report({ seeds: [1, 2, 3, 4], calls: 24, seededBug: false });
  assert.deepEqual(differences, []);
  // The calls are of every kind, and the caches were in the states that their names say.
  for (const end of ['success', 'revert REVERT', 'halt TRAP', 'halt OUT_OF_FUEL']) {
    assert.ok(ends[end] > 0, `no ${end}: ${JSON.stringify(ends)}`);
  }
  assert.ok(images.warm.hits > 0 && images.warm.evicted === 0);
  assert.ok(images['no budget'].hits === 0 && images['no budget'].evicted > 0);
  assert.ok(images['budget for some'].hits > 0 && images['budget for some'].evicted > 0);
});

test('seeded bug: a restore that is left out is seen', async () => {
  const { differences } = await report({ seeds: [1], calls: 24, seededBug: true });
  assert.notDeepEqual(differences, []);
});
