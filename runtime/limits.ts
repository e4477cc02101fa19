/** Limits that hold for every message, whatever VM runs it. Units come last in the names. */

/** Size of a wasm page. */
export const PAGE_BYTES = 65_536;

/** Fuel limits are below 2^46, so that fuel and height fit one 64-bit word (SEMANTICS 2, DESIGN 3). */
export const FUEL_MAX = 2n ** 46n - 1n;

export interface Limits {
  /** One height unit stands for 1,024 bytes of native stack (SEMANTICS 4). */
  readonly heightMax: number;
  /** Height that a callee message starts above its caller (SEMANTICS 4). */
  readonly messageHeight: number;
  /** Native stack of the executing thread, in MiB: the deepest legal call fits it in every tier, by test. */
  readonly stackMb: number;
  /** Messages on the call stack (DESIGN 6). */
  readonly depthMax: number;
  /** Pages reserved by all frames of a transaction together (SEMANTICS 9). */
  readonly transactionPagesMax: number;
  /** Pages that a Python frame reserves (SEMANTICS 9). */
  readonly pythonPagesMax: number;
  /** Pages that a native frame may have at most (SEMANTICS 9). */
  readonly nativePagesMax: number;
  /** UTF-8 bytes of a Python contract (SEMANTICS 8). */
  readonly sourceBytesMax: number;
  /** CBOR bytes of one value, and of the call data of a message (SEMANTICS 11). */
  readonly valueBytesMax: number;
  /** CBOR bytes of a Python revert reason (SEMANTICS 13). */
  readonly reasonBytesMax: number;
  /** Bytes of the storage of a `shard` contract (SEMANTICS 37). */
  readonly shardStorageBytesMax: number;
  /** Bytes of one storage record: key and value of a `chain` entry at their limits, and its links. */
  readonly recordBytesMax: number;
  /** Storage key bytes. */
  readonly storageKeyBytesMax: number;
  /** Events in one transaction, and bytes of their data and topics together. */
  readonly eventsMax: number;
  readonly eventBytesMax: number;
  /** Fuel of all transactions of a block together, from the dearest fuel known (bench/README.md). */
  readonly blockFuelMax: number;
  /** PAYLOAD_MAX: bytes of a transaction's payload (SEMANTICS 28). */
  readonly payloadBytesMax: number;
  /** POKES: pokes in a block (SEMANTICS 35). */
  readonly pokesMax: number;
  /** MINFEE: TOTALFEE that one fuel extends a contract by, where rent is by TTL (SEMANTICS 35). */
  readonly ttlMinFee: number;
  /** TOTALFEE that a new contract lives for, where rent is by TTL (SEMANTICS 35). */
  readonly ttlStart: number;
  /** Receipts for other shards, and contracts that fall asleep, in one transaction (SEMANTICS 33). */
  readonly crossReceiptsMax: number;
  /** Blocks of a period, in which used-bits are kept (SEMANTICS 33). */
  readonly claimPeriodBlocks: number;
  /** Bytes of a serialised block: room for a queue at its limits, and as much for transactions. */
  readonly blockBytesMax: number;
}

/** Frames that a transaction can stack up, each with a memory of its own. */
export function memoriesOfTransaction(limits: Limits): number {
  return Math.floor(limits.transactionPagesMax / limits.pythonPagesMax);
}

/** Row 0 (`dev`) limits. */
export const DEV_LIMITS: Limits = {
  heightMax: 32_000,
  messageHeight: 16,
  stackMb: 128,
  depthMax: 1_024,
  transactionPagesMax: 32_768,
  pythonPagesMax: 256,
  nativePagesMax: 1_024,
  sourceBytesMax: 65_536,
  valueBytesMax: 1_048_576,
  reasonBytesMax: 1_024,
  shardStorageBytesMax: 16 * 1_048_576,
  recordBytesMax: 2 * 1_048_576 + 256,
  storageKeyBytesMax: 64,
  eventsMax: 1_024,
  eventBytesMax: 4_194_304,
  blockFuelMax: 2_000_000_000,
  payloadBytesMax: 131_072,
  pokesMax: 32,
  // With TOTALFEE growing by 10^9 a block, 1,000 fuel are a block, and a new contract lives for 7,200.
  ttlMinFee: 1_000_000,
  ttlStart: 7_200_000_000_000,
  crossReceiptsMax: 128,
  claimPeriodBlocks: 256,
  blockBytesMax: 67_108_864,
};
