/** For every host operation the calls that show what it costs, with the payloads that are dearest for it. */

import { encodeValue } from '../../host/vm/values/cbor.js';
import { formatAddress } from '../../runtime/address.js';
import type { HostOperation } from '../../runtime/schedule.js';
import { CALLEE, type Guest, type ProbeBody } from './host-probe.js';

/** One way to use an operation. */
export interface HostCase {
  /** What is handed over, in few words. */
  readonly payload: string;
  /** Bytes of the payload for each measurement. */
  readonly sizes: readonly number[];
  /** Calls in the smaller and the larger transaction, whose difference counts. */
  readonly calls: readonly [few: number, many: number];
  /** Makes `count` calls of the operation on `size` bytes. */
  readonly body: (size: number, count: number) => ProbeBody;
  /** Runs before, and is not timed. */
  readonly before?: (size: number, count: number) => ProbeBody;
}

const KEY_BYTES = 41;
const KEY = 1_024;
const DATA = 65_536;
const SMALL = 16;
const LARGE = 65_536;

/** A storage key such as `chain` has: kind, node, hash. */
function putKey(guest: Guest, index: number): void {
  const key = new Uint8Array(KEY_BYTES).fill(7);
  new DataView(key.buffer).setUint32(KEY_BYTES - 4, index * 2_654_435_761);
  guest.put(KEY, key);
}

/** CBOR text of so many bytes with its head. */
function text(size: number): Uint8Array {
  const overhead = encodeValue('x'.repeat(size)).length - size;
  return encodeValue('x'.repeat(Math.max(0, size - overhead)));
}

/** CBOR list of integers of one byte each. */
function integers(size: number): Uint8Array {
  const overhead = encodeValue(Array.from({ length: size }, () => 1)).length - size;
  return encodeValue(Array.from({ length: Math.max(0, size - overhead) }, () => 1));
}

/** CBOR list of empty lists, a byte each. */
function lists(size: number): Uint8Array {
  return encodeValue(Array.from({ length: Math.max(0, size - 3) }, () => []));
}

/** CBOR dict of integers. */
function dict(size: number): Uint8Array {
  return encodeValue(new Map(Array.from({ length: Math.ceil(size / 4) }, (_, index) => [index, 1])));
}

function event(fields: Uint8Array): Uint8Array {
  const head = encodeValue(new Map([['v', 1]]));
  return Uint8Array.of(0x82, ...encodeValue('e'), ...head.subarray(0, head.length - 1), ...fields);
}

/** A case of one function on a payload at a fixed place. */
function onPayload(
  payload: string,
  make: (size: number) => Uint8Array,
  name: 'finish' | 'revert' | 'emit' | 'print' | 'output',
  sizes: readonly number[] = [SMALL, LARGE],
  calls: readonly [number, number] = [2, 12],
): HostCase {
  const made = new Map<number, Uint8Array>();
  const body = (size: number, count: number): ProbeBody => {
    const bytes = made.get(size) ?? make(size);
    made.set(size, bytes);
    return (_run, guest) => {
      guest.put(DATA, bytes);
      for (let call = 0; call < count; call++) guest.call(name, DATA, bytes.length, DATA, 0);
    };
  };
  return { payload, sizes, calls, body };
}

let generation = 0;

/** Writes values under keys of their own; they differ from time to time, as equal ones cost less. */
function writes(size: number, count: number): ProbeBody {
  return (_run, guest) => {
    guest.put(DATA, new Uint8Array(size).fill(++generation));
    for (let index = 0; index < count; index++) {
      putKey(guest, index);
      guest.call('storage_set', KEY, KEY_BYTES, DATA, size);
    }
  };
}

/** @param rest arguments after the key. */
const perKey =
  (name: 'storage_get' | 'storage_delete', ...rest: readonly number[]) =>
  (_size: number, count: number): ProbeBody =>
  (_run, guest) => {
    for (let index = 0; index < count; index++) {
      putKey(guest, index);
      guest.call(name, KEY, KEY_BYTES, ...rest);
    }
  };

