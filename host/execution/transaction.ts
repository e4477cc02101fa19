/**
 * Transactions: the outermost message, or the creation of a contract. Readable top to bottom: refusals, the
 * run, the marks that take effect at the end.
 */

import type { Address } from '../../runtime/address.js';
import { EMPTY_BYTES, equalBytes } from '../../runtime/bytes.js';
import type { RefusalCode } from '../../runtime/errors.js';
import { create2Address, hasCode } from '../state/account.js';
import { keyText } from '../state/key-text.js';
import type { FrameEnd, Message, VmId } from '../vm/vm.js';
import { boundSalt, executeCreation } from './creation.js';
import { departContract } from './cross-receipts.js';
import { type Callee, type ExecutionEnvironment, executeMessage, findCallee, transferOnly } from './frame.js';
import { chargeRent, spendableBalance } from './rent.js';
import type { TransactionResult } from './result.js';
import { TransactionContext, type TransactionLimits } from './transaction-context.js';

/** A message to an existing contract. */
export interface MessageTransaction {
  readonly sender: Address;
  readonly target: Address;
  /** Native amount sent, below 2^128. */
  readonly value: bigint;
  readonly data: Uint8Array;
  readonly limits: TransactionLimits;
  /** Whether it may change nothing: false by default. */
  readonly isStatic?: boolean;
}

/** The creation of a contract; `data` are the arguments of its first run. */
export interface CreateTransaction {
  readonly sender: Address;
  readonly vm: VmId;
  readonly code: Uint8Array;
  /** 32 bytes. */
  readonly salt: Uint8Array;
  /** Native amount sent, below 2^128. */
  readonly value: bigint;
  readonly data: Uint8Array;
  readonly limits: TransactionLimits;
}

/** The CBOR of the empty list. */
const NO_ARGUMENTS = Uint8Array.of(0x80);

type Outcome = { readonly end: TransactionResult['end']; readonly fuelUsed: bigint };

/** Runs a message. Its effects are in the world's journal afterwards, if it succeeded. */
export function executeTransaction(
  environment: ExecutionEnvironment,
  transaction: MessageTransaction,
): TransactionResult {
  const { sender, target, value, data, limits, isStatic = false } = transaction;
  const context = new TransactionContext(limits, sender);
  const parts = { sender, target, value, data, fuel: limits.fuel, isNew: false };
  const message = { ...firstMessage(context, parts), isStatic };
  const callee = findCallee(environment, context, message);
  let outcome: Outcome;
  if (typeof callee !== 'string') outcome = run(environment, context, callee, message);
  else if (callee === 'NO_CODE' && value > 0n) outcome = transferred(environment, context, message);
  else outcome = refused(environment, context, callee);
  return finish(environment, context, outcome);
}

/** Creates a contract and runs it for the first time, with `new` true. Either both happen or neither. */
export function executeCreate(
  environment: ExecutionEnvironment,
  transaction: CreateTransaction,
): TransactionResult {
  const { sender, code, salt } = transaction;
  return executeCreateAt(
    environment,
    transaction,
    create2Address(sender, boundSalt(environment, salt), code),
  );
}

/** The same at an address that is known: for tools that show an account without the chain it is on. */
export function executeCreateAt(
  environment: ExecutionEnvironment,
  transaction: CreateTransaction,
  created: Address,
): TransactionResult {
  const { sender, code, limits } = transaction;
  const context = new TransactionContext(limits, sender);
  const refusal = refusalOfCreate(environment, transaction, created);
  if (refusal !== undefined) {
    return { ...finish(environment, context, refused(environment, context, refusal)), created };
  }
  const { fuelUsed, ...end } = executeCreation(executeMessage, environment, context, {
    vmId: transaction.vm,
    creator: sender,
    created,
    code,
    value: transaction.value,
    data: firstCallData(environment, transaction),
    fuel: limits.fuel,
    depth: 0,
    height: 0,
    pagesMax: limits.memoryPagesMax,
  });
  return { ...finish(environment, context, { end: end as FrameEnd, fuelUsed }), created };
}

