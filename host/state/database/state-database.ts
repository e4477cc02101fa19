/**
 * The state of a world over a store: records, the trees that give them a root, and the way back to earlier
 * heights. One batch a block (README).
 */

import { assert, HostFault, PbevmError } from '../../../runtime/errors.js';
import { keyText } from '../key-text.js';
import { DATABASE_KEY, deadKey, undoKey } from '../record-keys.js';
import {
  type BatchMark,
  type Change,
  type ChangeMap,
  checkChanges,
  joinChanges,
  type KeyRange,
  type MarkedStore,
  type RecordReader,
  type Store,
  type StoreEntry,
} from '../store.js';
import type { ForestOptions } from '../tree/forest.js';
import { CheckedReader } from './checked-reader.js';
import { type DatabaseRecord, encodeDatabaseRecord } from './database-record.js';
import { DeadStorage, deathRecords, deathsIn, withoutDead } from './dead-storage.js';
import { EarlierState, type HeadState, readUndo } from './history.js';
import { type OpenedState, openState } from './open-state.js';
import { OverlayReader } from './overlay-reader.js';
import { isOwn, undoStart, undosEnded, withoutEnded } from './own-records.js';
import { type AskedAccount, proveState } from './prove-state.js';
import { encodeUndo } from './undo-record.js';
import type { StoragePlace, WorldTrees, WorldUpdate } from './world-trees.js';

export interface StateDatabaseOptions {
  /** How many heights below the head can be read and rolled back to; KEEP_BLOCKS by default. */
  readonly keepBlocks?: number;
  /** Pages of trees are written after this many blocks at the latest; FLUSH_BLOCKS by default. */
  readonly flushBlocks?: number;
  readonly trees?: ForestOptions;
}

export const KEEP_BLOCKS = 256;

/** Pages of trees are written after this many changed leaves, or blocks: until then they are in memory. */
const FLUSH_LEAVES = 16_384;
export const FLUSH_BLOCKS = 256;

/** Undo records removed in one batch by `prune`. */
const PRUNE_BATCH = 1_000;

/** What a block makes of the state: to be committed, or dropped. Reads the state after it. */
export interface PreparedState extends RecordReader {
  readonly height: number;
  readonly root: Uint8Array;
  /** Of the storage that `prepare` was asked for. */
  readonly storageRoots: readonly Uint8Array[];
  /**
   * Writes it, as one synced batch, with records of the caller (of kinds 0x10 to 0x3f).
   * @throws HostFault, after which the database answers nothing else.
   */
  commit(extra?: readonly Change[]): Promise<void>;
  /** Nothing happened. */
  drop(): void;
}

/** A batch: what a block or a rollback changes, and where that leads. */
interface Step {
  readonly mark: BatchMark;
  readonly changes: ChangeMap;
  readonly update: WorldUpdate;
  readonly floor: number;
  /** Records beside the state's: undo, deaths, the caller's. */
  readonly extra: readonly Change[];
  readonly mustFlush: boolean;
}

export class StateDatabase implements Store, HeadState {
  readonly trees: WorldTrees;
  readonly #store: MarkedStore;
  /** The store's records with those of a batch that is being written on top. */
  readonly #records: OverlayReader;
  readonly #reader: CheckedReader;
  readonly #dead: DeadStorage;
  #mark: BatchMark;
  #database: DatabaseRecord;
  #keepBlocks: number;
  readonly #flushBlocks: number;
  #leavesSinceFlush: number;
  #rollbacks = 0;
  #prepared: PreparedState | undefined;
  #writing: Promise<void> | undefined;
  #fault: HostFault | undefined;
  #isClosed = false;

  private constructor(
    store: MarkedStore,
    records: OverlayReader,
    { trees, database, leaves }: OpenedState,
    { keepBlocks = KEEP_BLOCKS, flushBlocks = FLUSH_BLOCKS }: StateDatabaseOptions,
  ) {
    this.trees = trees;
    this.#store = store;
    this.#records = records;
    this.#reader = new CheckedReader(records, trees);
    this.#dead = new DeadStorage(store);
    this.#mark = store.mark;
    this.#database = database;
    this.#leavesSinceFlush = leaves;
    this.#keepBlocks = keepBlocks;
    this.#flushBlocks = flushBlocks;
  }

