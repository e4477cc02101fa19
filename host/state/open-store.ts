/** The store that a host's options name. */

import { assert, PbevmError } from '../../runtime/errors.js';
import type { Balances } from './initial-balances.js';
import { MemoryStore } from './memory-store.js';
import { GENESIS_KEY } from './record-keys.js';
import type { Store } from './store.js';

export interface StoreOptions {
  readonly store: 'memory' | 'level';
  /** Folder of the level store. */
  readonly path?: string;
  /** What addresses have from the start; the store must be empty. */
  readonly balances?: Balances;
}

/** Opens a store; throws what `LevelStore.open` throws, and BAD_INPUT if there must be nothing in it. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const store = await openKind(options);
  if (options.balances === undefined) return store;
  const { writeBalances } = await import('./initial-balances.js');
  try {
    await writeBalances(store, options.balances);
  } catch (thrown) {
    await store.close();
    throw thrown;
  }
  return store;
}

/**
 * A level store has a state tree, whose root is part of its head; nobody asks it for earlier states. The
 * database
 * is loaded where it is wanted: it takes a fifth of the time of a first call.
 */
async function openKind({ store, path }: StoreOptions): Promise<Store> {
  if (store === 'memory') return new MemoryStore();
  assert(path !== undefined, 'createHost checks that a level store has a path');
  const [{ LevelStore }, { StateDatabase }] = await Promise.all([
    import('./level/level-store.js'),
    import('./database/state-database.js'),
  ]);
  const database = await StateDatabase.open(await LevelStore.open(path), { keepBlocks: 0 });
  // Batches that are no blocks would be none of its chain.
  if (database.get(GENESIS_KEY) === undefined) return database;
  await database.close();
  const message = `${path} holds a chain of blocks, no state of a plain host`;
  throw new PbevmError('STORE_UNAVAILABLE', `${message}: open it with the block processor`);
}