/** Initcode without arguments has no call data, as where the EEI's `create` runs it (SEMANTICS 24). */
function firstCallData({ vms }: ExecutionEnvironment, { vm, data }: CreateTransaction): Uint8Array {
  const isInitcode = vms.get(vm)?.firstRun === 'initcode';
  return isInitcode && equalBytes(data, NO_ARGUMENTS) ? EMPTY_BYTES : data;
}

/**
 * Modifies a contract by nothing, at no price, so that its rent falls due (SEMANTICS 35). A success if that
 * is paid, else the halt that the contract is deleted with; NO_CODE where there is no contract.
 */
export function executePoke(environment: ExecutionEnvironment, target: Address): TransactionResult {
  const context = new TransactionContext({ fuel: 0n, memoryPagesMax: 0, debugBytesMax: 0 });
  const account = environment.world.getAccount(target);
  if (account === undefined || !hasCode(account) || account.isIncomplete) {
    return finish(environment, context, { end: { kind: 'refused', code: 'NO_CODE' }, fuelUsed: 0n });
  }
  const code = chargeRent(environment, context, target);
  const end: FrameEnd =
    code === undefined ? { kind: 'success', output: EMPTY_BYTES, format: 'raw' } : { kind: 'halt', code };
  return finish(environment, context, { end, fuelUsed: 0n });
}

/** The first reason of SEMANTICS 19 for which a contract cannot be created. */
function refusalOfCreate(
  environment: ExecutionEnvironment,
  { sender, vm, value }: CreateTransaction,
  created: Address,
): RefusalCode | undefined {
  const { world, vms } = environment;
  if (spendableBalance(environment, sender) < value) return 'BALANCE';
  if (!vms.has(vm)) return 'VM_MISMATCH';
  return world.wasCreated(created) ? 'TOMBSTONE' : undefined;
}

function firstMessage(
  context: TransactionContext,
  parts: Pick<Message, 'target' | 'value' | 'data' | 'fuel' | 'isNew'> & { readonly sender: Address },
): Message {
  return {
    caller: parts.sender,
    target: parts.target,
    value: parts.value,
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

const callPrice = ({ protocol }: ExecutionEnvironment): bigint => BigInt(protocol.schedule.host.call.base);

/** A transfer costs the base price of a call. */
function transferred(
  environment: ExecutionEnvironment,
  context: TransactionContext,
  message: Message,
): Outcome {
  const price = callPrice(environment);
  if (message.fuel < price) return { end: { kind: 'halt', code: 'OUT_OF_FUEL' }, fuelUsed: message.fuel };
  const { fuelUsed, ...end } = transferOnly(environment, context, message);
  return { end: end as FrameEnd, fuelUsed: end.kind === 'halt' ? fuelUsed : price };
}

/** A refusal costs the base price of a call, or what there is (SEMANTICS 19). */
function refused(environment: ExecutionEnvironment, context: TransactionContext, code: RefusalCode): Outcome {
  const { fuel } = context.limits;
  if (fuel < callPrice(environment)) return { end: { kind: 'refused', code }, fuelUsed: fuel };
  return { end: { kind: 'refused', code }, fuelUsed: callPrice(environment) };
}

/**
 * Who cannot pay falls asleep, which voids other marks; then marks take effect, and what balance
 * self_destruct leaves is burned (SEMANTICS 22, 35, 36).
 */
function finish(
  environment: ExecutionEnvironment,
  context: TransactionContext,
  outcome: Outcome,
): TransactionResult {
  const { world } = environment;
  const receipts = [...context.receipts];
  let burned = context.rents.reduce((sum, rent) => sum + rent, 0n);
  for (const address of context.doomed.values())
    receipts.push(departContract(world, address, environment.shardId ?? 0n));
  const marks = new Map(context.marks.map((mark) => [keyText(mark.address), mark]));
  for (const [text, { address, destination }] of marks) {
    if (context.doomed.has(text)) continue;
    if (destination !== undefined) {
      receipts.push(departContract(world, address, destination));
      continue;
    }
    burned += world.getBalance(address);
    world.deleteContract(address);
  }
  return {
    end: outcome.end,
    fuelUsed: outcome.fuelUsed,
    burned,
    receipts,
    memoryPages: context.peakPages,
    frames: context.frames,
    events: context.events,
    logs: context.logs,
    logsTruncated: context.logsTruncated,
  };
}
