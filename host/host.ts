/**
 * The embedding API: `createHost`, then deploy, send, call, inspect, close. Values go in and come out as
 * JavaScript values (SEMANTICS 12); every contract outcome is a typed result, and exceptions are for bad
 * input and broken machines.
 */

import { resourceLimits } from 'node:worker_threads';
import { formatAddress, parseAddress, ZERO_ADDRESS } from '../runtime/address.js';
import { EMPTY_BYTES, fromHex, toHex } from '../runtime/bytes.js';
import { PbevmError, type RefusalCode, type RevertCode } from '../runtime/errors.js';
import { FUEL_MAX } from '../runtime/limits.js';
import { DEV_PROTOCOL } from '../runtime/protocol.js';
import type { EngineApi, EngineOptions, EngineResult } from './engine.js';
import { EngineClient } from './engine-client.js';
import type { TransactionLimits } from './execution/transaction-context.js';
import { type ChainChange, readChain, readChanges } from './vm/python/chain-layout.js';
import { decodeRecord, decodeValue, encodeValue } from './vm/values/cbor.js';
import type { Value } from './vm/values/types.js';
import type { FrameHaltCode, Trace } from './vm/vm.js';

/** What one transaction may use. */
export interface CallLimits {
  /** Fuel; at most 2^46 - 1. */
  readonly fuel: number;
  /** Pages of 64 KiB that the memory of one frame may have; at most 256 for Python. */
  readonly memoryPages: number;
  /**
   * Bytes of `print` output that are kept for the result; what is printed beyond is cut and costs the same.
   */
  readonly debugBytes: number;
}

export const DEFAULT_LIMITS: CallLimits = {
  fuel: 1_000_000_000,
  memoryPages: DEV_PROTOCOL.limits.pythonPagesMax,
  debugBytes: 65_536,
};

export interface HostOptions {
  /** Where state lives: `memory` (default, gone with the host) or `level` (a LevelDB folder at `path`). */
  readonly store?: 'memory' | 'level';
  readonly path?: string;
  /** Limits of every call that does not set its own. */
  readonly limits?: Partial<CallLimits>;
  /**
   * `worker` (default): execution has a thread of its own, with a stack that the deepest legal call fits.
   * `inline`: execution in the calling thread, which must be a Worker made with
   * `resourceLimits: { stackSizeMb: 128 }` or more (SEMANTICS 5).
   */
  readonly isolation?: 'worker' | 'inline';
  /**
   * File of the interpreter image, if not the package's own; its hash must be the pinned one all the same.
   */
  readonly imagePath?: string;
}

/** Options of one call. */
export interface CallOptions {
  /** Address of the invoker; the zero address by default. */
  readonly from?: string;
  readonly limits?: Partial<CallLimits>;
  /** Report what changed in `chain`, entry by entry. */
  readonly withChanges?: boolean;
}

export interface DeployOptions extends CallOptions {
  /** Arguments of the first run, in which `new` is True. */
  readonly args?: readonly Value[];
  /** 32 bytes as hexadecimal text, or up to 32 bytes that are padded on the left; zero by default. */
  readonly salt?: string | Uint8Array;
}

/** An event: what `emit(name, **fields)` was called with, and by which contract. */
export interface ContractEvent {
  readonly address: string;
  readonly name: string;
  readonly fields: ReadonlyMap<string, Value>;
}

/** What a contract printed. */
export interface ContractLog {
  readonly address: string;
  readonly text: string;
}

interface ResultBase {
  readonly fuelUsed: number;
  /** Most pages of 64 KiB that all live frames held together. */
  readonly memoryPages: number;
  readonly events: readonly ContractEvent[];
  /** Debug output; no part of consensus. */
  readonly logs: readonly ContractLog[];
  readonly logsTruncated: boolean;
  /** The contract that `deploy` made, or would have made. */
  readonly address?: string;
  /** With `withChanges`: what the transaction changed in the `chain` of each contract. */
  readonly changes?: readonly ChainChange[];
}

export interface SuccessResult extends ResultBase {
  readonly status: 'success';
  /** What the contract passed to `finish`, else null. */
  readonly value: Value;
}

/** The contract said so, or raised: its changes are undone, the rest of the fuel is kept. */
export interface RevertResult extends ResultBase {
  readonly status: 'revert';
  readonly code: RevertCode;
  /** Text that the contract gave to `revert`, or the type and text of the uncaught exception. */
  readonly reason: string;
  /** Of an uncaught exception: where it came from. */
  readonly trace?: Trace;
}

