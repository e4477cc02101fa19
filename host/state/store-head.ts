/** The head of a store: how many batches it has seen, and a digest of their chain (SEMANTICS 26). */

import { createHash } from 'node:crypto';
import { equalBytes, u64be } from '../../runtime/bytes.js';
import { CONTENT_SUM_BYTES } from './sealed-record.js';
import { type Change, RESERVED_KIND } from './store.js';

const DIGEST_BYTES = 32;

/** What the file HEAD says. */
export interface Head {
  /** Batches committed. */
  readonly height: number;
  /** SHA-256(digest before || digest of the batch); zero before the first. */
  readonly digest: Uint8Array;
}

/** What the database says of itself, written in the batch it describes. */
export interface DatabaseHead extends Head {
  readonly previousDigest: Uint8Array;
  /** Records, this one not counted, and the sum of their hashes. */
  readonly records: number;
  readonly contentSum: Uint8Array;
}

/** Key of the database's own head. */
export const HEAD_KEY = Uint8Array.of(RESERVED_KIND);

export const EMPTY_HEAD: DatabaseHead = {
  height: 0,
  digest: new Uint8Array(DIGEST_BYTES),
  previousDigest: new Uint8Array(DIGEST_BYTES),
  records: 0,
  contentSum: new Uint8Array(CONTENT_SUM_BYTES),
};

/** SHA-256(previous || SHA-256 of all changes: whether removed, lengths of key and value, key, value). */
export function chainDigest(previous: Uint8Array, changes: readonly Change[]): Uint8Array {
  const batch = createHash('sha256');
  for (const { key, value } of changes) {
    const prefix = new DataView(new ArrayBuffer(9));
    prefix.setUint8(0, value === undefined ? 0 : 1);
    prefix.setUint32(1, key.length);
    prefix.setUint32(5, value?.length ?? 0);
    batch.update(prefix).update(key);
    if (value !== undefined) batch.update(value);
  }
  return new Uint8Array(createHash('sha256').update(previous).update(batch.digest()).digest());
}

/** height u64, digest, previousDigest, records u64, contentSum. */
const DATABASE_HEAD_BYTES = 8 + DIGEST_BYTES + DIGEST_BYTES + 8 + CONTENT_SUM_BYTES;

export function encodeDatabaseHead(head: DatabaseHead): Uint8Array {
  const bytes = new Uint8Array(DATABASE_HEAD_BYTES);
  bytes.set(u64be(head.height), 0);
  bytes.set(head.digest, 8);
  bytes.set(head.previousDigest, 40);
  bytes.set(u64be(head.records), 72);
  bytes.set(head.contentSum, 80);
  return bytes;
}

/** Undefined if the bytes are no head. */
export function decodeDatabaseHead(bytes: Uint8Array): DatabaseHead | undefined {
  if (bytes.length !== DATABASE_HEAD_BYTES) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return {
    height: Number(view.getBigUint64(0)),
    digest: bytes.slice(8, 40),
    previousDigest: bytes.slice(40, 72),
    records: Number(view.getBigUint64(72)),
    contentSum: bytes.slice(80),
  };
}

/** Whether the database stands where the file says, or one batch later: the crash came between the two. */
export function isSuccessor(file: Head, database: DatabaseHead): boolean {
  if (database.height === file.height) return equalBytes(database.digest, file.digest);
  return database.height === file.height + 1 && equalBytes(database.previousDigest, file.digest);
}
