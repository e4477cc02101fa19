/** The folder of a store: making it, keeping others out, opening the databases in it. */

import { mkdir, readdir, readlink, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Level } from 'level';
import { PbevmError } from '../../../runtime/errors.js';
import { HEAD_FILE, HEAD_TEMPORARY_FILE, readHeadFile } from './head-file.js';
import { codeOf, locked, unavailable } from './store-error.js';

export type Database = Level<Uint8Array, Uint8Array>;

export const DATABASE_FOLDER = 'db';
/** A second, always empty database: its lock is held while the first is checked, opened and used. */
const LOCK_FOLDER = 'lock';
const OWN_NAMES: readonly string[] = [HEAD_FILE, HEAD_TEMPORARY_FILE, DATABASE_FOLDER, LOCK_FOLDER];
/** LevelDB's own name of it. */
const LOCK_FILE = 'LOCK';

/** Opens a LevelDB. Tables are not compressed: see table-checksums.ts. */
export async function openLevel(folder: string, createIfMissing: boolean): Promise<Database> {
  const database: Database = new Level(folder, {
    keyEncoding: 'view',
    valueEncoding: 'view',
    compression: false,
    createIfMissing,
  });
  await database.open();
  return database;
}

/** Makes sure that path is a folder that is ours to use. @throws PbevmError STORE_UNAVAILABLE. */
export async function prepareFolder(path: string): Promise<void> {
  try {
    // Not recursive: a mistyped path should fail, and Node's recursive mkdir never returns below /proc.
    await mkdir(path).catch(ignoreExisting);
    const names = await readdir(path);
    const isOurs = names.includes(DATABASE_FOLDER) || (await readHeadFile(path)) !== 'damaged';
    if (!isOurs || (!names.includes(HEAD_FILE) && names.some((name) => !OWN_NAMES.includes(name)))) {
      const message = `${path} has other content and is no pbevm store: name a new or empty folder`;
      throw new PbevmError('STORE_UNAVAILABLE', message);
    }
    await mkdir(join(path, LOCK_FOLDER)).catch(ignoreExisting);
  } catch (error) {
    if (error instanceof PbevmError) throw error;
    throw unavailable(path, error);
  }
}

function ignoreExisting(error: unknown): void {
  if ((error as { code?: string }).code !== 'EEXIST') throw error;
}

/** Takes the lock that keeps other processes and hosts out, by opening the empty database. */
export async function openLock(path: string): Promise<Database> {
  const folder = join(path, LOCK_FOLDER);
  if (await isOpenInProcess(join(folder, LOCK_FILE))) throw locked(path);
  try {
    return await openLevel(folder, true);
  } catch (error) {
    if (codeOf(error) === 'LEVEL_LOCKED') throw locked(path, error);
  }
  try {
    // Nobody holds the lock, and nothing is in this database: if its files are damaged, it is made anew.
    for (const name of await readdir(folder)) if (name !== LOCK_FILE) await rm(join(folder, name));
    return await openLevel(folder, true);
  } catch (error) {
    throw codeOf(error) === 'LEVEL_LOCKED' ? locked(path, error) : unavailable(path, error);
  }
}

/**
 * Whether this process, in any thread, has a LevelDB lock file open. LevelDB refuses a second opening too,
 * but by closing its second descriptor it drops the lock of the first: POSIX locks end with any descriptor of
 * the file. Known on Linux only.
 */
async function isOpenInProcess(lockFile: string): Promise<boolean> {
  const descriptors = '/proc/self/fd';
  try {
    const wanted = await realpath(lockFile);
    for (const name of await readdir(descriptors)) {
      const target = await readlink(join(descriptors, name)).catch(() => '');
      if (target === wanted) return true;
    }
    return false;
  } catch {
    // No lock file yet, or no /proc.
    return false;
  }
}
