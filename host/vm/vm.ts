/**
 * What a VM is to the rest of the host. A VM runs the code of one frame; accounts, storage and calls to other
 * contracts reach it through `FrameHost`, which `host/execution` implements.
 */

import type { Address } from '../../runtime/address.js';
import type { HaltCode, RefusalCode, RevertCode } from '../../runtime/errors.js';
import type { BlockEnvironment, TransactionEnvironment } from './environment.js';
import type { Value } from './values/types.js';

/** Kind and version of a VM; stored in every account and never changed (DESIGN 7). */
export type VmId = number;

/** CPython 3.13 in wasm, first version. */
export const PYTHON_VM: VmId = 1;

/** Native contracts that import the Ethereum Environment Interface, first version. */
export const EWASM_EEI_VM: VmId = 2;

/** Native contracts that import the module `shard` (SEMANTICS 37), first version. */
export const EWASM_SHARD_VM: VmId = 3;

/** Execution environments, in Python or in wasm (SEMANTICS 39), first version. */
export const SCRIPT_VM: VmId = 4;
/** `Vm.kind` of execution environments, all versions. */
export const SCRIPT_KIND = 'script';

/** What people and files call the VMs. */
export const VM_NAMES = [
  [PYTHON_VM, 'python'],
  [EWASM_EEI_VM, 'ewasm'],
  [EWASM_SHARD_VM, 'shard'],
  [SCRIPT_VM, 'script'],
] as const;
export type VmName = (typeof VM_NAMES)[number][1];

/** Undefined where there is no such VM. */
export function vmName(id: VmId): VmName | undefined {
  return VM_NAMES.find(([known]) => known === id)?.[1];
}

/** One call, as the called frame sees it (DESIGN 2). */
export interface Message {
  readonly caller: Address;
  /** Whose storage and balance the frame works on. */
  readonly target: Address;
  /** Whose code runs, if not the target's: in `delegate` and `callCode` calls (SEMANTICS 20). */
  readonly codeAddress?: Address;
  /** Native amount sent, below 2^128. A delegate call moves none: it has its caller's. */
  readonly value: bigint;
  /** Call data: for Python the CBOR list of arguments. */
  readonly data: Uint8Array;
  /** Fuel that the frame may use; below 2^46. */
  readonly fuel: bigint;
  /** In an Ethereum-shaped block: EEI gas that the frame may use; elsewhere gas is fuel (SEMANTICS 24). */
  readonly gas?: bigint;
  /** 0 for the message of a transaction. */
  readonly depth: number;
  /** Stack height at entry (SEMANTICS 4). */
  readonly height: number;
  readonly isStatic: boolean;
  /** True in the run that mints the contract. */
  readonly isNew: boolean;
  /** Pages that the frame's memory may have. */
  readonly pagesMax: number;
  /** In a frame of an execution environment: what it is, and what it may ask for. */
  readonly script?: ScriptSide;
  /** Of `execute_script`: which environment calls, and what it says. */
  readonly claim?: EnvironmentClaim;
}

/** What an execution environment tells another that it calls (SEMANTICS 41). */
export interface EnvironmentClaim {
  /** The caller's es_id; the host says it, and nobody else can. */
  readonly caller: bigint;
  /** The context that the caller passed: its own word. */
  readonly from: Value;
}

/** What a frame of an execution environment is, and what it may ask for by name (SEMANTICS 39-41). */
export interface ScriptSide {
  /** The environment's own code, a function that it linked into its children, or code that it executes. */
  readonly kind: 'script' | 'linked' | 'child';
  /** Function that the frame is entered at; absent in a child, which runs as a contract does. */
  readonly entry?: string;
  /** Names that the frame may ask for, in order. */
  readonly names: readonly string[];
  /**
   * Does what the frame asks for. A revert can be caught by the frame; a halt or a refusal ends it, whatever
   * its code.
   * @param data canonical CBOR list of arguments.
   * @returns a success's `output` is canonical CBOR. `fuelUsed` is what it cost beside the price of the call
   *   itself, at most the fuel that is left.
   */
  ask(host: FrameHost, name: string, data: Uint8Array, standing: Standing): CallResult;
}

/** Where a frame stands when it asks for something. */
export interface Standing {
  /** Fuel that is left. */
  readonly fuelLeft: bigint;
  /** Stack height (SEMANTICS 4). */
  readonly height: number;
  /** Pages of the frame's memory now. */
  readonly pages: number;
}

/** Code as the VM that owns it wants it: the contract's bytes, and what `prepare` made of them. */
export interface ContractCode {
  /** Identifies the pair (source, artefact) within a VM; hexadecimal. */
  readonly codeHash: string;
  readonly source: Uint8Array;
  readonly artefact: Uint8Array;
}

