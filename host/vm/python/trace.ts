/**
 * Traces of failures, from the CBOR that python-wasm/embed/trace.c writes. Debug data only. A contract can
 * write over the interpreter's memory, so the bytes are not trusted: what is no trace is none.
 */

import { type Address, formatAddress } from '../../../runtime/address.js';
import { PbevmError } from '../../../runtime/errors.js';
import { decodeValue } from '../values/cbor.js';
import type { Value } from '../values/types.js';
import type { FrameHaltCode, Message, Trace, TraceFrame } from '../vm.js';

/** Most bytes of a trace, as in trace.c. */
export const TRACE_BYTES_MAX = 16_384;

/** File name of contract code, as in python-wasm/embed/contract.h. */
const CONTRACT_FILENAME = '<contract>';

/** Characters of a source line that are kept. */
const SOURCE_CHARACTERS_MAX = 500;

/** Exceptions that a run tells, as in trace.c, and that a trace has with those of all callees. */
const EXCEPTIONS_MAX = 16;
const ALL_EXCEPTIONS_MAX = 64;

const ITEM = {
  exception: 0,
  note: 1,
  place: 2,
  placesLeftOut: 3,
  membersLeftOut: 4,
  syntaxPlace: 5,
} as const;
const RELATION = { raised: 0, from: 1, during: 2, member: 3, revert: 4 } as const;

/** Whose failure a trace tells. */
export interface TraceSubject {
  /** Of the code; undefined while it is compiled or loaded. */
  readonly address: Address | undefined;
  /** Of the storage, if it is another's. */
  readonly storage?: Address;
  readonly source: Uint8Array;
}

export function traceSubject(message: Message, source: Uint8Array): TraceSubject {
  if (message.codeAddress === undefined) return { address: message.target, source };
  return { address: message.codeAddress, storage: message.target, source };
}

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };
type MutableTrace = Mutable<Trace> & { frames: TraceFrame[]; notes?: string[]; members?: Trace[] };

class NotATrace extends Error {}

function textOf(value: Value): string {
  if (typeof value !== 'string') throw new NotATrace();
  return value;
}

function numberOf(value: Value): number {
  if (typeof value !== 'number') throw new NotATrace();
  return value;
}

const numberOrNull = (value: Value): number | null => (value === null ? null : numberOf(value));

function whoseOf(subject: TraceSubject): Pick<Trace, 'address' | 'storage'> {
  const address = subject.address === undefined ? '' : formatAddress(subject.address);
  return subject.storage === undefined ? { address } : { address, storage: formatAddress(subject.storage) };
}

class TraceReader {
  readonly #subject: TraceSubject;
  readonly #calleeOf: (call: number) => Trace | undefined;
  readonly #traces: MutableTrace[] = [];
  #lines: string[] | undefined;
  #leftOut = 0;
  #calleeSizes = 0;

  constructor(subject: TraceSubject, calleeOf: (call: number) => Trace | undefined) {
    this.#subject = subject;
    this.#calleeOf = calleeOf;
  }

  read(items: Value): Trace | undefined {
    if (!Array.isArray(items)) throw new NotATrace();
    for (const item of items) {
      if (!Array.isArray(item)) throw new NotATrace();
      this.#readItem(numberOf(item[0]), item.slice(1));
    }
    return this.#traces[0];
  }