/** A limit was hit or the code is invalid: changes are undone, all fuel is used. */
export interface HaltResult extends ResultBase {
  readonly status: 'halt';
  readonly code: FrameHaltCode;
  /** Words for people; no part of consensus. */
  readonly detail?: string;
  readonly trace?: Trace;
}

/** The message could not run: there is no such contract, or its address was used before. */
export interface RefusedResult extends ResultBase {
  readonly status: 'refused';
  readonly code: RefusalCode;
}

/** How a contract call ended. */
export type ContractResult = SuccessResult | RevertResult | HaltResult | RefusedResult;

/** What is stored under an address. */
export interface ContractInfo {
  readonly address: string;
  readonly vm: 'python';
  /** keccak256 of the source, `0x` and 64 digits. */
  readonly codeHash: string;
  readonly balance: bigint;
  /** Bytes of keys and values that the contract's storage holds (SEMANTICS 34). */
  readonly storageSize: number;
  readonly source: string;
  /** The stored dict. */
  readonly chain: ReadonlyMap<Value, Value>;
}

/** A running executor. Calls are executed one after another, in the order in which they were made. */
export class Host {
  readonly #engine: EngineApi;
  readonly #limits: CallLimits;

  /** @internal Use `createHost`. */
  constructor(engine: EngineApi, limits: CallLimits) {
    this.#engine = engine;
    this.#limits = limits;
  }

