/**
 * Records that are not what was written, in files whose checksums are right: found when they are read, by
 * name.
 */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { Level } from 'level';
import { decodeIdentity } from '../../host/state/account.js';
import { StateDatabase } from '../../host/state/database/state-database.js';
import { LevelStore } from '../../host/state/level/level-store.js';
import { recordHash, sealValue } from '../../host/state/level/sealed-record.js';
import { identityKey, parseStorageKey, RECORD_KIND } from '../../host/state/record-keys.js';
import { HostFault } from '../../runtime/errors.js';
import { differencesFrom, type Moment, momentsTo } from './blocks.js';
import { fillFolder } from './filled-folder.js';

const HEIGHT = 12;

type Raw = Level<Uint8Array, Uint8Array>;

/** Changes a LevelDB behind the store's back. */
async function withRaw<Result>(folder: string, body: (raw: Raw) => Promise<Result>): Promise<Result> {
  const options = { keyEncoding: 'view', valueEncoding: 'view', compression: false } as const;
  const raw: Raw = new Level(join(folder, 'db'), options);
  await raw.open();
  try {
    return await body(raw);
  } finally {
    await raw.close();
  }
}

const plain = (bytes: Uint8Array): Uint8Array => new Uint8Array(bytes);

/** Ways in which a record can be wrong: its stored form, or undefined for none. */
const DAMAGES: readonly (readonly [
  name: string,
  (key: Uint8Array, sealed: Uint8Array) => Uint8Array | undefined,
])[] = [
  [
    'a flipped bit of the value',
    (_, sealed) => sealed.map((byte, i) => (i === sealed.length - 1 ? byte ^ 4 : byte)),
  ],
  ['a flipped bit of the seal', (_, sealed) => sealed.map((byte, i) => (i === 3 ? byte ^ 4 : byte))],
  ['no seal', (_, sealed) => sealed.slice(0, 5)],
  ['another value, sealed', (key, sealed) => resealed(key, sealed)],
  ['no record', () => undefined],
];

/** As an older batch might have left it. */
function resealed(key: Uint8Array, sealed: Uint8Array): Uint8Array {
  const value = sealed.slice(8);
  // Of an identity the nonce: its incarnation is part of no root, and without storage says nothing.
  value[key[0] === RECORD_KIND.identity ? 9 : value.length - 1] ^= 1;
  return sealValue(recordHash(key, value), value).slice();
}

/** Of accounts, identities, code and living storage. */
async function stateKeys(folder: string): Promise<Uint8Array[]> {
  const store = await LevelStore.open(folder);
  const keys: Uint8Array[] = [];
  for await (const [key] of store.entries({ to: Uint8Array.of(RECORD_KIND.treePage) })) {
    const parts = parseStorageKey(key);
    const identity = parts && store.get(identityKey(parts.address));
    if (parts !== undefined && decodeIdentity(identity ?? key).incarnation !== parts.incarnation) continue;
    if (key[0] !== RECORD_KIND.artefact) keys.push(plain(key));
  }
  await store.close();
  return keys;
}

async function filled(context: TestContext): Promise<{ folder: string; moment: Moment }> {
  const folder = await fillFolder(context, HEIGHT);
  await (await StateDatabase.open(await LevelStore.open(folder))).close();
  const moment = (await momentsTo(HEIGHT)).at(-1) as Moment;
  return { folder, moment };
}

/** What comes of reading one record, then everything. */
async function readBoth(folder: string, key: Uint8Array, moment: Moment): Promise<unknown> {
  const database = await StateDatabase.open(await LevelStore.open(folder));
  try {
    // Only the damaged one is wanted: the rest of the state can be read.
    database.get(key);
    return await differencesFrom(moment, database);
  } catch (error) {
    return error;
  } finally {
    await database.close();
  }
}

for (const [name, damage] of DAMAGES) {
  test(`${name}: found when it is read, and named`, async (context) => {
    const { folder, moment } = await filled(context);
    const keys = await stateKeys(folder);
    // A few of each kind.
    const chosen = keys.filter((key, i) => key[0] === RECORD_KIND.code || i % 5 === 0);
    assert.ok(chosen.length >= 15);
    for (const key of chosen) {
      const isCodeGone = key[0] === RECORD_KIND.code && name === 'no record';
      const sealed = await withRaw(folder, async (raw) => {
        const before = plain((await raw.get(key)) as Uint8Array);
        const wrong = damage(key, before);
        await (wrong === undefined ? raw.del(key) : raw.put(key, wrong));
        return before;
      });
      const found = await readBoth(folder, key, moment);
      const text = Buffer.from(key).toString('hex');
      // That code is missing, who asks for it sees: WorldState.
      if (!isCodeGone) {
        assert.ok(found instanceof HostFault, `${name} of ${text}: ${found}`);
        const address = Buffer.from(key.slice(1, 21)).toString('hex');
        assert.ok(found.message.includes(text) || found.message.includes(address), found.message);
      }
      await withRaw(folder, (raw) => raw.put(key, sealed));
      assert.deepEqual(await readBoth(folder, key, moment), []);
    }
  });
}

test('pages of the trees that are missing, of another block or damaged', async (context) => {
  const { folder, moment } = await filled(context);
  const pages = await withRaw(folder, (raw) =>
    raw.keys({ gte: Uint8Array.of(RECORD_KIND.treePage), lt: Uint8Array.of(RECORD_KIND.undo) }).all(),
  );
  assert.ok(pages.length > 5);
  let found = 0;
  for (const page of pages.map(plain)) {
    for (const [name, damage] of DAMAGES) {
      const sealed = await withRaw(folder, async (raw) => {
        const before = plain((await raw.get(page)) as Uint8Array);
        const wrong = damage(page, before);
        await (wrong === undefined ? raw.del(page) : raw.put(page, wrong));
        return before;
      });
      const where = `${name} of page ${Buffer.from(page).toString('hex')}`;
      try {
        const outcome = await readBoth(
          folder,
          Uint8Array.of(RECORD_KIND.account, ...new Uint8Array(20)),
          moment,
        );
        if (outcome instanceof HostFault) found++;
        // A tree of dead storage is read by nobody.
        else assert.deepEqual(outcome, [], where);
      } catch (error) {
        assert.equal((error as { code?: string }).code, 'STORE_DAMAGED', `${where}: ${error}`);
        found++;
      }
      await withRaw(folder, (raw) => raw.put(page, sealed));
    }
  }
  assert.ok(found >= 4 * DAMAGES.length, `${found}`);
});
