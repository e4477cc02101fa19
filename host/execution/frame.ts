/**
 * Frames: one message executed by its VM, with the state it may touch. Calls between contracts come through
 * here, whatever VM asks (DESIGN 6, SEMANTICS 13, 17, 19, 20).
 */

import { type Address, isAddressText, parseAddress, ZERO_ADDRESS } from '../../runtime/address.js';
import { assert, type RefusalCode } from '../../runtime/errors.js';
import type { ProtocolVersion } from '../../runtime/protocol.js';
import { hasCode } from '../state/account.js';
import type { WorldState } from '../state/world-state.js';
import type { BlockEnvironment } from '../vm/environment.js';
import type {
  CallRequest,
  CallResult,
  ContractCode,
  EventContent,
  FrameHost,
  FrameResult,
  Message,
  Vm,
  VmId,
} from '../vm/vm.js';
import { CheckedEvent } from './result.js';
import type { SystemContracts } from './system-contracts.js';
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
): Callee | RefusalCode {
  const { world, vms, protocol } = environment;
  if (message.depth >= protocol.limits.depthMax) return 'DEPTH';
  const native = findSystemCallee(environment, message);
  if (native !== undefined) return native;
  const account = world.getAccount(message.codeAddress ?? message.target);
  const vm = account === undefined || !hasCode(account) ? undefined : vms.get(account.vm);
  const pages = vm?.pagesReserved ?? protocol.limits.pythonPagesMax;
  if (context.pagesReserved + pages > protocol.limits.transactionPagesMax) return 'PAGES';
  const isDelegate = message.codeAddress !== undefined;
  if (!isDelegate && message.value > 0n && world.getBalance(message.caller) < message.value) return 'BALANCE';
  // A delegate call works on the storage of the frame on top, which asks for it.
  if (!isDelegate && context.isActive(message.target) && !isReentrant(environment, message.target)) {
    return 'REENTRANCY';
  }
  if (account === undefined || vm === undefined) return 'NO_CODE';
  if (isDelegate && kindAt(environment, message.target) !== vm.kind) return 'VM_MISMATCH';
  return { vm, code: world.getContractCode(account, vm) };
}

/** As `findCallee`, for system contracts: they have no pages and are always re-entrant. */
function findSystemCallee(
  { world, system }: ExecutionEnvironment,
  { caller, target, codeAddress, value }: Message,
): Callee | RefusalCode | undefined {
  const code = system?.codeAt(codeAddress ?? target);
  if (system === undefined || code === undefined) return undefined;
  if (codeAddress !== undefined) return 'VM_MISMATCH';
  if (value > 0n && world.getBalance(caller) < value) return 'BALANCE';
  return { vm: system, code };
}

/** The kind of VM that an account's code runs on. */
function kindAt({ world, vms }: ExecutionEnvironment, address: Address): string | undefined {
  return vms.get(world.getAccount(address)?.vm ?? 0)?.kind;
}

/** Whether the code of an account opts in to being called while it is on the call stack (SEMANTICS 17). */
function isReentrant({ world, vms }: ExecutionEnvironment, address: Address): boolean {
  const account = world.getAccount(address);
  const source = account === undefined ? undefined : world.getCode(account.codeHash);
  const vm = vms.get(account?.vm ?? 0);
  return source !== undefined && vm?.isReentrant(source) === true;
}

/** A message with value to an address without code transfers, and returns None (SEMANTICS 19). */
export function transferOnly({ world }: ExecutionEnvironment, message: Message): FrameResult {
  assert(message.value > 0n && message.codeAddress === undefined, 'there is something to transfer');
  world.transfer(message.caller, message.target, message.value);
  return { kind: 'success', output: NONE, format: 'cbor', fuelUsed: 0n };
}

/** Runs a message in a frame of its own: its effects stay if it succeeds, and only then. */
export function executeMessage(
  environment: ExecutionEnvironment,
  context: TransactionContext,
  callee: Callee,
  message: Message,
): FrameResult {
  const { world } = environment;
  const effects = context.checkpoint();
  world.checkpoint();
  if (message.codeAddress === undefined) world.transfer(message.caller, message.target, message.value);
  const host = new Frame(environment, context, message);
  const result = context.enterFrame(message.target, callee.vm.pagesReserved, () =>
    callee.vm.execute(callee.code, message, host),
  );
  if (result.kind === 'success') {
    world.commit();
  } else {
    world.revert();
    context.revert(effects);
  }
  return result;
}

/** EIP-150: all but one 64th of the fuel may be passed on. */
export function fuelForCallee(fuelLeft: bigint, cap: bigint | undefined): bigint {
  const available = fuelLeft - fuelLeft / 64n;
  return cap !== undefined && cap < available ? cap : available;
}

/** The world as one frame sees it. */
class Frame implements FrameHost {
  readonly #environment: ExecutionEnvironment;
  readonly #context: TransactionContext;
  readonly #message: Message;

  constructor(environment: ExecutionEnvironment, context: TransactionContext, message: Message) {
    this.#environment = environment;
    this.#context = context;
    this.#message = message;
  }

  storageGet(key: Uint8Array): Uint8Array | undefined {
    return this.#environment.world.getStorage(this.#message.target, key);
  }

  storageSet(key: Uint8Array, value: Uint8Array): void {
    this.#environment.world.setStorage(this.#message.target, key, value);
  }

  storageDelete(key: Uint8Array): void {
    this.#environment.world.deleteStorage(this.#message.target, key);
  }

  call(request: CallRequest): CallResult {
    const context = this.#context;
    const isAddress = isAddressText(request.address);
    const message = this.#calleeMessage(request, isAddress ? parseAddress(request.address) : ZERO_ADDRESS);
    const callee = findCallee(this.#environment, context, message);
    if (callee === 'NO_CODE' && isAddress && message.value > 0n && !request.isDelegate) {
      return transferOnly(this.#environment, message);
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

  isReentrant(): boolean {
    return isReentrant(this.#environment, this.#message.target);
  }

  emit(data: Uint8Array, content: EventContent): boolean {
    if (this.#context.events.length >= this.#environment.protocol.limits.eventsMax) return false;
    const { target } = this.#message;
    const isShort = data.length <= DECODED_EVENT_BYTES_MAX;
    this.#context.events.push(isShort ? new CheckedEvent(target, data, content) : { address: target, data });
    return true;
  }

  print(text: Uint8Array): void {
    this.#context.print(this.#message.target, text);
  }

  selfDestruct(): void {
    this.#context.selfDestructs.push(this.#message.target);
  }

  notePages(pages: number): void {
    this.#context.notePages(pages);
  }

  #calleeMessage(request: CallRequest, address: Address): Message {
    const caller = this.#message;
    const parties = request.isDelegate
      ? { caller: caller.caller, target: caller.target, codeAddress: address, value: caller.value }
      : { caller: caller.target, target: address, value: request.value };
    return {
      ...parties,
      data: request.data,
      fuel: fuelForCallee(request.fuelLeft, request.fuelCap),
      depth: caller.depth + 1,
      height: request.height + this.#environment.protocol.limits.messageHeight,
      isStatic: caller.isStatic,
      isNew: false,
      pagesMax: caller.pagesMax,
    };
  }
}
