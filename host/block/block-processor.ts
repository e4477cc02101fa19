/**
 * The chain of one shard: builds blocks, applies those that others have built, and tells of those that were
 * committed. This thread owns the database; blocks are executed in another, and senders recovered in more
 * (SEMANTICS 27-30). Nothing of a block is there before it is committed, and then all of it.
 */

import { equalBytes } from '../../runtime/bytes.js';
import { PbevmError } from '../../runtime/errors.js';
import { PROTOCOL_VERSIONS, type ProtocolVersion } from '../../runtime/protocol.js';
import type { OutgoingReceipt } from '../execution/cross-receipts.js';
import type { TransactionResult } from '../execution/result.js';
import { decodeBatch } from '../state/batch-bytes.js';
import type { Change } from '../state/store.js';
import type { MemoryReservation } from '../thread/address-space.js';
import type { CallControl } from '../thread/call-stop.js';
import type { Ask, RequestQueue } from '../thread/execution-queue.js';
import { AccountView } from './account-view.js';
import { BlockArchive } from './block-archive.js';
import type { BlockDatabase, PreparedChanges } from './block-database.js';
import {
  type BlockReply,
  type BlockRequest,
  type CallRequest,
  checkReply,
  type Executed,
  type ReceiptList,
} from './block-engine.js';
import { blockRecords, recordsAfter } from './block-records.js';
import type { BoardRecovery } from './board-recovery.js';
import { type BuildInput, checkLengths, HASH_BYTES } from './build-input.js';
import { type CallMessage, type CallOptions, toTransaction } from './call-message.js';
import { ChainProofs } from './chain-proofs.js';
import {
  type Block,
  blockHash,
  type CrossReceipt,
  crossRoot,
  decodeBlock,
  type Header,
  type KnownRoot,
  knownRootsRoot,
  type QueuedCall,
  queueRoot,
  transactionsRoot,
} from './containers.js';
import { completeReceipts, crossReceiptRecords, departedStorages } from './cross-receipt-records.js';
import type { BlockFacts } from './environment.js';
import { BlockError } from './errors.js';
import { eventRecords } from './events-index.js';
import type { BlockMode } from './execute-block.js';
import { HeadForMempool } from './head-for-mempool.js';
import type { HeadState } from './head-state.js';
import {
  checkBlock,
  checkHeader,
  checkNewRoots,
  checkOutcome,
  checkQueueForm,
  checkTimestamp,
  type HeaderRules,
  type Parent,
} from './header-checks.js';
import type { MempoolState } from './mempool.js';
import { PendingBlock, type PreparedBlock } from './pending-block.js';
import type { ReputationPolicy } from './reputation.js';

/** What a processor is made of. */
export interface ProcessorParts {
  readonly database: BlockDatabase;
  readonly head: Parent;
  readonly executions: RequestQueue;
  readonly state: HeadState;
  readonly recovery: BoardRecovery;
  readonly memories: MemoryReservation;
  readonly policy: ReputationPolicy;
  readonly expected: HeaderRules;
}

export class BlockProcessor {
  readonly #database: BlockDatabase;
  readonly #executions: RequestQueue;
  readonly #state: HeadState;
  readonly #recovery: BoardRecovery;
  readonly #memories: MemoryReservation;
  readonly #archive: BlockArchive;
  readonly #policy: ReputationPolicy;
  readonly #protocol: ProtocolVersion;
  readonly #expected: HeaderRules;
  #head: Parent;
  #headView: AccountView | undefined;
  /** A block is being executed or was and is neither committed nor aborted. */
  #isPending = false;
  /** How often a block that was executed did not come to be: the thread's knowledge is stale then. */
  #epoch = 0;

  /** @internal Use `openProcessor`. */
  constructor(parts: ProcessorParts) {
    const { database, head, executions, state, recovery, memories, policy } = parts;
    this.#expected = parts.expected;
    this.#memories = memories;
    this.#policy = policy;
    this.#database = database;
    this.#head = head;
    this.#executions = executions;
    this.#state = state;
    this.#recovery = recovery;
    this.#archive = new BlockArchive(database, () => this.head.height);
    this.#protocol = PROTOCOL_VERSIONS[head.header.protocol];
  }

  /** Header of the last block that was committed. */
  get head(): Header {
    return this.#head.header;
  }

  /** Hash of the last block that was committed. */
  get headHash(): Uint8Array {
    return this.#head.hash;
  }

  /** Blocks, receipts, transactions and events that were committed. */
  get archive(): BlockArchive {
    return this.#archive;
  }

