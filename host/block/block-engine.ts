/**
 * What executes blocks, and calls on their states, in bytes: so that it can stand behind a thread boundary.
 * Its main world stands at the head or, while a block is pending, behind that block; other states are
 * executed on worlds of their own.
 */

import { memoriesOfTransaction } from '../../runtime/limits.js';
import { DEV_PROTOCOL, PROTOCOL_VERSIONS } from '../../runtime/protocol.js';
import type { CompiledModule } from '../../runtime/sandbox/engine-types.js';
import { MemoryBudget } from '../../runtime/sandbox/memory-budget.js';
import type { OutgoingReceipt } from '../execution/cross-receipts.js';
import type { TransactionResult } from '../execution/result.js';
import {
  type CreateTransaction,
  executeCreate,
  executeTransaction,
  type MessageTransaction,
} from '../execution/transaction.js';
import { decodeBatch } from '../state/batch-bytes.js';
import { RemoteStore } from '../state/remote-store.js';
import type { RecordReader } from '../state/store.js';
import { WorldState } from '../state/world-state.js';
import type { ThreadMethods } from '../thread/execution-thread.js';
import { EeiVm } from '../vm/ewasm/eei-vm.js';
import { ShardVm } from '../vm/ewasm/shard-vm.js';
import { PythonVm } from '../vm/python/python-vm.js';
import { ScriptVm } from '../vm/script/script-vm.js';
import type { Vm } from '../vm/vm.js';
import { ArtefactCache } from './artefact-cache.js';
import { encodeReceipt, type KnownRoot, type QueuedCall, type Receipt, receiptsRoot } from './containers.js';
import { departedStorages } from './cross-receipt-records.js';
import { EnvelopeBoard } from './envelope-board.js';
import type { BlockFacts } from './environment.js';
import { ENVIRONMENT_SERVICES } from './environment-services.js';
import { type BlockDefect, BlockError, type BlockErrorOptions } from './errors.js';
import {
  type BlockExecutor,
  type BlockMode,
  environmentOf,
  executeBlock,
  type LeftOut,
} from './execute-block.js';
import { executeGenesis } from './execute-genesis.js';
import type { Genesis, RentName } from './genesis.js';
import type { ReputationPolicy } from './reputation.js';
import { openWitness } from './witness.js';
import { WitnessState } from './witness-state.js';

/** Of all blocks of a chain. */
export interface ChainRules {
  /** Row of PROTOCOL_VERSIONS. */
  readonly protocol: number;
  readonly hasCurrency: boolean;
  readonly rent: RentName;
  readonly isOfNetwork: boolean;
}

/** A block to be executed. */
export interface BlockRequest {
  readonly mode: BlockMode;
  readonly facts: BlockFacts;
  readonly queue: readonly QueuedCall[];
  readonly knownRoots: readonly KnownRoot[];
  /** Of an `EnvelopeBoard`. */
  readonly envelopes: SharedArrayBuffer;
}

/** What an executed block is, beside its batch and its receipts. */
export interface Executed {
  readonly kind: 'executed';
  readonly fuelUsed: bigint;
  /** For other shards, and of contracts that fell asleep. */
  readonly outgoing: readonly OutgoingReceipt[];
  readonly included: readonly number[];
  readonly leftOut: readonly LeftOut[];
}

/** Of queued calls first. */
export interface ReceiptList {
  /** Serialised. */
  readonly receipts: readonly Uint8Array[];
  readonly receiptsRoot: Uint8Array;
}

/** Why a block is invalid: a `BlockError` on its way to another thread. */
export interface Invalid extends Omit<BlockErrorOptions, 'cause'> {
  readonly kind: 'invalid';
  readonly reason: BlockDefect;
  readonly message: string;
}

export type BlockReply = Executed | Invalid;

/** With the root of the state after the block, and those of storage that left in it. */
export type WitnessReply =
  | (Executed &
      ReceiptList & { readonly stateRoot: Uint8Array; readonly storageRoots: readonly Uint8Array[] })
  | Invalid;

/** A message, or the creation of a contract, whose effects are dropped. */
export interface CallRequest {
  /** Of the block in whose state it is executed. */
  readonly facts: BlockFacts;
  readonly transaction: MessageTransaction | CreateTransaction;
}

export class BlockEngine {
  readonly #store: RemoteStore;
  readonly #view: RecordReader;
  readonly #executor: BlockExecutor;
  readonly #artefacts = new ArtefactCache();
  /** Of the last block. */
  #receipts: Receipt[] = [];
  /** How often a block that was executed here did not come to be. */
  #epoch = 0;

  /**
   * @param store head of the chain, changed by the blocks executed here.
   * @param view what the owner answers now, with no record kept.
   */
  constructor(
    store: RemoteStore,
    view: RecordReader,
    image: CompiledModule,
    rules: ChainRules,
    policy: ReputationPolicy,
  ) {
    const protocol = PROTOCOL_VERSIONS[rules.protocol] ?? DEV_PROTOCOL;
    this.#store = store;
    this.#view = view;
    const memories = new MemoryBudget(memoriesOfTransaction(protocol.limits));
    const python = new PythonVm(image, protocol, { memories });
    const all: readonly Vm[] = [
      python,
      new EeiVm(protocol, { memories }),
      new ShardVm(protocol, { memories }),
      new ScriptVm(python, protocol, { memories, services: ENVIRONMENT_SERVICES }),
    ];
    const vms = new Map(all.map((vm) => [vm.id, vm]));
    const world = new WorldState(store);
    this.#executor = { ...rules, world, vms, protocol, policy };
  }