  /**
   * The state in a store, which the database closes from now on, also if it cannot be opened.
   * @throws PbevmError STORE_DAMAGED if the trees do not give the root of the head.
   */
  static async open(store: MarkedStore, options: StateDatabaseOptions = {}): Promise<StateDatabase> {
    const records = new OverlayReader(store);
    try {
      return new StateDatabase(store, records, openState(records, store, options.trees), options);
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  /** Of the last block, whose commit may be running; -1 before the first. */
  get height(): number {
    return this.#mark.height;
  }

  /** The state root (SEMANTICS 25). */
  get root(): Uint8Array {
    return this.#mark.root;
  }

  get floor(): number {
    return this.#database.floor;
  }

  get rollbacks(): number {
    return this.#rollbacks;
  }

  /** @throws HostFault if the record is not what the state tree says. */
  get(key: Uint8Array): Uint8Array | undefined {
    this.#checkUsable();
    return this.#guard(() => this.#reader.get(key));
  }

  /** Compares a record that an iteration gave with the state tree. @throws HostFault that names it. */
  check(key: Uint8Array, value: Uint8Array): void {
    this.#checkUsable();
    this.#guard(() => this.#reader.check(key, value));
  }

  /**
   * The state with the changes of the next block, which are in nobody's hands until `commit`. One at a time.
   * Changes of storage that ends in the same block are left out.
   * @param storages whose roots with all changes, up to where they end, the answer tells.
   */
  prepare(changes: readonly Change[], storages: readonly StoragePlace[] = []): PreparedState {
    this.#checkIdle();
    return this.#guard(() => {
      const height = this.height + 1;
      const deaths = deathsIn(changes, this.#reader);
      const effective = withoutDead(checkChanges(changes), deaths);
      const after = new OverlayReader(this.#reader, effective);
      const storageRoots = storages.map((place) => this.trees.storageRootWith(place, changes));
      const update = this.trees.update(effective.values(), after);
      const { root } = update;
      const finish = (): void => {
        assert(this.#prepared === prepared, 'a prepared state is committed or dropped once');
        this.#prepared = undefined;
      };
      const prepared: PreparedState = {
        height,
        root,
        storageRoots,
        get: (key) => after.get(key),
        commit: async (extra = []) => {
          finish();
          const floor = this.#floorAt(height);
          const undo = this.#undoOf(effective, height, floor);
          const own = [undo, ...deathRecords(height, deaths)];
          const mark = { height, root };
          await this.#write({
            mark,
            changes: effective,
            update,
            floor,
            extra: [...own, ...extra],
            mustFlush: false,
          });
          // Not before: who collects looks for what is stored.
          if (deaths.length > 0) this.#dead.note(height);
        },
        drop: () => {
          finish();
          update.drop();
        },
      };
      this.#prepared = prepared;
      return prepared;
    });
  }

  /** `prepare` and `commit`. */
  async commit(changes: readonly Change[]): Promise<void> {
    await this.prepare(changes).commit();
  }

  /**
   * The state after the block of that height. Stays readable while the head moves on.
   * @throws PbevmError UNKNOWN_HEIGHT, PRUNED; its `get` too, if that comes later.
   */
  at(height: number): EarlierState {
    this.#checkUsable();
    return new EarlierState(height, this.#records, this);
  }

  /**
   * The proof of addresses, and of storage keys of each, against the root of the head or of an earlier
   * height.
   * @returns the bytes of tree/state-proof.ts
   * @throws as `at`; HostFault if an address or a key of one is given twice.
   */
  prove(asked: readonly AskedAccount[], height: number = this.height): Uint8Array {
    this.#checkUsable();
    if (height === this.height) return this.#guard(() => proveState(this.trees, this.#reader, asked));
    const earlier = this.at(height);
    return this.#guard(() => {
      const update = this.trees.update(earlier.changes().values(), earlier);
      try {
        return proveState(update, earlier, asked);
      } finally {
        update.drop();
      }
    });
  }