  /** Proofs of the state, witnesses of blocks, blocks executed again. */
  get proofs(): ChainProofs {
    return new ChainProofs(this.#database, this.#archive, this.#executions, this.#expected);
  }

  /** What a pool of waiting transactions asks of the state at the head. */
  get mempoolState(): MempoolState {
    return new HeadForMempool(this, this.#policy);
  }

  /**
   * Executes a new block on the head. What it cannot contain is left out, and named with the reason.
   * @throws BlockError PENDING, BAD_TIMESTAMP, BAD_QUEUE; PbevmError BAD_INPUT, ABORTED, DEADLINE, CLOSED;
   *   HostFault.
   */
  async build(input: BuildInput, control?: CallControl): Promise<PendingBlock> {
    const { anchor = new Uint8Array(HASH_BYTES), queue = [], knownRoots = [], transactions } = input;
    this.#checkIdle();
    const facts = this.#factsOfNext(input);
    checkLengths(input, anchor);
    checkQueueForm(queue);
    checkNewRoots(knownRoots, this.#expected(this.head));
    const complete: Complete = (executed, stateRoot, crossReceipts) => {
      const list = executed.included.map((index) => transactions[index]);
      const header: Header = {
        ...facts,
        protocol: this.head.protocol,
        anchor,
        fuelUsed: executed.fuelUsed,
        stateRoot,
        transactionsRoot: transactionsRoot(list),
        queueRoot: queueRoot([...queue]),
        receiptsRoot: executed.receiptsRoot,
        knownRootsRoot: knownRootsRoot([...knownRoots]),
        crossRoot: crossRoot(crossReceipts),
      };
      const block = { header, queue: [...queue], transactions: list, knownRoots: [...knownRoots] };
      const { receipts, leftOut, included } = executed;
      return { block, hash: blockHash(header), receipts, leftOut, included, crossReceipts };
    };
    return this.#execute({ mode: 'build', facts, queue, knownRoots, transactions }, control, complete);
  }

  /**
   * Executes a block that follows the head, and compares what comes of it with what its header says.
   * @param block or its bytes.
   * @throws BlockError with what is wrong: nothing of it has happened then. PbevmError as `build`.
   */
  async apply(given: Block | Uint8Array, control?: CallControl): Promise<PendingBlock> {
    const { blockBytesMax } = this.#protocol.limits;
    const isBytes = given instanceof Uint8Array;
    const block = isBytes ? decodeBlock(given, blockBytesMax) : checkBlock(given, blockBytesMax);
    this.#checkIdle();
    checkHeader(block, this.#head, this.#expected(this.head));
    const { header, queue, knownRoots, transactions } = block;
    let isListed = false;
    const compareLists = (): void => {
      isListed = equalBytes(header.transactionsRoot, transactionsRoot(transactions));
    };
    const complete: Complete = (executed, stateRoot, crossReceipts) => {
      checkOutcome(header, { isListed, stateRoot, executed, crossReceipts });
      const { receipts, included } = executed;
      return { block, hash: blockHash(header), receipts, leftOut: [], included, crossReceipts };
    };
    const work = { mode: 'apply', facts: header, queue, knownRoots, transactions } as const;
    return this.#execute(work, control, complete, compareLists);
  }

  /**
   * Runs a message on the state after a block, the head by default, and drops its effects (SEMANTICS 21).
   * @throws PbevmError BAD_INPUT, UNKNOWN_HEIGHT, PRUNED, ABORTED, DEADLINE, CLOSED; HostFault.
   */
  async call(
    message: CallMessage,
    { height, control }: CallOptions & { readonly height?: bigint } = {},
  ): Promise<TransactionResult> {
    return this.#call(() => {
      const at = height ?? this.head.height;
      const header = at === this.head.height ? this.head : this.#headerAt(at);
      const request = this.#callRequest(message, header);
      if (at === this.head.height && !this.#state.isPending) {
        return { method: 'call', args: [this.#epoch, request] };
      }
      const view = at === this.head.height ? this.#database : this.#database.at(Number(at));
      return { method: 'callAside', args: [request], view };
    }, control);
  }

  /**
   * Accounts, code and storage after a block, the head by default.
   * @throws PbevmError UNKNOWN_HEIGHT, PRUNED, CLOSED; its methods HostFault.
   */
  stateAt(height: bigint = this.head.height): AccountView {
    if (height !== this.head.height) return new AccountView(this.#database.at(Number(height)));
    this.#headView ??= new AccountView(this.#database);
    return this.#headView;
  }

  /**
   * Takes back all blocks after a height.
   * @throws BlockError PENDING; PbevmError UNKNOWN_HEIGHT, PRUNED; HostFault
   */
  async rollback(height: bigint): Promise<void> {
    await this.#executions.inOrder(async () => {
      this.#checkIdle();
      const header = this.#headerAt(height);
      const removed = recordsAfter(this.#database, height, this.head.height);
      await this.#database.rollback(Number(height), removed);
      this.#setHead({ header, hash: blockHash(header) });
      this.#epoch++;
    });
  }

  /** After what was asked before. A pending block is dropped. */
  async close(): Promise<void> {
    await this.#executions.close();
    await this.#recovery.close();
    this.#memories.release();
  }

  async #execute(
    work: BlockWork,
    control: CallControl | undefined,
    complete: Complete,
    meanwhile?: () => void,
  ): Promise<PendingBlock> {
    this.#isPending = true;
    let pending: PendingBlock | undefined;
    try {
      const { board, findings } = await this.#recovery.begin(work.transactions);
      const { mode, facts, queue, knownRoots } = work;
      const request: BlockRequest = { mode, facts, queue, knownRoots, envelopes: board.shared };
      const ask = (): Ask => ({
        method: 'executeBlock',
        args: [this.#epoch, request],
        ...(meanwhile === undefined ? {} : { meanwhile }),
      });
      pending = await this.#executions.request(ask, control, async ({ result, batch }, follow) => {
        const executed = checkReply(result as BlockReply);
        // The other thread makes the list of receipts while this one brings the state trees along.
        const list = follow({ method: 'receipts', args: [] });
        try {
          return await this.#prepare(batch, executed.outgoing, async ({ root, storageRoots }) => {
            const hashes = (await findings).map(({ hash }) => hash);
            const { result: receipts } = await list;
            const whole = { ...executed, ...(receipts as ReceiptList) };
            const crossReceipts = completeReceipts(facts.shardId, executed.outgoing, storageRoots);
            return { ...complete(whole, root, crossReceipts), hashes };
          });
        } finally {
          // It answers before the next one is asked, whatever becomes of this.
          await list.catch(() => undefined);
        }
      });
      return pending;
    } finally {
      if (pending === undefined) this.#isPending = false;
    }
  }

