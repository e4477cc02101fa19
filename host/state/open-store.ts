/** The store that a host's options name. */

import { assert } from '../../runtime/errors.js';
import { MemoryStore } from './memory-store.js';
import type { Store } from './store.js';

export interface StoreOptions {
  readonly store: 'memory' | 'level';
  /** Folder of the level store. */
  readonly path?: string;
}

/**
 * Opens a store; throws what `LevelStore.open` throws. The database is loaded where it is wanted: it takes a
 * fifth of the time of a first call.
 */
export async function openStore({ store, path }: StoreOptions): Promise<Store> {
  if (store === 'memory') return new MemoryStore();
  const { LevelStore } = await import('./level-store.js');
  assert(path !== undefined, 'createHost checks that a level store has a path');
  return LevelStore.open(path);
}
