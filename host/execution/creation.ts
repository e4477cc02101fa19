/**
 * Creation of contracts, by transactions and by contracts. Either the contract is there afterwards and its
 * first run has succeeded, or nothing of both (SEMANTICS 8, 23, 24).
 */

import { keccak_256 } from '@noble/hashes/sha3.js';
import { concatBytes } from '@noble/hashes/utils.js';
import type { Address } from '../../runtime/address.js';
import { EMPTY_BYTES, toHex, u64be } from '../../runtime/bytes.js';
import { assert } from '../../runtime/errors.js';
import { create2Address, hashCode, SALT_BYTES } from '../state/account.js';
import type { CreateRequest, CreateResult, FrameResult, Message, Vm, VmId } from '../vm/vm.js';
import { atomically } from './atomic.js';
import type { Callee, ExecutionEnvironment, executeMessage } from './frame.js';
import { chargeRentOrHalt, initialTotalFee, spendableBalance } from './rent.js';
import type { TransactionContext } from './transaction-context.js';

/** A contract to be made where none ever was; its creator has the value. */
export interface Creation {
  readonly vmId: VmId;
  readonly creator: Address;
  /** Its address. */
  readonly created: Address;
  /** The contract, or the initcode that makes its code: `Vm.firstRun`. */
  readonly code: Uint8Array;
  readonly value: bigint;
  /** Call data of the first run. */
  readonly data: Uint8Array;
  readonly fuel: bigint;
  readonly depth: number;
  readonly height: number;
  readonly pagesMax: number;
}

/** Runs a message: frames create and creations run frames, and imports make no circle. */
type Execute = typeof executeMessage;

/** Prepares the code, makes the contract and runs it for the first time. */
export function executeCreation(
  execute: Execute,
  environment: ExecutionEnvironment,
  context: TransactionContext,
  creation: Creation,
): FrameResult {
  return atomically(environment.world, context, () => prepareAndRun(execute, environment, context, creation));
}

function prepareAndRun(
  execute: Execute,
  environment: ExecutionEnvironment,
  context: TransactionContext,
  creation: Creation,
): FrameResult {
  const { world, vms, protocol } = environment;
  const { code, created, fuel, height } = creation;
  const vm = vms.get(creation.vmId);
  assert(vm !== undefined, 'who creates knows the VM');
  const prepared = vm.prepare(code, fuel, height);
  if (prepared.kind === 'halt') return prepared;
  const left = fuel - prepared.fuelUsed;
  const first = { codeHash: toHex(hashCode(code)), source: code, artefact: prepared.artefact };
  const pages = context.pagesReserved + vm.pagesReserved(first);
  if (pages > protocol.limits.transactionPagesMax) return { kind: 'halt', code: 'PAGES', fuelUsed: fuel };
  if (vm.firstRun === 'contract')
    world.createContract(created, vm.id, code, prepared.artefact, initialTotalFee(environment));
  const result = execute(environment, context, { vm, code: first }, firstMessage(creation, left));
  const withPrice = { ...result, fuelUsed: prepared.fuelUsed + result.fuelUsed };
  if (result.kind !== 'success' || vm.firstRun === 'contract') return withPrice;
  return deposit(environment, { vm, code: first }, creation, result.output, withPrice.fuelUsed);
}

/**
 * Makes the contract whose initcode has succeeded. What that returned is its code; if it returned nothing,
 * the initcode itself is: a module without a constructor (README of host/vm/ewasm).
 */
function deposit(
  environment: ExecutionEnvironment,
  { vm, code }: Callee,
  { created, fuel }: Creation,
  output: Uint8Array,
  fuelUsed: bigint,
): FrameResult {
  const { world } = environment;
  const totalFee = initialTotalFee(environment);
  const done = { kind: 'success', output: EMPTY_BYTES, format: 'raw' } as const;
  if (output.length === 0) {
    world.createContract(created, vm.id, code.source, code.artefact, totalFee);
    return { ...done, fuelUsed };
  }
  const prepared = vm.prepare(output, fuel - fuelUsed, 0);
  if (prepared.kind === 'halt') return { ...prepared, fuelUsed: fuel };
  world.createContract(created, vm.id, output, prepared.artefact, totalFee);
  return { ...done, fuelUsed: fuelUsed + prepared.fuelUsed };
}

/**
 * On networks of several shards keccak256(shard || salt): what moves between shards meets no contract of its
 * own address (SEMANTICS 23).
 */
export function boundSalt({ isOfNetwork, shardId = 0n }: ExecutionEnvironment, salt: Uint8Array): Uint8Array {
  return isOfNetwork ? keccak_256(concatBytes(u64be(shardId), salt)) : salt;
}

function firstMessage(creation: Creation, fuel: bigint): Message {
  return {
    caller: creation.creator,
    target: creation.created,
    value: creation.value,
    data: creation.data,
    fuel,
    depth: creation.depth,
    height: creation.height,
    isStatic: false,
    isNew: true,
    pagesMax: creation.pagesMax,
  };
}

/**
 * The creation that a contract asks for: its address is of EIP-1014 with the creator's nonce as the salt
 * (SEMANTICS 24), which grows whether or not the creation succeeds.
 */
export function createFromFrame(
  execute: Execute,
  environment: ExecutionEnvironment,
  context: TransactionContext,
  vm: Vm,
  request: CreateRequest & Pick<Creation, 'creator' | 'fuel' | 'depth' | 'height' | 'pagesMax'>,
): CreateResult {
  const { world, protocol } = environment;
  const { creator, initcode, value, depth } = request;
  if (depth >= protocol.limits.depthMax) return { kind: 'refused', code: 'DEPTH', fuelUsed: 0n };
  if (spendableBalance(environment, creator) < value)
    return { kind: 'refused', code: 'BALANCE', fuelUsed: 0n };
  chargeRentOrHalt(environment, context, creator);
  const salt = new Uint8Array(SALT_BYTES);
  salt.set(u64be(world.getNonce(creator)), SALT_BYTES - 8);
  world.incrementNonce(creator);
  const created = create2Address(creator, boundSalt(environment, salt), initcode);
  if (world.wasCreated(created)) return { kind: 'refused', code: 'TOMBSTONE', fuelUsed: 0n };
  const creation = { ...request, vmId: vm.id, created, code: initcode, data: EMPTY_BYTES };
  const result = executeCreation(execute, environment, context, creation);
  return result.kind === 'success' ? { ...result, created } : result;
}