  #readItem(kind: number, fields: readonly Value[]): void {
    if (kind === ITEM.exception) {
      if (this.#traces.length < EXCEPTIONS_MAX) this.#addException(fields);
      return;
    }
    const trace = this.#traces.at(-1);
    if (trace === undefined) throw new NotATrace();
    if (kind === ITEM.note) trace.notes = [...(trace.notes ?? []), textOf(fields[0])];
    else if (kind === ITEM.placesLeftOut) this.#leftOut = numberOf(fields[0]);
    else if (kind === ITEM.membersLeftOut) trace.membersLeftOut = numberOf(fields[0]);
    else trace.frames.push(this.#toFrame(fields, kind === ITEM.syntaxPlace));
  }

  /** [parent, relation, type, message, call] */
  #addException([parent, relation, type, message, call]: readonly Value[]): void {
    const trace: MutableTrace = {
      kind: relation === RELATION.revert ? 'revert' : 'exception',
      ...whoseOf(this.#subject),
      type: textOf(type),
      message: textOf(message),
      frames: [],
    };
    const callee = call === null ? undefined : this.#calleeOf(numberOf(call));
    if (callee !== undefined) {
      Object.assign(trace, causeOf(callee, ALL_EXCEPTIONS_MAX - EXCEPTIONS_MAX - this.#calleeSizes));
      if (trace.cause !== undefined) this.#calleeSizes += sizeOf(trace.cause);
    }
    this.#link(this.#traces[numberOf(parent)], numberOf(relation), trace);
    this.#traces.push(trace);
  }

  #link(parent: MutableTrace | undefined, relation: number, trace: Trace): void {
    if (parent === undefined) return;
    if (relation === RELATION.from) parent.raisedFrom = trace;
    else if (relation === RELATION.during) parent.raisedDuring = trace;
    else if (relation === RELATION.member) parent.members = [...(parent.members ?? []), trace];
  }

  /** [file, function, line, column, end line, end column] */
  #toFrame([file, name, ...numbers]: readonly Value[], inCharacters: boolean): TraceFrame {
    const [line, column, endLine, endColumn] = [0, 1, 2, 3].map((index) =>
      numberOrNull(numbers[index] ?? null),
    );
    const source = textOf(file) === CONTRACT_FILENAME ? this.#sourceLine(line) : undefined;
    const toBytes = (at: number | null): number | null =>
      inCharacters && at !== null ? byteColumn(source ?? '', at) : at;
    const frame: TraceFrame = {
      file: textOf(file),
      function: textOf(name),
      line,
      column: toBytes(column),
      endLine,
      endColumn: line === endLine ? toBytes(endColumn) : inCharacters ? null : endColumn,
      ...(source === undefined ? {} : { source }),
      ...(this.#leftOut === 0 ? {} : { leftOut: this.#leftOut }),
    };
    this.#leftOut = 0;
    return frame;
  }

  #sourceLine(line: number | null): string | undefined {
    if (line === null) return undefined;
    this.#lines ??= new TextDecoder().decode(this.#subject.source).split(/\r\n|\r|\n/);
    return this.#lines[line - 1]?.slice(0, SOURCE_CHARACTERS_MAX);
  }
}

/** UTF-8 bytes of the first so many characters of a line. */
function byteColumn(line: string, characters: number): number {
  return Buffer.byteLength([...line].slice(0, characters).join(''));
}

/** Exceptions of a trace and of all that it leads to. */
function sizeOf(trace: Trace): number {
  const linked = [trace.cause, trace.raisedFrom, trace.raisedDuring, ...(trace.members ?? [])];
  return linked.reduce((size, at) => size + (at === undefined ? 0 : sizeOf(at)), 1);
}

/** A callee's trace as the cause of its caller's; what of the outer callees is too much is left out. */
function causeOf(callee: Trace, sizeMax: number): Pick<Trace, 'cause' | 'causesLeftOut'> {
  let cause: Trace | undefined = callee;
  let leftOut = 0;
  while (cause !== undefined && sizeOf(cause) > sizeMax) {
    leftOut += 1 + (cause.causesLeftOut ?? 0);
    cause = cause.cause;
  }
  return { ...(cause === undefined ? {} : { cause }), ...(leftOut === 0 ? {} : { causesLeftOut: leftOut }) };
}

/**
 * Reads a trace and adds source lines and what happened in callees.
 * @param calleeOf the trace of a failed call by its number, if it is still known.
 * @returns undefined if the bytes are no trace.
 */
export function readTrace(
  bytes: Uint8Array,
  subject: TraceSubject,
  calleeOf: (call: number) => Trace | undefined,
): Trace | undefined {
  try {
    return new TraceReader(subject, calleeOf).read(decodeValue(bytes));
  } catch (thrown) {
    if (thrown instanceof NotATrace || thrown instanceof PbevmError) return undefined;
    throw thrown;
  }
}

/** What can be told of an end that the host decided: which contract it was. */
export function traceOfCode(
  kind: 'revert' | 'halt',
  subject: TraceSubject,
  code: FrameHaltCode | 'BAD_ARGS',
  message: string,
  callee?: Trace,
): Trace {
  const own = { kind, ...whoseOf(subject), type: code, message, frames: [] };
  return callee === undefined ? own : { ...own, ...causeOf(callee, ALL_EXCEPTIONS_MAX - 1) };
}
