/**
 * System contracts: native code at addresses below 0x100 (SEMANTICS 13, 17, 31). They take the canonical CBOR
 * list [name, ...] and return canonical CBOR, are always re-entrant, and read and write the storage of their
 * account like any other. What each of them does is a table of functions.
 */

import { ADDRESS_BYTES, type Address, formatAddress } from '../../runtime/address.js';
import { equalBytes, toHex } from '../../runtime/bytes.js';
import { PbevmError } from '../../runtime/errors.js';
import type { ProtocolVersion } from '../../runtime/protocol.js';
import type { HostPrice } from '../../runtime/schedule.js';
import { decodeValue, encodeValue } from '../vm/values/cbor.js';
import type { Value } from '../vm/values/types.js';
import type { ContractCode, FrameHost, FrameResult, Message, Preparation, Vm } from '../vm/vm.js';

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

/** One call of a function. */
export interface SystemCall {
  readonly invoker: Address;
  /** What came after the name. */
  readonly args: readonly Value[];
  /** Each access is charged as a contract's is. */
  readonly state: SystemState;
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

  execute(_code: ContractCode, message: Message, host: FrameHost): FrameResult {
    const meter = new Meter(message.fuel);
    try {
      const output = this.#run(message, host, meter);
      meter.charge(this.#protocol.schedule.host.finish, output.length);
      return { kind: 'success', output, format: 'cbor', fuelUsed: meter.used };
    } catch (thrown) {
      if (thrown instanceof Halt) return { kind: 'halt', code: thrown.code, fuelUsed: message.fuel };
      if (!(thrown instanceof BadArgs)) throw thrown;
      const reason = encodeValue(thrown.message);
      return { kind: 'revert', code: 'BAD_ARGS', reason, format: 'cbor', fuelUsed: meter.used };
    }
  }

  #run(message: Message, host: FrameHost, meter: Meter): Uint8Array {
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
    const state = new MeteredState(host, meter, this.#protocol, message.isStatic);
    return encodeValue(method.run({ invoker: message.caller, args, state }));
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

class Halt extends Error {
  readonly code: 'OUT_OF_FUEL' | 'STATIC';

  constructor(code: 'OUT_OF_FUEL' | 'STATIC') {
    super(code);
    this.code = code;
  }
}

class Meter {
  used = 0n;
  readonly #limit: bigint;

  constructor(limit: bigint) {
    this.#limit = limit;
  }

  charge({ base, perByte }: HostPrice, bytes: number): void {
    this.used += BigInt(base + perByte * bytes);
    if (this.used > this.#limit) throw new Halt('OUT_OF_FUEL');
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
    if (this.#isStatic) throw new Halt('STATIC');
  }
}