const CALL_ADDRESS = new TextEncoder().encode(formatAddress(CALLEE));

function calls(size: number, count: number): ProbeBody {
  return (_run, guest) => {
    guest.put(KEY, CALL_ADDRESS);
    guest.put(KEY + 64, new Uint8Array(16));
    for (let call = 0; call < count; call++) {
      guest.call('call', KEY, CALL_ADDRESS.length, DATA, size, KEY + 64, -1n);
    }
  };
}

/** Arguments of a frame of an execution environment. */
function asks(make: (size: number) => Uint8Array): HostCase['body'] {
  return (size, count) => {
    const bytes = make(size);
    return (_run, guest) => {
      guest.put(DATA, bytes);
      for (let call = 0; call < count; call++) guest.call('external', 0, DATA, bytes.length);
    };
  };
}

function copies(size: number, count: number): ProbeBody {
  return (run, guest) => {
    run.buffer = new Uint8Array(size);
    for (let call = 0; call < count; call++) guest.call('buffer_copy', DATA, 0, size);
  };
}

function selfDestructs(_size: number, count: number): ProbeBody {
  return (_run, guest) => {
    for (let call = 0; call < count; call++) guest.call('self_destruct');
  };
}

/** SHA-2 with digests of so many bytes. */
function hashes(digestBytes: number, payload: string): HostCase {
  const body =
    (size: number, count: number): ProbeBody =>
    (_run, guest) => {
      for (let call = 0; call < count; call++) guest.call('sha2', digestBytes, DATA, size, KEY);
    };
  return { payload, sizes: SIZES, calls: QUICK_CALLS, body };
}

const STATE_CALLS = [10, 60] as const;
const QUICK_CALLS = [20, 200] as const;
const SIZES = [SMALL, 1_024, LARGE];

export const HOST_CASES: Readonly<Record<HostOperation, readonly HostCase[]>> = {
  storageGet: [
    {
      payload: 'value',
      sizes: SIZES,
      calls: STATE_CALLS,
      before: writes,
      body: perKey('storage_get', DATA, LARGE),
    },
  ],
  storageSet: [{ payload: 'value', sizes: SIZES, calls: STATE_CALLS, body: writes }],
  storageDelete: [
    { payload: 'value', sizes: SIZES, calls: STATE_CALLS, before: writes, body: perKey('storage_delete') },
  ],
  bufferCopy: [{ payload: 'bytes', sizes: [SMALL, LARGE, 1_048_576], calls: QUICK_CALLS, body: copies }],
  call: [{ payload: 'call data', sizes: [SMALL, LARGE], calls: QUICK_CALLS, body: calls }],
  external: [
    { payload: 'integers', sizes: [SMALL, LARGE], calls: [2, 12], body: asks(integers) },
    { payload: 'lists', sizes: [SMALL, LARGE], calls: [2, 12], body: asks(lists) },
  ],
  emit: [
    onPayload('text', (size) => event(text(size)), 'emit', [SMALL, LARGE], QUICK_CALLS),
    onPayload('integers', (size) => event(integers(size)), 'emit'),
    onPayload('dict', (size) => event(dict(size)), 'emit'),
  ],
  print: [onPayload('text', (size) => new Uint8Array(size).fill(0x61), 'print', [SMALL, LARGE], QUICK_CALLS)],
  finish: [
    onPayload('text', text, 'finish', [SMALL, LARGE], QUICK_CALLS),
    onPayload('integers', integers, 'finish'),
    onPayload('lists', lists, 'finish'),
    onPayload('dict', dict, 'finish'),
  ],
  revert: [onPayload('text', text, 'revert', [SMALL, 1_000], QUICK_CALLS)],
  selfDestruct: [{ payload: 'none', sizes: [0], calls: [1, 41], body: selfDestructs }],
  sha2: [hashes(32, 'sha256'), hashes(48, 'sha384'), hashes(64, 'sha512')],
  output: [onPayload('bytes', (size) => new Uint8Array(size), 'output', [SMALL, LARGE], QUICK_CALLS)],
};
