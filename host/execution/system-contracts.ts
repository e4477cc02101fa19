/**
 * System contracts: native code at addresses below 0x100 (SEMANTICS 13, 17, 31). They take the canonical CBOR
 * list [name, ...] and return canonical CBOR, are always re-entrant, and read and write the storage of their
 * account like any other. What each of them does is a table of functions.
 */

import { ADDRESS_BYTES, type Address, formatAddress } from '../../runtime/address.js';
import { equalBytes, toHex } from '../../runtime/bytes.js';
import { PbevmError } from '../../runtime/errors.js';
import type { ProtocolVersion } from '../../runtime/protocol.js';
import { GuestHalt, GuestOutOfFuel } from '../../runtime/sandbox/guest-exit.js';
import type { HostPrice } from '../../runtime/schedule.js';
import { Meter } from '../vm/meter.js';
import { decodeValue, encodeValue } from '../vm/values/cbor.js';
import type { Value } from '../vm/values/types.js';
import type { ContractCode, FrameHost, FrameResult, Message, Preparation, Vm } from '../vm/vm.js';
import type { ExecutionEnvironment } from './frame.js';
import type { TransactionContext } from './transaction-context.js';

/**
 * Invoker of system-only functions, which no transaction, queued call or contract can have (SEMANTICS 31).
 *
 */
export const SYSTEM_INVOKER: Address = Uint8Array.of(...new Uint8Array(19).fill(0xff), 0xfe);

/** Storage of a system contract. */
export interface SystemState {
  get(key: Uint8Array): Uint8Array | undefined;
  set(key: Uint8Array, value: Uint8Array): void;
  delete(key: Uint8Array): void;
}

/** A frame as system contracts see it, which are part of the host. */
export interface SystemFrame extends FrameHost {
  readonly environment: ExecutionEnvironment;
  readonly context: TransactionContext;
}

/** One call of a function. */
export interface SystemCall {
  readonly invoker: Address;
  readonly message: Message;
  readonly frame: SystemFrame;
  /** What came after the name. */
  readonly args: readonly Value[];
  /** Each access is charged as a contract's is. */
  readonly state: SystemState;
  /** Fuel that is left. */
  readonly fuelLeft: bigint;
  /** Takes a price, before what it is paid for. */
  charge(price: HostPrice, bytes: number): void;
  /** Takes fuel that something else has used. */
  use(fuel: bigint): void;
  /** What changes something says so first. */
  refuseStatic(): void;
  /** An event of the system contract, at its price. */
  emit(name: string, fields: Readonly<Record<string, Value>>): void;
}

export interface SystemFunction {
  readonly isSystemOnly?: boolean;
  /** @throws BadArgs */
  run(call: SystemCall): Value;
}

/** The functions of a contract by their names. */
export type SystemContract = ReadonlyMap<string, SystemFunction>;

/** Arguments that a function does not take: the call reverts with BAD_ARGS. */
export class BadArgs extends Error {}

/** The system contracts of a block, as a VM that runs them. */
export class SystemContracts implements Vm {
  /** Of no account: what is here has no code that is stored. */
  readonly id = 0;
  readonly kind = 'system';
  readonly firstRun = 'contract';
  readonly #contracts: ReadonlyMap<string, SystemContract>;
  readonly #protocol: ProtocolVersion;

  constructor(protocol: ProtocolVersion, contracts: Iterable<readonly [Address, SystemContract]>) {
    this.#protocol = protocol;
    this.#contracts = new Map([...contracts].map(([address, contract]) => [toHex(address), contract]));
  }

