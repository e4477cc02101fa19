/** How a transaction or a block is refused: a code of `PbevmError`, and a reason out of a closed set. */

import { PbevmError } from '../../runtime/errors.js';

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

/** A transaction that no block can contain. */
export class TransactionError extends PbevmError {
  readonly reason: TransactionDefect;

  constructor(reason: TransactionDefect, message: string, options?: ErrorOptions) {
    super('BAD_TRANSACTION', message, options);
    this.name = 'TransactionError';
    this.reason = reason;
  }
}

/** What is wrong with a block. */
export type BlockDefect =
  /** More bytes than the protocol's limit. */
  | 'SIZE'
  /** Not the SSZ of a block, header, receipt or list of these. */
  | 'ENCODING';

/** A block, or a part of one, that is refused. */
export class BlockError extends PbevmError {
  readonly reason: BlockDefect;

  constructor(reason: BlockDefect, message: string, options?: ErrorOptions) {
    super('BAD_BLOCK', message, options);
    this.name = 'BlockError';
    this.reason = reason;
  }
}
