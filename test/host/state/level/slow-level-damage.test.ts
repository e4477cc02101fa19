/**
 * Every damaged byte must show: the store refuses to open, or says HostFault when read, or still holds
 * exactly what was last committed. Never older data.
 */

import assert from 'node:assert/strict';
import { cpSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { Level } from 'level';
import { LevelStore } from '../../../../host/state/level/level-store.js';
import { createRandom } from '../../vm/values/random-values.js';
import { copyFolder, temporaryFolder } from '../temporary-folder.js';

/** Byte positions tried in a file, spread evenly; every one of a smaller file. */
const POSITIONS_PER_FILE = 120;
const KEYS = 60;

const keyOf = (i: number) => Uint8Array.of(1, i);

interface Filled {
  readonly folder: string;
  readonly content: readonly string[];
}

/** Openings make tables of earlier logs; keys are written again, so that older values lie beneath. */
async function fill(context: TestContext): Promise<Filled> {
  const folder = temporaryFolder(context);
  const random = createRandom(21);
  let content: string[] = [];
  for (let opening = 0; opening < 4; opening++) {
    const store = await LevelStore.open(folder);
    for (let batch = 0; batch < 8; batch++) {
      const changes = Array.from({ length: KEYS }, (_, i) => i)
        .filter(() => random() < 0.4)
        .map((i) => ({
          key: keyOf(i),
          value: random() < 0.1 ? undefined : Uint8Array.from({ length: 60 }, () => random() * 256),
        }));
      await store.commit(changes);
    }
    content = readByKey((key) => store.get(key));
    await store.close();
  }
  return { folder, content };
}

function readByKey(get: (key: Uint8Array) => Uint8Array | undefined): string[] {
  return Array.from({ length: KEYS }, (_, i) => Buffer.from(get(keyOf(i)) ?? 'none').toString('hex'));
}

type Outcome = 'refused' | 'fault' | 'unchanged' | 'CHANGED';

async function outcomeOf(folder: string, content: readonly string[]): Promise<Outcome> {
  let store: LevelStore;
  try {
    store = await LevelStore.open(folder);
  } catch (error) {
    const { code } = error as { code?: string };
    assert.ok(code === 'STORE_DAMAGED' || code === 'STORE_UNAVAILABLE', String(error));
    return 'refused';
  }
  try {
    const found = readByKey((key) => store.get(key));
    return found.every((value, i) => value === content[i]) ? 'unchanged' : 'CHANGED';
  } catch (error) {
    assert.equal((error as { code?: string }).code, 'HOST_FAULT');
    return 'fault';
  } finally {
    await store.close();
  }
}

/** Files whose bytes matter: LOG is LevelDB's diary, LOCK is empty. */
function filesOf(folder: string): string[] {
  const inDatabase = readdirSync(join(folder, 'db')).filter((name) => !/^(LOG|LOG\.old|LOCK)$/.test(name));
  return ['HEAD', ...inDatabase.map((name) => join('db', name))];
}

function sizeOf(folder: string, file: string): number {
  return statSync(join(folder, file)).size;
}

async function tryAll(
  { folder, content }: Filled,
  copy: string,
  damage: (path: string, position: number) => void,
): Promise<Map<Outcome, number>> {
  const counts = new Map<Outcome, number>();
  for (const file of filesOf(folder)) {
    const size = sizeOf(folder, file);
    const step = Math.max(1, size / POSITIONS_PER_FILE);
    for (let position = 0; position < size; position += step) {
      copyFolder(folder, copy);
      damage(join(copy, file), Math.floor(position));
      const outcome = await outcomeOf(copy, content);
      assert.notEqual(outcome, 'CHANGED', `${file} at ${Math.floor(position)} of ${size}`);
      counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
    }
  }
  return counts;
}

function flipByte(path: string, position: number): void {
  const content = readFileSync(path);
  content[position] ^= 0xff;
  writeFileSync(path, content);
}

function flipBit(path: string, position: number): void {
  const content = readFileSync(path);
  content[position] ^= 1 << (position % 8);
  writeFileSync(path, content);
}

for (const [name, damage] of [
  ['a flipped byte', flipByte],
  ['a flipped bit', flipBit],
  ['a truncated file', truncateSync],
] as const) {
  test(`${name} shows`, async (context) => {
    const filled = await fill(context);
    assert.ok(
      filesOf(filled.folder).some((file) => file.endsWith('.ldb')),
      'there are tables',
    );
    assert.ok(
      filesOf(filled.folder).some((file) => sizeOf(filled.folder, file) > 0 && file.endsWith('.log')),
    );
    const copy = join(temporaryFolder(context), 'copy');
    copyFolder(filled.folder, copy);
    assert.equal(await outcomeOf(copy, filled.content), 'unchanged');
    const counts = await tryAll(filled, copy, damage);
    assert.ok((counts.get('refused') ?? 0) > 100, JSON.stringify([...counts]));
    context.diagnostic(JSON.stringify([...counts]));
  });
}

test('a seeded bug shows: LevelDB alone opens at an older batch when its log is cut', async (context) => {
  const { folder } = await fill(context);
  const bare = join(temporaryFolder(context), 'bare');
  cpSync(join(folder, 'db'), bare, { recursive: true });
  const log = readdirSync(bare).find((name) => name.endsWith('.log') && statSync(join(bare, name)).size > 0);
  truncateSync(join(bare, log as string), 40);
  const database = new Level<Uint8Array, Uint8Array>(bare, { keyEncoding: 'view', valueEncoding: 'view' });
  await database.open();
  const found = readByKey((key) => database.getSync(key));
  await database.close();
  assert.ok(
    found.some((value) => value !== Buffer.from('none').toString('hex')),
    'older records are still served',
  );
  rmSync(join(folder, 'db'), { recursive: true });
  cpSync(bare, join(folder, 'db'), { recursive: true });
  await assert.rejects(LevelStore.open(folder), { code: 'STORE_DAMAGED' });
});
