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
import type { ExecutionEnvironment } from '../execution/frame.js';
import type { TransactionResult } from '../execution/result.js';
import { SYSTEM_INVOKER } from '../execution/system-contracts.js';
import { executeCreate, executeTransaction } from '../execution/transaction.js';
import type { TransactionLimits } from '../execution/transaction-context.js';
import type { WorldState } from '../state/world-state.js';
import { encodeValue } from '../vm/values/cbor.js';
import type { Vm, VmId } from '../vm/vm.js';
import { policyState, systemContracts } from './block-system.js';
import { LIST_LIMITS, type QueuedCall, type Receipt } from './containers.js';
import { readCreation } from './creation.js';
import type { Candidate, SenderKnown } from './envelope-board.js';
import { type BlockFacts, ENVIRONMENT_ADDRESS, eeiEnvironment } from './environment.js';
import { BlockError, type TransactionDefect, type TransactionRefusal } from './errors.js';
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
}

export interface BlockInput {
  readonly facts: BlockFacts;
  readonly queue: readonly QueuedCall[];
  readonly transactions: Iterable<Candidate>;
}

/** Transactions by their places in the input. */
export interface BlockOutcome {
  /** Of queued calls, then of transactions. */
  readonly receipts: Receipt[];
  readonly fuelUsed: bigint;
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
 * @throws BlockError BAD_TRANSACTION, BAD_QUEUE: the world must then be discarded.
 */
export function executeBlock(executor: BlockExecutor, input: BlockInput, mode: BlockMode): BlockOutcome {
  const { facts, queue } = input;
  const queueFuel = checkQueue(queue, facts);
  const { policy, world } = executor;
  const environment = environmentOf(executor, facts, queueFuel);
  pushParentHash(environment, facts);
  const reputation = policy.begin(policyState(world), { ...facts, queueFuel });
  const run = new BlockRun(environment, executor, facts, reputation, queueFuel);
  for (const call of queue) run.executeQueued(call);
  if (mode === 'apply') run.applyAll(input.transactions);
  else run.include(input.transactions);
  reputation.finish();
  return run;
}

/** What messages of a block are executed in. */
export function environmentOf(
  { world, vms, protocol, policy }: BlockExecutor,
  facts: BlockFacts,
  queueFuel = 0n,
): ExecutionEnvironment {
  const system = systemContracts(protocol, facts, policy, { ...facts, queueFuel });
  return { world, vms, protocol, block: eeiEnvironment(facts, world), system };
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
  fuelUsed = 0n;
  /** Fuel that is left for transactions. */
  #fuelLeft: bigint;
  readonly #environment: ExecutionEnvironment;
  readonly #executor: BlockExecutor;
  readonly #facts: BlockFacts;
  readonly #reputation: ReputationBlock;
  #bytes = 0;

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
      const refusal = 'defect' in candidate ? candidate.defect : this.#refusalOf(candidate);
      if (refusal !== undefined) {
        throw new BlockError('BAD_TRANSACTION', `transaction ${index}: ${refusal}`, { index, refusal });
      }
      this.#execute(candidate as SenderKnown, index);
      index++;
    }
  }

  /** Takes the candidates in the policy's order, so far as it has one, and executes those that can stand. */
  include(transactions: Iterable<Candidate>): void {
    const valid: (SenderKnown & { readonly index: number; readonly fuelLimit: bigint })[] = [];
    for (const [index, candidate] of [...transactions].entries()) {
      if ('defect' in candidate) this.leftOut.push({ index, refusal: candidate.defect });
      else valid.push({ ...candidate, index, fuelLimit: candidate.transaction.fuelLimit });
    }
    for (const candidate of orderCandidates(this.#reputation, valid)) {
      const refusal = this.#refusalOf(candidate);
      if (refusal === undefined) this.#execute(candidate, candidate.index);
      else this.leftOut.push({ index: candidate.index, refusal });
    }
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
    if (this.included.length >= LIST_LIMITS.transactions) return 'BLOCK_SIZE';
    if (this.#bytes + bytes > transactionBytesMax(protocol)) return 'BLOCK_SIZE';
    return this.#reputation.admit(sender, transaction.fuelLimit);
  }

  #execute({ transaction, sender, bytes }: SenderKnown, index: number): void {
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
    this.#bytes += bytes;
    this.included.push(index);
  }

  #keep(result: TransactionResult): void {
    this.fuelUsed += result.fuelUsed;
    this.receipts.push(toReceipt(result));
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
