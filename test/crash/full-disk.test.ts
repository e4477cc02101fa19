/** A disk that is full, or a file that may not grow: a HostFault, and afterwards the old or the new block. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { StateDatabase } from '../../host/state/database/state-database.js';
import { LevelStore } from '../../host/state/level/level-store.js';
import { temporaryFolder } from '../host/state/temporary-folder.js';
import { packageRoot } from '../support/package-root.js';
import { differencesFrom, momentsTo } from './blocks.js';

const HEIGHT_MAX = 60;

const moduleOf = (path: string): string =>
  JSON.stringify(new URL(`file://${join(packageRoot(), 'dist', path)}`).href);

/** Commits blocks until that fails; prints how it did and the last height that was acknowledged. */
const WRITER = `
  const { LevelStore } = await import(${moduleOf('host/state/level/level-store.js')});
  const { StateDatabase } = await import(${moduleOf('host/state/database/state-database.js')});
  const { blockAt } = await import(${moduleOf('test/crash/blocks.js')});
  const database = await StateDatabase.open(await LevelStore.open(process.argv[1]), { flushBlocks: 5 });
  let acknowledged = -1;
  try {
    for (; acknowledged < ${HEIGHT_MAX}; acknowledged++) {
      await database.commit(blockAt(acknowledged + 1, database));
    }
  } catch (error) {
    let after;
    try { database.get(Uint8Array.of(1)); } catch (thrown) { after = thrown.code; }
    await database.close();
    console.log(JSON.stringify({ code: error.code, message: error.message, after, acknowledged }));
  }
`;

interface Failure {
  readonly code: string;
  readonly message: string;
  readonly after: string;
  readonly acknowledged: number;
}

/** What the writer says: nothing if all blocks were written. */
function runWriter(folder: string, shell: string): string {
  const args = ['-c', shell, 'sh', process.execPath, '--input-type=module', '-e', WRITER, folder];
  const { status, signal, stdout, stderr } = spawnSync('sh', args, { encoding: 'utf8' });
  assert.deepEqual([status, signal], [0, null], stderr);
  return stdout;
}

function writeUntilItFails(folder: string, shell: string): Failure {
  const stdout = runWriter(folder, shell);
  assert.notEqual(stdout, '', 'the writer did not fail');
  return JSON.parse(stdout) as Failure;
}

test('files that may grow', (context) => {
  assert.equal(runWriter(temporaryFolder(context), 'exec "$@"'), '');
});

async function checkAfter(folder: string, { code, after, acknowledged }: Failure): Promise<void> {
  assert.deepEqual([code, after], ['HOST_FAULT', 'HOST_FAULT']);
  assert.ok(acknowledged >= 1 && acknowledged < HEIGHT_MAX, `${acknowledged}`);
  const database = await StateDatabase.open(await LevelStore.open(folder));
  assert.ok([acknowledged, acknowledged + 1].includes(database.height), `${database.height}`);
  const moments = await momentsTo(database.height);
  assert.deepEqual(await differencesFrom(moments[database.height], database), []);
  await database.close();
}

test('files that may not grow', async (context) => {
  const folder = temporaryFolder(context);
  // In blocks of 512 or 1,024 bytes.
  const failure = writeUntilItFails(folder, 'ulimit -f 40; exec "$@"');
  assert.match(failure.message, /could not be written/);
  await checkAfter(folder, failure);
});

test('a full disk', async (context) => {
  const folder = join(temporaryFolder(context), 'disk');
  mkdirSync(folder);
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=160k', 'tmpfs', folder]);
  if (mounted.status !== 0) {
    context.skip('a small file system cannot be mounted here');
    return;
  }
  try {
    const failure = writeUntilItFails(join(folder, 'state'), 'exec "$@"');
    assert.match(failure.message, /could not be written/);
    // While there is no room, it may not open at all; it says so.
    const full = await LevelStore.open(join(folder, 'state')).catch((error: { code?: string }) => error.code);
    if (typeof full !== 'string') await full?.close();
    else assert.equal(full, 'STORE_UNAVAILABLE');
    assert.equal(spawnSync('mount', ['-o', 'remount,size=16m', folder]).status, 0);
    await checkAfter(join(folder, 'state'), failure);
  } finally {
    assert.equal(spawnSync('umount', [folder]).status, 0);
  }
});
