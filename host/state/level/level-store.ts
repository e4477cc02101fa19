/**
 * The store on disk: a LevelDB database in `db/`, the file HEAD beside it (README, "Damage"). What is opened
 * is the last batch or the one that was being written; each record is checked as it is read.
 */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { assert, HostFault, PbevmError } from '../../../runtime/errors.js';
import { describeKey } from '../record-keys.js';
import {
  type BatchMark,
  type Change,
  type ChangeMap,
  checkChanges,
  type KeyRange,
  type MarkedStore,
  type StoreEntry,
} from '../store.js';
import { damageOf } from './check-files.js';
import { readHeadFile, replaceHeadFile, stageHeadFile, writeHeadFile } from './head-file.js';
import { openSealed, recordHash, sealValue } from './sealed-record.js';
import { codeOf, damaged, reasonOf, unavailable } from './store-error.js';
import { DATABASE_FOLDER, type Database, openLevel, openLock, prepareFolder } from './store-folder.js';
import {
  BatchDigest,
  type DatabaseHead,
  decodeDatabaseHead,
  EMPTY_HEAD,
  encodeDatabaseHead,
  HEAD_KEY,
  type Head,
  isSuccessor,
} from './store-head.js';

/** Records read at a time by an iteration. */
const READ_AHEAD = 1_000;

export class LevelStore implements MarkedStore {
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
   * Reads every file for its checksums, and no record.
   * @throws PbevmError BAD_INPUT, STORE_UNAVAILABLE (no folder, no access, not ours, full disk), STORE_LOCKED
   * (in use), STORE_DAMAGED.
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
      await checkFiles(path, file);
      database = await openDatabase(path, file === undefined);
      const head = await checkHead(path, file, database);
      return new LevelStore(path, lock, database, head);
    } catch (error) {
      await database?.close();
      await lock.close();
      if (error instanceof PbevmError) throw error;
      // LevelDB noticed the damage itself, or the disk cannot be read.
      throw damaged(path, `the database cannot be read (${reasonOf(error)})`, error);
    }
  }

  get name(): string {
    return this.#folder;
  }

  get mark(): BatchMark {
    return this.#head;
  }

  get(key: Uint8Array): Uint8Array | undefined {
    this.#checkUsable();
    let sealed: Uint8Array | undefined;
    try {
      sealed = this.#database.getSync(key);
    } catch (error) {
      throw this.#fail(`${describeKey(key)} cannot be read`, error);
    }
    return sealed === undefined ? undefined : this.#unseal(key, sealed);
  }

  async commit(changes: readonly Change[] | ChangeMap, mark?: BatchMark): Promise<void> {
    this.#checkUsable();
    assert(this.#commit === undefined, 'one commit at a time');
    this.#commit = this.#write(
      checkChanges(changes),
      mark ?? { ...this.#head, height: this.#head.height + 1 },
    );
    try {
      await this.#commit;
    } finally {
      this.#commit = undefined;
    }
  }

  async *entries({ from, to }: KeyRange = {}): AsyncIterable<StoreEntry> {
    this.#checkUsable();
    const iterator = this.#database.iterator({
      gt: HEAD_KEY,
      ...(from && { gte: from }),
      ...(to && { lt: to }),
    });
    try {
      for (;;) {
        const entries = await iterator.nextv(READ_AHEAD).catch((error: unknown) => {
          throw this.#fail('records cannot be read', error);
        });
        if (entries.length === 0) return;
        for (const [key, sealed] of entries) yield [new Uint8Array(key), this.#unseal(key, sealed)];
      }
    } finally {
      await iterator.close();
    }
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#commit?.catch(() => undefined);
    await this.#database.close();
    await this.#lock.close();
  }

  #unseal(key: Uint8Array, sealed: Uint8Array): Uint8Array {
    const value = openSealed(key, sealed);
    if (value === undefined) throw this.#fail(`${describeKey(key)} is damaged`);
    return value;
  }

  /** One synced batch with the new head in it, then the file HEAD. */
  async #write(changes: ChangeMap, mark: BatchMark): Promise<void> {
    const digest = new BatchDigest(this.#head.digest, mark);
    // A chained batch takes a quarter of the time of an array of operations.
    const batch = this.#database.batch();
    for (const { key, value } of changes.values()) {
      if (value === undefined) {
        digest.addRemoval(key);
        batch.del(key);
      } else {
        const hash = recordHash(key, value);
        digest.addRecord(hash);
        batch.put(key, sealValue(hash, value));
      }
    }
    const { height, root } = mark;
    const head = { height, root, digest: digest.finish(), previousDigest: this.#head.digest };
    const headValue = encodeDatabaseHead(head);
    batch.put(HEAD_KEY, sealValue(recordHash(HEAD_KEY, headValue), headValue));
    const written = batch.write({ sync: true });
    try {
      // The batch is being written by another thread meanwhile.
      stageHeadFile(this.#folder, head);
      await written;
      replaceHeadFile(this.#folder);
    } catch (error) {
      await written.catch(() => undefined);
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

/** What the file HEAD says; undefined if the store was never used. The lock is held. */
async function readHead(path: string): Promise<Head | undefined> {
  const file = await readHeadFile(path);
  if (file === 'damaged') throw damaged(path, 'the file HEAD is damaged');
  if (file === 'older') {
    const message = `store ${path} was made by an earlier version, without a state tree: build it anew`;
    throw new PbevmError('STORE_UNAVAILABLE', message);
  }
  return file === 'missing' ? undefined : file;
}

/** Checks the files of the database, unless there is none yet. */
async function checkFiles(path: string, file: Head | undefined): Promise<void> {
  const folder = join(path, DATABASE_FOLDER);
  if (!existsSync(folder)) {
    if (file === undefined) return;
    throw damaged(path, 'the folder of the database is missing');
  }
  // Without CURRENT a crash came while the database was made, before HEAD was.
  if (file === undefined && !existsSync(join(folder, 'CURRENT'))) return;
  const damage = await damageOf(folder);
  if (damage !== undefined) throw damaged(path, damage);
}

async function openDatabase(path: string, isNew: boolean): Promise<Database> {
  try {
    return await openLevel(join(path, DATABASE_FOLDER), isNew);
  } catch (error) {
    if (isNew || codeOf(error) === 'LEVEL_IO_ERROR') throw unavailable(path, error);
    throw damaged(path, `the database does not open (${reasonOf(error)})`, error);
  }
}

/** Compares the database's head with HEAD. Afterwards HEAD is there and says what the database says. */
async function checkHead(path: string, file: Head | undefined, database: Database): Promise<DatabaseHead> {
  const head = readDatabaseHead(path, database);
  if (file === undefined ? head !== EMPTY_HEAD : !isSuccessor(file, head)) {
    const said = file === undefined ? 'is missing' : `says height ${file.height}`;
    throw damaged(path, `the database is at height ${head.height}, the file HEAD ${said}`);
  }
  if (file === undefined || file.digest.some((byte, i) => byte !== head.digest[i])) {
    try {
      writeHeadFile(path, head);
    } catch (error) {
      throw unavailable(path, error);
    }
  }
  return head;
}

function readDatabaseHead(path: string, database: Database): DatabaseHead {
  const sealed = database.getSync(HEAD_KEY);
  if (sealed === undefined) return EMPTY_HEAD;
  const value = openSealed(HEAD_KEY, sealed);
  const head = value === undefined ? undefined : decodeDatabaseHead(value);
  if (head === undefined) throw damaged(path, "the database's head is damaged");
  return head;
}
