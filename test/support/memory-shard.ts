/**
 * A shard in memory without threads and signatures: blocks of candidates go through `executeBlock` and the
 * state database, as in the block processor, and whoever asks is told all of it.
 */

import type { ClaimShard, ReceiptPlace, ReceiptSource } from '../../host/block/claim-material.js';
import { claimArguments, recordArguments } from '../../host/block/claim-material.js';
import {
  blockHash,
  type CrossReceipt,
  crossRoot,
  type Header,
  type KnownRoot,
} from '../../host/block/containers.js';
import {
  completeReceipts,
  crossReceiptRecords,
  departedStorages,
  readDepartedStorage,
  type StorageRecord,
} from '../../host/block/cross-receipt-records.js';
import type { Candidate } from '../../host/block/envelope-board.js';
import { type BlockExecutor, type BlockOutcome, executeBlock } from '../../host/block/execute-block.js';
import { executeGenesis, genesisBlock } from '../../host/block/execute-genesis.js';
import type { Genesis, RentName } from '../../host/block/genesis.js';
import { createReputationPolicy } from '../../host/block/reputation-policies.js';
import { nextTotalFee, type TotalFeePolicy } from '../../host/block/total-fee.js';
import { type Account, EMPTY_ACCOUNT } from '../../host/state/account.js';
import type { AskedAccount } from '../../host/state/database/prove-state.js';
import { StateDatabase } from '../../host/state/database/state-database.js';
import { MemoryStore } from '../../host/state/memory-store.js';
import type { BatchStore, Change } from '../../host/state/store.js';
import { WorldState } from '../../host/state/world-state.js';
import { encodeValue } from '../../host/vm/values/cbor.js';
import type { Value } from '../../host/vm/values/types.js';
import type { Vm } from '../../host/vm/vm.js';
import { type Address, formatAddress, parseAddress } from '../../runtime/address.js';
import type { Limits } from '../../runtime/limits.js';
import { DEV_PROTOCOL } from '../../runtime/protocol.js';
import { StepVm } from './step-vm.js';

export const RECEIPTS = parseAddress(`0x${'00'.repeat(19)}20`);
export const RICH = new Uint8Array(20).fill(0xaa);
export const BLOCK_FUEL = 2_000_000_000n;

export interface ShardParts {
  readonly shardId?: bigint;
  readonly rent?: RentName;
  readonly isOfNetwork?: boolean;
  readonly balances?: readonly (readonly [Address, bigint])[];
  readonly vms?: readonly Vm[];
  readonly limits?: Partial<Limits>;
  readonly totalFeePolicy?: TotalFeePolicy;
}

/** Keeps what a world writes for whoever commits it. */
class Batches implements BatchStore {
  changes: readonly Change[] = [];
  readonly #database: StateDatabase;

  constructor(database: StateDatabase) {
    this.#database = database;
  }

  get(key: Uint8Array): Uint8Array | undefined {
    return this.#database.get(key);
  }

  commit(changes: readonly Change[]): undefined {
    this.changes = changes;
  }

  async close(): Promise<void> {}
}

export interface ShardBlock extends BlockOutcome {
  readonly header: Header;
  readonly crossReceipts: readonly CrossReceipt[];
}

export class MemoryShard implements ReceiptSource, ClaimShard {
  readonly database: StateDatabase;
  executor: BlockExecutor;
  readonly #batches: Batches;
  readonly #headers: Header[] = [];
  readonly #receipts: CrossReceipt[][] = [];
  readonly #totalFeePolicy: TotalFeePolicy;
  /** Where roots of other shards became known: by shard and height. */
  readonly knownAt = new Map<string, bigint>();

  private constructor(
    database: StateDatabase,
    batches: Batches,
    executor: BlockExecutor,
    policy: TotalFeePolicy,
  ) {
    this.database = database;
    this.#batches = batches;
    this.executor = executor;
    this.#totalFeePolicy = policy;
  }

  static async open(parts: ShardParts = {}): Promise<MemoryShard> {
    const { shardId = 1n, rent = 'none', isOfNetwork = true, balances = [[RICH, 10n ** 30n]] } = parts;
    const database = await StateDatabase.open(new MemoryStore());
    const batches = new Batches(database);
    const vms = parts.vms ?? [new StepVm()];
    const policy = createReputationPolicy({ policy: 'unlimited', parameters: {} }, BLOCK_FUEL);
    const protocol = { ...DEV_PROTOCOL, limits: { ...DEV_PROTOCOL.limits, ...parts.limits } };
    const executor: BlockExecutor = {
      world: new WorldState(batches),
      vms: new Map(vms.map((vm) => [vm.id, vm])),
      protocol,
      policy,
      hasCurrency: true,
      rent,
      isOfNetwork,
    };
    const genesis: Genesis = {
      chainId: 7n,
      shardId,
      timestamp: 0n,
      protocol: 0,
      devnet: true,
      fuelLimit: BLOCK_FUEL,
      balances,
      rent,
      isOfNetwork,
      reputation: { policy: 'unlimited', parameters: [], initial: [] },
      contracts: [],
    };
    executeGenesis(executor, genesis);
    const grow: TotalFeePolicy = parts.totalFeePolicy ?? (({ totalFee }) => totalFee + 10n ** 9n);
    const shard = new MemoryShard(database, batches, executor, grow);
    executor.world.flush();
    const prepared = database.prepare(batches.changes);
    shard.#headers.push(genesisBlock(genesis, prepared.root).header);
    shard.#receipts.push([]);
    await prepared.commit();
    return shard;
  }

