import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COLLECTED_MAX } from '../../../../host/state/database/dead-storage.js';
import { StateDatabase } from '../../../../host/state/database/state-database.js';
import { RECORD_KIND } from '../../../../host/state/record-keys.js';
import { WorldState } from '../../../../host/state/world-state.js';
import { LastingStore } from './lasting-store.js';

const CONTRACT = new Uint8Array(20).fill(7);
const RECORDS = 2 * COLLECTED_MAX + 300;
const KEEP = 3;

/** Records of storage, of pages of its tree and of its root, and deaths that are remembered. */
async function count(store: LastingStore): Promise<{ storage: number; tree: number; deaths: number }> {
  const counts = { storage: 0, tree: 0, deaths: 0 };
  for await (const [key] of store.entries()) {
    if (key[0] === RECORD_KIND.storage) counts.storage++;
    if ((key[0] === RECORD_KIND.treePage && key[1] === 1) || key[0] === RECORD_KIND.treeRoot) counts.tree++;
    if (key[0] === RECORD_KIND.dead) counts.deaths++;
  }
  return counts;
}

test('dead storage goes in steps, once no height that can be read needs it, with its tree', async () => {
  const store = new LastingStore();
  const database = await StateDatabase.open(store, { keepBlocks: KEEP, flushBlocks: 1 });
  const world = new WorldState(database);
  world.createContract(CONTRACT, 1, Uint8Array.of(1), Uint8Array.of(2));
  for (let i = 0; i < RECORDS; i++) {
    world.setStorage(CONTRACT, Uint8Array.of(i >> 8, i & 255), Uint8Array.of(i & 255));
  }
  await world.flush();
  world.clearStorage(CONTRACT);
  world.setStorage(CONTRACT, Uint8Array.of(1), Uint8Array.of(1));
  await world.flush();
  const deathHeight = database.height;
  const roots: Uint8Array[] = [];
  const before = await count(store);
  assert.deepEqual([before.storage, before.deaths], [RECORDS + 1, 1]);
  // As long as the block before it can be read, all of it is there.
  while (database.height < deathHeight + KEEP) {
    roots.push(database.root);
    const earlier = new WorldState({ ...earlierStore(database, deathHeight - 1) });
    assert.deepEqual(earlier.getStorage(CONTRACT, Uint8Array.of(0, 5)), Uint8Array.of(5));
    await database.commit([]);
  }
  assert.throws(() => database.at(deathHeight - 1), { code: 'PRUNED' });
  const left: number[] = [];
  for (let i = 0; i < 5; i++) {
    await database.commit([]);
    left.push((await count(store)).storage);
  }
  assert.deepEqual(left.slice(0, 3), [RECORDS + 1 - COLLECTED_MAX, RECORDS + 1 - 2 * COLLECTED_MAX, 1]);
  // What lives stays, with a page and a root.
  assert.deepEqual(await count(store), { storage: 1, tree: 2, deaths: 0 });
  assert.deepEqual(world.getStorage(CONTRACT, Uint8Array.of(1)), Uint8Array.of(1));
  for (const root of roots) assert.deepEqual(root, database.root);
});

function earlierStore(database: StateDatabase, height: number) {
  const earlier = database.at(height);
  return {
    get: (key: Uint8Array) => earlier.get(key),
    commit: () => undefined,
    close: async () => undefined,
  };
}

test('what a rollback brings back to life is not collected', async () => {
  const store = new LastingStore();
  const database = await StateDatabase.open(store, { keepBlocks: KEEP, flushBlocks: 1 });
  const world = new WorldState(database);
  world.createContract(CONTRACT, 1, Uint8Array.of(1), Uint8Array.of(2));
  world.setStorage(CONTRACT, Uint8Array.of(1), Uint8Array.of(1));
  await world.flush();
  const { height, root } = database;
  world.clearStorage(CONTRACT);
  await world.flush();
  await database.rollback(height);
  assert.equal((await count(store)).deaths, 0);
  for (let i = 0; i < 3 * KEEP; i++) await database.commit([]);
  assert.deepEqual(database.root, root);
  world.dropCaches();
  assert.deepEqual(world.getStorage(CONTRACT, Uint8Array.of(1)), Uint8Array.of(1));
});