  /** From here on the executing thread stands behind the block. */
  async #prepare(
    batch: ArrayBuffer | undefined,
    outgoing: readonly OutgoingReceipt[],
    complete: (changes: PreparedChanges) => Promise<HashedBlock>,
  ): Promise<PendingBlock> {
    const changes = batch === undefined ? [] : decodeBatch(batch);
    let prepared: PreparedChanges | undefined;
    try {
      prepared = this.#database.prepare(changes, departedStorages(outgoing));
      const block = await complete(prepared);
      this.#state.set(changes);
      const { height } = block.block.header;
      const extra = crossReceiptRecords(height, block.crossReceipts, outgoing, changes);
      return this.#pendingBlock(block, prepared, extra);
    } catch (thrown) {
      prepared?.drop();
      this.#epoch++;
      throw thrown;
    }
  }

  #pendingBlock(prepared: HashedBlock, changes: PreparedChanges, extra: readonly Change[]): PendingBlock {
    const { block, hash, receipts, included, hashes } = prepared;
    const pending: PendingBlock = new PendingBlock(prepared, {
      call: (message, { control }) =>
        this.#call(() => {
          pending.checkPending();
          const request = this.#callRequest(message, block.header);
          return { method: 'call', args: [this.#epoch, request] };
        }, control),
      commit: () =>
        this.#executions.inOrder(async () => {
          const transactionHashes = included.map((index) => hashes[index]);
          const records = blockRecords({ block, hash, receipts, transactionHashes });
          const events = eventRecords(block.header.height, pending.receipts);
          await changes.commit([...records, ...events, ...extra]);
          this.#state.clear();
          this.#setHead({ header: block.header, hash });
          this.#isPending = false;
        }),
      abort: () =>
        this.#executions.inOrder(async () => {
          changes.drop();
          this.#state.clear();
          this.#epoch++;
          this.#isPending = false;
        }),
    });
    return pending;
  }

  #setHead(head: Parent): void {
    this.#head = head;
    this.#headView = undefined;
  }

  #call(ask: () => Ask, control: CallControl | undefined): Promise<TransactionResult> {
    return this.#executions.request(ask, control, ({ result }) => result as TransactionResult);
  }

  #callRequest(message: CallMessage, header: Header): CallRequest {
    return { facts: header, transaction: toTransaction(message, this.#protocol, header.fuelLimit) };
  }

  #headerAt(height: bigint): Header {
    const found = this.#archive.getBlock(height);
    if (found !== undefined) return found.block.header;
    throw new PbevmError('UNKNOWN_HEIGHT', `there is no block ${height}; the head is ${this.head.height}`);
  }

  #factsOfNext({ timestamp, prevRandao, proposer }: BuildInput): BlockFacts {
    const { header, hash } = this.#head;
    checkTimestamp(timestamp, header.timestamp);
    const { chainId, shardId, fuelLimit } = header;
    const { totalFee } = this.#expected(header);
    const height = header.height + 1n;
    return { height, timestamp, chainId, shardId, totalFee, fuelLimit, prevRandao, proposer, parent: hash };
  }

  #checkIdle(): void {
    if (this.#isPending) throw new BlockError('PENDING', 'a block is pending: commit or abort it first');
  }
}

/** An executed block with its receipts. */
type WholeBlock = Executed & ReceiptList;

/** What is to be executed. */
interface BlockWork {
  readonly mode: BlockMode;
  readonly facts: BlockFacts;
  readonly queue: readonly QueuedCall[];
  readonly knownRoots: readonly KnownRoot[];
  readonly transactions: readonly Uint8Array[];
}

/** Makes the block of what its execution came to. */
type Complete = (executed: WholeBlock, stateRoot: Uint8Array, crossReceipts: CrossReceipt[]) => PreparedBlock;

/** With the hashes of all candidates. */
type HashedBlock = PreparedBlock & { readonly hashes: readonly Uint8Array[] };
