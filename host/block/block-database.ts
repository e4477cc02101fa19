/** What the block processor asks of the database of the state (host/state/database). */

import type { Address } from '../../runtime/address.js';
import type { AskedAccount } from '../state/database/prove-state.js';
import type { Change, RecordReader, StoreEntry } from '../state/store.js';

/** The storage of an address, as it is or was before it was dropped. */
export interface StoragePlace {
  readonly address: Address;
  readonly incarnation: bigint;
}

/** Changes of a block that are not written yet. */
export interface PreparedChanges {
  /** The state's root with them. */
  readonly root: Uint8Array;
  /** Of the storages that `prepare` was asked for. */
  readonly storageRoots: readonly Uint8Array[];
  /** Writes them and what else belongs to the block, as one synced batch. */
  commit(extra: readonly Change[]): Promise<void>;
  /** Nothing happened. */
  drop(): void;
}

export interface BlockDatabase extends RecordReader {
  /** Of the last block; -1 before block 0. */
  readonly height: number;
  /** State root of the last block. */
  readonly root: Uint8Array;
  /** @param storages whose roots are asked, with all changes up to where they end. */
  prepare(changes: readonly Change[], storages?: readonly StoragePlace[]): PreparedChanges;
  /** The records after an earlier block. @throws PbevmError PRUNED, UNKNOWN_HEIGHT */
  at(height: number): RecordReader;
  /**
   * Proves accounts and storage after a block; `verifyStateProof` checks it against the block's state root.
   * @throws PbevmError PRUNED, UNKNOWN_HEIGHT; HostFault if an address or a key of one is asked twice.
   */
  prove(asked: readonly AskedAccount[], height: number): Uint8Array;
  /** Takes back all blocks after a height, and writes what else belongs to that. */
  rollback(height: number, extra: readonly Change[]): Promise<void>;
  /** Records whose keys are at least `from` and below `to`, in the order of keys. */
  entries(range: { readonly from: Uint8Array; readonly to: Uint8Array }): AsyncIterable<StoreEntry>;
  close(): Promise<void>;
}
