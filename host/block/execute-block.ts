/**
 * The state transition of a block, readable top to bottom: the parent's hash, queued calls, transactions,
 * reputation. A pure function of the world at the parent, the protocol row, the policy and the input; its
 * changes are in the world's journal afterwards (SEMANTICS 28-31).
 */

import { ADDRESS_BYTES, type Address } from '../../runtime/address.js';
import { equalBytes, fromHex, toHex } from '../../runtime/bytes.js';
import { assert } from '../../runtime/errors.js';
import { FUEL_MAX } from '../../runtime/limits.js';
import type { ProtocolVersion } from '../../runtime/protocol.js';
import type { OutgoingReceipt } from '../execution/cross-receipts.js';
import type { ExecutionEnvironment } from '../execution/frame.js';
import type { TransactionResult } from '../execution/result.js';
import { SYSTEM_INVOKER } from '../execution/system-contracts.js';
import { executeCreate, executePoke, executeTransaction } from '../execution/transaction.js';
import type { TransactionLimits } from '../execution/transaction-context.js';
import type { WorldState } from '../state/world-state.js';
import { encodeValue } from '../vm/values/cbor.js';
import type { Vm, VmId } from '../vm/vm.js';
import { policyState, systemContracts } from './block-system.js';
import { closePeriod } from './claim-periods.js';
import { type KnownRoot, LIST_LIMITS, type QueuedCall, type Receipt } from './containers.js';
import { readCreation } from './creation.js';
import type { Candidate, PokeKnown, SenderKnown } from './envelope-board.js';
import { type BlockFacts, ENVIRONMENT_ADDRESS, eeiEnvironment } from './environment.js';
import { BlockError, type TransactionDefect, type TransactionRefusal } from './errors.js';
import type { RentName } from './genesis.js';
import { writeKnownRoots } from './known-roots.js';
import { toReceipt } from './receipt.js';
import { orderCandidates, type ReputationBlock, type ReputationPolicy } from './reputation.js';

/** What executes blocks, block after block. */
export interface BlockExecutor {
  readonly world: WorldState;
  readonly vms: ReadonlyMap<VmId, Vm>;
  readonly protocol: ProtocolVersion;
  readonly policy: ReputationPolicy;
  /** Whether the shard has a currency: else transactions move no value (SEMANTICS 28). */
  readonly hasCurrency: boolean;
  readonly rent: RentName;
  readonly isOfNetwork: boolean;
}

export interface BlockInput {
  readonly facts: BlockFacts;
  readonly queue: readonly QueuedCall[];
  readonly transactions: Iterable<Candidate>;
  /** Of other shards, and of this one; none by default. */
  readonly knownRoots?: readonly KnownRoot[];
}

/** Transactions by their places in the input. */
export interface BlockOutcome {
  /** Of queued calls, then of transactions. */
  readonly receipts: Receipt[];
  readonly fuelUsed: bigint;
  /** For other shards, and of contracts that fell asleep: in the order of crossRoot. */
  readonly outgoing: readonly OutgoingReceipt[];
  /** What the block contains, in its order. */
  readonly included: readonly number[];
  /** In mode `build`: what it cannot contain, and why. */
  readonly leftOut: readonly LeftOut[];
}

export interface LeftOut {
  readonly index: number;
  readonly refusal: TransactionDefect | TransactionRefusal;
}

/** `build` leaves out what cannot stand at its place; for `apply` it makes the block invalid. */
export type BlockMode = 'build' | 'apply';

const NONCE_MAX = 2n ** 64n - 1n;

/** Added to the address of who calls out of the EVM, modulo 2^160 (SEMANTICS 30). */
const QUEUE_SHIFT = 0x1111000000000000000000000000000000001111n;

/**
 * Executes a block on the world, whose journal is clean.
 * @throws BlockError BAD_TRANSACTION, BAD_QUEUE, BAD_KNOWN_ROOTS: the world must then be discarded.
 */
export function executeBlock(executor: BlockExecutor, input: BlockInput, mode: BlockMode): BlockOutcome {
  const { facts, queue } = input;
  const queueFuel = checkQueue(queue, facts);
  const { policy, world } = executor;
  const environment = environmentOf(executor, facts, queueFuel);
  pushParentHash(environment, facts);
  if (hasReceipts(executor)) {
    closePeriod(world, facts, executor.protocol.limits.claimPeriodBlocks);
    writeKnownRoots(world, facts.height, input.knownRoots ?? []);
  }
  const reputation = policy.begin(policyState(world), { ...facts, queueFuel });
  const run = new BlockRun(environment, executor, facts, reputation, queueFuel);
  for (const call of queue) run.executeQueued(call);
  if (mode === 'apply') run.applyAll(input.transactions);
  else run.include(input.transactions);
  reputation.finish();
  return run;
}

