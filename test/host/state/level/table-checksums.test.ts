import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { LevelStore } from '../../../../host/state/level/level-store.js';
import { isTableIntact } from '../../../../host/state/level/table-checksums.js';
import { temporaryFolder } from '../temporary-folder.js';

test('a table of LevelDB is intact, and no byte of it can change but padding', async (context) => {
  const folder = temporaryFolder(context);
  for (let opening = 0; opening < 2; opening++) {
    const store = await LevelStore.open(folder);
    const changes = Array.from({ length: 200 }, (_, i) => ({
      key: Uint8Array.of(1, i),
      value: new Uint8Array(50),
    }));
    await store.commit(changes);
    await store.close();
  }
  const name = readdirSync(join(folder, 'db')).find((file) => file.endsWith('.ldb'));
  const table = new Uint8Array(readFileSync(join(folder, 'db', name as string)));
  assert.ok(isTableIntact(table));
  const unseen: number[] = [];
  for (let i = 0; i < table.length; i++) {
    table[i] ^= 1 << (i % 8);
    if (isTableIntact(table)) unseen.push(i - table.length);
    table[i] ^= 1 << (i % 8);
  }
  assert.ok(isTableIntact(table));
  assert.ok(
    unseen.every((fromEnd) => fromEnd >= -48),
    `unseen at ${unseen}`,
  );
});

test('what is no finished table is not intact, nor is nonsense with a magic', () => {
  const magic = Uint8Array.of(0x57, 0xfb, 0x80, 0x8b, 0x24, 0x75, 0x47, 0xdb);
  assert.ok(!isTableIntact(new Uint8Array(0)));
  assert.ok(!isTableIntact(new Uint8Array(1_000)));
  assert.ok(!isTableIntact(Uint8Array.of(...new Uint8Array(40), ...magic)));
  assert.ok(!isTableIntact(Uint8Array.of(...new Uint8Array(40).fill(0xff), ...magic)));
  assert.ok(!isTableIntact(Uint8Array.of(...new Uint8Array(1_000).fill(0x7f), ...magic)));
});