  /**
   * Goes back to the state after the block of that height, as one batch. The caller removes records of its
   * own with `extra`.
   * @throws PbevmError UNKNOWN_HEIGHT, PRUNED; HostFault if the undo records do not lead to the root of then.
   */
  async rollback(height: number, extra: readonly Change[] = []): Promise<void> {
    this.#checkIdle();
    const earlier = this.at(height);
    if (height === this.height) return;
    const { step, from } = this.#guard(() => {
      const changes = earlier.changes();
      const update = this.trees.update(changes.values(), new OverlayReader(this.#reader, changes));
      const root = readUndo(this.#records, height + 1).root;
      if (keyText(update.root) !== keyText(root)) {
        throw new HostFault(`the undo records do not lead back to the root of height ${height}`);
      }
      const mark = { height, root: update.root };
      const step = { mark, changes, update, floor: this.floor, extra: [] as Change[], mustFlush: true };
      return { step, from: this.height };
    });
    const own: Change[] = [];
    for (let h = height + 1; h <= from; h++) own.push({ key: undoKey(h), value: undefined });
    const dead = { from: deadKey(height + 1), to: deadKey(from + 1) };
    for await (const [key] of this.#store.entries(dead)) own.push({ key, value: undefined });
    this.#rollbacks++;
    await this.#write({ ...step, extra: [...own, ...extra] });
  }

  /** Keeps this many heights below the head from now on, and forgets what is below them. */
  async prune(keepBlocks: number): Promise<void> {
    this.#checkIdle();
    assert(Number.isSafeInteger(keepBlocks) && keepBlocks >= 0, 'a number of blocks');
    this.#keepBlocks = keepBlocks;
    const floor = this.#floorAt(this.height);
    while (this.#database.floor < floor) {
      const next = Math.min(floor, this.#database.floor + PRUNE_BATCH);
      await this.#writePages(next);
    }
  }

  /** The records of the state and of the caller, checked by their seals only. Not while a commit runs. */
  async *entries(range: KeyRange = {}): AsyncIterable<StoreEntry> {
    this.#checkUsable();
    for await (const entry of this.#store.entries(range)) if (!isOwn(entry[0])) yield entry;
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    await this.#writing?.catch(() => undefined);
    this.#prepared?.drop();
    // The next opening is spared bringing the trees up to the head.
    if (this.#fault === undefined && this.#database.treeHeight !== this.height) {
      await this.#writePages().catch(() => undefined);
    }
    this.#isClosed = true;
    await this.#store.close();
  }

  #writePages(floor: number = this.floor): Promise<void> {
    const update = this.trees.update([], this.#reader);
    return this.#write({ mark: this.#mark, changes: new Map(), update, floor, extra: [], mustFlush: true });
  }

  #floorAt(height: number): number {
    return Math.max(this.floor, height - this.#keepBlocks, 0);
  }

  /**
   * What the records were; where nobody can go back, only which they are: the trees need that when they are
   * opened.
   */
  #undoOf(changes: ChangeMap, height: number, floor: number): Change {
    const isNeeded = height > floor;
    const before: Change[] = [];
    for (const [text, { key }] of changes) {
      before.push({ key, value: isNeeded ? this.#reader.get(key, text) : undefined });
    }
    return { key: undoKey(height), value: encodeUndo({ root: this.root, before }) };
  }

  async #write(step: Step): Promise<void> {
    const writing = this.#writeStep(step);
    this.#writing = writing;
    try {
      await writing;
    } catch (error) {
      throw this.#fail(error);
    } finally {
      this.#writing = undefined;
    }
  }

  /** From here on the head is the new one: what is not in the store yet is read from the overlay. */
  async #writeStep({ mark, changes, update, floor, extra, mustFlush }: Step): Promise<void> {
    const before = this.#database;
    update.keep();
    this.#leavesSinceFlush += changes.size;
    const isFlushed =
      mustFlush ||
      this.#leavesSinceFlush >= FLUSH_LEAVES ||
      mark.height - before.treeHeight >= this.#flushBlocks;
    const pages = isFlushed ? this.trees.takeDirtyRecords() : [];
    const database: DatabaseRecord = {
      ...(isFlushed ? { treeHeight: mark.height, treeRoot: mark.root } : before),
      floor,
      isImporting: false,
    };
    const record = { key: DATABASE_KEY, value: encodeDatabaseRecord(database) };
    const own = withoutEnded([...extra, ...pages, record], undosEnded(before, database));
    this.#mark = mark;
    this.#database = database;
    if (isFlushed) this.#leavesSinceFlush = 0;
    const ownChanges = checkChanges(own);
    this.#records.set(changes, ownChanges);
    // Of storage whose trees' pages are all written: this batch may hold the last of those that are newer.
    const ended = undoStart(before);
    const isDue = this.#dead.isDue(ended);
    // What was read before must not be read any more while this waits.
    if (isDue) this.#reader.learn(changes);
    const collected = checkChanges(isDue ? await this.#dead.collect(ended) : []);
    const written = this.#store.commit(joinChanges(changes, ownChanges, collected), mark);
    // The batch is being written by another thread meanwhile.
    if (!isDue) this.#reader.learn(changes);
    await written;
    this.#records.set();
  }

  /** What a fault leaves behind cannot be trusted. */
  #guard<Result>(body: () => Result): Result {
    try {
      return body();
    } catch (error) {
      throw this.#fail(error);
    }
  }

  #fail(error: unknown): unknown {
    if (error instanceof PbevmError && !(error instanceof HostFault)) return error;
    this.#fault ??=
      error instanceof HostFault ? error : new HostFault(`state database: ${error}`, { cause: error });
    return this.#fault;
  }

  #checkUsable(): void {
    if (this.#fault !== undefined) throw this.#fault;
    if (this.#isClosed) throw new PbevmError('CLOSED', 'the store was closed');
  }

  #checkIdle(): void {
    this.#checkUsable();
    assert(
      this.#prepared === undefined && this.#writing === undefined,
      'one prepared state or commit at a time',
    );
  }
}