  /** What stands for the code of a system contract; undefined if there is none at the address. */
  codeAt(address: Address): ContractCode | undefined {
    if (!isSystemAddress(address) || !this.#contracts.has(toHex(address))) return undefined;
    return { codeHash: formatAddress(address), source: NOTHING, artefact: NOTHING };
  }

  /** They have no memory. */
  pagesReserved(): number {
    return 0;
  }

  prepare(): Preparation {
    return { kind: 'halt', code: 'INVALID_CODE', fuelUsed: 0n };
  }

  isReentrant(): boolean {
    return true;
  }

  /** Other shards reach contracts, not the system. */
  receives(): boolean {
    return false;
  }

  execute(_code: ContractCode, message: Message, host: SystemFrame): FrameResult {
    const meter = new Meter(message.fuel);
    try {
      const output = this.#run(message, host, meter);
      meter.charge(this.#protocol.schedule.host.finish, output.length);
      return { kind: 'success', output, format: 'cbor', fuelUsed: meter.used };
    } catch (thrown) {
      if (thrown instanceof GuestOutOfFuel)
        return { kind: 'halt', code: 'OUT_OF_FUEL', fuelUsed: message.fuel };
      if (thrown instanceof GuestHalt) return { kind: 'halt', code: thrown.code, fuelUsed: message.fuel };
      if (!(thrown instanceof BadArgs)) throw thrown;
      const reason = encodeValue(thrown.message);
      return { kind: 'revert', code: 'BAD_ARGS', reason, format: 'cbor', fuelUsed: meter.used };
    }
  }

  #run(message: Message, frame: SystemFrame, meter: Meter): Uint8Array {
    const { host: prices, system } = this.#protocol.schedule;
    // A contract that calls has paid this to its VM (SEMANTICS 19).
    if (message.depth === 0) meter.charge(prices.call, message.data.length);
    meter.charge(system, message.data.length);
    if (message.value > 0n) throw new BadArgs('a system contract takes no value');
    const [name, ...args] = decodeArgs(message.data);
    const method =
      typeof name === 'string' ? this.#contracts.get(toHex(message.target))?.get(name) : undefined;
    if (method === undefined) throw new BadArgs('there is no such function');
    if (method.isSystemOnly && !equalBytes(message.caller, SYSTEM_INVOKER)) {
      throw new BadArgs('a system function');
    }
    return encodeValue(method.run(new MeteredCall(message, args, frame, meter, this.#protocol)));
  }
}

const NOTHING = new Uint8Array();

/** Whether an address is below 0x100. */
export function isSystemAddress(address: Address): boolean {
  for (let i = 0; i < ADDRESS_BYTES - 1; i++) if (address[i] !== 0) return false;
  return true;
}

function decodeArgs(data: Uint8Array): readonly Value[] {
  let args: Value;
  try {
    args = decodeValue(data);
  } catch (thrown) {
    if (thrown instanceof PbevmError && thrown.code === 'BAD_VALUE') throw new BadArgs('no canonical CBOR');
    throw thrown;
  }
  if (!Array.isArray(args)) throw new BadArgs('no list');
  return args;
}

class MeteredCall implements SystemCall {
  readonly message: Message;
  readonly args: readonly Value[];
  readonly frame: SystemFrame;
  readonly state: SystemState;
  readonly #meter: Meter;
  readonly #protocol: ProtocolVersion;

  constructor(
    message: Message,
    args: readonly Value[],
    frame: SystemFrame,
    meter: Meter,
    protocol: ProtocolVersion,
  ) {
    this.message = message;
    this.args = args;
    this.frame = frame;
    this.state = new MeteredState(frame, meter, protocol, message.isStatic);
    this.#meter = meter;
    this.#protocol = protocol;
  }

  get invoker(): Address {
    return this.message.caller;
  }

  get fuelLeft(): bigint {
    return this.#meter.left;
  }

  charge(price: HostPrice, bytes: number): void {
    this.#meter.charge(price, bytes);
  }

  use(fuel: bigint): void {
    this.#meter.use(fuel);
  }

  refuseStatic(): void {
    if (this.message.isStatic) throw new GuestHalt('STATIC');
  }

  emit(name: string, fields: Readonly<Record<string, Value>>): void {
    const content = new Map(Object.entries(fields));
    const data = encodeValue([name, content]);
    this.#meter.charge(this.#protocol.schedule.host.emit, data.length);
    if (!this.frame.emit(data, [name, content])) throw new GuestHalt('MEMORY');
  }
}

/** Storage at the prices of a contract's host functions, charged before the access. */
class MeteredState implements SystemState {
  readonly #host: FrameHost;
  readonly #meter: Meter;
  readonly #protocol: ProtocolVersion;
  readonly #isStatic: boolean;

  constructor(host: FrameHost, meter: Meter, protocol: ProtocolVersion, isStatic: boolean) {
    this.#host = host;
    this.#meter = meter;
    this.#protocol = protocol;
    this.#isStatic = isStatic;
  }

  get(key: Uint8Array): Uint8Array | undefined {
    const { storageGet, bufferCopy } = this.#protocol.schedule.host;
    this.#meter.charge(storageGet, key.length);
    const value = this.#host.storageGet(key);
    if (value !== undefined) this.#meter.charge(bufferCopy, value.length);
    return value;
  }

  set(key: Uint8Array, value: Uint8Array): void {
    this.#write();
    this.#meter.charge(this.#protocol.schedule.host.storageSet, key.length + value.length);
    this.#host.storageSet(key, value);
  }

  delete(key: Uint8Array): void {
    this.#write();
    this.#meter.charge(this.#protocol.schedule.host.storageDelete, key.length);
    this.#host.storageDelete(key);
  }

  #write(): void {
    if (this.#isStatic) throw new GuestHalt('STATIC');
  }
}
