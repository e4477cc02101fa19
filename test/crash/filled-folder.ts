/** Folders with a state of some blocks, and ways to damage them. */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { StateDatabase } from '../../host/state/database/state-database.js';
import { maskedCrc } from '../../host/state/level/crc32c.js';
import { LevelStore } from '../../host/state/level/level-store.js';
import { readLog } from '../../host/state/level/log-records.js';
import { readManifest } from '../../host/state/level/manifest.js';
import { temporaryFolder } from '../host/state/temporary-folder.js';
import { blockAt } from './blocks.js';

/** Blocks 0 to `height`, in tables and a log: the folder is opened anew for every fifth block. */
export async function fillFolder(context: TestContext, height: number): Promise<string> {
  const folder = temporaryFolder(context);
  while ((await extend(folder, height, 5)) < height);
  return folder;
}

/**
 * Commits up to `count` blocks, to `height` at most; returns the height. The folder is closed as after a
 * crash.
 */
export async function extend(folder: string, height: number, count: number): Promise<number> {
  const store = await LevelStore.open(folder);
  const database = await StateDatabase.open(store, { keepBlocks: 6, flushBlocks: 5 });
  for (let i = 0; i < count && database.height < height; i++) {
    await database.commit(blockAt(database.height + 1, database));
  }
  // Not `database.close`: it would write the pages.
  await store.close();
  return database.height;
}

/**
 * Files whose bytes matter, below an undamaged folder: LOG is LevelDB's diary, LOCK is empty, and a table
 * that was compacted away while somebody read it stays behind.
 */
export function filesOf(folder: string): string[] {
  const tables = tablesOf(join(folder, 'db'));
  const inDatabase = readdirSync(join(folder, 'db'))
    .filter((name) => !/^(LOG|LOG\.old|LOCK)$/.test(name))
    .filter((name) => !name.endsWith('.ldb') || tables.has(Number.parseInt(name, 10)))
    .filter((name) => !name.startsWith('MANIFEST') || name === manifestOf(join(folder, 'db')));
  return ['HEAD', ...inDatabase.sort().map((name) => join('db', name))];
}

/** The manifest that counts: the one before may still be there. */
const manifestOf = (database: string): string => readFileSync(join(database, 'CURRENT'), 'latin1').trim();

/** Numbers of the tables that a database is made of. */
function tablesOf(database: string): ReadonlySet<number> {
  const name = manifestOf(database);
  const manifest = readManifest(readLog(readFileSync(join(database, name))).records);
  assert.ok(manifest !== undefined, name);
  return new Set(manifest.tables.keys());
}

/** The log that LevelDB writes to. */
export function logOf(folder: string): string {
  const logs = filesOf(folder).filter(
    (name) => name.endsWith('.log') && statSync(join(folder, name)).size > 0,
  );
  return join(folder, logs.at(-1) ?? 'none');
}

export function flipByte(path: string, position: number, mask = 0xff): void {
  const content = readFileSync(path);
  content[position] ^= mask;
  writeFileSync(path, content);
}

const LOG_BLOCK_BYTES = 32 * 1024;
const LOG_HEADER_BYTES = 7;

/** A log file of LevelDB with these records. */
export function logFile(records: readonly Uint8Array[]): Uint8Array {
  const parts: Uint8Array[] = [];
  let at = 0;
  for (const record of records) {
    let rest = record;
    let isFirst = true;
    do {
      const room = LOG_BLOCK_BYTES - (at % LOG_BLOCK_BYTES);
      if (room < LOG_HEADER_BYTES) {
        parts.push(new Uint8Array(room));
        at += room;
        continue;
      }
      const payload = rest.subarray(0, room - LOG_HEADER_BYTES);
      rest = rest.subarray(payload.length);
      const isLast = rest.length === 0;
      const piece = Buffer.alloc(LOG_HEADER_BYTES + payload.length);
      piece.writeUInt16LE(payload.length, 4);
      piece[6] = isFirst ? (isLast ? 1 : 2) : isLast ? 4 : 3;
      piece.set(payload, LOG_HEADER_BYTES);
      piece.writeUInt32LE(maskedCrc(piece, 6), 0);
      parts.push(piece);
      at += piece.length;
      isFirst = false;
    } while (rest.length > 0);
  }
  return Buffer.concat(parts);
}
