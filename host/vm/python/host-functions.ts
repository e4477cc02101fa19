/**
 * The functions of the wasm module "pbevm" that the interpreter imports, as one table. The other side is
 * python-wasm/embed/host.h; the two change together. Pointers and lengths are i32, fuel is i64.
 */

import { assert, PbevmError } from '../../../runtime/errors.js';
import { GuestTrap } from '../../../runtime/sandbox/guest-exit.js';
import type { HostOperation } from '../../../runtime/schedule.js';
import { isUncatchable } from '../uncatchable.js';
import { decodeRecord, decodeValue, encodeValue } from '../values/cbor.js';
import type { Value } from '../values/types.js';
import type { CallResult, EventContent, FrameEnd, ScriptSide } from '../vm.js';
import type { PythonRun } from './run.js';
import { sha2 } from './sha2.js';

/** Outcomes of `call` and `external`, as in host.h. */
const CALL_OUTCOME = {
  value: 0,
  bytes: 1,
  revertedText: 2,
  revertedBytes: 3,
  halted: 4,
  refused: 5,
  /** Added where other frames may have written the account's storage meanwhile (SEMANTICS 17). */
  chainStale: 8,
} as const;

/** Why call data is refused, by the number that host.h has for it (SEMANTICS 13, 39). */
const BAD_ARGS_TEXTS = [
  'the call data is not a canonical CBOR list',
  'the code has no function of the name that it is entered at',
] as const;

/** `fuel` of a call without a cap, as an i64. */
const FUEL_ALL = -1n;

/** Bytes of an address's text that are looked at: no address is as long. */
const ADDRESS_BYTES_MAX = 256;

export type HostFunction = (run: PythonRun, ...args: never[]) => unknown;

/** A byte order mark is a character like others: with one in front, a text is no address. */
const ADDRESS_TEXT = new TextDecoder('utf-8', { ignoreBOM: true });

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

function callOutcome(result: CallResult): [outcome: number, bytes: Uint8Array] {
  switch (result.kind) {
    case 'success':
      return [result.format === 'cbor' ? CALL_OUTCOME.value : CALL_OUTCOME.bytes, result.output];
    case 'revert':
      return [
        result.format === 'cbor' ? CALL_OUTCOME.revertedText : CALL_OUTCOME.revertedBytes,
        result.reason,
      ];
    case 'halt':
      return [CALL_OUTCOME.halted, ascii(result.code)];
    case 'refused':
      return [CALL_OUTCOME.refused, ascii(result.code)];
  }
}

function call(
  run: PythonRun,
  addressPointer: number,
  addressLength: number,
  dataPointer: number,
  dataLength: number,
  valuePointer: number,
  fuelCap: bigint,
): number {
  run.charge('call', dataLength);
  const value = toBigInt(run.read(valuePointer, 16));
  if (value > 0n) run.refuseStatic();
  const result = run.call({
    address: addressText(run, addressPointer, addressLength),
    data: run.read(dataPointer, dataLength),
    value,
    fuelCap: toFuelCap(fuelCap),
  });
  return takeOutcome(run, result) + (run.host.isReentrant() ? CALL_OUTCOME.chainStale : 0);
}

function delegateCall(
  run: PythonRun,
  addressPointer: number,
  addressLength: number,
  dataPointer: number,
  dataLength: number,
  fuelCap: bigint,
): number {
  run.charge('call', dataLength);
  const result = run.call({
    address: addressText(run, addressPointer, addressLength),
    data: run.read(dataPointer, dataLength),
    value: 0n,
    kind: 'delegate',
    fuelCap: toFuelCap(fuelCap),
  });
  return takeOutcome(run, result) + CALL_OUTCOME.chainStale;
}

/** Leaves a call's bytes in the buffer; ends the run if it cannot go on. */
function takeOutcome(run: PythonRun, result: CallResult): number {
  if (isUncatchable(result)) {
    run.exit(run.halt(result.code, undefined, 'trace' in result ? result.trace : undefined));
  }
  const [outcome, bytes] = callOutcome(result);
  run.buffer = bytes;
  return outcome;
}

