/** What LevelDB's MANIFEST says: which tables make up the database, and the first log that it needs. */

import { ByteCursor, Malformed } from './byte-cursor.js';

/** Tags of the fields of a version edit (LevelDB's db/version_edit.cc). */
const TAG = {
  comparator: 1,
  logNumber: 2,
  nextFileNumber: 3,
  lastSequence: 4,
  compactPointer: 5,
  deletedFile: 6,
  newFile: 7,
  previousLogNumber: 9,
} as const;

export interface Manifest {
  /** Number of the oldest log that holds records which are in no table; 0 of a new database. */
  readonly logNumber: number;
  /** Sizes of the tables in bytes, by number. */
  readonly tables: ReadonlyMap<number, number>;
}

/** Applies the edits one after another; undefined if one is malformed. */
export function readManifest(edits: readonly Uint8Array[]): Manifest | undefined {
  const tables = new Map<number, number>();
  let logNumber = 0;
  try {
    for (const edit of edits) {
      // As LevelDB does: what is added by the edit that removes it stays.
      const added = new Map<number, number>();
      const cursor = new ByteCursor(edit);
      while (!cursor.isAtEnd) logNumber = applyField(cursor, tables, added) ?? logNumber;
      for (const [number, size] of added) tables.set(number, size);
    }
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
  return { logNumber, tables };
}

/** Applies one field; returns the log's number if it is that. */
function applyField(
  cursor: ByteCursor,
  tables: Map<number, number>,
  added: Map<number, number>,
): number | undefined {
  const tag = cursor.varint();
  switch (tag) {
    case TAG.comparator:
      cursor.takePrefixed();
      return undefined;
    case TAG.logNumber:
      return cursor.varint();
    case TAG.nextFileNumber:
    case TAG.lastSequence:
    case TAG.previousLogNumber:
      cursor.varint();
      return undefined;
    case TAG.compactPointer:
      cursor.varint();
      cursor.takePrefixed();
      return undefined;
    case TAG.deletedFile:
      cursor.varint();
      tables.delete(cursor.varint());
      return undefined;
    case TAG.newFile: {
      cursor.varint();
      const number = cursor.varint();
      added.set(number, cursor.varint());
      cursor.takePrefixed();
      cursor.takePrefixed();
      return undefined;
    }
    default:
      throw new Malformed();
  }
}
