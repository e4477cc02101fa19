import { MemoryStore } from '../../../../host/state/memory-store.js';

/** A memory store that outlives its database. */
export class LastingStore extends MemoryStore {
  override async close(): Promise<void> {}
}