/** The environment's side of the frame; an interpreter that asks without one is out of order. */
function scriptSide(run: PythonRun): ScriptSide {
  const { script } = run;
  if (script === undefined) throw new GuestTrap('no frame of an execution environment');
  return script;
}

/** What the frame asks for, by name. It can catch a revert; what halts, or is too deep, ends it. */
function external(run: PythonRun, index: number, pointer: number, length: number): number {
  const { kind, names } = scriptSide(run);
  const data = charged(run, 'external', pointer, run.checkLength(length, run.limits.valueBytesMax));
  const name = names[index >>> 0];
  if (name === undefined) throw new GuestTrap('no name of that index');
  checkList(data);
  const result = run.ask(name, data);
  if (result.kind === 'halt' || result.kind === 'refused') run.exit(haltOf(run, result));
  const [outcome, bytes] = callOutcome(result);
  run.buffer = bytes;
  // Frames that it led to may have written the account's storage, which a child has no part in.
  return outcome + (kind === 'child' ? 0 : CALL_OUTCOME.chainStale);
}

/** A halt that the frame passes on, as its own. */
function haltOf(run: PythonRun, result: CallResult & { readonly kind: 'halt' | 'refused' }): FrameEnd {
  if (result.kind === 'halt') return run.halt(result.code, result.detail, result.trace);
  const { code } = result;
  assert(code === 'DEPTH' || code === 'PAGES', 'other refusals are answered by a status (SEMANTICS 40)');
  return run.halt(code);
}

function addressText(run: PythonRun, pointer: number, length: number): string {
  return ADDRESS_TEXT.decode(run.read(pointer, Math.min(length >>> 0, ADDRESS_BYTES_MAX)));
}

const toFuelCap = (fuelCap: bigint): bigint | undefined =>
  fuelCap === FUEL_ALL ? undefined : BigInt.asUintN(64, fuelCap);

function toBigInt(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return (view.getBigUint64(0) << 64n) | view.getBigUint64(8);
}

/** Reads a range of guest memory after charging for it. */
function charged(run: PythonRun, operation: HostOperation, pointer: number, length: number): Uint8Array {
  run.charge(operation, length);
  return run.read(pointer, length);
}

function storageKey(run: PythonRun, pointer: number, length: number): Uint8Array {
  return run.read(pointer, run.checkLength(length, run.limits.storageKeyBytesMax));
}

/**
 * The interpreter encodes what it hands over, but a contract that finds a memory bug in it can hand over
 * anything: others decode these bytes, so what is not canonical ends the frame here. Any other error is the
 * host's own (a full native stack) and no fault of the guest.
 */
function decodeOrTrap<Result>(decode: () => Result): Result {
  try {
    return decode();
  } catch (thrown) {
    if (!(thrown instanceof PbevmError)) throw thrown;
    throw new GuestTrap('not canonical CBOR in a host call');
  }
}

function checkText(bytes: Uint8Array): void {
  if (typeof decodeOrTrap(() => decodeValue(bytes)) !== 'string')
    throw new GuestTrap('not a text in a host call');
}

function checkList(bytes: Uint8Array): void {
  if (!Array.isArray(decodeOrTrap(() => decodeValue(bytes))))
    throw new GuestTrap('not a list in a host call');
}

/** [name, fields with text keys] */
function checkEvent(bytes: Uint8Array): EventContent {
  const [name, fields] = decodeOrTrap(() => decodeRecord(bytes, 2));
  if (typeof name === 'string' && fields instanceof Map && hasTextKeys(fields)) return [name, fields];
  throw new GuestTrap('not an event in a host call');
}

function hasTextKeys(dict: Map<Value, Value>): dict is Map<string, Value> {
  for (const key of dict.keys()) if (typeof key !== 'string') return false;
  return true;
}

