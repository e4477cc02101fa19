/** Receipts: what of a transaction's result the chain commits to, and what people read in it. */

import { formatAddress, ZERO_ADDRESS } from '../../runtime/address.js';
import { EMPTY_BYTES, equalBytes, toHex } from '../../runtime/bytes.js';
import {
  assert,
  type HaltCode,
  PbevmError,
  type RefusalCode,
  type RevertCode,
} from '../../runtime/errors.js';
import type { TransactionEnd, TransactionResult } from '../execution/result.js';
import { decodeRecord, decodeValue } from '../vm/values/cbor.js';
import { CborReader } from '../vm/values/cbor-reader.js';
import { stringifyValue } from '../vm/values/json.js';
import { RawJson, toText } from '../vm/values/json-text.js';
import type { Value } from '../vm/values/types.js';
import { withRoot } from '../vm/values/value-fault.js';
import type { Receipt, ReceiptEvent } from './containers.js';
import { BlockError } from './errors.js';
import { toQuantity } from './json-item.js';

export type ReceiptStatus = 'SUCCESS' | RevertCode | HaltCode | RefusalCode;

/** The number of a status is its place (docs/layouts.md): never moved, only added to. */
export const RECEIPT_STATUSES: readonly ReceiptStatus[] = [
  'SUCCESS',
  'REVERT',
  'BAD_ARGS',
  'OUT_OF_FUEL',
  'STACK_LIMIT',
  'TRAP',
  'MEMORY',
  'INVALID_CODE',
  'STATIC',
  'RENT',
  'DEPTH',
  'PAGES',
  'BALANCE',
  'REENTRANCY',
  'NO_CODE',
  'BAD_ADDRESS',
  'VM_MISMATCH',
  'TOMBSTONE',
];

/** Bytes of revert data that a receipt keeps (SEMANTICS 13). */
export const REVERT_BYTES_MAX = 256;

/** The receipt of a transaction. It shares the bytes of the result. */
export function toReceipt(result: TransactionResult): Receipt {
  const { end, fuelUsed, burned } = result;
  const created = end.kind === 'success' ? result.created : undefined;
  return {
    status: statusNumber(end),
    fuelUsed,
    output: outputOf(end),
    created: created ?? ZERO_ADDRESS,
    burned,
    events: result.events.map(({ address, data, topics = [] }) => ({ address, topics: [...topics], data })),
  };
}

function statusNumber(end: TransactionEnd): number {
  const number = RECEIPT_STATUSES.indexOf(end.kind === 'success' ? 'SUCCESS' : end.code);
  assert(number >= 0, 'every end has a status');
  return number;
}

function outputOf(end: TransactionEnd): Uint8Array {
  if (end.kind === 'success') return end.output;
  return end.kind === 'revert' ? end.reason.subarray(0, REVERT_BYTES_MAX) : EMPTY_BYTES;
}

/** How a transaction ended, by name. @throws BlockError ENCODING if the number is not in the table. */
export function receiptStatus({ status }: Receipt): ReceiptStatus {
  if (status >= RECEIPT_STATUSES.length) throw new BlockError('ENCODING', `no receipt has status ${status}`);
  return RECEIPT_STATUSES[status];
}

/** An event as people read it. */
export interface EventView {
  readonly address: string;
  readonly topics: readonly Uint8Array[];
  readonly data: Uint8Array;
  /** Where the data are the canonical CBOR of a name and a dict, as those of Python contracts are. */
  readonly name?: string;
  readonly fields?: ReadonlyMap<Value, Value>;
}

/**
 * A receipt as people read it. A receipt does not say which VM wrote its bytes: `value` and `reason` are
 * what they say if they are a Python contract's, and are absent where they cannot be.
 */
export interface ReceiptView {
  readonly status: ReceiptStatus;
  readonly fuelUsed: bigint;
  readonly burned: bigint;
  readonly output: Uint8Array;
  readonly created?: string;
  /** Of a success. */
  readonly value?: Value;
  /** Of a revert: its beginning, where it was cut. */
  readonly reason?: string;
  readonly events: readonly EventView[];
}

