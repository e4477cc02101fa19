/** Traces of uncaught exceptions, from the CBOR that python-wasm/embed/failure.c writes. Debug data only. */

import { decodeValue } from '../values/cbor.js';
import type { Value } from '../values/types.js';
import type { Trace, TraceFrame } from '../vm.js';

/** File name of contract code, as in python-wasm/embed/contract.h. */
const CONTRACT_FILENAME = '<contract>';

function toNumber(value: Value): number | null {
  return typeof value === 'number' ? value : null;
}

/** [file, function, line, column, end line, end column] */
function toFrame(value: Value, sourceLines: readonly string[]): TraceFrame {
  const [file, name, ...numbers] = value as [string, string, ...Value[]];
  const [line, column, endLine, endColumn] = numbers.map(toNumber);
  const frame = { file, function: name, line, column, endLine, endColumn };
  const source = file === CONTRACT_FILENAME && line !== null ? sourceLines[line - 1] : undefined;
  return source === undefined ? frame : { ...frame, source };
}

/** Exceptions that a failed callee raises in its caller: their trace goes on in the callee. */
const CALL_FAILURES = new Set(['CallReverted', 'CallHalted']);

/**
 * Reads a trace and adds the source lines; `callee` is the trace of the last call, if that failed. Undefined
 * if the guest's bytes are no trace: a contract can write over the interpreter's memory, so they are not
 * trusted.
 */
export function readTrace(
  bytes: Uint8Array,
  address: string,
  source: Uint8Array,
  callee?: Trace,
): Trace | undefined {
  const sourceLines = new TextDecoder().decode(source).split(/\r\n|\r|\n/);
  try {
    const [type, message, frames] = decodeValue(bytes) as [string, string, Value[]];
    const trace = { address, type, message, frames: frames.map((frame) => toFrame(frame, sourceLines)) };
    return callee !== undefined && CALL_FAILURES.has(type) ? { ...trace, cause: callee } : trace;
  } catch {
    return undefined;
  }
}
