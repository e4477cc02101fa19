/**
 * Random stories of three shards: contracts are made, called, paid, poked, yanked, put to sleep and claimed;
 * and what a book of accounts beside them says of value and of claims.
 */

import type { CrossReceipt } from '../../host/block/containers.js';
import type { Candidate } from '../../host/block/envelope-board.js';
import { receiptStatus, viewReceipt } from '../../host/block/receipt.js';
import type { Value } from '../../host/vm/values/types.js';
import { type Address, formatAddress } from '../../runtime/address.js';
import { createRandom } from '../host/vm/values/random-values.js';
import { MemoryShard, RECEIPTS, RICH, type ShardBlock } from '../support/memory-shard.js';
import { LONER, RECEIVER, STEP_VM, type Step, stepData } from '../support/step-vm.js';

const SHARDS = [1n, 2n, 3n];
const SUPPLY = 10n ** 24n;
const USERS = [0xa1, 0xa2, 0xa3].map((byte) => new Uint8Array(20).fill(byte));
/** Receipts older than this are left alone: their records may be gone. */
const PATIENCE = 60n;

/** A receipt on its way, and how often it was claimed. */
interface Flight {
  readonly receipt: CrossReceipt;
  readonly source: MemoryShard;
  readonly height: bigint;
  readonly position: number;
  claims: number;
}

type Claiming = { readonly flight: Flight; readonly at: MemoryShard };
type Sent = { readonly candidate: Candidate; readonly claiming?: Claiming; readonly records?: boolean };

export class ShardStory {
  readonly shards: MemoryShard[];
  readonly flights: Flight[] = [];
  /** What happened, by name. */
  readonly counts = new Map<string, number>();
  burned = 0n;
  readonly #random: () => number;
  readonly #contracts = new Map<string, Address>();
  #salt = 0;

  private constructor(shards: MemoryShard[], seed: number) {
    this.shards = shards;
    this.#random = createRandom(seed);
  }

  static async begin(seed: number): Promise<ShardStory> {
    const balances = [[RICH, SUPPLY], ...USERS.map((user) => [user, 10n ** 6n] as const)] as const;
    const shards: MemoryShard[] = [];
    for (const shardId of SHARDS) {
      const limits = { claimPeriodBlocks: 25 };
      // An era is short: a contract pays for a block with some 10^3 units.
      const parts = { shardId, rent: 'fee', balances, limits, totalFeePolicy } as const;
      shards.push(await MemoryShard.open(parts));
    }
    return new ShardStory(shards, seed);
  }

  get supply(): bigint {
    return 3n * (SUPPLY + 3n * 10n ** 6n);
  }

