/**
 * Frames: one message executed by its VM, with the state it may touch. Calls between contracts come through
 * here, whatever VM asks (DESIGN 6, SEMANTICS 13, 17, 19).
 */

import { type Address, isAddressText, parseAddress, ZERO_ADDRESS } from '../../runtime/address.js';
import type { RefusalCode } from '../../runtime/errors.js';
import type { ProtocolVersion } from '../../runtime/protocol.js';
import type { WorldState } from '../state/world-state.js';
import type {
  CallRequest,
  CallResult,
  ContractCode,
  FrameHost,
  FrameResult,
  Message,
  Vm,
  VmId,
} from '../vm/vm.js';
import type { TransactionContext } from './transaction-context.js';

/** Everything that executing a message needs beside the message. */
export interface ExecutionEnvironment {
  readonly world: WorldState;
  readonly vms: ReadonlyMap<VmId, Vm>;
  readonly protocol: ProtocolVersion;
}

/** Code of an account together with the VM that runs it. */
export interface Callee {
  readonly vm: Vm;
  readonly code: ContractCode;
}

/**
 * Why a message to an account cannot run, or what it would run; the first reason in the order of SEMANTICS 3,
 * 19.
 */
export function findCallee(
  environment: ExecutionEnvironment,
  context: TransactionContext,
  message: Message,
): Callee | RefusalCode {
  const { world, vms, protocol } = environment;
  if (message.depth >= protocol.limits.depthMax) return 'DEPTH';
  const account = world.getAccount(message.target);
  const vm = account === undefined ? undefined : vms.get(account.vm);
  const pages = vm?.pagesReserved ?? protocol.limits.pythonPagesMax;
  if (context.pagesReserved + pages > protocol.limits.transactionPagesMax) return 'PAGES';
  if (message.value > 0n && world.getBalance(message.caller) < message.value) return 'BALANCE';
  if (context.isActive(message.target)) return 'REENTRANCY';
  if (account === undefined || vm === undefined) return 'NO_CODE';
  return { vm, code: world.getContractCode(account, vm) };
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
  world.transfer(message.caller, message.target, message.value);
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
    if (typeof callee === 'string') {
      // Nothing has code at the zero address, and what comes before NO_CODE comes before BAD_ADDRESS.
      const code = isAddress || callee !== 'NO_CODE' ? callee : 'BAD_ADDRESS';
      return { kind: 'refused', code, fuelUsed: 0n };
    }
    return context.withLivePages(request.pages, () =>
      executeMessage(this.#environment, context, callee, message),
    );
  }

  emit(data: Uint8Array): boolean {
    if (this.#context.events.length >= this.#environment.protocol.limits.eventsMax) return false;
    this.#context.events.push({ address: this.#message.target, data });
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

  #calleeMessage(request: CallRequest, target: Address): Message {
    const caller = this.#message;
    return {
      caller: caller.target,
      target,
      value: request.value,
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
