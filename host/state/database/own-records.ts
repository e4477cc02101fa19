/** The database's own records: which they are, and which undo records it still needs. */

import { keyText } from '../key-text.js';
import { RECORD_KIND, undoKey } from '../record-keys.js';
import type { Change } from '../store.js';
import type { DatabaseRecord } from './database-record.js';

/** Undo records up to this height are not needed: nobody goes back below it, and the pages are newer. */
export function undoStart({ floor, treeHeight }: DatabaseRecord): number {
  return Math.min(floor, treeHeight);
}

/** Removals of the undo records that are not needed any more. */
export function undosEnded(before: DatabaseRecord, now: DatabaseRecord): Change[] {
  const removed: Change[] = [];
  for (let height = Math.max(undoStart(before), -1) + 1; height <= undoStart(now); height++) {
    removed.push({ key: undoKey(height), value: undefined });
  }
  return removed;
}

/** Changes and removals of undo records; one that ends with its own batch is not written. */
export function withoutEnded(changes: readonly Change[], removals: readonly Change[]): Change[] {
  const ended = new Set(removals.map(({ key }) => keyText(key)));
  return [
    ...changes.filter(({ key }) => key[0] !== RECORD_KIND.undo || !ended.has(keyText(key))),
    ...removals,
  ];
}

const OWN_KINDS: ReadonlySet<number> = new Set([
  RECORD_KIND.treePage,
  RECORD_KIND.treeRoot,
  RECORD_KIND.undo,
  RECORD_KIND.dead,
  RECORD_KIND.database,
]);

export function isOwn(key: Uint8Array): boolean {
  return OWN_KINDS.has(key[0]);
}