  get head(): Header {
    return this.#headers[this.#headers.length - 1];
  }

  get claimPeriodBlocks(): number {
    return this.executor.protocol.limits.claimPeriodBlocks;
  }

  headerAt(height: bigint): Header {
    return this.#headers[Number(height)];
  }

  async prove(asked: readonly AskedAccount[], height: bigint): Promise<Uint8Array> {
    return this.database.prove(asked, Number(height));
  }

  getCrossReceipts(height: bigint): CrossReceipt[] {
    return this.#receipts[Number(height)] ?? [];
  }

  getDepartedStorage(height: bigint, address: Address): Promise<StorageRecord[] | undefined> {
    return readDepartedStorage(this.database, height, address);
  }

  getCode(codeHash: Uint8Array): Uint8Array | undefined {
    return this.executor.world.getCode(codeHash);
  }

  account(address: Address): Account {
    return this.executor.world.getAccount(address) ?? EMPTY_ACCOUNT;
  }

  /** Executes and commits a block. */
  async block(
    candidates: readonly Candidate[] = [],
    knownRoots: readonly KnownRoot[] = [],
  ): Promise<ShardBlock> {
    const parent = this.head;
    const { world } = this.executor;
    const facts = {
      ...parent,
      height: parent.height + 1n,
      timestamp: parent.timestamp + 1n,
      totalFee: nextTotalFee(this.executor.rent, this.#totalFeePolicy, parent),
      parent: blockHash(parent),
    };
    const outcome = executeBlock(
      this.executor,
      { facts, queue: [], knownRoots, transactions: candidates },
      'build',
    );
    world.flush();
    const { changes } = this.#batches;
    this.#batches.changes = [];
    const prepared = this.database.prepare(changes, departedStorages(outcome.outgoing));
    const receipts = completeReceipts(parent.shardId, outcome.outgoing, prepared.storageRoots);
    const header = { ...facts, stateRoot: prepared.root, crossRoot: crossRoot(receipts) };
    await prepared.commit(crossReceiptRecords(facts.height, receipts, outcome.outgoing, changes));
    this.#headers.push(header);
    this.#receipts.push(receipts);
    for (const { shard, height } of knownRoots) this.knownAt.set(`${shard} ${height}`, facts.height);
    return { ...spread(outcome), header, crossReceipts: receipts };
  }

  /** A transaction of a sender, with its next nonce in this block. */
  send(
    sender: Address,
    to: Address,
    data: Value | Uint8Array,
    more: { value?: bigint; fuelLimit?: bigint } = {},
  ): Candidate {
    const payload = data instanceof Uint8Array ? data : encodeValue(data);
    return this.#candidate(sender, { to, payload, ...more });
  }

  create(sender: Address, vm: number, code: Uint8Array, salt = 0, more: { value?: bigint } = {}): Candidate {
    const payload = encodeValue([code, []]);
    return this.#candidate(sender, {
      to: undefined,
      vm,
      salt: new Uint8Array(32).fill(salt),
      payload,
      ...more,
    });
  }

  poke(target: Address): Candidate {
    const { chainId, shardId } = this.head;
    return { poke: { chainId, shardId, target }, bytes: 30 };
  }

  /** The root of a block, as another shard is told it. */
  rootOf(height: bigint): KnownRoot {
    const header = this.headerAt(height);
    return { shard: header.shardId, height, root: header.crossRoot };
  }

  /** Call data that claims a receipt of another shard, or of this one. */
  claim(source: MemoryShard, place: ReceiptPlace): Promise<Value[]> {
    const knownAt = this.knownAt.get(`${source.head.shardId} ${place.height}`);
    return claimArguments(source, place, this, knownAt ?? this.head.height);
  }

  recordsOf(place: ReceiptPlace): Promise<Value[][]> {
    return recordArguments(this, place);
  }

  readonly #nonces = new Map<string, bigint>();

  #candidate(sender: Address, fields: object): Candidate {
    const { chainId, shardId } = this.head;
    const text = formatAddress(sender);
    const stored = this.executor.world.getNonce(sender);
    const used = this.#nonces.get(text) ?? 0n;
    const nonce = used > stored ? used : stored;
    this.#nonces.set(text, nonce + 1n);
    const defaults = { fuelLimit: 30_000_000n, value: 0n, vm: 0, salt: new Uint8Array() };
    const signature = { yParity: 0, r: new Uint8Array(32), s: new Uint8Array(32) } as const;
    const transaction = {
      chainId,
      shardId,
      nonce,
      ...defaults,
      to: undefined,
      payload: new Uint8Array(),
      ...fields,
    };
    return { transaction: { ...transaction, ...signature }, sender, bytes: 200 };
  }
}

function spread({ receipts, fuelUsed, outgoing, included, leftOut }: BlockOutcome): BlockOutcome {
  return { receipts, fuelUsed, outgoing, included, leftOut };
}
