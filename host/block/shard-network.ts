/**
 * Several shards in one process, for tests and simulation: each its own chain, all of them a block at a time;
 * roots of receipts become known to all shards some blocks later, as finality would let them. What a
 * consensus protocol decides is decided here by counting.
 */

import { u64be } from '../../runtime/bytes.js';
import { PbevmError } from '../../runtime/errors.js';
import { sha256 } from '../state/sha256.js';
import type { Value } from '../vm/values/types.js';
import type { BlockProcessor } from './block-processor.js';
import { claimArguments, claimShardOf, type ReceiptPlace, recordArguments } from './claim-material.js';
import type { KnownRoot } from './containers.js';
import type { Genesis } from './genesis.js';
import { openProcessor, type ProcessorOptions } from './open-processor.js';
import type { PendingBlock } from './pending-block.js';

export interface NetworkOptions {
  /** Blocks from one that has receipts to the one in which shards know its root; 1 by default. */
  readonly delay?: number;
  /** Of every shard. */
  readonly processor?: Omit<ProcessorOptions, 'genesis' | 'store' | 'path'>;
}

/** A receipt of a shard. */
export interface NetworkReceipt extends ReceiptPlace {
  readonly source: bigint;
}

/** A root on its way. */
interface Announcement {
  readonly root: KnownRoot;
  readonly due: bigint;
}

export class ShardNetwork {
  readonly #shards: ReadonlyMap<bigint, BlockProcessor>;
  readonly #delay: bigint;
  #announced: Announcement[] = [];
  /** The heights at which roots became known, by shard and height of the root. */
  readonly #knownAt = new Map<string, bigint>();
  #time: bigint;

  private constructor(shards: ReadonlyMap<bigint, BlockProcessor>, delay: bigint, time: bigint) {
    this.#shards = shards;
    this.#delay = delay;
    this.#time = time;
  }

  /**
   * Starts the chains of some geneses, in memory.
   * @throws PbevmError BAD_INPUT if two are of one shard or one is of no network; as `openProcessor`.
   */
  static async open(geneses: readonly Genesis[], options: NetworkOptions = {}): Promise<ShardNetwork> {
    const { delay = 1, processor = {} } = options;
    check(Number.isSafeInteger(delay) && delay > 0, 'delay is a positive number of blocks');
    check(geneses.length > 0, 'a network has shards');
    check(new Set(geneses.map(({ shardId }) => shardId)).size === geneses.length, 'a shard is there twice');
    check(
      geneses.every(({ isOfNetwork }) => isOfNetwork),
      'a genesis without "network": true',
    );
    const shards = new Map<bigint, BlockProcessor>();
    const network = new ShardNetwork(shards, BigInt(delay), latest(geneses));
    try {
      for (const genesis of geneses) {
        shards.set(genesis.shardId, await openProcessor({ ...processor, genesis, store: 'memory' }));
      }
    } catch (thrown) {
      await network.close();
      throw thrown;
    }
    return network;
  }

  /** @throws PbevmError BAD_INPUT */
  shard(id: bigint): BlockProcessor {
    const shard = this.#shards.get(id);
    check(shard !== undefined, `there is no shard ${id}`);
    return shard;
  }

  /**
   * A block on every shard.
   * @param transactions envelopes by shard.
   * @returns the blocks, committed, by shard.
   */
  async step(
    transactions: ReadonlyMap<bigint, readonly Uint8Array[]> = new Map(),
  ): Promise<ReadonlyMap<bigint, PendingBlock>> {
    this.#time++;
    const knownRoots = this.#due();
    const blocks = new Map<bigint, PendingBlock>();
    for (const [id, shard] of this.#shards) {
      const block = await shard.build({
        timestamp: this.#time,
        prevRandao: sha256(u64be(this.#time)),
        proposer: new Uint8Array(20),
        knownRoots,
        transactions: transactions.get(id) ?? [],
      });
      await block.commit();
      blocks.set(id, block);
    }
    for (const [id, { block, crossReceipts }] of blocks) {
      const { height, crossRoot } = block.header;
      if (crossReceipts.length === 0) continue;
      const root = { shard: id, height, root: crossRoot };
      this.#announced.push({ root, due: height + this.#delay });
    }
    return blocks;
  }

  /**
   * Call data that claims a receipt in the next block of its destination.
   * @throws PbevmError BAD_INPUT if there is no such receipt, or its root is not known yet.
   */
  async claim({ source, ...place }: NetworkReceipt): Promise<Value[]> {
    const { archive } = this.shard(source);
    const receipt = archive.getCrossReceipts(place.height)[place.position];
    check(receipt !== undefined, `shard ${source} has no receipt ${place.position} at ${place.height}`);
    const knownAt = this.#knownAt.get(`${source} ${place.height}`);
    check(knownAt !== undefined, 'the root of the receipt is not known yet');
    return claimArguments(archive, place, claimShardOf(this.shard(receipt.destination)), knownAt);
  }

  /** Call data of the claims that bring the storage of a contract that left. @throws as `recordArguments` */
  records({ source, ...place }: NetworkReceipt): Promise<Value[][]> {
    return recordArguments(this.shard(source).archive, place);
  }

  async close(): Promise<void> {
    for (const shard of this.#shards.values()) await shard.close();
  }

  /** Roots that the next block brings; all shards are at the same height. */
  #due(): KnownRoot[] {
    const [first] = this.#shards.values();
    const height = first.head.height + 1n;
    const due = this.#announced.filter(({ due }) => due <= height).map(({ root }) => root);
    this.#announced = this.#announced.filter(({ due }) => due > height);
    for (const root of due) this.#knownAt.set(`${root.shard} ${root.height}`, height);
    return due;
  }
}

function latest(geneses: readonly Genesis[]): bigint {
  let time = 0n;
  for (const { timestamp } of geneses) if (timestamp > time) time = timestamp;
  return time;
}

function check(holds: boolean, message: string): asserts holds {
  if (!holds) throw new PbevmError('BAD_INPUT', message);
}
