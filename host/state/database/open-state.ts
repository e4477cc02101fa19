/** Opening the state in a store: the trees as they were last written, brought up to the head. */

import { equalBytes, toHex } from '../../../runtime/bytes.js';
import { HostFault, PbevmError } from '../../../runtime/errors.js';
import { keyText } from '../key-text.js';
import { DATABASE_KEY } from '../record-keys.js';
import type { Change, MarkedStore, RecordReader } from '../store.js';
import type { ForestOptions } from '../tree/forest.js';
import { type DatabaseRecord, decodeDatabaseRecord, EMPTY_DATABASE } from './database-record.js';
import { readUndo } from './history.js';
import { WorldTrees } from './world-trees.js';

export interface OpenedState {
  readonly database: DatabaseRecord;
  readonly trees: WorldTrees;
  /** Leaves that were changed in memory only. */
  readonly leaves: number;
}

/**
 * Reads the root page and the records that changed since pages were last written, and no others.
 * @param records the store's; pages are read from there also later
 * @throws PbevmError STORE_DAMAGED.
 */
export function openState(
  records: RecordReader,
  { mark, name }: MarkedStore,
  options: ForestOptions | undefined,
): OpenedState {
  const refuse = (what: string): PbevmError =>
    new PbevmError('STORE_DAMAGED', `the state in ${name} is damaged: ${what}`);
  const bytes = records.get(DATABASE_KEY);
  const database = bytes === undefined ? EMPTY_DATABASE : decodeDatabaseRecord(bytes);
  if (database === undefined) throw refuse('the record of the database is none');
  if (database.isImporting) throw refuse('an import was not completed; delete the folder and import again');
  if (database.treeHeight > mark.height || (bytes === undefined && mark.height >= 0)) {
    throw refuse(`its trees are of height ${database.treeHeight}, its head of ${mark.height}`);
  }
  try {
    const trees = new WorldTrees(records, database.treeRoot, options);
    const changes = changesSince(database.treeHeight, mark.height, records);
    trees.update(changes, records).keep();
    if (!equalBytes(trees.root, mark.root)) {
      throw refuse(`its records have root ${toHex(trees.root)}, the head says ${toHex(mark.root)}`);
    }
    return { database, trees, leaves: changes.length };
  } catch (error) {
    if (error instanceof HostFault) throw refuse(error.message);
    throw error;
  }
}

/** The records that blocks changed after a height, as they are now. */
function changesSince(treeHeight: number, height: number, records: RecordReader): Change[] {
  const changes = new Map<string, Change>();
  for (let h = treeHeight + 1; h <= height; h++) {
    for (const { key } of readUndo(records, h).before) {
      const text = keyText(key);
      if (!changes.has(text)) changes.set(text, { key, value: records.get(key) });
    }
  }
  return [...changes.values()];
}
