/**
 * Transactions: the outermost message, or the creation of a contract. Readable top to bottom: refusals, the
 * run, the marks that take effect at the end.
 */

import type { Address } from '../../runtime/address.js';
import type { RefusalCode } from '../../runtime/errors.js';
import { create2Address } from '../state/account.js';
import type { Message, VmId } from '../vm/vm.js';
import { type Callee, type ExecutionEnvironment, executeMessage, findCallee } from './frame.js';
import type { TransactionResult } from './result.js';
import { TransactionContext, type TransactionLimits } from './transaction-context.js';

/** A message to an existing contract. */
export interface MessageTransaction {
  readonly sender: Address;
  readonly target: Address;
  readonly data: Uint8Array;
  readonly limits: TransactionLimits;
}

/** The creation of a contract; `data` are the arguments of its first run. */
export interface CreateTransaction {
  readonly sender: Address;
  readonly vm: VmId;
  readonly code: Uint8Array;
  /** 32 bytes. */
  readonly salt: Uint8Array;
  readonly data: Uint8Array;
  readonly limits: TransactionLimits;
}

type Outcome = { readonly end: TransactionResult['end']; readonly fuelUsed: bigint };

/** Runs a message. Its effects are in the world's journal afterwards, if it succeeded. */
export function executeTransaction(
  environment: ExecutionEnvironment,
  transaction: MessageTransaction,
): TransactionResult {
  const { sender, target, data, limits } = transaction;
  const context = new TransactionContext(limits);
  const message = firstMessage(context, { sender, target, data, fuel: limits.fuel, isNew: false });
  const callee = findCallee(environment, context, message);
  const outcome =
    typeof callee === 'string'
      ? refused(environment, context, callee)
      : run(environment, context, callee, message);
  return finish(environment, context, outcome);
}

/** Creates a contract and runs it for the first time, with `new` true. Either both happen or neither. */
export function executeCreate(
  environment: ExecutionEnvironment,
  transaction: CreateTransaction,
): TransactionResult {
  const { world } = environment;
  const { sender, code, salt, limits } = transaction;
  const context = new TransactionContext(limits);
  const created = create2Address(sender, salt, code);
  if (world.wasCreated(created)) {
    return { ...finish(environment, context, refused(environment, context, 'TOMBSTONE')), created };
  }
  world.checkpoint();
  const outcome = createAndRun(environment, context, transaction, created);
  if (outcome.end.kind === 'success') world.commit();
  else world.revert();
  return { ...finish(environment, context, outcome), created };
}

function createAndRun(
  environment: ExecutionEnvironment,
  context: TransactionContext,
  { sender, vm: vmId, code, data, limits }: CreateTransaction,
  created: Address,
): Outcome {
  const { world } = environment;
  const vm = environment.vms.get(vmId);
  if (vm === undefined) return refused(environment, context, 'VM_MISMATCH');
  const prepared = vm.prepare(code, limits.fuel, 0);
  if (prepared.kind === 'halt') return { end: prepared, fuelUsed: limits.fuel };
  const account = world.createContract(created, vm.id, code, prepared.artefact);
  const fuel = limits.fuel - prepared.fuelUsed;
  const message = firstMessage(context, { sender, target: created, data, fuel, isNew: true });
  const callee = { vm, code: world.getContractCode(account, vm) };
  const result = run(environment, context, callee, message);
  return { end: result.end, fuelUsed: prepared.fuelUsed + result.fuelUsed };
}

function firstMessage(
  context: TransactionContext,
  parts: { sender: Address; target: Address; data: Uint8Array; fuel: bigint; isNew: boolean },
): Message {
  return {
    caller: parts.sender,
    target: parts.target,
    value: 0n,
    data: parts.data,
    fuel: parts.fuel,
    depth: 0,
    height: 0,
    isStatic: false,
    isNew: parts.isNew,
    pagesMax: context.limits.memoryPagesMax,
  };
}

function run(
  environment: ExecutionEnvironment,
  context: TransactionContext,
  callee: Callee,
  message: Message,
): Outcome {
  const result = executeMessage(environment, context, callee, message);
  return { end: result, fuelUsed: result.fuelUsed };
}

/** A refusal costs the base price of a call, or what there is (SEMANTICS 19). */
function refused(environment: ExecutionEnvironment, context: TransactionContext, code: RefusalCode): Outcome {
  const price = BigInt(environment.protocol.schedule.host.call.base);
  const { fuel } = context.limits;
  return { end: { kind: 'refused', code }, fuelUsed: price < fuel ? price : fuel };
}

/** Marks of self_destruct take effect now (SEMANTICS 22). */
function finish(
  environment: ExecutionEnvironment,
  context: TransactionContext,
  outcome: Outcome,
): TransactionResult {
  for (const address of context.selfDestructs) environment.world.deleteContract(address);
  return {
    end: outcome.end,
    fuelUsed: outcome.fuelUsed,
    memoryPages: context.peakPages,
    events: context.events,
    logs: context.logs,
    logsTruncated: context.logsTruncated,
  };
}
