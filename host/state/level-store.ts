/**
 * The store on disk: a LevelDB database in `db/`, the file HEAD beside it (README, "Damage"). With
 * head-file.ts the only file of the state that touches the file system.
 */

import { mkdir, readdir, readFile, readlink, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Level } from 'level';
import { equalBytes } from '../../runtime/bytes.js';
import { assert, HostFault, PbevmError } from '../../runtime/errors.js';
import { HEAD_FILE, HEAD_TEMPORARY_FILE, readHeadFile, writeHeadFile } from './head-file.js';
import { ContentSum, openSealed, recordHash, sealValue } from './sealed-record.js';
import { type Change, checkChanges, type Store, type StoreEntry } from './store.js';
import {
  chainDigest,
  type DatabaseHead,
  decodeDatabaseHead,
  EMPTY_HEAD,
  encodeDatabaseHead,
  HEAD_KEY,
  type Head,
  isSuccessor,
} from './store-head.js';
import { isTableIntact } from './table-checksums.js';

type Database = Level<Uint8Array, Uint8Array>;

const DATABASE_FOLDER = 'db';
/** A second, always empty database: its lock is held while the first is checked, opened and used. */
const LOCK_FOLDER = 'lock';
const OWN_NAMES: readonly string[] = [HEAD_FILE, HEAD_TEMPORARY_FILE, DATABASE_FOLDER, LOCK_FOLDER];

/** Records read at a time by a full read. */
const READ_AHEAD = 1_000;

const REMEDY = 'restore the folder from a copy, or delete it and build the state anew';

export class LevelStore implements Store {
  readonly #folder: string;
  readonly #lock: Database;
  readonly #database: Database;
  #head: DatabaseHead;
  #commit: Promise<void> | undefined;
  #fault: HostFault | undefined;
  #isClosed = false;

  private constructor(folder: string, lock: Database, database: Database, head: DatabaseHead) {
    this.#folder = folder;
    this.#lock = lock;
    this.#database = database;
    this.#head = head;
  }

  /**
   * Opens the store in a folder, or makes one where there is none or an empty one; the parent must exist.
   * Reads every record and compares the whole with what the last batch said it is.
   * @throws PbevmError BAD_INPUT, STORE_UNAVAILABLE (no folder, no access, not ours), STORE_LOCKED (in use),
   * STORE_DAMAGED.
   */
  static async open(path: string): Promise<LevelStore> {
    if (typeof path !== 'string' || path === '') {
      throw new PbevmError('BAD_INPUT', 'a level store needs the path of a folder');
    }
    await prepareFolder(path);
    const lock = await openLock(path);
    let database: Database | undefined;
    try {
      const file = await readHead(path);
      await checkTables(path);
      database = await openDatabase(path, file === undefined);
      const head = await checkDatabase(path, file, database);
      return new LevelStore(path, lock, database, head);
    } catch (error) {
      await database?.close();
      await lock.close();
      if (error instanceof PbevmError) throw error;
      // LevelDB noticed the damage itself, or the disk cannot be read.
      throw damaged(path, `the database cannot be read (${reasonOf(error)})`, error);
    }
  }

  /** Batches committed since the folder was made. */
  get height(): number {
    return this.#head.height;
  }

  get(key: Uint8Array): Uint8Array | undefined {
    return this.#read(key)?.value;
  }

