/**
 * Frames: one message executed by its VM, with the state it may touch. Calls between contracts come through
 * here, whatever VM asks (DESIGN 6, SEMANTICS 13, 17, 19, 20).
 */

import { type Address, isAddressText, parseAddress, ZERO_ADDRESS } from '../../runtime/address.js';
import { EMPTY_BYTES } from '../../runtime/bytes.js';
import { assert, type RefusalCode } from '../../runtime/errors.js';
import type { ProtocolVersion } from '../../runtime/protocol.js';
import { hasCode } from '../state/account.js';
import type { WorldState } from '../state/world-state.js';
import { type BlockEnvironment, noBlock, type TransactionEnvironment } from '../vm/environment.js';
import type {
  CallRequest,
  CallResult,
  ContractCode,
  CreateRequest,
  CreateResult,
  EventContent,
  FrameResult,
  Message,
  NestRequest,
  Vm,
  VmId,
  YankRefusal,
} from '../vm/vm.js';
import { SCRIPT_KIND } from '../vm/vm.js';
import { atomically } from './atomic.js';
import { createFromFrame } from './creation.js';
import { markYank } from './marks.js';
import { chargeRent, chargeRentOrHalt, type Rent, type RentHalt, spendableBalance } from './rent.js';
import { CheckedEvent, type EventRecord } from './result.js';
import type { SystemContracts, SystemFrame } from './system-contracts.js';
import type { TransactionContext } from './transaction-context.js';

/** Canonical CBOR of None. */
const NONE = Uint8Array.of(0xf6);

/** Events up to this size are kept decoded: values of larger ones can take many times their bytes. */
const DECODED_EVENT_BYTES_MAX = 512;

/** Everything that executing a message needs beside the message. */
export interface ExecutionEnvironment {
  readonly world: WorldState;
  readonly vms: ReadonlyMap<VmId, Vm>;
  readonly protocol: ProtocolVersion;
  /** Absent where there is no block: a call of the embedding API. */
  readonly block?: BlockEnvironment;
  /** What is native at addresses below 0x100 (SEMANTICS 13). */
  readonly system?: SystemContracts;
  /** Absent where none is paid. */
  readonly rent?: Rent;
  /** The shard that this is; 0 if nobody says. */
  readonly shardId?: bigint;
  /** Whether there are other shards, between which contracts move: salts are then bound to their shard. */
  readonly isOfNetwork?: boolean;
}

/** Code of an account together with the VM that runs it. */
export interface Callee {
  readonly vm: Vm;
  readonly code: ContractCode;
}

/**
 * Why a message cannot run, or what it would run; the first reason in the order of SEMANTICS 19. BAD_ADDRESS
 * comes after NO_CODE and is its caller's to tell.
 */
export function findCallee(
  environment: ExecutionEnvironment,
  context: TransactionContext,
  message: Message,
  callerKind?: string,
): Callee | RefusalCode {
  const { protocol } = environment;
  if (message.depth >= protocol.limits.depthMax) return 'DEPTH';
  const native = findSystemCallee(environment, message);
  if (native !== undefined) return native;
  const callee = calleeAt(environment, message.codeAddress ?? message.target);
  const pages = callee?.vm.pagesReserved(callee.code) ?? protocol.limits.pythonPagesMax;
  if (context.pagesReserved + pages > protocol.limits.transactionPagesMax) return 'PAGES';
  const isDelegate = message.codeAddress !== undefined;
  if (!isDelegate && cannotPay(environment, message)) return 'BALANCE';
  // A delegate call works on the storage of the frame on top, which asks for it.
  if (!isDelegate && context.isActive(message.target) && !isReentrant(environment, message.target)) {
    return 'REENTRANCY';
  }
  if (callee === undefined) return 'NO_CODE';
  if (isDelegate && callerKind !== callee.vm.kind) return 'VM_MISMATCH';
  if (message.claim !== undefined && callee.vm.kind !== SCRIPT_KIND) return 'VM_MISMATCH';
  return callee;
}

/** As `findCallee`, for system contracts: they have no pages and are always re-entrant. */
function findSystemCallee(
  environment: ExecutionEnvironment,
  message: Message,
): Callee | RefusalCode | undefined {
  const { system } = environment;
  const { target, codeAddress } = message;
  const code = system?.codeAt(codeAddress ?? target);
  if (system === undefined || code === undefined) return undefined;
  if (codeAddress !== undefined || message.claim !== undefined) return 'VM_MISMATCH';
  if (cannotPay(environment, message)) return 'BALANCE';
  return { vm: system, code };
}

function cannotPay(environment: ExecutionEnvironment, { caller, value }: Message): boolean {
  return value > 0n && spendableBalance(environment, caller) < value;
}

/** What runs at an address; undefined without code, or with code of a VM that is not here. */
function calleeAt({ world, vms }: ExecutionEnvironment, address: Address): Callee | undefined {
  const account = world.getAccount(address);
  const isWhole = account !== undefined && hasCode(account) && !account.isIncomplete;
  const vm = isWhole ? vms.get(account.vm) : undefined;
  return account === undefined || vm === undefined
    ? undefined
    : { vm, code: world.getContractCode(account, vm) };
}