  /** Value that is somewhere: in accounts, on its way, burned. */
  get total(): bigint {
    let sum = this.burned;
    const addresses = [RICH, RECEIPTS, ...USERS, ...this.#contracts.values()];
    for (const { executor } of this.shards)
      for (const address of addresses) sum += executor.world.getBalance(address);
    for (const { receipt, claims } of this.flights)
      if (claims === 0) sum += receipt.value + (receipt.init[0]?.balance ?? 0n);
    return sum;
  }

  /** A few things on every shard, in a block each, which know of the receipts of the blocks before. */
  async sequence(): Promise<void> {
    const roots = this.#newRoots();
    for (const shard of this.shards) {
      const sent: Sent[] = [];
      for (let i = this.#below(4); i >= 0; i--) sent.push(...(await this.#something(shard)));
      const block = await shard.block(
        sent.map(({ candidate }) => candidate),
        roots,
      );
      this.#note(shard, sent, block);
    }
  }

  readonly #told = new Set<string>();

  #newRoots() {
    const places = this.flights.map(({ source, height }) => ({ source, height }));
    const fresh = new Map(places.map((place) => [`${place.source.head.shardId} ${place.height}`, place]));
    for (const text of this.#told) fresh.delete(text);
    for (const text of fresh.keys()) this.#told.add(text);
    return [...fresh.values()].map(({ source, height }) => source.rootOf(height));
  }

  async #something(shard: MemoryShard): Promise<Sent[]> {
    const kind = this.#below(16);
    const contracts = [...this.#contracts.values()];
    const alive = contracts.filter((address) => shard.account(address).vm !== 0);
    if (kind < 2 || alive.length === 0) return [this.#create(shard)];
    if (kind < 3)
      return [
        { candidate: shard.send(this.#pick(USERS), this.#pick(USERS), new Uint8Array(), { value: 5n }) },
      ];
    if (kind < 5) return [{ candidate: shard.poke(this.#pick(contracts)) }];
    if (kind < 7) return [{ candidate: shard.send(RICH, RECEIPTS, this.#receipt(contracts)) }];
    if (kind < 11) return this.#claim(shard);
    const value = BigInt(this.#below(3) * this.#below(5_000));
    return [
      { candidate: shard.send(RICH, this.#pick(alive), stepData(this.#steps(contracts, 0)), { value }) },
    ];
  }

  #create(shard: MemoryShard): Sent {
    const code = this.#below(2) === 0 ? LONER : RECEIVER;
    const value = BigInt(this.#below(20_000));
    this.#salt = (this.#salt + 1) % 256;
    return { candidate: shard.create(RICH, STEP_VM, code, this.#salt, { value }) };
  }

  #receipt(contracts: readonly Address[]): Value {
    const target = this.#below(3) === 0 ? this.#pick(USERS) : this.#pick(contracts);
    const calldata = stepData(this.#steps(contracts, 2));
    return ['generateReceipt', BigInt(this.#below(300)), this.#pick(SHARDS), formatAddress(target), calldata];
  }

  #steps(contracts: readonly Address[], depth: number): Step[] {
    return Array.from({ length: this.#below(4) }, (): Step => {
      const kind = this.#below(14);
      const key = Uint8Array.of(this.#below(6), 1);
      if (kind < 4) return ['set', key, new Uint8Array(this.#below(9))];
      if (kind < 5) return ['delete', key];
      if (kind < 6) return ['yank', Number(this.#pick(SHARDS))];
      if (kind < 7) return this.#below(3) === 0 ? ['destroy'] : ['yank', 2];
      if (kind < 8) return [this.#below(2) === 0 ? 'revert' : 'halt'];
      const target = formatAddress(this.#below(3) === 0 ? this.#pick(USERS) : this.#pick(contracts));
      const nested = depth < 2 ? stepData(this.#steps(contracts, depth + 1)) : stepData([]);
      return [this.#below(3) === 0 ? 'must' : 'call', target, this.#below(60), nested];
    });
  }

  /** Claims what came, sometimes again, sometimes where it does not belong; and storage. */
  async #claim(shard: MemoryShard): Promise<Sent[]> {
    const recent = this.flights.filter(
      ({ source, height }) =>
        shard.knownAt.has(`${source.head.shardId} ${height}`) && source.head.height < height + PATIENCE,
    );
    const isStrange = this.#below(5) === 0;
    const fitting = recent.filter(
      ({ receipt, claims }) => isStrange || (receipt.destination === shard.head.shardId && claims === 0),
    );
    if (fitting.length === 0) return [];
    const flight = this.#pick(fitting);
    const { source, height, position, receipt } = flight;
    const call = await shard.claim(source, { height, position });
    const claiming = { flight, at: shard };
    const sent: Sent[] = [{ candidate: shard.send(this.#pick(USERS), RECEIPTS, call), claiming }];
    if (receipt.init.length === 0 || this.#below(8) === 0) return sent;
    for (const records of await source.recordsOf({ height, position }))
      sent.push({ candidate: shard.send(this.#pick(USERS), RECEIPTS, records), records: true });
    return sent;
  }

  #note(shard: MemoryShard, sent: readonly Sent[], block: ShardBlock): void {
    for (const { refusal } of block.leftOut) this.#count(`left out: ${refusal}`);
    for (const [at, receipt] of block.receipts.entries()) {
      this.burned += receipt.burned;
      const { candidate, claiming } = sent[block.included[at]];
      const status = receiptStatus(receipt);
      const kind = 'poke' in candidate ? 'poke' : claiming === undefined ? 'call' : 'claim';
      this.#count(`${kind} ${status}`);
      if (receipt.created.some((byte) => byte !== 0))
        this.#contracts.set(formatAddress(receipt.created), receipt.created);
      if (claiming === undefined || status !== 'SUCCESS') continue;
      const { value } = viewReceipt(receipt);
      const isKept = !Array.isArray(value) || value[0] === 'success';
      this.#count(isKept ? claimName(claiming.flight.receipt) : `not received: ${(value as Value[])[0]}`);
      if (isKept) claiming.flight.claims++;
    }
    const { height } = block.header;
    for (const [position, receipt] of block.crossReceipts.entries()) {
      this.#count(receipt.init.length === 0 ? 'sent' : isOfOwnShard(receipt) ? 'asleep' : 'yanked');
      this.flights.push({ receipt, source: shard, height, position, claims: 0 });
    }
  }

  #count(name: string): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
  }

  #below(bound: number): number {
    return Math.floor(this.#random() * bound);
  }

  #pick<Item>(items: readonly Item[]): Item {
    return items[this.#below(items.length)];
  }
}

/** Of a contract: that sleeps, or was yanked to where it is. */
const isOfOwnShard = ({ source, destination }: CrossReceipt): boolean => source === destination;

function claimName(receipt: CrossReceipt): string {
  if (receipt.init.length === 0) return 'claimed';
  return isOfOwnShard(receipt) ? 'woken' : 'arrived';
}

const totalFeePolicy = ({ totalFee }: { readonly totalFee: bigint }): bigint => totalFee + 5n;