/** Whether the shard has receipts: between shards, or of contracts that sleep. */
export function hasReceipts({ rent, isOfNetwork }: Pick<BlockExecutor, 'rent' | 'isOfNetwork'>): boolean {
  return isOfNetwork || rent !== 'none';
}

/** What messages of a block are executed in. */
export function environmentOf(
  executor: BlockExecutor,
  facts: BlockFacts,
  queueFuel = 0n,
): ExecutionEnvironment {
  const { world, vms, protocol, rent, isOfNetwork } = executor;
  const { totalFee, shardId } = facts;
  return {
    world,
    vms,
    protocol,
    block: eeiEnvironment(facts, world),
    system: systemContracts(executor, facts, queueFuel),
    ...(rent === 'none' ? {} : { rent: { policy: rent, totalFee } }),
    shardId,
    isOfNetwork,
  };
}

/** Fuel set aside for the queue. @throws BlockError BAD_QUEUE if the block does not have it. */
function checkQueue(queue: readonly QueuedCall[], { fuelLimit }: BlockFacts): bigint {
  let sum = 0n;
  for (const [index, call] of queue.entries()) {
    sum += call.fuelLimit;
    if (call.fuelLimit > FUEL_MAX || sum > fuelLimit) {
      throw new BlockError('BAD_QUEUE', `queued call ${index} asks for more fuel than the block has`, {
        index,
      });
    }
    if (equalBytes(shiftAddress(call.sender), SYSTEM_INVOKER)) {
      throw new BlockError('BAD_QUEUE', `queued call ${index} would be the system's`, { index });
    }
  }
  return sum;
}

/** Invoker of a queued call (SEMANTICS 30). */
export function shiftAddress(address: Address): Address {
  const number = BigInt.asUintN(8 * ADDRESS_BYTES, BigInt(toHex(address)) + QUEUE_SHIFT);
  return fromHex(number.toString(16).padStart(2 * ADDRESS_BYTES, '0'));
}

/** The block before becomes one that contracts can ask for. */
function pushParentHash(environment: ExecutionEnvironment, { height, parent }: BlockFacts): void {
  assert(height > 0n, 'block 0 is not executed');
  const { end } = executeTransaction(environment, {
    sender: SYSTEM_INVOKER,
    target: ENVIRONMENT_ADDRESS,
    value: 0n,
    data: encodeValue(['pushBlockHash', parent]),
    limits: { fuel: FUEL_MAX, memoryPagesMax: 0, debugBytesMax: 0 },
  });
  assert(end.kind === 'success', 'the hash of the parent is kept');
}

/** A block under way. */
class BlockRun implements BlockOutcome {
  readonly receipts: Receipt[] = [];
  readonly included: number[] = [];
  readonly leftOut: LeftOut[] = [];
  readonly outgoing: OutgoingReceipt[] = [];
  fuelUsed = 0n;
  /** Fuel that is left for transactions. */
  #fuelLeft: bigint;
  readonly #environment: ExecutionEnvironment;
  readonly #executor: BlockExecutor;
  readonly #facts: BlockFacts;
  readonly #reputation: ReputationBlock;
  #bytes = 0;
  #pokes = 0;

  constructor(
    environment: ExecutionEnvironment,
    executor: BlockExecutor,
    facts: BlockFacts,
    reputation: ReputationBlock,
    queueFuel: bigint,
  ) {
    this.#fuelLeft = facts.fuelLimit - queueFuel;
    this.#environment = environment;
    this.#executor = executor;
    this.#facts = facts;
    this.#reputation = reputation;
  }

  /** Paid for in the EVM: it has no nonce, and no reputation answers for it. */
  executeQueued({ sender, target, fuelLimit, payload }: QueuedCall): void {
    const limits = this.#limits(fuelLimit);
    const message = { sender: shiftAddress(sender), target, value: 0n, data: payload, limits };
    this.#keep(executeTransaction(this.#environment, message));
  }

  /** @throws BlockError BAD_TRANSACTION for the first that cannot stand where it does. */
  applyAll(transactions: Iterable<Candidate>): void {
    let index = 0;
    for (const candidate of transactions) {
      const refusal = 'defect' in candidate ? candidate.defect : this.#tryNext(candidate, index);
      if (refusal !== undefined) {
        throw new BlockError('BAD_TRANSACTION', `transaction ${index}: ${refusal}`, { index, refusal });
      }
      index++;
    }
  }

