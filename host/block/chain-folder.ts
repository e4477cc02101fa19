/** Where a chain lives: its database, and what of it can be read without executing anything. */

import { PbevmError } from '../../runtime/errors.js';
import { StateDatabase } from '../state/database/state-database.js';
import { LevelStore } from '../state/level/level-store.js';
import { MemoryStore } from '../state/memory-store.js';
import { GENESIS_KEY } from '../state/record-keys.js';
import { BlockArchive } from './block-archive.js';

export interface DatabaseOptions {
  /** Where the chain lives: `memory` (default, gone with the processor) or `level` (a folder at `path`). */
  readonly store?: 'memory' | 'level';
  readonly path?: string;
  /** How many blocks below the head can be asked for their state, and taken back; 256 by default. */
  readonly keepBlocks?: number;
}

export const NO_CHAIN = 'the folder holds the state of a plain host, no chain of blocks';

/** @throws PbevmError BAD_INPUT; STORE_LOCKED (in use), STORE_DAMAGED, STORE_UNAVAILABLE. */
export async function openDatabase({
  store = 'memory',
  path,
  keepBlocks,
}: DatabaseOptions): Promise<StateDatabase> {
  if (store !== 'memory' && store !== 'level')
    throw new PbevmError('BAD_INPUT', 'store is `memory` or `level`');
  if (store === 'level' && !path) throw new PbevmError('BAD_INPUT', 'a level store needs `path`, its folder');
  if (keepBlocks !== undefined && (!Number.isSafeInteger(keepBlocks) || keepBlocks < 0)) {
    throw new PbevmError('BAD_INPUT', 'keepBlocks is a number of blocks');
  }
  const records = store === 'memory' ? new MemoryStore() : await LevelStore.open(path as string);
  return StateDatabase.open(records, keepBlocks === undefined ? {} : { keepBlocks });
}

/** A chain that is looked at. */
export interface ChainFolder {
  readonly database: StateDatabase;
  readonly archive: BlockArchive;
  close(): Promise<void>;
}

/**
 * Opens the chain in a folder to read it; the folder is this process's meanwhile.
 * @throws PbevmError BAD_GENESIS if there is no chain in it; as `openDatabase`.
 */
export async function openChainFolder(path: string): Promise<ChainFolder> {
  const database = await openDatabase({ store: 'level', path });
  if (database.get(GENESIS_KEY) === undefined) {
    const message = database.height < 0 ? 'the folder holds nothing yet' : NO_CHAIN;
    await database.close();
    throw new PbevmError('BAD_GENESIS', message);
  }
  const archive = new BlockArchive(database, () => BigInt(database.height));
  return { database, archive, close: () => database.close() };
}
