/**
 * One run of the interpreter, as its host functions see it: counters, guest memory, the frame's host, the
 * end.
 */

import { EMPTY_BYTES } from '../../../runtime/bytes.js';
import { assert } from '../../../runtime/errors.js';
import type { Limits } from '../../../runtime/limits.js';
import type { ProtocolVersion } from '../../../runtime/protocol.js';
import { GUEST_EXIT, GUEST_OUT_OF_FUEL, GuestTrap } from '../../../runtime/sandbox/guest-exit.js';
import type { SandboxInstance } from '../../../runtime/sandbox/instance.js';
import type { HostOperation } from '../../../runtime/schedule.js';
import { encodeValue } from '../values/cbor.js';
import type {
  CallRequest,
  CallResult,
  FrameEnd,
  FrameHaltCode,
  FrameHost,
  ScriptSide,
  Standing,
  Trace,
} from '../vm.js';
import { readTrace, TRACE_BYTES_MAX, type TraceSubject, traceOfCode } from './trace.js';

/** What the run is of: for its trace, and for what it may do. */
export interface RunSubject extends TraceSubject {
  readonly isStatic: boolean;
}

/** Failed calls whose traces are kept for the exceptions they raised; of more, the latest. */
const CALLEE_TRACES_MAX = 8;

/** None as CBOR. */
const NONE = Uint8Array.of(0xf6);

export class PythonRun {
  readonly host: FrameHost;
  readonly limits: Limits;
  /** Of a frame of an execution environment. */
  readonly script: ScriptSide | undefined;
  /** Whether most host functions are closed to it (SEMANTICS 39). */
  readonly isChild: boolean;
  /** Bytes that the last storage_get, call or external left for buffer_copy. */
  buffer: Uint8Array = EMPTY_BYTES;
  /** What compile() handed over. */
  artefact: Uint8Array | undefined;
  /** How the run ended, once a host function has said so. */
  end: FrameEnd | undefined;

  readonly #sandbox: SandboxInstance;
  readonly #protocol: ProtocolVersion;
  readonly #subject: RunSubject;
  /** Traces of failed calls by the number of the call, which api.c counts too. */
  readonly #calleeTraces = new Map<number, Trace>();
  #callCount = 0;
  #externalNames: Uint8Array | undefined;

  constructor(
    sandbox: SandboxInstance,
    host: FrameHost,
    protocol: ProtocolVersion,
    subject: RunSubject,
    script?: ScriptSide,
  ) {
    this.#sandbox = sandbox;
    this.host = host;
    this.#protocol = protocol;
    this.limits = protocol.limits;
    this.#subject = subject;
    this.script = script;
    this.isChild = script?.kind === 'child';
  }

  /** What the frame may ask for, as a CBOR list; encoded once, however often it is asked for. */
  get externalNames(): Uint8Array {
    this.#externalNames ??= encodeValue([...(this.script?.names ?? [])]);
    return this.#externalNames;
  }

  read(pointer: number, length: number): Uint8Array {
    return this.#sandbox.memory.read(pointer, length);
  }

  /** Guest memory itself, for what has read it when the host function ends. */
  view(pointer: number, length: number): Uint8Array {
    return this.#sandbox.memory.view(pointer, length);
  }

  write(pointer: number, data: Uint8Array): void {
    this.#sandbox.memory.write(pointer, data);
  }

  /**
   * Charges an operation on `length` bytes (an i32 whose bits are a u32), or leaves the guest out of fuel.
   */
  charge(operation: HostOperation, length: number): void {
    if (this.#deduct(operation, length) < 0n) throw GUEST_OUT_OF_FUEL;
  }

  /** The length as a u32, if it is within a limit that honest guests keep. */
  checkLength(length: number, max: number): number {
    const size = length >>> 0;
    if (size > max) throw new GuestTrap('length out of range in a host call');
    return size;
  }

  /** A static frame that would change something halts. */
  refuseStatic(): void {
    if (this.#subject.isStatic) this.exit(this.halt('STATIC'));
  }

  /** Calls another contract with what 63/64 of the fuel allow, and deducts what it used. */
  call(request: Omit<CallRequest, keyof Standing>): CallResult {
    return this.#settle(this.host.call({ ...request, ...this.#standing() }));
  }

  /** Asks the execution environment for something by name, and deducts what it used. */
  ask(name: string, data: Uint8Array): CallResult {
    assert(this.script !== undefined, 'a frame of an execution environment asks');
    return this.#settle(this.script.ask(this.host, name, data, this.#standing()));
  }

  #standing(): Standing {
    const { fuel, height, memory } = this.#sandbox;
    return { fuelLeft: fuel, height, pages: memory.pages };
  }

  #settle<Result extends CallResult>(result: Result): Result {
    const sandbox = this.#sandbox;
    assert(result.fuelUsed <= sandbox.fuel, 'a callee uses at most the fuel it was passed');
    sandbox.fuel -= result.fuelUsed;
    this.#callCount++;
    if ('trace' in result && result.trace !== undefined) this.#keepTrace(result.trace);
    return result;
  }

  /** Takes the price of an operation off the fuel. Returns what is left. */
  #deduct(operation: HostOperation, length: number): bigint {
    const { base, perByte } = this.#protocol.schedule.host[operation];
    const left = this.#sandbox.fuel - BigInt(base + perByte * (length >>> 0));
    this.#sandbox.fuel = left;
    return left;
  }

  /** Once: however often a guest names a call, its trace is told once. */
  #takeTrace(call: number): Trace | undefined {
    const trace = this.#calleeTraces.get(call);
    this.#calleeTraces.delete(call);
    return trace;
  }

  #keepTrace(trace: Trace): void {
    this.#calleeTraces.set(this.#callCount, trace);
    this.#calleeTraces.delete(this.#callCount - CALLEE_TRACES_MAX);
  }

  /** What the return of run() means: finish(None), at its price. */
  finishWithNone(): FrameEnd {
    if (this.#deduct('finish', NONE.length) < 0n) return this.halt('OUT_OF_FUEL');
    return { kind: 'success', output: NONE, format: 'cbor' };
  }

  /** Leaves the guest with this end. */
  exit(end: FrameEnd): never {
    this.end = end;
    throw GUEST_EXIT;
  }

  /** Leaves the guest because of `revert()` or an uncaught exception. */
  revert(reason: Uint8Array, tracePointer: number, traceLength: number): never {
    const bytes = this.read(tracePointer, this.checkLength(traceLength, TRACE_BYTES_MAX));
    const trace = readTrace(bytes, this.#subject, (call) => this.#takeTrace(call));
    const end = { kind: 'revert', code: 'REVERT', reason, format: 'cbor' } as const;
    return this.exit(trace === undefined ? end : { ...end, trace });
  }

  /** Leaves the guest because its call data is no list. */
  refuseArgs(reason: Uint8Array, text: string): never {
    const trace = traceOfCode('revert', this.#subject, 'BAD_ARGS', text);
    return this.exit({ kind: 'revert', code: 'BAD_ARGS', reason, format: 'cbor', trace });
  }

  /** A halt with a trace that says which contract it was, and whose halt it passes on. */
  halt(code: FrameHaltCode, detail?: string, callee?: Trace): FrameEnd & { readonly kind: 'halt' } {
    const trace = traceOfCode('halt', this.#subject, code, detail ?? '', callee);
    return detail === undefined ? { kind: 'halt', code, trace } : { kind: 'halt', code, detail, trace };
  }
}
