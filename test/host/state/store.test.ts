/** What a batch may hold: keys that are nobody else's, each once. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keyText } from '../../../host/state/key-text.js';
import { MemoryStore } from '../../../host/state/memory-store.js';
import { type Change, checkChanges, joinChanges } from '../../../host/state/store.js';
import { HostFault } from '../../../runtime/errors.js';

const put = (key: number[], value: number): Change => ({
  key: Uint8Array.from(key),
  value: Uint8Array.of(value),
});
const isTwice = (error: unknown): boolean => error instanceof HostFault && /same key/.test(error.message);

test('changes are found by the texts of their keys, and keep their order', () => {
  const changes = [put([2], 1), put([1, 7], 2), put([1], 3)];
  const checked = checkChanges(changes);
  assert.deepEqual([...checked.keys()], ['\x02', '\x01\x07', '\x01']);
  assert.deepEqual([...checked.values()], changes);
  assert.equal(checkChanges(checked), checked);
});

test('a key that is empty, reserved or given twice is refused', () => {
  for (const key of [[], [0], [0, 1]]) assert.throws(() => checkChanges([put(key, 1)]), HostFault);
  assert.throws(() => checkChanges([put([1], 1), put([2], 1), put([1], 1)]), isTwice);
});

test('batches become one, unless a key is in two of them', async () => {
  const batches = [[put([1], 1)], [], [put([3], 3), put([2], 2)]].map((changes) => checkChanges(changes));
  const joined = joinChanges(...batches);
  assert.deepEqual(
    [...joined.keys()],
    [[1], [3], [2]].map((key) => keyText(Uint8Array.from(key))),
  );
  const store = new MemoryStore();
  await store.commit(joined);
  assert.deepEqual(store.get(Uint8Array.of(3)), Uint8Array.of(3));
  assert.throws(() => joinChanges(...batches, checkChanges([put([3], 4)])), isTwice);
});
