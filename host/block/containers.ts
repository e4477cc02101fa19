/**
 * The SSZ containers of docs/layouts.md: their types, bytes and roots. Values are plain objects; integers up
 * to 32 bits are numbers, wider ones bigints.
 *
 * Reading is strict and bounded: whatever these functions would not write themselves is a `BlockError`.
 */

import { ContainerType } from '@chainsafe/ssz';
import type { Address } from '../../runtime/address.js';
import { DEV_LIMITS } from '../../runtime/limits.js';
import { batchedListRoot } from './batched-root.js';
import { BlockError } from './errors.js';
import { byteList, bytes20, bytes32, list, type SszType, uint8, uint32, uint64, uint128 } from './ssz.js';

/** An event of a contract, as a receipt has it. */
export interface ReceiptEvent {
  readonly address: Address;
  /** Of 32 bytes each, of EEI contracts. */
  readonly topics: Uint8Array[];
  /** Of Python the canonical CBOR of [name, fields]. */
  readonly data: Uint8Array;
}

/** What a transaction did, as the chain commits to it. */
export interface Receipt {
  /** By the table of docs/layouts.md; see `receipt.ts`. */
  readonly status: number;
  readonly fuelUsed: bigint;
  readonly output: Uint8Array;
  /** Zero if no contract was created. */
  readonly created: Address;
  readonly burned: bigint;
  readonly events: ReceiptEvent[];
}

/** An account on its way to another shard, or asleep (SEMANTICS 36). */
export interface MovedAccount {
  readonly vm: number;
  readonly nonce: bigint;
  readonly codeHash: Uint8Array;
  readonly storageRoot: Uint8Array;
  readonly storageSize: bigint;
  readonly balance: bigint;
}

/** A message to another shard (SEMANTICS 33). */
export interface CrossReceipt {
  readonly source: bigint;
  readonly destination: bigint;
  readonly sender: Address;
  readonly target: Address;
  readonly value: bigint;
  readonly index: bigint;
  readonly calldata: Uint8Array;
  /** At most one. */
  readonly init: MovedAccount[];
}

/** `crossRoot` of another shard's header, as the embedding consensus vouches for it (SEMANTICS 33). */
export interface KnownRoot {
  readonly shard: bigint;
  readonly height: bigint;
  readonly root: Uint8Array;
}

/** A call that the EVM beside asked for (SEMANTICS 30). */
export interface QueuedCall {
  /** As the EVM knows it, not yet shifted. */
  readonly sender: Address;
  readonly target: Address;
  readonly fuelLimit: bigint;
  readonly payload: Uint8Array;
}

/** What a block commits to; its hash is the block's. */
export interface Header {
  readonly parent: Uint8Array;
  readonly chainId: bigint;
  readonly shardId: bigint;
  readonly height: bigint;
  /** Seconds. */
  readonly timestamp: bigint;
  /** Row of `PROTOCOL_VERSIONS`. */
  readonly protocol: number;
  readonly prevRandao: Uint8Array;
  readonly proposer: Address;
  readonly anchor: Uint8Array;
  readonly fuelLimit: bigint;
  readonly fuelUsed: bigint;
  readonly totalFee: bigint;
  readonly stateRoot: Uint8Array;
  readonly transactionsRoot: Uint8Array;
  readonly queueRoot: Uint8Array;
  readonly receiptsRoot: Uint8Array;
  readonly knownRootsRoot: Uint8Array;
  readonly crossRoot: Uint8Array;
}

export interface Block {
  readonly header: Header;
  readonly queue: QueuedCall[];
  /** Envelopes. */
  readonly transactions: Uint8Array[];
  readonly knownRoots: KnownRoot[];
}

/** Most elements of the lists. */
export const LIST_LIMITS = {
  topics: 4,
  events: 1_024,
  init: 1,
  queue: 256,
  transactions: 2 ** 16,
  knownRoots: 1_024,
  receipts: 2 ** 16 + 256,
  crossReceipts: 2 ** 16,
} as const;

/** Most bytes of the byte lists. */
export const BYTE_LIMITS = {
  eventData: 2 ** 22,
  output: 2 ** 20,
  calldata: 2 ** 20,
  payload: 2 ** 17,
  transaction: 2 ** 18,
} as const;

export const ReceiptEventType: SszType<ReceiptEvent> = new ContainerType({
  address: bytes20,
  topics: list(bytes32, LIST_LIMITS.topics),
  data: byteList(BYTE_LIMITS.eventData),
});

export const ReceiptType: SszType<Receipt> = new ContainerType({
  status: uint8,
  fuelUsed: uint64,
  output: byteList(BYTE_LIMITS.output),
  created: bytes20,
  burned: uint128,
  events: list(ReceiptEventType, LIST_LIMITS.events),
});

export const MovedAccountType: SszType<MovedAccount> = new ContainerType({
  vm: uint32,
  nonce: uint64,
  codeHash: bytes32,
  storageRoot: bytes32,
  storageSize: uint64,
  balance: uint128,
});

export const CrossReceiptType: SszType<CrossReceipt> = new ContainerType({
  source: uint64,
  destination: uint64,
  sender: bytes20,
  target: bytes20,
  value: uint128,
  index: uint64,
  calldata: byteList(BYTE_LIMITS.calldata),
  init: list(MovedAccountType, LIST_LIMITS.init),
});

export const KnownRootType: SszType<KnownRoot> = new ContainerType({
  shard: uint64,
  height: uint64,
  root: bytes32,
});