/**
 * Whether an account may be called while it is on the call stack (SEMANTICS 17). One without code runs
 * initcode, and nothing of it is called.
 */
function isReentrant(environment: ExecutionEnvironment, address: Address): boolean {
  const callee = calleeAt(environment, address);
  return callee === undefined || callee.vm.isReentrant(callee.code.source);
}

/** A message with value to an address without code transfers, and returns None (SEMANTICS 19). */
export function transferOnly(
  environment: ExecutionEnvironment,
  context: TransactionContext,
  message: Message,
): FrameResult {
  assert(message.value > 0n && message.codeAddress === undefined, 'there is something to transfer');
  const halt = moveValue(environment, context, message);
  if (halt !== undefined) return { kind: 'halt', code: halt, fuelUsed: message.fuel };
  return { kind: 'success', output: NONE, format: 'cbor', fuelUsed: 0n };
}

/** Moves a message's value, if it has one: both sides are modified (SEMANTICS 35). */
function moveValue(
  environment: ExecutionEnvironment,
  context: TransactionContext,
  { caller, target, value }: Message,
): RentHalt | undefined {
  if (value === 0n) return undefined;
  const halt = chargeRent(environment, context, caller) ?? chargeRent(environment, context, target);
  if (halt === undefined) environment.world.transfer(caller, target, value);
  return halt;
}

/** Runs a message in a frame of its own: its effects stay if it succeeds, and only then. */
export function executeMessage(
  environment: ExecutionEnvironment,
  context: TransactionContext,
  callee: Callee,
  message: Message,
): FrameResult {
  return atomically(environment.world, context, () => {
    const halt = message.codeAddress === undefined ? moveValue(environment, context, message) : undefined;
    if (halt !== undefined) return { kind: 'halt', code: halt, fuelUsed: message.fuel };
    const host = new Frame(environment, context, message, callee.vm);
    const pages = callee.vm.pagesReserved(callee.code);
    return context.enterFrame(message.target, pages, () => callee.vm.execute(callee.code, message, host));
  });
}

/** EIP-150: all but one 64th of the fuel may be passed on. */
export function fuelForCallee(fuelLeft: bigint, cap: bigint | undefined): bigint {
  const available = fuelLeft - fuelLeft / 64n;
  return cap !== undefined && cap < available ? cap : available;
}

/** The world as one frame sees it. */
class Frame implements SystemFrame {
  readonly #environment: ExecutionEnvironment;
  readonly #context: TransactionContext;
  readonly #message: Message;
  /** What runs the frame's code. */
  readonly #vm: Vm;
  /** Once it was asked for. */
  #block: BlockEnvironment | undefined;

  constructor(environment: ExecutionEnvironment, context: TransactionContext, message: Message, vm: Vm) {
    this.#environment = environment;
    this.#context = context;
    this.#message = message;
    this.#vm = vm;
  }