export const HOST_FUNCTIONS = {
  finish(run: PythonRun, pointer: number, length: number): void {
    const output = charged(run, 'finish', pointer, run.checkLength(length, run.limits.valueBytesMax));
    decodeOrTrap(() => decodeValue(output));
    run.exit({ kind: 'success', output, format: 'cbor' });
  },

  revert(run: PythonRun, pointer: number, length: number, tracePointer: number, traceLength: number): void {
    run.charge('revert', (length >>> 0) + (traceLength >>> 0));
    const reason = run.read(pointer, run.checkLength(length, run.limits.reasonBytesMax));
    checkText(reason);
    run.revert(reason, tracePointer, traceLength);
  },

  bad_args(run: PythonRun, why: number): void {
    run.charge('revert', 0);
    const text = BAD_ARGS_TEXTS[why];
    if (text === undefined) throw new GuestTrap('arguments are not refused for that');
    run.refuseArgs(encodeValue(text), text);
  },

  output(run: PythonRun, pointer: number, length: number): void {
    run.artefact = charged(run, 'output', pointer, length);
  },

  storage_get(
    run: PythonRun,
    pointer: number,
    length: number,
    destination: number,
    capacity: number,
  ): number {
    run.charge('storageGet', length);
    const value = run.host.storageGet(storageKey(run, pointer, length));
    if (value === undefined) return -1;
    run.charge('bufferCopy', value.length);
    if (value.length <= capacity >>> 0) run.write(destination, value);
    else run.buffer = value;
    return value.length;
  },

  storage_set(run: PythonRun, keyPointer: number, keyLength: number, pointer: number, length: number): void {
    run.charge('storageSet', (keyLength >>> 0) + (length >>> 0));
    run.refuseStatic();
    const key = storageKey(run, keyPointer, keyLength);
    run.host.storageSet(key, run.read(pointer, run.checkLength(length, run.limits.recordBytesMax)));
  },

  storage_delete(run: PythonRun, pointer: number, length: number): void {
    run.charge('storageDelete', length);
    run.refuseStatic();
    run.host.storageDelete(storageKey(run, pointer, length));
  },

  buffer_size(run: PythonRun): number {
    run.charge('bufferCopy', 0);
    return run.buffer.length;
  },

  buffer_copy(run: PythonRun, destination: number, offset: number, length: number): void {
    run.charge('bufferCopy', length);
    const start = run.checkLength(offset, run.buffer.length);
    const end = start + run.checkLength(length, run.buffer.length - start);
    run.write(destination, run.buffer.subarray(start, end));
  },

  call,

  delegate_call: delegateCall,

  external_names(run: PythonRun): number {
    scriptSide(run);
    const names = run.externalNames;
    run.charge('bufferCopy', names.length);
    run.buffer = names;
    return names.length;
  },

  external,

  emit(run: PythonRun, pointer: number, length: number): void {
    const event = charged(run, 'emit', pointer, run.checkLength(length, run.limits.recordBytesMax));
    const content = checkEvent(event);
    run.refuseStatic();
    if (!run.host.emit(event, content)) run.exit(run.halt('MEMORY', 'too many events'));
  },

  /** Costs the same whether the text is kept, cut or dropped (SEMANTICS 9). */
  print(run: PythonRun, pointer: number, length: number): void {
    run.host.print(charged(run, 'print', pointer, length));
  },

  sha2(run: PythonRun, digestBytes: number, pointer: number, length: number, destination: number): void {
    run.charge('sha2', length);
    const digest = sha2(digestBytes, run.view(pointer, length));
    if (digest === undefined) throw new GuestTrap('no SHA-2 has a digest of that length');
    run.write(destination, digest);
  },

  self_destruct(run: PythonRun): void {
    run.charge('selfDestruct', 0);
    run.refuseStatic();
    run.host.selfDestruct();
  },
} satisfies Record<string, HostFunction>;
