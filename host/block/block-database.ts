/** What the block processor asks of the database of the state (host/state). */

import type { Change, RecordRange, RecordReader } from '../state/store.js';

/** Changes of a block that are not written yet: the state's root with them. */
export interface PreparedChanges {
  readonly root: Uint8Array;
  /** Writes them and what else belongs to the block, as one synced batch. */
  commit(extra: readonly Change[]): Promise<void>;
  /** Nothing happened. */
  drop(): void;
}

export interface BlockDatabase extends RecordReader, RecordRange {
  /** Height and state root of the last block; undefined before block 0. */
  readonly head: { readonly height: number; readonly root: Uint8Array } | undefined;
  prepare(changes: readonly Change[]): PreparedChanges | Promise<PreparedChanges>;
  /** The records after an earlier block. @throws PbevmError if that is not kept. */
  at(height: number): RecordReader;
  /** Takes back all blocks after a height, and writes what else belongs to that. */
  rollback(height: number, extra: readonly Change[]): Promise<void>;
  close(): Promise<void>;
}
