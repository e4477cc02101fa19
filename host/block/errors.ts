/** How a transaction or a block is refused: a code of `PbevmError`, and a reason out of a closed set. */

import { PbevmError } from '../../runtime/errors.js';
import type { ReputationRefusal } from './reputation.js';

/** What is wrong with the bytes or the fields of a transaction, whatever the state is (SEMANTICS 28). */
export const TRANSACTION_DEFECTS = [
  /** More bytes than an envelope can have. */
  'SIZE',
  /** The first byte is not that of a transaction, or of a poke. */
  'TYPE',
  /** Not the one canonical RLP of a flat list, or bytes behind it. */
  'ENCODING',
  /** Another number of fields. */
  'ARITY',
  /** An integer with leading zeros or beyond its width, or bytes of a wrong length. */
  'FIELD',
  /** A fuel limit of 2^46 or more. */
  'FUEL_LIMIT',
  /** A message with a VM or a salt. */
  'MESSAGE',
  /** A creation without a VM, or a payload that is not [code, args]. */
  'CREATION',
  /** A payload beyond PAYLOAD_MAX. */
  'PAYLOAD',
  /** r or s out of range, s in the upper half, or no key that could have made it. */
  'SIGNATURE',
] as const;

export type TransactionDefect = (typeof TRANSACTION_DEFECTS)[number];

/** Why a well-formed transaction cannot stand at its place in a block (SEMANTICS 28, 29). */
export type TransactionRefusal =
  | ReputationRefusal
  /** Made for another chain or shard. */
  | 'CHAIN'
  | 'SHARD'
  /** Used before, or not its sender's next one yet. */
  | 'NONCE_LOW'
  | 'NONCE_HIGH'
  /** Value on a shard without a currency. */
  | 'VALUE'
  /** Its fuel limit does not pay for what every transaction costs: the price of a call. */
  | 'INTRINSIC_FUEL'
  /** Its fuel limit exceeds what the block has left. */
  | 'BLOCK_FUEL'
  /** Its bytes, its number, or receipts that it may make, exceed what the block has left. */
  | 'BLOCK_SIZE'
  /** A poke where no rent is paid, or one more than a block may have. */
  | 'POKES';

/** A transaction that no block can contain. */
export class TransactionError extends PbevmError {
  readonly reason: TransactionDefect;

  constructor(reason: TransactionDefect, message: string, options?: ErrorOptions) {
    super('BAD_TRANSACTION', message, options);
    this.name = 'TransactionError';
    this.reason = reason;
  }
}

/** What is wrong with a block. `BAD_…`: the header says something else than what follows. */
export type BlockDefect =
  /** Its parent is not the head. */
  | 'UNKNOWN_PARENT'
  | 'BAD_HEIGHT'
  /** Not after its parent. */
  | 'BAD_TIMESTAMP'
  | 'BAD_CHAIN'
  | 'BAD_PROTOCOL'
  | 'BAD_FUEL_LIMIT'
  | 'BAD_FUEL_USED'
  | 'BAD_TOTAL_FEE'
  /** The state root. */
  | 'BAD_ROOT'
  | 'BAD_RECEIPTS'
  /** The list of transactions is not that of the header. */
  | 'BAD_TRANSACTIONS'
  /** A transaction is malformed, forged, or cannot stand where it does: see `index` and `refusal`. */
  | 'BAD_TRANSACTION'
  /** The queue is not that of the header or of the EVM, or asks for more fuel than there is: see `index`. */
  | 'BAD_QUEUE'
  /** Beside an EVM: it belongs to another block of the EVM. */
  | 'BAD_ANCHOR'
  /** Not those of the header, written before, or where there is one shard: see `index`. */
  | 'BAD_KNOWN_ROOTS'
  /** The receipts for other shards are not those of the header. */
  | 'BAD_CROSS_ROOT'
  /** A block is pending: it must be committed or aborted first. */
  | 'PENDING'
  /** The pending block was committed or aborted before. */
  | 'SETTLED'
  /** A witness does not hold what its block reads, or is not of its parent's state. */
  | 'BAD_WITNESS'
  /** More bytes than the protocol's limit. */
  | 'SIZE'
  /** Not the SSZ of a block, header, receipt or list of these. */
  | 'ENCODING';

export interface BlockErrorOptions extends ErrorOptions {
  readonly index?: number;
  readonly refusal?: TransactionDefect | TransactionRefusal;
}

/** A block, or a part of one, that is refused. */
export class BlockError extends PbevmError {
  readonly reason: BlockDefect;
  /** Place of the transaction or queued call that is wrong. */
  readonly index?: number;
  /** What is wrong with it. */
  readonly refusal?: TransactionDefect | TransactionRefusal;

  constructor(reason: BlockDefect, message: string, options: BlockErrorOptions = {}) {
    super('BAD_BLOCK', message, options);
    this.name = 'BlockError';
    this.reason = reason;
    if (options.index !== undefined) this.index = options.index;
    if (options.refusal !== undefined) this.refusal = options.refusal;
  }
}
