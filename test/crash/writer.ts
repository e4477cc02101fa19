/**
 * A process that commits blocks and is killed. It tells on standard output where it is, one line a point, and
 * at the point that its second argument names (the n-th time, its third) stops there until it is killed. The
 * points between the synced batch and the renaming of HEAD are found by wrapping what the store calls.
 */

import fs, { writeSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { Level } from 'level';

/** Where a process can be killed. */
export const POINTS = [
  'prepared',
  'batch',
  'batch written',
  'HEAD.new opened',
  'HEAD.new written',
  'HEAD renamed',
  'committed',
  'rolling back',
] as const;

export type Point = (typeof POINTS)[number];

/** Blocks between two rollbacks, and how far they go. */
const ROLLBACK_EVERY = 9;
const ROLLBACK_BY = 3;

async function main([folder, stopAt, count]: string[]): Promise<void> {
  let left = Number(count);
  const reach = (point: Point): void => {
    if (point !== stopAt || --left > 0) return;
    writeSync(1, `at ${point}\n`);
    // For ever, whatever happens meanwhile.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  };
  wrapFileSystem(reach);
  const { LevelStore } = await import('../../host/state/level/level-store.js');
  const { StateDatabase } = await import('../../host/state/database/state-database.js');
  const { blockAt } = await import('./blocks.js');
  wrapBatches(reach);
  const store = await LevelStore.open(folder);
  const database = await StateDatabase.open(store, { keepBlocks: 6, flushBlocks: 4 });
  for (;;) {
    const height = database.height + 1;
    writeSync(1, `to ${height}\n`);
    const prepared = database.prepare(blockAt(height, database));
    reach('prepared');
    await prepared.commit();
    writeSync(1, `done ${height}\n`);
    reach('committed');
    if (height % ROLLBACK_EVERY !== ROLLBACK_EVERY - 1) continue;
    writeSync(1, `to ${height - ROLLBACK_BY}\n`);
    reach('rolling back');
    await database.rollback(height - ROLLBACK_BY);
    writeSync(1, `done ${height - ROLLBACK_BY}\n`);
    // Not again and again: on to the next.
    for (let h = height - ROLLBACK_BY + 1; h <= height; h++) {
      writeSync(1, `to ${h}\n`);
      await database.commit(blockAt(h, database));
      writeSync(1, `done ${h}\n`);
    }
  }
}

function wrapFileSystem(reach: (point: Point) => void): void {
  const { openSync, fsyncSync, renameSync } = fs;
  let headFile = -1;
  fs.openSync = (path, ...rest) => {
    const file = openSync(path, ...rest);
    if (!String(path).endsWith('HEAD.new')) return file;
    headFile = file;
    reach('HEAD.new opened');
    return file;
  };
  fs.fsyncSync = (file) => {
    fsyncSync(file);
    if (file === headFile) reach('HEAD.new written');
    headFile = -1;
  };
  fs.renameSync = (from, to) => {
    renameSync(from, to);
    reach('HEAD renamed');
  };
  syncBuiltinESMExports();
}

function wrapBatches(reach: (point: Point) => void): void {
  const { batch } = Level.prototype;
  Level.prototype.batch = function (this: Level, ...args: []) {
    const chained = batch.apply(this, args);
    const write = chained.write.bind(chained);
    chained.write = async (options?: object) => {
      reach('batch');
      await write(options as never);
      reach('batch written');
    };
    return chained;
  } as typeof batch;
}

if (process.argv[1] === new URL(import.meta.url).pathname) await main(process.argv.slice(2));
