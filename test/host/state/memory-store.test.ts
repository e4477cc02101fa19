import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryStore } from '../../../host/state/memory-store.js';
import type { Change, StoreEntry } from '../../../host/state/store.js';
import { failedCases, STORE_CASES } from './store-conformance.js';

for (const { name, run } of STORE_CASES)
  test(`memory store: ${name}`, () => run({ store: new MemoryStore() }));

/** Each breaks one promise. */
class ForgetsDeletes extends MemoryStore {
  override commit(changes: readonly Change[]): Promise<void> | undefined {
    return super.commit(changes.filter(({ value }) => value !== undefined));
  }
}

class StopsHalfway extends MemoryStore {
  override commit(changes: readonly Change[]): Promise<void> | undefined {
    for (const change of changes) super.commit([change]);
    return undefined;
  }
}

class Unordered extends MemoryStore {
  override async *entries(): AsyncIterable<StoreEntry> {
    const entries: StoreEntry[] = [];
    for await (const entry of super.entries()) entries.unshift(entry);
    yield* entries;
  }
}

test('seeded bugs: broken stores fail the conformance suite', async () => {
  for (const Broken of [ForgetsDeletes, StopsHalfway, Unordered]) {
    const failed = await failedCases(async () => ({ store: new Broken() }));
    assert.notDeepEqual(failed, [], Broken.name);
  }
  assert.deepEqual(await failedCases(async () => ({ store: new MemoryStore() })), []);
});
