/** What the state database says of itself, in the batch after which it is true. */

const VERSION = 2;
const ROOT_BYTES = 32;
const IMPORTING = 1;

export interface DatabaseRecord {
  /** Height of which the stored pages of the trees are; -1 before the first block. */
  readonly treeHeight: number;
  /** Root of the account tree at that height. */
  readonly treeRoot: Uint8Array;
  /** The lowest height whose state can be read. */
  readonly floor: number;
  /** Whether an import has begun and not ended: then this is no state. */
  readonly isImporting: boolean;
}

/** version u8, flags u8, treeHeight i64, treeRoot, floor i64; big-endian. */
const RECORD_BYTES = 2 + 8 + ROOT_BYTES + 8;

export const EMPTY_DATABASE: DatabaseRecord = {
  treeHeight: -1,
  treeRoot: new Uint8Array(ROOT_BYTES),
  floor: -1,
  isImporting: false,
};

export function encodeDatabaseRecord({
  treeHeight,
  treeRoot,
  floor,
  isImporting,
}: DatabaseRecord): Uint8Array {
  const bytes = new Uint8Array(RECORD_BYTES);
  const view = new DataView(bytes.buffer);
  bytes[0] = VERSION;
  bytes[1] = isImporting ? IMPORTING : 0;
  view.setBigInt64(2, BigInt(treeHeight));
  bytes.set(treeRoot, 10);
  view.setBigInt64(42, BigInt(floor));
  return bytes;
}

/** Undefined if the bytes are no such record. */
export function decodeDatabaseRecord(bytes: Uint8Array): DatabaseRecord | undefined {
  if (bytes.length !== RECORD_BYTES || bytes[0] !== VERSION || bytes[1] > IMPORTING) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return {
    treeHeight: Number(view.getBigInt64(2)),
    treeRoot: bytes.slice(10, 42),
    floor: Number(view.getBigInt64(42)),
    isImporting: bytes[1] === IMPORTING,
  };
}