export function viewReceipt(receipt: Receipt): ReceiptView {
  const status = receiptStatus(receipt);
  const { fuelUsed, burned, output, created } = receipt;
  const value = status === 'SUCCESS' ? ifCanonical(() => decodeValue(output)) : undefined;
  const isRevert = status === 'REVERT' || status === 'BAD_ARGS';
  const reason = isRevert ? readReason(output) : undefined;
  return {
    status,
    fuelUsed,
    burned,
    output,
    ...(equalBytes(created, ZERO_ADDRESS) ? {} : { created: formatAddress(created) }),
    ...(value === undefined ? {} : { value }),
    ...(reason === undefined ? {} : { reason }),
    events: receipt.events.map(viewEvent),
  };
}

export function viewEvent({ address, topics, data }: ReceiptEvent): EventView {
  const content = readEventContent(data);
  const named = content === undefined ? {} : { name: content[0], fields: content[1] };
  return { address: formatAddress(address), topics, data, ...named };
}

/** Name and fields of an event's data; undefined if they are not the canonical CBOR of [name, dict]. */
export function readEventContent(data: Uint8Array): [name: string, fields: Map<Value, Value>] | undefined {
  const content = ifCanonical(() => decodeRecord(data, 2));
  if (content === undefined) return undefined;
  const [name, fields] = content;
  return typeof name === 'string' && fields instanceof Map ? [name, fields] : undefined;
}

/**
 * The name with which an event's data begin; undefined if they do not begin as [name, fields] does. For
 * indexes: quick, as it does not look at the fields.
 */
export function readEventName(data: Uint8Array): string | undefined {
  return ifCanonical(() =>
    withRoot('event', () => {
      const reader = new CborReader(data);
      const majorOfNext = () => {
        reader.readHead();
        return reader.major;
      };
      if (majorOfNext() !== CBOR_ARRAY || reader.argument !== 2) return undefined;
      return majorOfNext() === CBOR_TEXT ? reader.takeText(reader.argument) : undefined;
    }),
  );
}

/** Text that a revert's data begin with: whole, or as much as a receipt keeps of it; undefined if none. */
function readReason(data: Uint8Array): string | undefined {
  const whole = ifCanonical(() => decodeValue(data));
  if (whole !== undefined) return typeof whole === 'string' ? whole : undefined;
  // A reason is below 2^16 bytes: cut, its head is 0x79 and two bytes of length (RFC 8949 3).
  if (data.length !== REVERT_BYTES_MAX || data[0] !== CBOR_TEXT_U16) return undefined;
  try {
    // As a stream: the first bytes of a character that was cut are left out.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(data.subarray(3), {
      stream: true,
    });
  } catch {
    return undefined;
  }
}

/** Major types of CBOR (RFC 8949 3.1), and the head of a text with two bytes of length. */
const CBOR_TEXT = 3;
const CBOR_ARRAY = 4;
const CBOR_TEXT_U16 = 0x79;

/** What a decoder says; undefined where the bytes are not what it reads. */
function ifCanonical<Result>(decode: () => Result): Result | undefined {
  try {
    return decode();
  } catch (error) {
    if (error instanceof PbevmError && error.code === 'BAD_VALUE') return undefined;
    throw error;
  }
}

/**
 * A receipt as a JSON object, for CLI and RPC: `{status, fuelUsed, burned, output, created, value?, reason?,
 * events: [{address, topics, data, name?, fields?}]}`. Amounts are 0x quantities, bytes 0x data, values in
 * the JSON forms of SEMANTICS 12; `created` is null where nothing was.
 */
export function receiptToJson(receipt: Receipt): RawJson {
  const view = viewReceipt(receipt);
  const json = toText({
    status: view.status,
    fuelUsed: toQuantity(view.fuelUsed),
    burned: toQuantity(view.burned),
    output: toHex(view.output),
    created: view.created ?? null,
    value: view.value === undefined ? undefined : valueJson(view.value),
    reason: view.reason,
    events: view.events.map(eventToJson),
  });
  return new RawJson(json);
}

/** One event, as in `receiptToJson`. */
export function eventToJson({ address, topics, data, name, fields }: EventView): Record<string, unknown> {
  return {
    address,
    topics: topics.map(toHex),
    data: toHex(data),
    name,
    fields: fields === undefined ? undefined : valueJson(new Map(fields)),
  };
}

const valueJson = (value: Value): RawJson => new RawJson(stringifyValue(value));
