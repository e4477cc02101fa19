/** What of a block can be told from its header, its parent and itself, before it is executed. */

import { equalBytes } from '../../runtime/bytes.js';
import {
  type Block,
  type CrossReceipt,
  crossRoot,
  encodeBlock,
  type Header,
  type KnownRoot,
  knownRootsRoot,
  LIST_LIMITS,
  type QueuedCall,
  queueRoot,
} from './containers.js';
import { type BlockDefect, BlockError } from './errors.js';

/** The block that another one would follow. */
export interface Parent {
  readonly header: Header;
  readonly hash: Uint8Array;
}

/** What of a block's execution its header tells. */
export interface Outcome {
  readonly fuelUsed: bigint;
  readonly receiptsRoot: Uint8Array;
}

/** Seconds at most that an i64 holds: contracts of the EEI read them so. */
const TIMESTAMP_MAX = 2n ** 63n - 1n;

/** What the shard's rules say of the next header. */
export interface ExpectedHeader {
  readonly totalFee: bigint;
  /** Whether there can be known roots. */
  readonly hasReceipts: boolean;
}

/**
 * @throws BlockError for the first field that cannot follow from the parent, or is not the root of its
 * list.
 */
export function checkHeader(
  { header, queue, knownRoots }: Block,
  parent: Parent,
  { totalFee, hasReceipts }: ExpectedHeader,
): void {
  const { header: before } = parent;
  const check = (holds: boolean, reason: BlockDefect, message: string): void => {
    if (!holds) throw new BlockError(reason, message);
  };
  check(equalBytes(header.parent, parent.hash), 'UNKNOWN_PARENT', `the parent is not block ${before.height}`);
  check(header.height === before.height + 1n, 'BAD_HEIGHT', `the height is not ${before.height + 1n}`);
  checkTimestamp(header.timestamp, before.timestamp);
  const isOfChain = header.chainId === before.chainId && header.shardId === before.shardId;
  check(isOfChain, 'BAD_CHAIN', 'the block is of another chain or shard');
  check(header.protocol === before.protocol, 'BAD_PROTOCOL', `the protocol is not row ${before.protocol}`);
  check(header.fuelLimit === before.fuelLimit, 'BAD_FUEL_LIMIT', `the fuel limit is not ${before.fuelLimit}`);
  check(header.totalFee === totalFee, 'BAD_TOTAL_FEE', `TOTALFEE is not ${totalFee}`);
  check(knownRoots.length === 0 || hasReceipts, 'BAD_KNOWN_ROOTS', 'known roots, where there is one shard');
  check(equalBytes(header.knownRootsRoot, knownRootsRoot(knownRoots)), 'BAD_KNOWN_ROOTS', 'knownRootsRoot');
  check(equalBytes(header.queueRoot, queueRoot(queue)), 'BAD_QUEUE', 'queueRoot is not that of the queue');
}

/** @throws BlockError BAD_KNOWN_ROOTS if a new block cannot bring these. */
export function checkNewRoots(roots: readonly KnownRoot[], { hasReceipts }: ExpectedHeader): void {
  if (roots.length > 0 && !hasReceipts) {
    throw new BlockError('BAD_KNOWN_ROOTS', 'known roots, where there is one shard');
  }
  if (roots.length > LIST_LIMITS.knownRoots) {
    throw new BlockError('BAD_KNOWN_ROOTS', `at most ${LIST_LIMITS.knownRoots} known roots a block`);
  }
}

/** What a chain expects of the header that follows another one. */
export type HeaderRules = (parent: Header) => ExpectedHeader;

/**
 * A block that was not read from bytes, if it has any.
 * @throws BlockError ENCODING, SIZE
 */
export function checkBlock(block: Block, bytesMax: number): Block {
  const bytes = orRefused('ENCODING', () => encodeBlock(block));
  if (bytes.length <= bytesMax) return block;
  throw new BlockError('SIZE', `a block of ${bytes.length} bytes; at most ${bytesMax}`);
}

/** @throws BlockError BAD_QUEUE if no block can have the queue, whatever its fuel. */
export function checkQueueForm(queue: readonly QueuedCall[]): void {
  orRefused('BAD_QUEUE', () => queueRoot([...queue]));
}

/** What does not fit its SSZ type is a fault of whoever gave it, not of this process. */
function orRefused<Result>(reason: BlockDefect, body: () => Result): Result {
  try {
    return body();
  } catch (cause) {
    throw new BlockError(reason, `${reason}: it does not fit its SSZ type`, { cause });
  }
}

/** @throws BlockError for the first thing that the header does not say as it is */
export function checkOutcome(
  header: Header,
  found: {
    readonly isListed: boolean;
    readonly stateRoot: Uint8Array;
    readonly executed: Outcome;
    readonly crossReceipts: CrossReceipt[];
  },
): void {
  const { isListed, stateRoot, executed, crossReceipts } = found;
  const check = (holds: boolean, reason: BlockDefect, what: string): void => {
    if (!holds) throw new BlockError(reason, `${what} of the header is not that of the block`);
  };
  check(isListed, 'BAD_TRANSACTIONS', 'transactionsRoot');
  check(header.fuelUsed === executed.fuelUsed, 'BAD_FUEL_USED', 'fuelUsed');
  check(equalBytes(header.receiptsRoot, executed.receiptsRoot), 'BAD_RECEIPTS', 'receiptsRoot');
  check(equalBytes(header.crossRoot, crossRoot(crossReceipts)), 'BAD_CROSS_ROOT', 'crossRoot');
  check(equalBytes(header.stateRoot, stateRoot), 'BAD_ROOT', 'stateRoot');
}

/** @throws BlockError BAD_TIMESTAMP */
export function checkTimestamp(timestamp: bigint, before: bigint): void {
  if (timestamp > before && timestamp <= TIMESTAMP_MAX) return;
  throw new BlockError('BAD_TIMESTAMP', `a timestamp of ${timestamp} does not follow ${before}`);
}
