/** Blocks that were committed, as people ask for them: by height, by hash, by transaction, by event. */

import type { Address } from '../../runtime/address.js';
import { codeKey } from '../state/record-keys.js';
import type { BlockDatabase } from './block-database.js';
import { readBlock, readHeight, readPlace, readReceipt, readReceipts } from './block-records.js';
import { type Block, blockHash, type CrossReceipt, type Receipt } from './containers.js';
import { readCrossReceipts, readDepartedStorage, type StorageRecord } from './cross-receipt-records.js';
import { type EventFilter, EventsIndex, type EventsPage } from './events-index.js';
import { recoverSender } from './signer.js';
import { decodeEnvelope, type SignedTransaction, transactionHash } from './transaction.js';

export interface StoredBlock {
  readonly block: Block;
  /** Hash of the block. */
  readonly hash: Uint8Array;
}

export interface StoredTransaction {
  readonly hash: Uint8Array;
  readonly height: bigint;
  /** In the block's list of transactions. */
  readonly index: number;
  readonly transaction: SignedTransaction;
  readonly sender: Address;
}

export interface StoredReceipt {
  readonly height: bigint;
  /** In the block's list of transactions. */
  readonly index: number;
  readonly blockHash: Uint8Array;
  readonly receipt: Receipt;
}

/** What the archive knows of the chain's end: it tells of nothing behind it. */
export type HeadHeight = () => bigint;

export class BlockArchive {
  readonly #store: BlockDatabase;
  readonly #headHeight: HeadHeight;
  readonly #events: EventsIndex;

  constructor(store: BlockDatabase, headHeight: HeadHeight) {
    this.#store = store;
    this.#headHeight = headHeight;
    this.#events = new EventsIndex({ range: (from, to) => store.entries({ from, to }) }, (height, receipt) =>
      readReceipt(store, height, receipt),
    );
  }

  /** By height, or by hash (32 bytes). Undefined if there is none. */
  getBlock(which: bigint | Uint8Array): StoredBlock | undefined {
    const height = typeof which === 'bigint' ? which : readHeight(this.#store, which);
    if (height === undefined || height < 0n || height > this.#headHeight()) return undefined;
    const block = readBlock(this.#store, height);
    return block === undefined ? undefined : { block, hash: blockHash(block.header) };
  }

  /** Of queued calls first, then of transactions. */
  getReceipts(height: bigint): Receipt[] | undefined {
    return height > this.#headHeight() ? undefined : readReceipts(this.#store, height);
  }

  /** Receipts for other shards, and of contracts that fell asleep, in the order of crossRoot. */
  getCrossReceipts(height: bigint): CrossReceipt[] {
    return height > this.#headHeight() ? [] : readCrossReceipts(this.#store, height);
  }

  /**
   * The storage with which a contract left in a block, in the order of keys; undefined if none left then.
   * Records are kept as long as the state before the block is.
   */
  async getDepartedStorage(height: bigint, address: Address): Promise<StorageRecord[] | undefined> {
    return height > this.#headHeight() ? undefined : readDepartedStorage(this.#store, height, address);
  }

  /** A code that was deployed at some time, whatever became of its contract. */
  getCode(codeHash: Uint8Array): Uint8Array | undefined {
    return this.#store.get(codeKey(codeHash));
  }

  /**
   * A poke is no transaction: nobody sent it. Its block and its receipt tell of it.
   * @param hash of the envelope, 32 bytes.
   */
  getTransaction(hash: Uint8Array): StoredTransaction | undefined {
    const place = this.#placeOf(hash);
    const envelope = place?.block.transactions[place.index];
    if (place === undefined || envelope === undefined) return undefined;
    const content = decodeEnvelope(envelope);
    if (content.kind === 'poke') return undefined;
    const { transaction } = content;
    const { height, index } = place;
    return {
      hash: transactionHash(envelope),
      height,
      index,
      transaction,
      sender: recoverSender(transaction),
    };
  }

  /** @param hash of the transaction's envelope, 32 bytes. */
  getReceipt(hash: Uint8Array): StoredReceipt | undefined {
    const place = this.#placeOf(hash);
    if (place === undefined) return undefined;
    const { height, index, block } = place;
    const receipt = readReceipt(this.#store, height, block.queue.length + index);
    return receipt === undefined ? undefined : { height, index, blockHash: place.hash, receipt };
  }

  /** Events by contract and name (events-index.ts). @throws PbevmError BAD_INPUT */
  async getEvents(filter: EventFilter): Promise<EventsPage> {
    const head = this.#headHeight();
    const { fromBlock, toBlock } = filter;
    if (fromBlock > head) return { events: [] };
    return this.#events.find(toBlock > head ? { ...filter, toBlock: head } : filter);
  }

  #placeOf(
    hash: Uint8Array,
  ): (StoredBlock & { readonly height: bigint; readonly index: number }) | undefined {
    const place = readPlace(this.#store, hash);
    const found = place === undefined ? undefined : this.getBlock(place.height);
    return place === undefined || found === undefined ? undefined : { ...found, ...place };
  }
}