  /**
   * Takes the candidates in the policy's order, so far as it has one, then pokes, and executes those that can
   * stand.
   */
  include(transactions: Iterable<Candidate>): void {
    const pokes: (PokeKnown & { readonly index: number })[] = [];
    const valid: (SenderKnown & { readonly index: number; readonly fuelLimit: bigint })[] = [];
    for (const [index, candidate] of [...transactions].entries()) {
      if ('defect' in candidate) this.leftOut.push({ index, refusal: candidate.defect });
      else if ('poke' in candidate) pokes.push({ ...candidate, index });
      else valid.push({ ...candidate, index, fuelLimit: candidate.transaction.fuelLimit });
    }
    for (const candidate of [...orderCandidates(this.#reputation, valid), ...pokes]) {
      const { index } = candidate;
      const refusal = this.#tryNext(candidate, index);
      if (refusal !== undefined) this.leftOut.push({ index, refusal });
    }
  }

  /** Executes what can be next; else says why it cannot. */
  #tryNext(candidate: SenderKnown | PokeKnown, index: number): TransactionRefusal | undefined {
    const isPoke = 'poke' in candidate;
    const refusal = isPoke ? this.#pokeRefusalOf(candidate) : this.#refusalOf(candidate);
    if (refusal !== undefined) return refusal;
    if (isPoke) this.#executePoke(candidate);
    else this.#execute(candidate);
    this.#bytes += candidate.bytes;
    this.included.push(index);
    return undefined;
  }

  /** The first reason why a transaction cannot be next. */
  #refusalOf({ transaction, sender, bytes }: SenderKnown): TransactionRefusal | undefined {
    const { chainId, shardId } = this.#facts;
    const { world, protocol, hasCurrency } = this.#executor;
    if (transaction.chainId !== chainId) return 'CHAIN';
    if (transaction.shardId !== shardId) return 'SHARD';
    const nonce = world.getNonce(sender);
    if (transaction.nonce < nonce) return 'NONCE_LOW';
    // The last one could not grow (EIP-2681).
    if (transaction.nonce > nonce || nonce === NONCE_MAX) return 'NONCE_HIGH';
    if (transaction.value > 0n && !hasCurrency) return 'VALUE';
    if (transaction.fuelLimit < BigInt(protocol.schedule.host.call.base)) return 'INTRINSIC_FUEL';
    if (transaction.fuelLimit > this.#fuelLeft) return 'BLOCK_FUEL';
    if (!this.#hasRoom(bytes)) return 'BLOCK_SIZE';
    return this.#reputation.admit(sender, transaction.fuelLimit);
  }

  #pokeRefusalOf({ poke, bytes }: PokeKnown): TransactionRefusal | undefined {
    if (poke.chainId !== this.#facts.chainId) return 'CHAIN';
    if (poke.shardId !== this.#facts.shardId) return 'SHARD';
    const { rent, protocol } = this.#executor;
    if (rent === 'none' || this.#pokes >= protocol.limits.pokesMax) return 'POKES';
    return this.#hasRoom(bytes) ? undefined : 'BLOCK_SIZE';
  }

  /** Whether one more envelope fits, whatever receipts it makes. */
  #hasRoom(bytes: number): boolean {
    const { protocol } = this.#executor;
    return (
      this.included.length < LIST_LIMITS.transactions &&
      this.#bytes + bytes <= transactionBytesMax(protocol) &&
      this.outgoing.length + protocol.limits.crossReceiptsMax <= LIST_LIMITS.crossReceipts
    );
  }

  #executePoke({ poke }: PokeKnown): void {
    this.#pokes++;
    this.#keep(executePoke(this.#environment, poke.target));
  }

  #execute({ transaction, sender }: SenderKnown): void {
    const { to, value, payload, vm, salt, fuelLimit } = transaction;
    const limits = this.#limits(fuelLimit);
    // Whatever becomes of the rest: a nonce is used once (SEMANTICS 28).
    this.#executor.world.incrementNonce(sender);
    let result: TransactionResult;
    if (to === undefined) {
      const { code, args } = readCreation(payload);
      result = executeCreate(this.#environment, { sender, vm, code, salt, value, data: args, limits });
    } else {
      result = executeTransaction(this.#environment, { sender, target: to, value, data: payload, limits });
    }
    this.#keep(result);
    this.#fuelLeft -= result.fuelUsed;
    this.#reputation.record(sender, result.end.kind, result.fuelUsed);
  }

  #keep(result: TransactionResult): void {
    this.fuelUsed += result.fuelUsed;
    this.receipts.push(toReceipt(result));
    this.outgoing.push(...result.receipts);
  }

  #limits(fuel: bigint): TransactionLimits {
    const { pythonPagesMax } = this.#executor.protocol.limits;
    return { fuel, memoryPagesMax: pythonPagesMax, debugBytesMax: 0 };
  }
}

/** Envelopes may fill the half of a block's bytes that the queue cannot (`blockBytesMax`). */
function transactionBytesMax({ limits }: ProtocolVersion): number {
  return limits.blockBytesMax / 2;
}
