/**
 * A chain that one process makes by itself: transactions wait in a pool and go into a block at once, or at
 * intervals. What is signed here is signed with keys that everybody knows.
 */

import { sha256 } from '@noble/hashes/sha2.js';
import { type Address, ZERO_ADDRESS } from '../../runtime/address.js';
import { equalBytes } from '../../runtime/bytes.js';
import { PbevmError } from '../../runtime/errors.js';
import type { BlockProcessor } from '../block/block-processor.js';
import { Mempool, type PooledTransaction } from '../block/mempool.js';
import type { PendingBlock } from '../block/pending-block.js';
import { signTransaction } from '../block/signer.js';
import { encodeTransaction, type UnsignedTransaction } from '../block/transaction.js';
import { type TestAccount, testAccounts } from './test-accounts.js';

export interface DevnetOptions {
  /** Seconds since 1970, now. */
  readonly now: () => bigint;
  /** Tells of a block that was committed. */
  readonly onBlock?: (pending: PendingBlock) => void;
  /** Tells of what must stop the node. */
  readonly onFault: (fault: unknown) => void;
}

/** A transaction that a test account is to sign; what is left out is filled in. */
export type Request = Pick<UnsignedTransaction, 'to' | 'value' | 'vm' | 'salt' | 'payload'> &
  Partial<Pick<UnsignedTransaction, 'nonce' | 'fuelLimit'>> & { readonly from: Address };

/**
 * Fuel limit of a transaction that does not name one: a deployment fits, and a test account may ask for it.
 *
 */
const FUEL_DEFAULT = 100_000_000n;

export class Devnet {
  readonly processor: BlockProcessor;
  readonly accounts: readonly TestAccount[] = testAccounts();
  readonly #options: DevnetOptions;
  readonly #mempool: Mempool;
  /** Blocks are made one after the other. */
  #mining: Promise<void> = Promise.resolve();
  #isMineScheduled = false;
  #isClosing = false;

  constructor(processor: BlockProcessor, options: DevnetOptions) {
    this.processor = processor;
    this.#options = options;
    this.#mempool = new Mempool(processor.mempoolState);
  }

  /** Transactions that wait. */
  get waiting(): number {
    return this.#mempool.size;
  }

  /** The nonce that a sender's next transaction has, with those that wait. */
  nextNonce(sender: Address): bigint {
    return this.#mempool.nextNonce(sender);
  }

  /** Takes an envelope in. @throws TransactionError, MempoolError. */
  submit(envelope: Uint8Array): PooledTransaction {
    if (this.#isClosing) throw new PbevmError('CLOSED', 'the node is closing');
    return this.#mempool.add(envelope);
  }

  /** Signs with the key of a test account. @throws PbevmError BAD_INPUT if `from` is none of them. */
  sign(request: Request): Uint8Array {
    const { from, to, value, vm, salt, payload } = request;
    const account = this.accounts.find(({ address }) => equalBytes(address, from));
    if (account === undefined) throw new PbevmError('BAD_INPUT', 'from is none of the test accounts');
    const { chainId, shardId } = this.processor.head;
    const { nonce = this.nextNonce(from), fuelLimit = FUEL_DEFAULT } = request;
    const unsigned = { chainId, shardId, nonce, fuelLimit, to, value, vm, salt, payload };
    return encodeTransaction(signTransaction(unsigned, account.privateKey));
  }

  /** Makes a block soon, unless one is about to be made. */
  mineSoon(): void {
    if (this.#isMineScheduled) return;
    this.#isMineScheduled = true;
    // Requests that came together go into one block.
    setImmediate(() => {
      if (!this.#isClosing) this.mine().catch(this.#options.onFault);
    });
  }

  /** Makes a block of what waits, after those that are being made. */
  mine(): Promise<void> {
    const mined = this.#mining.then(() => this.#mine());
    this.#mining = mined.catch(() => undefined);
    return mined;
  }

  /** After the block that is being made. */
  async close(): Promise<void> {
    this.#isClosing = true;
    await this.#mining;
    await this.processor.close();
  }

  async #mine(): Promise<void> {
    this.#isMineScheduled = false;
    const { head, headHash } = this.processor;
    const now = this.#options.now();
    // There is no beacon here; what follows from the parent is the same wherever the chain is replayed.
    const prevRandao = sha256(headHash);
    const candidates = this.#mempool.candidates(prevRandao);
    const pending = await this.processor.build({
      timestamp: now > head.timestamp ? now : head.timestamp + 1n,
      prevRandao,
      proposer: ZERO_ADDRESS,
      transactions: candidates.map(({ envelope }) => envelope),
    });
    await pending.commit();
    this.#mempool.settle();
    this.#options.onBlock?.(pending);
  }
}
