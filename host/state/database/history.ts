/**
 * Earlier heights: what the undo records lead back to, as changes and as a view (README, "Earlier heights").
 */

import { HostFault, PbevmError } from '../../../runtime/errors.js';
import { keyText } from '../key-text.js';
import { undoKey } from '../record-keys.js';
import type { Change, ChangeMap, RecordReader } from '../store.js';
import { decodeUndo, type Undo } from './undo-record.js';

/** What of the database an earlier state depends on. */
export interface HeadState extends RecordReader {
  readonly height: number;
  /** The lowest height that can be read. */
  readonly floor: number;
  /** Counts rollbacks: after one, what was gathered before says nothing. */
  readonly rollbacks: number;
}

/** @throws PbevmError UNKNOWN_HEIGHT above the head and below 0, PRUNED below the floor. */
export function checkHeight(height: number, head: HeadState): void {
  if (!Number.isSafeInteger(height) || height < 0 || height > head.height) {
    throw new PbevmError('UNKNOWN_HEIGHT', `there is no height ${height}: the head is ${head.height}`);
  }
  if (height < head.floor) {
    const message = `the state at height ${height} is pruned: the earliest that is kept is ${head.floor}`;
    throw new PbevmError('PRUNED', message);
  }
}

/** @throws HostFault if it is missing. */
export function readUndo(records: RecordReader, height: number): Undo {
  const bytes = records.get(undoKey(height));
  if (bytes === undefined) throw new HostFault(`the undo record of height ${height} is missing`);
  return decodeUndo(bytes);
}

/**
 * The state after an earlier block. It stays readable while the head moves on, until its height is pruned.
 */
export class EarlierState implements RecordReader {
  readonly height: number;
  readonly #records: RecordReader;
  readonly #head: HeadState;
  /** Records that differ from the head's, by the text of their keys. */
  readonly #overlay = new Map<string, Change>();
  /** Height of the head, and rollbacks, that the overlay is for. */
  #gatheredTo: number;
  #rollbacks: number;

  /**
   * @param records where undo records are
   * @throws as `checkHeight`
   */
  constructor(height: number, records: RecordReader, head: HeadState) {
    checkHeight(height, head);
    this.height = height;
    this.#records = records;
    this.#head = head;
    this.#gatheredTo = height;
    this.#rollbacks = head.rollbacks;
  }

  get(key: Uint8Array): Uint8Array | undefined {
    this.#gather();
    const before = this.#overlay.get(keyText(key));
    return before === undefined ? this.#head.get(key) : before.value;
  }

  /** What leads from the head back to this state. */
  changes(): ChangeMap {
    this.#gather();
    return this.#overlay;
  }

  /** The root, which the first block after it has written down. */
  root(): Uint8Array | undefined {
    return this.height === this.#head.height ? undefined : readUndo(this.#records, this.height + 1).root;
  }

  /** Adds what blocks changed that came since: what was there before the earliest counts. */
  #gather(): void {
    checkHeight(this.height, this.#head);
    if (this.#rollbacks !== this.#head.rollbacks) {
      this.#overlay.clear();
      this.#gatheredTo = this.height;
      this.#rollbacks = this.#head.rollbacks;
    }
    while (this.#gatheredTo < this.#head.height) {
      const { before } = readUndo(this.#records, this.#gatheredTo + 1);
      for (const change of before) {
        const text = keyText(change.key);
        if (!this.#overlay.has(text)) this.#overlay.set(text, change);
      }
      this.#gatheredTo++;
    }
  }
}
