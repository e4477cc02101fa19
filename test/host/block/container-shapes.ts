/** The containers of docs/layouts.md once more, for the oracle; and random values of each. */

import type {
  Block,
  CrossReceipt,
  Header,
  KnownRoot,
  MovedAccount,
  QueuedCall,
  Receipt,
  ReceiptEvent,
} from '../../../host/block/containers.js';
import type { RandomTransactions } from './samples.js';
import { byteList, container, list, type Shape, uint, vector } from './ssz-oracle.js';

export const eventShape = ({ address, topics, data }: ReceiptEvent): Shape =>
  container(vector(address), list(4, topics.map(vector)), byteList(2 ** 22, data));

export const receiptShape = (receipt: Receipt): Shape =>
  container(
    uint(8, receipt.status),
    uint(64, receipt.fuelUsed),
    byteList(2 ** 20, receipt.output),
    vector(receipt.created),
    uint(128, receipt.burned),
    list(1_024, receipt.events.map(eventShape)),
  );

export const movedShape = (moved: MovedAccount): Shape =>
  container(
    uint(32, moved.vm),
    uint(64, moved.nonce),
    vector(moved.codeHash),
    vector(moved.storageRoot),
    uint(64, moved.storageSize),
    uint(128, moved.balance),
  );

export const crossShape = (receipt: CrossReceipt): Shape =>
  container(
    uint(64, receipt.source),
    uint(64, receipt.destination),
    vector(receipt.sender),
    vector(receipt.target),
    uint(128, receipt.value),
    uint(64, receipt.index),
    byteList(2 ** 20, receipt.calldata),
    list(1, receipt.init.map(movedShape)),
  );

export const knownRootShape = ({ shard, height, root }: KnownRoot): Shape =>
  container(uint(64, shard), uint(64, height), vector(root));

export const queuedShape = (call: QueuedCall): Shape =>
  container(
    vector(call.sender),
    vector(call.target),
    uint(64, call.fuelLimit),
    byteList(2 ** 17, call.payload),
  );

export const headerShape = (header: Header): Shape =>
  container(
    vector(header.parent),
    uint(64, header.chainId),
    uint(64, header.shardId),
    uint(64, header.height),
    uint(64, header.timestamp),
    uint(32, header.protocol),
    vector(header.prevRandao),
    vector(header.proposer),
    vector(header.anchor),
    uint(64, header.fuelLimit),
    uint(64, header.fuelUsed),
    uint(128, header.totalFee),
    vector(header.stateRoot),
    vector(header.transactionsRoot),
    vector(header.queueRoot),
    vector(header.receiptsRoot),
    vector(header.knownRootsRoot),
    vector(header.crossRoot),
  );

export const queueShape = (queue: readonly QueuedCall[]): Shape => list(256, queue.map(queuedShape));
export const transactionsShape = (transactions: readonly Uint8Array[]): Shape =>
  list(
    2 ** 16,
    transactions.map((bytes) => byteList(2 ** 18, bytes)),
  );
export const knownRootsShape = (roots: readonly KnownRoot[]): Shape => list(1_024, roots.map(knownRootShape));
export const receiptsShape = (receipts: readonly Receipt[]): Shape =>
  list(2 ** 16 + 256, receipts.map(receiptShape));
export const crossReceiptsShape = (receipts: readonly CrossReceipt[]): Shape =>
  list(2 ** 16, receipts.map(crossShape));

export const blockShape = (block: Block): Shape =>
  container(
    headerShape(block.header),
    queueShape(block.queue),
    transactionsShape(block.transactions),
    knownRootsShape(block.knownRoots),
  );

/** Random containers; byte lists up to a few chunks, lists up to a few elements. */
export class RandomContainers {
  readonly #random: RandomTransactions;

  constructor(random: RandomTransactions) {
    this.#random = random;
  }

  #some<T>(bound: number, make: () => T): T[] {
    return Array.from({ length: this.#random.below(bound) }, make);
  }

  #bytes(bound: number): Uint8Array {
    return this.#random.bytes(this.#random.below(bound));
  }

  receipt(): Receipt {
    const random = this.#random;
    return {
      status: random.below(18),
      fuelUsed: random.integer(64),
      output: this.#bytes(100),
      created: random.bytes(20),
      burned: random.integer(128),
      events: this.#some(4, () => ({
        address: random.bytes(20),
        topics: this.#some(5, () => random.bytes(32)),
        data: this.#bytes(200),
      })),
    };
  }

  crossReceipt(): CrossReceipt {
    const random = this.#random;
    return {
      source: random.integer(64),
      destination: random.integer(64),
      sender: random.bytes(20),
      target: random.bytes(20),
      value: random.integer(128),
      index: random.integer(64),
      calldata: this.#bytes(100),
      init: this.#some(2, () => ({
        vm: Number(random.integer(32)),
        nonce: random.integer(64),
        codeHash: random.bytes(32),
        storageRoot: random.bytes(32),
        storageSize: random.integer(64),
        balance: random.integer(128),
      })),
    };
  }

  header(): Header {
    const random = this.#random;
    return {
      parent: random.bytes(32),
      chainId: random.integer(64),
      shardId: random.integer(64),
      height: random.integer(64),
      timestamp: random.integer(64),
      protocol: Number(random.integer(32)),
      prevRandao: random.bytes(32),
      proposer: random.bytes(20),
      anchor: random.bytes(32),
      fuelLimit: random.integer(64),
      fuelUsed: random.integer(64),
      totalFee: random.integer(128),
      stateRoot: random.bytes(32),
      transactionsRoot: random.bytes(32),
      queueRoot: random.bytes(32),
      receiptsRoot: random.bytes(32),
      knownRootsRoot: random.bytes(32),
      crossRoot: random.bytes(32),
    };
  }

  block(): Block {
    const random = this.#random;
    return {
      header: this.header(),
      queue: this.#some(4, () => ({
        sender: random.bytes(20),
        target: random.bytes(20),
        fuelLimit: random.integer(64),
        payload: this.#bytes(80),
      })),
      transactions: this.#some(6, () => this.#bytes(80)),
      knownRoots: this.#some(4, () => ({
        shard: random.integer(64),
        height: random.integer(64),
        root: random.bytes(32),
      })),
    };
  }
}
