/**
 * Where records live between blocks: bytes by exact key, changed by atomic, synced batches. Every
 * implementation passes test/host/state/store-conformance.ts.
 */

import { assert } from '../../runtime/errors.js';
import { keyText } from './key-text.js';

/** A record to write, or with `value: undefined` to remove. */
export interface Change {
  readonly key: Uint8Array;
  readonly value: Uint8Array | undefined;
}

/** Changes by the texts of their keys, as `checkChanges` gives them: checked once, they may be handed on. */
export type ChangeMap = ReadonlyMap<string, Change>;

export type StoreEntry = readonly [key: Uint8Array, value: Uint8Array];

/** Keys from `from` on and before `to`; all without. */
export interface KeyRange {
  readonly from?: Uint8Array;
  readonly to?: Uint8Array;
}

/** What a batch leaves a store at. */
export interface BatchMark {
  /** Of the last block; -1 before the first. */
  readonly height: number;
  /** 32 bytes: of the state; zero where nobody says. */
  readonly root: Uint8Array;
}

/** Of an empty store. */
export const UNMARKED: BatchMark = { height: -1, root: new Uint8Array(32) };

export interface RecordReader {
  /** The value of a key, or undefined. The bytes must not be changed. */
  get(key: Uint8Array): Uint8Array | undefined;
}

/** Records in order, for indexes. */
export interface RecordRange {
  /** Records whose keys are at least `start` and below `end`, in the order of keys; a view of one moment. */
  range(start: Uint8Array, end: Uint8Array): AsyncIterable<StoreEntry>;
}

/** What a world works on: records, and somewhere to put batches. */
export interface BatchStore extends RecordReader {
  commit(changes: readonly Change[]): Promise<void> | undefined;
  close(): Promise<void>;
}

/**
 * One thread owns a store (SEMANTICS 27). After damage or a failed write every further call throws that
 * HostFault again; after `close` they throw PbevmError CLOSED.
 */
export interface Store extends BatchStore {
  /** @throws HostFault if the record is damaged. */
  get(key: Uint8Array): Uint8Array | undefined;
  /**
   * Writes all changes or none; on disk when it resolves, or done if it returns undefined. Keys are distinct,
   * not empty, and do not begin with RESERVED_KIND. One commit at a time.
   * @throws HostFault if that cannot be done, or rejects with it.
   */
  commit(changes: readonly Change[]): Promise<void> | undefined;
  /** Records in the order of keys; not while a commit runs. */
  entries(range?: KeyRange): AsyncIterable<StoreEntry>;
  /** Waits for a running commit. Closing again does nothing. */
  close(): Promise<void>;
}

/** A store whose batches say what they leave it at. */
export interface MarkedStore extends Store {
  /** For messages. */
  readonly name: string;
  /** Of the last batch. */
  readonly mark: BatchMark;
  /** @param mark without it the height is one more, and the root stays. */
  commit(changes: readonly Change[] | ChangeMap, mark?: BatchMark): Promise<void> | undefined;
}

/** First byte of the keys that a store keeps for itself. */
export const RESERVED_KIND = 0x00;

/** Asserts what `commit` demands of its changes; returns them by the texts of their keys. */
export function checkChanges(changes: readonly Change[] | ChangeMap): ChangeMap {
  if (isChecked(changes)) return changes;
  const byText = new Map<string, Change>();
  for (const change of changes) {
    const { key } = change;
    assert(key.length > 0 && key[0] !== RESERVED_KIND, 'a key of a commit is empty or reserved');
    byText.set(keyText(key), change);
  }
  assert(byText.size === changes.length, 'two changes of a commit have the same key');
  return byText;
}

function isChecked(changes: readonly Change[] | ChangeMap): changes is ChangeMap {
  return changes instanceof Map;
}

/** Several batches as one. Asserts that no key is in two of them. */
export function joinChanges(...batches: readonly ChangeMap[]): ChangeMap {
  const joined = new Map<string, Change>();
  let count = 0;
  for (const changes of batches) {
    for (const [text, change] of changes) joined.set(text, change);
    count += changes.size;
  }
  assert(joined.size === count, 'two changes of a commit have the same key');
  return joined;
}