  /**
   * Executes block 0 on the main world, which has nothing.
   * @throws PbevmError BAD_GENESIS
   */
  async executeGenesis(genesis: Genesis): Promise<void> {
    executeGenesis(this.#executor, genesis);
    this.#executor.world.flush();
  }

  /**
   * Executes a block on the main world; its batch is in the store then, until the owner takes it. Its
   * receipts are for `receipts`: the owner can go on with the batch meanwhile.
   */
  async executeBlock(epoch: number, request: BlockRequest): Promise<BlockReply> {
    this.#catchUp(epoch);
    return answering(
      () => {
        const { executed, receipts } = execute(this.#executor, request);
        this.#receipts = receipts;
        this.#executor.world.flush();
        return executed;
      },
      () => this.#executor.world.discard(),
    );
  }

  /** Receipts of the block that was executed on the main world last. */
  async receipts(): Promise<ReceiptList> {
    return listOf(this.#receipts);
  }

  /** Executes a block on the state that the owner shows, for what it reads: nobody wants its changes. */
  async executeAside(request: BlockRequest): Promise<BlockReply> {
    const world = new WorldState(new RemoteStore(this.#view));
    return answering(() => execute({ ...this.#executor, world }, request).executed);
  }

  /** Executes a block on the state that a witness shows; the main world knows nothing of it. */
  async executeWitness(request: BlockRequest, witness: Uint8Array): Promise<WitnessReply> {
    return answering(() => {
      const state = new WitnessState(openWitness(witness, request.facts.parent), this.#artefacts);
      const store = new RemoteStore(state);
      const executor = { ...this.#executor, world: new WorldState(store) };
      const { executed, receipts } = execute(executor, request);
      executor.world.flush();
      const batch = store.takeBatch();
      const changes = batch === undefined ? [] : decodeBatch(batch);
      this.#artefacts.keep(changes);
      const storageRoots = departedStorages(executed.outgoing).map((place) =>
        state.storageRootWith(place, changes),
      );
      return { ...executed, ...listOf(receipts), stateRoot: state.rootAfter(changes), storageRoots };
    });
  }

  /** Runs a message on the main world and drops its effects (SEMANTICS 21). */
  async call(epoch: number, request: CallRequest): Promise<TransactionResult> {
    this.#catchUp(epoch);
    const result = runCall(this.#executor, request);
    this.#executor.world.discard();
    return result;
  }

  /** The same on the state that the owner shows. */
  async callAside(request: CallRequest): Promise<TransactionResult> {
    return runCall({ ...this.#executor, world: new WorldState(new RemoteStore(this.#view)) }, request);
  }

  /** As `serveThread` wants them. */
  get methods(): ThreadMethods {
    return {
      executeGenesis: this.executeGenesis.bind(this),
      executeBlock: this.executeBlock.bind(this),
      receipts: this.receipts.bind(this),
      executeAside: this.executeAside.bind(this),
      executeWitness: this.executeWitness.bind(this),
      call: this.call.bind(this),
      callAside: this.callAside.bind(this),
    };
  }

  /** After a block that did not come to be, what is known of the state is not true any more. */
  #catchUp(epoch: number): void {
    if (epoch === this.#epoch) return;
    this.#epoch = epoch;
    this.#store.forget();
    this.#executor.world.dropCaches();
  }
}

/** @throws BlockError if the block is invalid */
function execute(
  executor: BlockExecutor,
  { mode, facts, queue, knownRoots, envelopes }: BlockRequest,
): { readonly executed: Executed; readonly receipts: Receipt[] } {
  const input = { facts, queue, knownRoots, transactions: new EnvelopeBoard(envelopes) };
  const { receipts, fuelUsed, outgoing, included, leftOut } = executeBlock(executor, input, mode);
  return { executed: { kind: 'executed', fuelUsed, outgoing, included, leftOut }, receipts };
}

function listOf(receipts: Receipt[]): ReceiptList {
  const serialised = receipts.map((receipt) => encodeReceipt(receipt));
  return { receipts: serialised, receiptsRoot: receiptsRoot(receipts) };
}

/** What was done, or how the block is invalid. */
function answering<Done>(body: () => Done, onInvalid?: () => void): Done | Invalid {
  try {
    return body();
  } catch (thrown) {
    if (!(thrown instanceof BlockError)) throw thrown;
    onInvalid?.();
    const { reason, message, index, refusal } = thrown;
    const place = {
      ...(index === undefined ? {} : { index }),
      ...(refusal === undefined ? {} : { refusal }),
    };
    return { kind: 'invalid', reason, message, ...place };
  }
}

/** @throws the BlockError that a reply tells of */
export function checkReply<Done extends Executed>(reply: Done | Invalid): Done {
  if (reply.kind === 'executed') return reply;
  const { reason, message, index, refusal } = reply as Invalid;
  const place = { ...(index === undefined ? {} : { index }), ...(refusal === undefined ? {} : { refusal }) };
  throw new BlockError(reason, message, place);
}

function runCall(executor: BlockExecutor, { facts, transaction }: CallRequest): TransactionResult {
  const environment = environmentOf(executor, facts);
  return 'code' in transaction
    ? executeCreate(environment, transaction)
    : executeTransaction(environment, transaction);
}