  async commit(changes: readonly Change[]): Promise<void> {
    this.#checkUsable();
    assert(this.#commit === undefined, 'one commit at a time');
    this.#commit = this.#write(changes);
    try {
      await this.#commit;
    } finally {
      this.#commit = undefined;
    }
  }

  async *entries(): AsyncIterable<StoreEntry> {
    this.#checkUsable();
    for await (const [key, sealed] of readAll(this.#database)) {
      if (equalBytes(key, HEAD_KEY)) continue;
      const record = openSealed(key, sealed);
      if (record === undefined) throw this.#fail('a record is damaged');
      yield [new Uint8Array(key), record.value];
    }
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#commit?.catch(() => undefined);
    await this.#database.close();
    await this.#lock.close();
  }

  #read(key: Uint8Array): ReturnType<typeof openSealed> {
    this.#checkUsable();
    let sealed: Uint8Array | undefined;
    try {
      sealed = this.#database.getSync(key);
    } catch (error) {
      throw this.#fail('a record cannot be read', error);
    }
    if (sealed === undefined) return undefined;
    const record = openSealed(key, sealed);
    if (record === undefined) throw this.#fail('a record is damaged');
    return record;
  }

  /** One synced batch with the new head in it, then the file HEAD. */
  async #write(changes: readonly Change[]): Promise<void> {
    checkChanges(changes);
    const { height, digest, records } = this.#head;
    const contentSum = new ContentSum(this.#head.contentSum);
    let recordsAfter = records;
    const batch = changes.map(({ key, value }) => {
      const before = this.#read(key);
      if (before !== undefined) {
        contentSum.subtract(before.hash);
        recordsAfter--;
      }
      if (value === undefined) return { type: 'del' as const, key };
      const hash = recordHash(key, value);
      contentSum.add(hash);
      recordsAfter++;
      return { type: 'put' as const, key, value: sealValue(hash, value) };
    });
    const head: DatabaseHead = {
      height: height + 1,
      digest: chainDigest(digest, changes),
      previousDigest: digest,
      records: recordsAfter,
      contentSum: contentSum.toBytes(),
    };
    const headValue = encodeDatabaseHead(head);
    const sealedHead = sealValue(recordHash(HEAD_KEY, headValue), headValue);
    try {
      const operations = [...batch, { type: 'put' as const, key: HEAD_KEY, value: sealedHead }];
      await this.#database.batch(operations, { sync: true });
      await writeHeadFile(this.#folder, head);
    } catch (error) {
      // Whether the batch is on disk is unknown; opening the store again will tell.
      throw this.#fail('a batch could not be written', error);
    }
    this.#head = head;
  }

  #fail(what: string, cause?: unknown): HostFault {
    const reason = cause === undefined ? '' : ` (${reasonOf(cause)})`;
    this.#fault ??= new HostFault(`store ${this.#folder}: ${what}${reason}`, { cause });
    return this.#fault;
  }

  #checkUsable(): void {
    if (this.#fault !== undefined) throw this.#fault;
    if (this.#isClosed) throw new PbevmError('CLOSED', 'the store was closed');
  }
}

/** Makes sure that path is a folder that is ours to use. */
async function prepareFolder(path: string): Promise<void> {
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
async function openLock(path: string): Promise<Database> {
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

/** LevelDB's own name of it. */
const LOCK_FILE = 'LOCK';

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

/** What the file HEAD says; undefined if the store was never used. The lock is held. */
async function readHead(path: string): Promise<Head | undefined> {
  const file = await readHeadFile(path);
  if (file === 'damaged') throw damaged(path, 'the file HEAD is damaged');
  return file === 'missing' ? undefined : file;
}

async function checkTables(path: string): Promise<void> {
  const folder = join(path, DATABASE_FOLDER);
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((candidate) => candidate.endsWith('.ldb'))) {
    if (!isTableIntact(await readFile(join(folder, name))))
      throw damaged(path, `checksums of the table ${name}`);
  }
}

/** Opens a LevelDB. Tables are not compressed: see table-checksums.ts. */
async function openLevel(folder: string, createIfMissing: boolean): Promise<Database> {
  const database: Database = new Level(folder, {
    keyEncoding: 'view',
    valueEncoding: 'view',
    compression: false,
    createIfMissing,
  });
  await database.open();
  return database;
}

async function openDatabase(path: string, isNew: boolean): Promise<Database> {
  try {
    return await openLevel(join(path, DATABASE_FOLDER), isNew);
  } catch (error) {
    if (isNew || codeOf(error) === 'LEVEL_IO_ERROR') throw unavailable(path, error);
    throw damaged(path, `the database does not open (${reasonOf(error)})`, error);
  }
}

/**
 * Compares the database with HEAD and with what it says of itself. Afterwards HEAD is there and says what the
 * database says.
 */
async function checkDatabase(
  path: string,
  file: Head | undefined,
  database: Database,
): Promise<DatabaseHead> {
  const head = readDatabaseHead(path, database);
  if (file === undefined ? head.height > 0 : !isSuccessor(file, head)) {
    const said = file === undefined ? 'is missing' : `says batch ${file.height}`;
    throw damaged(path, `the database is at batch ${head.height}, the file HEAD ${said}`);
  }
  await checkContent(path, database, head);
  if (head.height !== file?.height) await writeHeadFile(path, head);
  return head;
}

function readDatabaseHead(path: string, database: Database): DatabaseHead {
  const sealed = database.getSync(HEAD_KEY);
  if (sealed === undefined) return EMPTY_HEAD;
  const record = openSealed(HEAD_KEY, sealed);
  const head = record === undefined ? undefined : decodeDatabaseHead(record.value);
  if (head === undefined) throw damaged(path, "the database's head is damaged");
  return head;
}

/** Reads every record: a batch lost from the middle of LevelDB's log leaves the head as it should be. */
async function checkContent(path: string, database: Database, head: DatabaseHead): Promise<void> {
  const contentSum = new ContentSum();
  let records = 0;
  for await (const [key, sealed] of readAll(database)) {
    const record = openSealed(key, sealed);
    if (record === undefined) throw damaged(path, 'a record');
    if (equalBytes(key, HEAD_KEY)) continue;
    contentSum.add(record.hash);
    records++;
  }
  if (records !== head.records || !equalBytes(contentSum.toBytes(), head.contentSum)) {
    throw damaged(path, `its ${records} records are not the ${head.records} of batch ${head.height}`);
  }
}

async function* readAll(database: Database): AsyncIterable<StoreEntry> {
  const iterator = database.iterator();
  try {
    for (;;) {
      const entries = await iterator.nextv(READ_AHEAD);
      if (entries.length === 0) return;
      yield* entries;
    }
  } finally {
    await iterator.close();
  }
}

function locked(path: string, cause?: unknown): PbevmError {
  const message = `store ${path} is in use by another process or host: stop that first`;
  return new PbevmError('STORE_LOCKED', message, { cause });
}

function damaged(path: string, what: string, cause?: unknown): PbevmError {
  return new PbevmError('STORE_DAMAGED', `store ${path} is damaged: ${what}; ${REMEDY}`, { cause });
}

function unavailable(path: string, cause: unknown): PbevmError {
  return new PbevmError('STORE_UNAVAILABLE', `store ${path} cannot be used: ${reasonOf(cause)}`, { cause });
}

/** Code of the cause of what `level` throws. */
function codeOf(error: unknown): string | undefined {
  return ((error as Error).cause as { code?: string } | undefined)?.code;
}

/** LevelDB's own words are in the cause of what `level` throws. */
function reasonOf(error: unknown): string {
  const { cause, message } = error as Error;
  return cause instanceof Error ? cause.message : message;
}
