/** A block that was executed and is not there yet: it is committed, or nothing happened. */

import type { TransactionResult } from '../execution/result.js';
import type { CallMessage, CallOptions } from './call-message.js';
import { type Block, type CrossReceipt, decodeReceipt, type Receipt } from './containers.js';
import { BlockError } from './errors.js';
import type { LeftOut } from './execute-block.js';

/** What a pending block is made of. */
export interface PreparedBlock {
  readonly block: Block;
  readonly hash: Uint8Array;
  /** Serialised, of queued calls first. */
  readonly receipts: readonly Uint8Array[];
  readonly leftOut: readonly LeftOut[];
  /** For other shards, and of contracts that fell asleep. */
  readonly crossReceipts: readonly CrossReceipt[];
  /** The block's transactions by their places among the candidates. */
  readonly included: readonly number[];
}

/** The processor's side of it. */
export interface BlockSession {
  call(message: CallMessage, options: CallOptions): Promise<TransactionResult>;
  commit(): Promise<void>;
  abort(): Promise<void>;
}

export class PendingBlock {
  readonly block: Block;
  /** Hash of the block. */
  readonly hash: Uint8Array;
  /** Of `build`: candidates that the block could not contain, and why. */
  readonly leftOut: readonly LeftOut[];
  /** For other shards, and of contracts that fell asleep: in the order of crossRoot. */
  readonly crossReceipts: readonly CrossReceipt[];
  readonly #receipts: readonly Uint8Array[];
  readonly #session: BlockSession;
  #decoded: readonly Receipt[] | undefined;
  #isSettled = false;

  /** @internal Made by `BlockProcessor`. */
  constructor({ block, hash, receipts, leftOut, crossReceipts }: PreparedBlock, session: BlockSession) {
    this.crossReceipts = crossReceipts;
    this.block = block;
    this.hash = hash;
    this.leftOut = leftOut;
    this.#receipts = receipts;
    this.#session = session;
  }

  /** Of queued calls first, then of transactions. */
  get receipts(): readonly Receipt[] {
    this.#decoded ??= this.#receipts.map((bytes) => decodeReceipt(bytes));
    return this.#decoded;
  }

  /**
   * Runs a message on the state after the block and drops its effects.
   * @throws BlockError SETTLED; PbevmError ABORTED, DEADLINE, CLOSED; HostFault.
   */
  async call(message: CallMessage, options: CallOptions = {}): Promise<TransactionResult> {
    this.checkPending();
    return this.#session.call(message, options);
  }

  /**
   * Writes state, receipts, block, indexes and head as one synced batch. On disk when it resolves.
   * @throws BlockError SETTLED; HostFault if that cannot be done: the processor then answers nothing more.
   */
  async commit(): Promise<void> {
    this.#settle();
    await this.#session.commit();
  }

  /** Drops the block: nothing happened. @throws BlockError SETTLED */
  async abort(): Promise<void> {
    this.#settle();
    await this.#session.abort();
  }

  #settle(): void {
    this.checkPending();
    this.#isSettled = true;
  }

  /** @internal @throws BlockError SETTLED */
  checkPending(): void {
    if (this.#isSettled) throw new BlockError('SETTLED', 'the block was committed or aborted before');
  }
}
