/** What the embedding API takes and gives: options of a host and of its calls, results, events, logs. */

import type { RefusalCode, RevertCode } from '../runtime/errors.js';
import { DEV_PROTOCOL } from '../runtime/protocol.js';
import type { PoolStatistics } from '../runtime/sandbox/instance-pool.js';
import type { BlockOutcome } from './environment/block-outcome.js';
import type { ChainChange } from './vm/python/chain-changes.js';
import type { ImageStatistics } from './vm/python/contract-images.js';
import type { Value } from './vm/values/types.js';
import type { Finding, FrameHaltCode, Trace, VmName } from './vm/vm.js';

/** What one transaction may use. */
export interface CallLimits {
  /** Fuel; at most 2^46 - 1. */
  readonly fuel: number;
  /** Pages of 64 KiB that the memory of one frame may have, up to 1,024; a Python frame has 256 at most. */
  readonly memoryPages: number;
  /**
   * Bytes of `print` output that are kept for the result; what is printed beyond is cut and costs the same.
   */
  readonly debugBytes: number;
}

export const DEFAULT_LIMITS: CallLimits = {
  fuel: 1_000_000_000,
  memoryPages: DEV_PROTOCOL.limits.nativePagesMax,
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
   * Native amounts that addresses have from the start, as a genesis gives them: written once, into a store
   * without any record. Their sum is below 2^128. There is no other source of value.
   */
  readonly balances?: Readonly<Record<string, bigint>>;
  /**
   * The block that contracts are told of by the system contract 0x…10 (`call("0x…10", ["timestamp"])`): a
   * host has no blocks, so it is the same for all calls. What is left out is zero.
   */
  readonly block?: HostBlock;
  /**
   * File of the interpreter image, if not the package's own; its hash must be the pinned one all the same.
   */
  readonly imagePath?: string;
  /**
   * Bytes of memory that images of contracts may hold, some 100 to 300 KiB each; 64 MiB by default. A
   * contract whose image is not there is loaded for its call, in about a millisecond; fuel and results are
   * the same.
   */
  readonly imageCacheBytes?: number;
  /**
   * Train the interpreter for some 300 ms once there was no call for 50 ms, in the thread that executes; true
   * by default. Calls 2 to 10 are then as quick as later ones. It touches no state, no result and no log.
   */
  readonly warmUp?: boolean;
}

/** What a contract is called with: values, encoded as the CBOR list of them, or call data as it is. */
export type CallArguments = readonly Value[] | Uint8Array;

/** What contracts of a host are told of the block. */
export interface HostBlock {
  /** Below 2^63. */
  readonly number?: bigint | number;
  /** Seconds, below 2^63. */
  readonly timestamp?: bigint | number;
  /** Below 2^64. */
  readonly chainId?: bigint | number;
  readonly shardId?: bigint | number;
  /** 32 bytes. */
  readonly prevRandao?: Uint8Array;
  /** Address, `0x` and 40 hexadecimal digits. */
  readonly proposer?: string;
}

/** Options of one call. */
export interface CallOptions {
  /** Address of the invoker; the zero address by default. */
  readonly from?: string;
  /** Native amount that the invoker sends, below 2^128; 0 by default. */
  readonly value?: bigint | number;
  readonly limits?: Partial<CallLimits>;
  /** Report what changed in `chain`, entry by entry. */
  readonly withChanges?: boolean;
  /**
   * Of a call of an execution environment's `process_block`: report its receipts and what became of its
   * state, which no store has.
   */
  readonly withEnvironment?: boolean;
  /**
   * Ends the call: it is rejected with ABORTED, whether it waits or runs, and has no effect. A call whose
   * result is being stored is not ended any more. Not with isolation `inline`.
   */
  readonly signal?: AbortSignal;
  /**
   * Milliseconds of wall clock that the call may execute, above 0 and at most 2^31 - 1; waiting for calls
   * before it does not count. Then it is rejected with DEADLINE and has no effect. Not with isolation
   * `inline`.
   */
  readonly deadlineMs?: number;
}

export interface DeployOptions extends CallOptions {
  /**
   * Arguments of the first run, in which `new` is True; bytes are call data as they are. Without any, Python
   * gets an empty list and a native contract's initcode no call data.
   */
  readonly args?: CallArguments;
  /**
   * `script` makes an execution environment (docs/execution-environments.md); without it, the code says what
   * it is of.
   */
  readonly vm?: VmName;
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

/** What every result says. */
export interface ResultBase {
  readonly fuelUsed: number;
  /** Most pages of 64 KiB that all live frames held together. */
  readonly memoryPages: number;
  /** Frames that were entered, each an instance of its own. */
  readonly frames: number;
  /** Balances that were lost with contracts which this transaction deleted (SEMANTICS 22). */
  readonly burned: bigint;
  readonly events: readonly ContractEvent[];
  /** Debug output; no part of consensus. */
  readonly logs: readonly ContractLog[];
  readonly logsTruncated: boolean;
  /** The contract that `deploy` made, or would have made. */
  readonly address?: string;
  /** With `withChanges`: what the transaction changed in the `chain` of each contract. */
  readonly changes?: readonly ChainChange[];
  /** With `withEnvironment`: receipts and changes of the block that an environment has processed. */
  readonly environment?: BlockOutcome;
}

export interface SuccessResult extends ResultBase {
  readonly status: 'success';
  /** What the contract passed to `finish`, else null; of a native contract its bytes. */
  readonly value: Value;
}

/** The contract said so, or raised: its changes are undone, the rest of the fuel is kept. */
export interface RevertResult extends ResultBase {
  readonly status: 'revert';
  readonly code: RevertCode;
  /**
   * Text that the contract gave to `revert`, or the type and text of the uncaught exception; of a native
   * contract its bytes.
   */
  readonly reason: string | Uint8Array;
  /** Where it came from: the lines, what led to it, and what happened in callees. */
  readonly trace?: Trace;
}

/** A limit was hit or the code is invalid: changes are undone, all fuel is used. */
export interface HaltResult extends ResultBase {
  readonly status: 'halt';
  readonly code: FrameHaltCode;
  /** Words for people; no part of consensus. */
  readonly detail?: string;
  readonly trace?: Trace;
  /** Of INVALID_CODE: what screening or the compiler found; no part of consensus. */
  readonly findings?: readonly Finding[];
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
  /** `none`: an account without code, which has a balance and nothing else. */
  readonly vm: VmName | 'none';
  /** keccak256 of the code, `0x` and 64 digits. */
  readonly codeHash: string;
  readonly balance: bigint;
  /** Bytes of keys and values that the contract's storage holds (SEMANTICS 34). */
  readonly storageSize: number;
  /** The code as it was deployed. */
  readonly code: Uint8Array;
  /** Of Python: the code as text. */
  readonly source: string;
  /** Of an execution environment: the root of its state, `0x` and 64 digits. */
  readonly root?: string;
  /** Of Python: the stored dict. */
  readonly chain: ReadonlyMap<Value, Value>;
}

/** What a host holds; see `Host.statistics`. */
export interface HostStatistics {
  /** Instances of the interpreter. */
  readonly pool: PoolStatistics;
  /** Contracts whose code is loaded and ready to be run. */
  readonly images: ImageStatistics;
  /**
   * WebAssembly memories, for each of which V8 reserves 8 or 10 GiB of addresses: held now, held at most
   * (what a transaction may need), and how many fitted when the host started; null where nothing limits
   * them.
   */
  readonly memories: { readonly live: number; readonly max: number; readonly fit: number | null };
}