export const QueuedCallType: SszType<QueuedCall> = new ContainerType({
  sender: bytes20,
  target: bytes20,
  fuelLimit: uint64,
  payload: byteList(BYTE_LIMITS.payload),
});

export const HeaderType: SszType<Header> = new ContainerType({
  parent: bytes32,
  chainId: uint64,
  shardId: uint64,
  height: uint64,
  timestamp: uint64,
  protocol: uint32,
  prevRandao: bytes32,
  proposer: bytes20,
  anchor: bytes32,
  fuelLimit: uint64,
  fuelUsed: uint64,
  totalFee: uint128,
  stateRoot: bytes32,
  transactionsRoot: bytes32,
  queueRoot: bytes32,
  receiptsRoot: bytes32,
  knownRootsRoot: bytes32,
  crossRoot: bytes32,
});

export const QueueType = list(QueuedCallType, LIST_LIMITS.queue);
export const TransactionsType = list(byteList(BYTE_LIMITS.transaction), LIST_LIMITS.transactions);
export const KnownRootsType = list(KnownRootType, LIST_LIMITS.knownRoots);
export const ReceiptsType = list(ReceiptType, LIST_LIMITS.receipts);
export const CrossReceiptsType = list(CrossReceiptType, LIST_LIMITS.crossReceipts);

export const BlockType: SszType<Block> = new ContainerType({
  header: HeaderType,
  queue: QueueType,
  transactions: TransactionsType,
  knownRoots: KnownRootsType,
});

/** The hash of a block: hash_tree_root of its header, 32 bytes. */
export function blockHash(header: Header): Uint8Array {
  return HeaderType.hashTreeRoot(header);
}

const batchedTransactionsRoot = batchedListRoot(TransactionsType);
const batchedReceiptsRoot = batchedListRoot(ReceiptsType);
const batchedCrossRoot = batchedListRoot(CrossReceiptsType);

/** @param transactions envelopes. */
export function transactionsRoot(transactions: Uint8Array[]): Uint8Array {
  return batchedTransactionsRoot(transactions);
}

export function queueRoot(queue: QueuedCall[]): Uint8Array {
  return QueueType.hashTreeRoot(queue);
}

export function knownRootsRoot(knownRoots: KnownRoot[]): Uint8Array {
  return KnownRootsType.hashTreeRoot(knownRoots);
}

/** @param receipts of queued calls first, then of transactions. */
export function receiptsRoot(receipts: Receipt[]): Uint8Array {
  return batchedReceiptsRoot(receipts);
}

export function crossRoot(receipts: CrossReceipt[]): Uint8Array {
  return batchedCrossRoot(receipts);
}

/** What of an SSZ type `decode` uses. */
interface Decoder<V> {
  deserialize(bytes: Uint8Array): V;
}

/** @throws BlockError SIZE, ENCODING */
function decode<V>(type: Decoder<V>, what: string, bytes: Uint8Array, bytesMax: number): V {
  if (bytes.length > bytesMax) {
    throw new BlockError('SIZE', `a ${what} of ${bytes.length} bytes; at most ${bytesMax}`);
  }
  try {
    return type.deserialize(bytes);
  } catch (error) {
    throw new BlockError('ENCODING', `not the SSZ of a ${what}`, { cause: error });
  }
}

export function encodeHeader(header: Header): Uint8Array {
  return HeaderType.serialize(header);
}

/** @throws BlockError ENCODING or SIZE if the bytes are not those of a header. */
export function decodeHeader(bytes: Uint8Array): Header {
  return decode(HeaderType, 'header', bytes, HeaderType.maxSize);
}

export function encodeBlock(block: Block): Uint8Array {
  return BlockType.serialize(block);
}

/**
 * A block as it says it is: roots are not compared, and transactions not looked into.
 * @throws BlockError ENCODING if the bytes are not those of a block, SIZE if they are more than the limit.
 */
export function decodeBlock(bytes: Uint8Array, bytesMax: number = DEV_LIMITS.blockBytesMax): Block {
  return decode(BlockType, 'block', bytes, bytesMax);
}

export function encodeCrossReceipt(receipt: CrossReceipt): Uint8Array {
  return CrossReceiptType.serialize(receipt);
}

/** @throws BlockError ENCODING, SIZE */
export function decodeCrossReceipt(bytes: Uint8Array): CrossReceipt {
  return decode(CrossReceiptType, 'cross-shard receipt', bytes, DEV_LIMITS.blockBytesMax);
}

export function encodeCrossReceipts(receipts: CrossReceipt[]): Uint8Array {
  return CrossReceiptsType.serialize(receipts);
}

/** A list as `encodeCrossReceipts` wrote it. @throws BlockError ENCODING */
export function decodeCrossReceipts(bytes: Uint8Array): CrossReceipt[] {
  return decode(CrossReceiptsType, 'list of cross-shard receipts', bytes, Number.POSITIVE_INFINITY);
}

export function encodeReceipt(receipt: Receipt): Uint8Array {
  return ReceiptType.serialize(receipt);
}

/**
 * A receipt; whether its status is one of the table, `receiptStatus` tells.
 * @throws BlockError ENCODING if the bytes are not those of a receipt, SIZE if they are more than the limit.
 */
export function decodeReceipt(bytes: Uint8Array, bytesMax: number = DEV_LIMITS.blockBytesMax): Receipt {
  return decode(ReceiptType, 'receipt', bytes, bytesMax);
}