  /** What a delegate call may run: of an environment, whatever language it is in, environments. */
  get #kind(): string {
    return this.#message.script === undefined ? this.#vm.kind : SCRIPT_KIND;
  }

  /** For system contracts, which see more than other VMs. */
  get environment(): ExecutionEnvironment {
    return this.#environment;
  }

  get context(): TransactionContext {
    return this.#context;
  }

  get block(): BlockEnvironment {
    const { block, protocol } = this.#environment;
    this.#block ??= block ?? noBlock(BigInt(protocol.limits.blockFuelMax));
    return this.#block;
  }

  get transaction(): TransactionEnvironment {
    return { origin: this.#context.origin, gasPrice: 0n };
  }

  getBalance(address: Address): bigint {
    return this.#environment.world.getBalance(address);
  }

  hasAccount(address: Address): boolean {
    return this.#environment.world.getAccount(address) !== undefined;
  }

  getCode(address: Address): Uint8Array {
    const { world } = this.#environment;
    const account = world.getAccount(address);
    return (account === undefined ? undefined : world.getCode(account.codeHash)) ?? EMPTY_BYTES;
  }

  storageGet(key: Uint8Array): Uint8Array | undefined {
    return this.#environment.world.getStorage(this.#message.target, key);
  }

  storageSet(key: Uint8Array, value: Uint8Array): void {
    this.#modify(this.#message.target);
    this.#environment.world.setStorage(this.#message.target, key, value);
  }

  storageDelete(key: Uint8Array): void {
    this.#modify(this.#message.target);
    this.#environment.world.deleteStorage(this.#message.target, key);
  }

  storageSize(): bigint {
    return this.#environment.world.getStorageSize(this.#message.target);
  }

  call(request: CallRequest): CallResult {
    const context = this.#context;
    const { address } = request;
    const isAddress = typeof address !== 'string' || isAddressText(address);
    const bytes = typeof address === 'string' ? (isAddress ? parseAddress(address) : ZERO_ADDRESS) : address;
    const message = this.#calleeMessage(request, bytes);
    const callee = findCallee(this.#environment, context, message, this.#kind);
    if (callee === 'NO_CODE' && isAddress && message.value > 0n && message.codeAddress === undefined) {
      return transferOnly(this.#environment, context, message);
    }
    if (typeof callee === 'string') {
      // Nothing has code at the zero address, and what comes before NO_CODE comes before BAD_ADDRESS.
      const code = isAddress || callee !== 'NO_CODE' ? callee : 'BAD_ADDRESS';
      return { kind: 'refused', code, fuelUsed: 0n };
    }
    return context.withLivePages(request.pages, () =>
      executeMessage(this.#environment, context, callee, message),
    );
  }

  nest({ vm, code, data, script, fuelCap, ...standing }: NestRequest): CallResult {
    const { limits } = this.#environment.protocol;
    const { value: _none, claim: _told, ...own } = this.#message;
    const message: Message = {
      ...own,
      value: 0n,
      data,
      fuel: fuelForCallee(standing.fuelLeft, fuelCap),
      depth: own.depth + 1,
      height: standing.height + limits.messageHeight,
      isNew: false,
      script,
    };
    if (message.depth >= limits.depthMax) return { kind: 'refused', code: 'DEPTH', fuelUsed: 0n };
    if (this.#context.pagesReserved + vm.pagesReserved(code) > limits.transactionPagesMax) {
      return { kind: 'refused', code: 'PAGES', fuelUsed: 0n };
    }
    return this.#context.withLivePages(standing.pages, () =>
      executeMessage(this.#environment, this.#context, { vm, code }, message),
    );
  }

  isFirstUse(key: string): boolean {
    return this.#context.isFirstUse(key);
  }

  get shardId(): bigint {
    return this.#environment.shardId ?? 0n;
  }

  create(request: CreateRequest): CreateResult {
    const { depth, target, pagesMax } = this.#message;
    const height = request.height + this.#environment.protocol.limits.messageHeight;
    const fuel = fuelForCallee(request.fuelLeft, undefined);
    const creation = { ...request, creator: target, fuel, depth: depth + 1, height, pagesMax };
    return this.#context.withLivePages(request.pages, () =>
      createFromFrame(executeMessage, this.#environment, this.#context, this.#vm, creation),
    );
  }

  isReentrant(): boolean {
    return isReentrant(this.#environment, this.#message.target);
  }

  emit(data: Uint8Array, content: EventContent): boolean {
    const { target } = this.#message;
    const isShort = data.length <= DECODED_EVENT_BYTES_MAX;
    return this.#keep(isShort ? new CheckedEvent(target, data, content) : { address: target, data });
  }

  log(data: Uint8Array, topics: readonly Uint8Array[]): boolean {
    return this.#keep({ address: this.#message.target, data, topics });
  }

  print(text: Uint8Array): void {
    this.#context.print(this.#message.target, text);
  }

  selfDestruct(beneficiary?: Address): void {
    const { world } = this.#environment;
    const { target } = this.#message;
    this.#modify(target);
    if (beneficiary !== undefined) this.#modify(beneficiary);
    // What is sent to the account itself is there still when it is deleted, and burned.
    if (beneficiary !== undefined) world.transfer(target, beneficiary, world.getBalance(target));
    this.#context.marks.push({ address: target });
  }

  yank(shard: bigint): YankRefusal | undefined {
    return markYank(this.#environment, this.#context, this.#message.target, shard);
  }

  notePages(pages: number): void {
    this.#context.notePages(pages);
  }

  /** Before anything of an account is changed. @throws GuestHalt if it cannot pay its rent */
  #modify(address: Address): void {
    chargeRentOrHalt(this.#environment, this.#context, address);
  }

  #keep(event: EventRecord): boolean {
    return this.#context.keepEvent(event, this.#environment.protocol.limits);
  }

  #calleeMessage(request: CallRequest, address: Address): Message {
    const caller = this.#message;
    return {
      ...partiesOf(request, caller, address),
      data: request.data,
      fuel: fuelForCallee(request.fuelLeft, request.fuelCap),
      depth: caller.depth + 1,
      height: request.height + this.#environment.protocol.limits.messageHeight,
      isStatic: caller.isStatic || request.kind === 'static',
      isNew: false,
      pagesMax: caller.pagesMax,
      ...(request.claim === undefined ? {} : { claim: request.claim }),
    };
  }
}

/** Who calls whom, with what value, and whose code runs. */
function partiesOf(
  { kind = 'call', value }: CallRequest,
  caller: Message,
  address: Address,
): Pick<Message, 'caller' | 'target' | 'codeAddress' | 'value'> {
  switch (kind) {
    case 'call':
    case 'static':
      return { caller: caller.target, target: address, value };
    case 'callCode':
      return { caller: caller.target, target: caller.target, codeAddress: address, value };
    case 'delegate':
      return { caller: caller.caller, target: caller.target, codeAddress: address, value: caller.value };
  }
}