/** A place in a contract; lines count from 1, columns from 0 in UTF-8 bytes, null where unknown. */
export interface TraceFrame {
  readonly file: string;
  readonly function: string;
  readonly line: number | null;
  readonly column: number | null;
  readonly endLine: number | null;
  readonly endColumn: number | null;
  /** The source line (its first 500 characters), where it is the contract's own. */
  readonly source?: string;
  /** Frames between the one before and this that are left out of a long list. */
  readonly leftOut?: number;
}

/**
 * How a contract failed, and why. Debug data: no part of a receipt, cut to bounded sizes, and plain data read
 * from bytes that the guest wrote.
 */
export interface Trace {
  /** What ended the run: an exception, `revert()`, or a halt, which tells no frames. */
  readonly kind: 'exception' | 'revert' | 'halt';
  /** The contract whose code failed, `0x` + 40 digits. */
  readonly address: string;
  /** In a delegate call: the contract on whose behalf that code ran. */
  readonly storage?: string;
  /** Type name of an exception, `revert`, or the code of a revert or halt that the host decided. */
  readonly type: string;
  readonly message: string;
  /** Outermost first. */
  readonly frames: readonly TraceFrame[];
  /** Texts that the contract added to the exception (`add_note`). */
  readonly notes?: readonly string[];
  /** Of a failed call: what happened in the callee. */
  readonly cause?: Trace;
  /** Contracts between this and the cause that are left out of a long chain of calls. */
  readonly causesLeftOut?: number;
  /** The exception that `raise .. from` names. */
  readonly raisedFrom?: Trace;
  /** The exception that was being handled. */
  readonly raisedDuring?: Trace;
  /** Exceptions of a group, at most eight. */
  readonly members?: readonly Trace[];
  readonly membersLeftOut?: number;
}

/**
 * Something that was found in a contract before it ran: by screening in a source
 * (python-wasm/screening.json), by the rules of native contracts in a binary (ewasm/contract-rules.ts).
 * Places are as in `TraceFrame`, null where a finding is about the whole. Debug data: no part of a receipt.
 */
export interface Finding {
  /** `S`, of a binary `N`, and three digits; never given to another rule. */
  readonly code: string;
  /** Name of the rule. */
  readonly rule: string;
  /** An error refuses the deployment, a warning does not. */
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** What to do instead. */
  readonly hint: string;
  readonly line: number | null;
  readonly column: number | null;
  readonly endLine: number | null;
  readonly endColumn: number | null;
  /** The source line, if it has at most 1,024 characters. */
  readonly source?: string;
}

/** Halts, and the two refusals that a Python or `shard` caller cannot catch (SEMANTICS 19). */
export type FrameHaltCode = HaltCode | 'DEPTH' | 'PAGES';

/** How a frame ended. Bytes: `output` as the VM returns it, `reason` CBOR text for Python. */
export type FrameEnd =
  | { readonly kind: 'success'; readonly output: Uint8Array; readonly format: 'cbor' | 'raw' }
  | {
      readonly kind: 'revert';
      readonly code: RevertCode;
      readonly reason: Uint8Array;
      readonly format: 'cbor' | 'raw';
      readonly trace?: Trace;
    }
  | {
      readonly kind: 'halt';
      readonly code: FrameHaltCode;
      readonly detail?: string;
      readonly trace?: Trace;
      /** Of INVALID_CODE: the errors that were found. */
      readonly findings?: readonly Finding[];
    };

/** A frame's end with what it used. A halt has used the whole fuel, and gas, of its message. */
export type FrameResult = FrameEnd & {
  readonly fuelUsed: bigint;
  /** In an Ethereum-shaped block: gas that is left. */
  readonly gasLeft?: bigint;
};

/**
 * How a message is sent. `callCode` and `delegate` run the code of the address on the caller's own storage;
 * `delegate` with the caller's own invoker and value (SEMANTICS 20); `static` may change nothing.
 */
export type CallKind = 'call' | 'callCode' | 'delegate' | 'static';

/** A call that a contract asks for. */
export interface CallRequest extends Standing {
  /** `call` by default. */
  readonly kind?: CallKind;
  /** As text where the contract wrote text, which may be no address. */
  readonly address: Address | string;
  readonly data: Uint8Array;
  readonly value: bigint;
  /** Fuel to pass at most. The 63/64 rule is applied on top (EIP-150). */
  readonly fuelCap: bigint | undefined;
  /** In an Ethereum-shaped block: gas that the callee gets, a stipend included. */
  readonly gas?: bigint;
  /** Of `execute_script`, which only an execution environment can be the callee of. */
  readonly claim?: EnvironmentClaim;
}

