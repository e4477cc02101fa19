import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { StateDatabase, type StateDatabaseOptions } from '../../../../host/state/database/state-database.js';
import { readAccount } from '../../../../host/state/database/world-trees.js';
import { LevelStore } from '../../../../host/state/level/level-store.js';
import { storagePrefix } from '../../../../host/state/record-keys.js';
import type { MarkedStore, StoreEntry } from '../../../../host/state/store.js';
import { verifyStateProof } from '../../../../host/state/tree/state-proof.js';
import { fromHex } from '../../../../runtime/bytes.js';
import { HostFault } from '../../../../runtime/errors.js';
import { temporaryFolder } from '../temporary-folder.js';
import { LastingStore } from './lasting-store.js';
import { plainRoot } from './plain-root.js';
import { RandomWorld } from './random-world.js';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

async function entriesOf(store: { entries(): AsyncIterable<StoreEntry> }): Promise<StoreEntry[]> {
  const entries: StoreEntry[] = [];
  for await (const entry of store.entries()) entries.push(entry);
  return entries;
}

/** All but dead storage and code, of which nothing is said. */
function contentOf(entries: readonly StoreEntry[]): string[] {
  return entries.filter(([key]) => key[0] <= 2).map(([key, value]) => `${hex(key)}=${hex(value)}`);
}

/** A state as the model has it, in hexadecimal. */
interface Moment {
  readonly root: string;
  readonly content: readonly string[];
  readonly records: ReadonlyMap<string, string>;
}

/** Proves some addresses and keys, of which some are not there. */
function checkProof(database: StateDatabase, height: number, { root, records }: Moment): void {
  const earlier = database.at(height);
  const addresses = [...records.keys()]
    .filter((key) => key.startsWith('02'))
    .map((key) => fromHex(key.slice(2)));
  const asked = [new Uint8Array(20), ...addresses.slice(0, 12)].map((address) => {
    const { identity } = readAccount(earlier, address);
    const prefix = hex(storagePrefix(address, identity.incarnation));
    const keys = [...records.keys()].filter((key) => key.startsWith(prefix)).slice(0, 5);
    return { address, keys: [Uint8Array.of(99), ...keys.map((key) => fromHex(key.slice(prefix.length)))] };
  });
  const { accounts } = verifyStateProof(fromHex(root), database.prove(asked, height));
  assert.equal(accounts.length, asked.length);
  for (const { address, account, storage } of accounts) {
    const { account: wanted, identity } = readAccount(earlier, address);
    assert.deepEqual([account?.balance ?? 0n, account?.nonce ?? 0n], [wanted.balance, wanted.nonce]);
    const prefix = hex(storagePrefix(address, identity.incarnation));
    for (const { key, value } of storage) assert.equal(value && hex(value), records.get(prefix + hex(key)));
  }
}

interface Subject {
  open(options?: StateDatabaseOptions): Promise<StateDatabase>;
}

const SUBJECTS: Readonly<Record<string, (context: TestContext) => Subject>> = {
  memory: () => {
    const store = new LastingStore();
    return { open: (options) => StateDatabase.open(store, options) };
  },
  level: (context) => {
    const folder = temporaryFolder(context);
    return {
      open: async (options) => {
        const store: MarkedStore = await LevelStore.open(folder);
        const database = await StateDatabase.open(store, options);
        context.after(() => database.close());
        return database;
      },
    };
  },
};

for (const [name, subject] of Object.entries(SUBJECTS)) {
  test(`${name}: roots, earlier states and rollbacks of blocks agree with a model`, async (context) => {
    const { open } = subject(context);
    let database = await open({ keepBlocks: 12 });
    const world = new RandomWorld(41);
    const history: Moment[] = [];
    for (let round = 0; round < 160; round++) {
      const prepared = database.prepare(world.block(database, 1 + world.below(30)));
      if (world.below(8) === 0) {
        prepared.drop();
        assert.equal(hex(database.root), history.at(-1)?.root ?? '00'.repeat(32));
        continue;
      }
      await prepared.commit();
      const entries = await entriesOf(database);
      assert.equal(hex(database.root), hex(plainRoot(entries)), `round ${round}`);
      history.push({
        root: hex(database.root),
        content: contentOf(entries),
        records: new Map(entries.map(([key, value]) => [hex(key), hex(value)])),
      });
      assert.equal(database.height, history.length - 1);
      if (world.below(6) === 0) {
        const height = Math.max(database.floor, database.height - world.below(15));
        const earlier = database.at(height);
        for (const [key, value] of history[height].records) {
          if (key.startsWith('03') || key.startsWith('04')) continue;
          const found = earlier.get(Buffer.from(key, 'hex'));
          // Storage that was dead then may have been collected.
          if (key.startsWith('05') && found === undefined) continue;
          assert.equal(hex(found ?? new Uint8Array()), value);
        }
      }
      if (world.below(6) === 0) {
        const height = Math.max(database.floor, database.height - world.below(15));
        checkProof(database, height, history[height]);
      }
      if (world.below(10) === 0) {
        const height = Math.max(database.floor, database.height - world.below(15));
        await database.rollback(height);
        assert.equal(hex(database.root), history[height].root);
        history.length = height + 1;
        assert.deepEqual(contentOf(await entriesOf(database)), history[height].content);
        assert.equal(hex(plainRoot(await entriesOf(database))), history[height].root);
      }
      if (world.below(10) === 0) {
        await database.close();
        database = await open({ keepBlocks: 12 });
        assert.equal(hex(database.root), history.at(-1)?.root);
      }
    }
    assert.ok(history.length > 25, `${history.length}`);
    assert.throws(() => database.at(database.height + 1), { code: 'UNKNOWN_HEIGHT' });
    assert.throws(() => database.at(-1), { code: 'UNKNOWN_HEIGHT' });
    assert.throws(() => database.at(0), { code: 'PRUNED' });
    await assert.rejects(database.rollback(0), { code: 'PRUNED' });
    assert.equal(database.at(database.floor).height, database.floor);
    await assert.rejects(async () => database.prune(-1), HostFault);
  });
}

test('a record of the caller that was asked for before it was written is there afterwards', async () => {
  const database = await StateDatabase.open(new LastingStore());
  const key = Uint8Array.of(0x13, 7);
  assert.equal(database.get(key), undefined);
  await database.prepare([]).commit([{ key, value: Uint8Array.of(1) }]);
  assert.deepEqual(database.get(key), Uint8Array.of(1));
  await database.prepare([]).commit([{ key, value: undefined }]);
  assert.equal(database.get(key), undefined);
  await database.close();
});