  /**
   * Creates a contract and runs it for the first time. The address depends on `from`, `salt` and the source
   * (EIP-1014); deploying the same again is refused with TOMBSTONE.
   * @param source Python source, at most 64 KiB of UTF-8.
   * @throws PbevmError BAD_INPUT, BAD_VALUE for arguments that are none; CLOSED; HostFault.
   */
  async deploy(source: string | Uint8Array, options: DeployOptions = {}): Promise<ContractResult> {
    const transaction = {
      sender: senderOf(options),
      code: typeof source === 'string' ? new TextEncoder().encode(source) : source,
      salt: saltBytes(options.salt),
      data: encodeArgs(options.args ?? []),
      limits: this.#limitsOf(options),
    };
    return toResult(await this.#engine.deploy(transaction, options.withChanges ? { withChanges: true } : {}));
  }

  /**
   * Sends a message to a contract and keeps what it changed, if it succeeds.
   * @param to address, `0x` and 40 hexadecimal digits.
   * @throws as `deploy`.
   */
  async send(to: string, args: readonly Value[] = [], options: CallOptions = {}): Promise<ContractResult> {
    return toResult(await this.#engine.send(...this.#message(to, args, options)));
  }

  /** Like `send`, but nothing is kept: for queries (SEMANTICS 21). */
  async call(to: string, args: readonly Value[] = [], options: CallOptions = {}): Promise<ContractResult> {
    return toResult(await this.#engine.call(...this.#message(to, args, options)));
  }

  /** What is stored under an address; undefined if there is no contract. */
  async inspect(address: string): Promise<ContractInfo | undefined> {
    const report = await this.#engine.inspect(parseAddress(address));
    if (report === undefined) return undefined;
    return {
      address: address.toLowerCase(),
      vm: 'python',
      codeHash: toHex(report.codeHash),
      balance: report.balance,
      storageSize: Number(report.storageSize),
      source: newDecoder().decode(report.source),
      chain: readChain(report.records),
    };
  }

  /** Ends the host after the calls in flight. Later calls are rejected with CLOSED. */
  async close(): Promise<void> {
    await this.#engine.close();
  }

  #message(to: string, args: readonly Value[], options: CallOptions): Parameters<EngineApi['send']> {
    const transaction = {
      sender: senderOf(options),
      target: parseAddress(to),
      data: encodeArgs(args),
      limits: this.#limitsOf(options),
    };
    return [transaction, options.withChanges ? { withChanges: true } : {}];
  }

  #limitsOf(options: CallOptions): TransactionLimits {
    return checkLimits({ ...this.#limits, ...options.limits });
  }
}

/**
 * Starts an executor.
 * @throws PbevmError BAD_INPUT; IMAGE_MISSING, IMAGE_MISMATCH; STORE_LOCKED, STORE_DAMAGED,
 *   STORE_UNAVAILABLE;
 *   STACK_TOO_SMALL for `inline` in a thread whose stack is too small.
 */
export async function createHost(options: HostOptions = {}): Promise<Host> {
  const { store = 'memory', isolation = 'worker', path, imagePath } = options;
  if (store !== 'memory' && store !== 'level')
    throw new PbevmError('BAD_INPUT', 'store is `memory` or `level`');
  if (store === 'level' && !path) throw new PbevmError('BAD_INPUT', 'a level store needs `path`, its folder');
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  checkLimits(limits);
  const engineOptions: EngineOptions = {
    store,
    ...(path === undefined ? {} : { path }),
    ...(imagePath === undefined ? {} : { imagePath }),
  };
  const { stackMb } = DEV_PROTOCOL.limits;
  if (isolation === 'worker') return new Host(await EngineClient.open(engineOptions, stackMb), limits);
  if (isolation !== 'inline') throw new PbevmError('BAD_INPUT', 'isolation is `worker` or `inline`');
  if ((resourceLimits.stackSizeMb ?? 0) < stackMb) {
    const need = `a Worker made with resourceLimits: { stackSizeMb: ${stackMb} }`;
    throw new PbevmError('STACK_TOO_SMALL', `isolation 'inline' needs ${need}; use isolation 'worker'`);
  }
  // Only inline execution needs the engine in this thread.
  const { Engine } = await import('./engine.js');
  return new Host(await Engine.open(engineOptions), limits);
}

function senderOf(options: CallOptions): Uint8Array {
  return options.from === undefined ? ZERO_ADDRESS : parseAddress(options.from);
}

function encodeArgs(args: readonly Value[]): Uint8Array {
  if (!Array.isArray(args)) throw new PbevmError('BAD_INPUT', 'args is an array of values');
  return encodeValue(args as Value[], 'args');
}

function saltBytes(salt: string | Uint8Array = EMPTY_BYTES): Uint8Array {
  const bytes = typeof salt === 'string' ? fromHex(salt) : salt;
  if (bytes.length > 32) throw new PbevmError('BAD_INPUT', 'a salt has at most 32 bytes');
  const padded = new Uint8Array(32);
  padded.set(bytes, 32 - bytes.length);
  return padded;
}

function checkLimits(limits: CallLimits): TransactionLimits {
  const { fuel, memoryPages, debugBytes } = limits;
  const check = (name: keyof CallLimits, value: number, max: number): void => {
    if (!Number.isSafeInteger(value) || value < 0 || value > max) {
      throw new PbevmError('BAD_INPUT', `limits.${name} must be an integer from 0 to ${max}, not ${value}`);
    }
  };
  check('fuel', fuel, Number(FUEL_MAX));
  check('memoryPages', memoryPages, DEV_PROTOCOL.limits.pythonPagesMax);
  check('debugBytes', debugBytes, 2 ** 30);
  return { fuel: BigInt(fuel), memoryPagesMax: memoryPages, debugBytesMax: debugBytes };
}

function toResult(result: EngineResult): ContractResult {
  const base: ResultBase = {
    fuelUsed: Number(result.fuelUsed),
    memoryPages: result.memoryPages,
    events: result.events.map(({ address, data }) => {
      const [name, fields] = decodeRecord(data, 2) as [string, Map<string, Value>];
      return { address: formatAddress(address), name, fields };
    }),
    logs: joinLogs(result),
    logsTruncated: result.logsTruncated,
    ...(result.created === undefined ? {} : { address: formatAddress(result.created) }),
    ...(result.changes === undefined ? {} : { changes: readChanges(result.changes) }),
  };
  const { end } = result;
  switch (end.kind) {
    case 'success':
      return {
        status: 'success',
        value: end.format === 'cbor' ? decodeValue(end.output) : end.output,
        ...base,
      };
    case 'revert': {
      const trace = end.trace === undefined ? {} : { trace: end.trace };
      return {
        status: 'revert',
        code: end.code,
        reason: decodeValue(end.reason) as string,
        ...trace,
        ...base,
      };
    }
    case 'halt': {
      const { kind: status, ...rest } = end;
      return { status, ...rest, ...base };
    }
    case 'refused':
      return { status: 'refused', code: end.code, ...base };
  }
}

/** Of text that comes back as it was given, a byte order mark included. */
const newDecoder = () => new TextDecoder('utf-8', { ignoreBOM: true });

/** Debug output as text, consecutive pieces of one contract joined. Cut characters show as U+FFFD. */
function joinLogs(result: EngineResult): ContractLog[] {
  const decoder = newDecoder();
  const joined: { address: string; text: string }[] = [];
  for (const { address, text } of result.logs) {
    const last = joined.at(-1);
    const from = formatAddress(address);
    if (last?.address === from) last.text += decoder.decode(text);
    else joined.push({ address: from, text: decoder.decode(text) });
  }
  return joined;
}
