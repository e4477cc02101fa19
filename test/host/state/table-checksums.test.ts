import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { LevelStore } from '../../../host/state/level-store.js';
import { isTableIntact, maskedCrc } from '../../../host/state/table-checksums.js';
import { temporaryFolder } from './temporary-folder.js';

test('CRC-32C, masked as LevelDB does', () => {
  // RFC 3720 B.4: CRC-32C of 32 zero bytes is 0x8a9136aa; "123456789" gives 0xe3069283.
  const mask = (crc: number) => (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
  assert.equal(maskedCrc(new Uint8Array(32)), mask(0x8a9136aa));
  assert.equal(maskedCrc(new TextEncoder().encode('123456789')), mask(0xe3069283));
});

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
  // The last 8 bytes are the magic, without which a file is no finished table.
  for (let i = 0; i < table.length - 8; i++) {
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

test('what is no finished table is left to LevelDB; nonsense with a magic is not', () => {
  const magic = Uint8Array.of(0x57, 0xfb, 0x80, 0x8b, 0x24, 0x75, 0x47, 0xdb);
  assert.ok(isTableIntact(new Uint8Array(0)));
  assert.ok(isTableIntact(new Uint8Array(1_000)));
  assert.ok(!isTableIntact(Uint8Array.of(...new Uint8Array(40), ...magic)));
  assert.ok(!isTableIntact(Uint8Array.of(...new Uint8Array(40).fill(0xff), ...magic)));
  assert.ok(!isTableIntact(Uint8Array.of(...new Uint8Array(1_000).fill(0x7f), ...magic)));
});
