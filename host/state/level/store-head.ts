/**
 * The head of a store on disk: what the last batch left it at, and a digest of all batches (SEMANTICS 26).
 */

import { equalBytes, latin1Text } from '../../../runtime/bytes.js';
import { sha256, sha256Text } from '../sha256.js';
import { type BatchMark, RESERVED_KIND, UNMARKED } from '../store.js';

const HASH_BYTES = 32;

/** What the file HEAD says. */
export interface Head extends BatchMark {
  /** SHA-256 of the digest before and of the batch; zero before the first. */
  readonly digest: Uint8Array;
}

/** What the database says of itself, written in the batch it describes. */
export interface DatabaseHead extends Head {
  readonly previousDigest: Uint8Array;
}

/** Key of the database's own head. */
export const HEAD_KEY = Uint8Array.of(RESERVED_KIND);

export const EMPTY_HEAD: DatabaseHead = {
  ...UNMARKED,
  digest: new Uint8Array(HASH_BYTES),
  previousDigest: new Uint8Array(HASH_BYTES),
};

/**
 * Digest of one batch after another: SHA-256(digest before || height i64 || root || for each change 0x00 and
 * SHA-256(key) of a removal, 0x01 and SHA-256(key || value) else). Made of texts of one character a byte.
 */
export class BatchDigest {
  readonly #parts: string[];

  constructor(previous: Uint8Array, { height, root }: BatchMark) {
    this.#parts = [previous, i64be(height), root].map(latin1Text);
  }

  addRemoval(key: Uint8Array): void {
    this.#parts.push('\x00', sha256Text(key));
  }

  /** @param recordHash of key and value, from sealed-record.ts. */
  addRecord(recordHash: string): void {
    this.#parts.push('\x01', recordHash);
  }

  finish(): Uint8Array {
    return sha256(Buffer.from(this.#parts.join(''), 'latin1'));
  }
}

function i64be(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigInt64(0, BigInt(value));
  return bytes;
}

/** height i64, root, digest, previousDigest. */
const DATABASE_HEAD_BYTES = 8 + 3 * HASH_BYTES;

export function encodeDatabaseHead({ height, root, digest, previousDigest }: DatabaseHead): Uint8Array {
  const bytes = new Uint8Array(DATABASE_HEAD_BYTES);
  bytes.set(i64be(height), 0);
  bytes.set(root, 8);
  bytes.set(digest, 40);
  bytes.set(previousDigest, 72);
  return bytes;
}

/** Undefined if the bytes are no head. */
export function decodeDatabaseHead(bytes: Uint8Array): DatabaseHead | undefined {
  if (bytes.length !== DATABASE_HEAD_BYTES) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return {
    height: Number(view.getBigInt64(0)),
    root: bytes.slice(8, 40),
    digest: bytes.slice(40, 72),
    previousDigest: bytes.slice(72),
  };
}

/** Whether the database stands where the file says, or one batch later: the crash came between the two. */
export function isSuccessor(file: Head, database: DatabaseHead): boolean {
  return equalBytes(database.digest, file.digest) || equalBytes(database.previousDigest, file.digest);
}