/** Code that an execution environment runs in a frame of its own, on its own account (SEMANTICS 40). */
export interface NestRequest extends Standing {
  /** What runs the code. */
  readonly vm: Vm;
  readonly code: ContractCode;
  readonly data: Uint8Array;
  readonly script: ScriptSide;
  /** Fuel to pass at most, as in a call. */
  readonly fuelCap?: bigint | undefined;
}

export type CallResult =
  | FrameResult
  | {
      readonly kind: 'refused';
      readonly code: RefusalCode;
      readonly fuelUsed: bigint;
      readonly gasLeft?: bigint;
    };

/** A contract that a contract asks to be made; gas as in a call. */
export interface CreateRequest extends Standing, Pick<CallRequest, 'gas'> {
  readonly initcode: Uint8Array;
  readonly value: bigint;
}

/** `created`: the new contract's address, if it was made. */
export type CreateResult = CallResult & { readonly created?: Address };

/** What an event says: its name and its fields. */
export type EventContent = readonly [name: string, fields: Map<string, Value>];

/** Why an account cannot go to another shard: there is no other, or the account has no code (yet). */
export type YankRefusal = 'NO_NETWORK' | 'NO_CODE';

/**
 * What a frame may do to the world. Where rent is paid, whatever modifies an account may throw GuestHalt,
 * which leaves the guest (SEMANTICS 35). Prices are charged by the VM, before it asks.
 */
export interface FrameHost {
  readonly block: BlockEnvironment;
  readonly transaction: TransactionEnvironment;
  getBalance(address: Address): bigint;
  /** Whether there is anything at the address: an empty account is none (EIP-161). */
  hasAccount(address: Address): boolean;
  /** Code of an account, as it was deployed; empty where there is none. */
  getCode(address: Address): Uint8Array;
  storageGet(key: Uint8Array): Uint8Array | undefined;
  storageSet(key: Uint8Array, value: Uint8Array): void;
  storageDelete(key: Uint8Array): void;
  /** Bytes that the account's storage holds (SEMANTICS 34). */
  storageSize(): bigint;
  call(request: CallRequest): CallResult;
  /** Runs code of an execution environment on top of the frame; no value moves. */
  nest(request: NestRequest): CallResult;
  /** True when a transaction asks for a key for the first time: what a use costs once (SEMANTICS 40). */
  isFirstUse(key: string): boolean;
  /** The shard that this is. */
  readonly shardId: bigint;
  /** Makes a contract of the frame's own VM. */
  create(request: CreateRequest): CreateResult;
  /** Whether the account may be called while it is on the call stack (SEMANTICS 17). */
  isReentrant(): boolean;
  /**
   * False if the transaction holds as many events as it may: the event is not kept.
   * @param content what `data` says, as a check of it found.
   */
  emit(data: Uint8Array, content: EventContent): boolean;
  /**
   * The log of a native contract, with up to four topics of 32 bytes.
   * @returns false as `emit` does.
   */
  log(data: Uint8Array, topics: readonly Uint8Array[]): boolean;
  /** Adds to the debug log, which is no part of consensus. */
  print(text: Uint8Array): void;
  /** Marks the account; its balance goes to the beneficiary at once, if there is one (SEMANTICS 22). */
  selfDestruct(beneficiary?: Address): void;
  /**
   * Marks the account, which moves to another shard at the end of the transaction (SEMANTICS 22).
   * @returns why it cannot move, if it cannot.
   */
  yank(shard: bigint): YankRefusal | undefined;
  /** Tells how many pages the frame's memory has at its end. */
  notePages(pages: number): void;
}

/** What `prepare` made of a contract's code, or why it did not. */
export type Preparation =
  | { readonly kind: 'ready'; readonly artefact: Uint8Array; readonly fuelUsed: bigint }
  | (FrameEnd & { readonly kind: 'halt'; readonly fuelUsed: bigint });

export interface Vm {
  readonly id: VmId;
  /** What all versions of it have in common; delegate calls stay within a kind (SEMANTICS 20). */
  readonly kind: string;
  /**
   * What a new contract's first run is: a run of the contract, or one whose output is the contract's code, as
   * the EEI has it.
   */
  readonly firstRun: 'contract' | 'initcode';
  /** Pages that a frame of a code reserves when it starts (SEMANTICS 9). */
  pagesReserved(code: ContractCode): number;
  /** Checks and compiles code with the fuel given. Deterministic: the artefact may be rebuilt at any time. */
  prepare(source: Uint8Array, fuel: bigint, height: number): Preparation;
  /** Whether a contract of this source opts in to re-entrancy (SEMANTICS 17). */
  isReentrant(source: Uint8Array): boolean;
  /** Whether a contract of this source accepts messages of other shards (SEMANTICS 38). */
  receives(source: Uint8Array): boolean;
  /** Runs prepared code. */
  execute(code: ContractCode, message: Message, host: FrameHost): FrameResult;
}
