/**
 * Which events are where: records that a block's batch adds, and queries over them. An index, not consensus:
 * events themselves are in receipts.
 *
 * One record for each block and each thing to ask for (any event, a contract's, those of a name, a contract's
 * of a name) lists the places of events: a block of a thousand transfers of one token adds four.
 */

import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes } from '@noble/hashes/utils.js';
import { type Address, formatAddress } from '../../runtime/address.js';
import { fromHex, toHex, u64be } from '../../runtime/bytes.js';
import { HostFault, PbevmError } from '../../runtime/errors.js';
import { RECORD_KIND } from '../state/record-keys.js';
import type { Change, RecordRange } from '../state/store.js';
import type { Receipt, ReceiptEvent } from './containers.js';
import { readEventName } from './receipt.js';

/** Where an event is; places sort by their members in this order. */
export interface EventPlace {
  readonly height: bigint;
  /** In the block's list of receipts. */
  readonly receipt: number;
  /** In the receipt. */
  readonly event: number;
}

export interface EventFilter {
  /** First and last block. */
  readonly fromBlock: bigint;
  readonly toBlock: bigint;
  readonly contract?: Address;
  /** Name that a Python contract gave to `emit`. */
  readonly name?: string;
  /** Events to return at most, from 1 to EVENTS_PER_QUERY_MAX; large ones end a page sooner. */
  readonly limit: number;
  /** Of an answer that was cut: where to go on. */
  readonly cursor?: string;
}

export interface FoundEvent extends EventPlace {
  readonly content: ReceiptEvent;
}

export interface EventsPage {
  readonly events: readonly FoundEvent[];
  /** Set if there may be more. */
  readonly cursor?: string;
}

export const EVENTS_PER_QUERY_MAX = 1_000;

/** Bytes of their data after which a page ends, whatever its limit: an answer is held in memory, as text too. */
const QUERY_BYTES_MAX = 16 * 1024 * 1024;

const U64_END = 2n ** 64n;
/** receipt u32, event u32. */
const PLACE_BYTES = 8;
/** height u64 and a place. */
const CURSOR_BYTES = 8 + PLACE_BYTES;

const utf8 = new TextEncoder();

/** What the keys of an index begin with. */
function indexPrefix(contract: Address | undefined, nameHash: Uint8Array | undefined): Uint8Array {
  if (contract === undefined) {
    return nameHash === undefined
      ? Uint8Array.of(RECORD_KIND.blockEvents)
      : concatBytes(Uint8Array.of(RECORD_KIND.namedEvents), nameHash);
  }
  return nameHash === undefined
    ? concatBytes(Uint8Array.of(RECORD_KIND.contractEvents), contract)
    : concatBytes(Uint8Array.of(RECORD_KIND.contractNamedEvents), contract, nameHash);
}

const hashName = (name: string): Uint8Array => sha256(utf8.encode(name));

/**
 * The records of a block. A rollback removes the same keys.
 * @param receipts all of the block's.
 */
export function eventRecords(height: bigint, receipts: readonly Receipt[]): Change[] {
  const places = new Map<string, { prefix: Uint8Array; places: Uint8Array[] }>();
  const prefixes = new PrefixCache();
  receipts.forEach(({ events }, receipt) => {
    events.forEach((content, event) => {
      const place = encodePlace(receipt, event);
      for (const [text, prefix] of prefixes.of(content)) {
        const record = places.get(text);
        if (record === undefined) places.set(text, { prefix, places: [place] });
        else record.places.push(place);
      }
    });
  });
  return [...places.values()].map((record) => ({
    key: concatBytes(record.prefix, u64be(height)),
    value: concatBytes(...record.places),
  }));
}

/** Prefixes of the indexes that an event is in, made once for each contract and name. */
class PrefixCache {
  readonly #prefixes = new Map<string, (readonly [text: string, prefix: Uint8Array])[]>();

  of({ address, data }: ReceiptEvent): readonly (readonly [text: string, prefix: Uint8Array])[] {
    const name = readEventName(data);
    const identity = `${formatAddress(address)} ${name === undefined ? '' : `:${name}`}`;
    let prefixes = this.#prefixes.get(identity);
    if (prefixes === undefined) {
      const all = [indexPrefix(undefined, undefined), indexPrefix(address, undefined)];
      if (name !== undefined) {
        all.push(indexPrefix(undefined, hashName(name)), indexPrefix(address, hashName(name)));
      }
      prefixes = all.map((prefix) => [toHex(prefix), prefix] as const);
      this.#prefixes.set(identity, prefixes);
    }
    return prefixes;
  }
}

/** Reads the index of a store. */
export class EventsIndex {
  readonly #records: RecordRange;
  readonly #receiptAt: (height: bigint, receipt: number) => Receipt | undefined;

  /** @param receiptAt the receipt of a block at a place in its list. */
  constructor(records: RecordRange, receiptAt: (height: bigint, receipt: number) => Receipt | undefined) {
    this.#records = records;
    this.#receiptAt = receiptAt;
  }

  /**
   * Events in the order of their places.
   * @throws PbevmError BAD_INPUT if the filter is out of range.
   * @throws HostFault if the index names an event that no receipt has.
   */
  async find(filter: EventFilter): Promise<EventsPage> {
    const after = checkFilter(filter);
    const { fromBlock, toBlock, contract, name, limit } = filter;
    const prefix = indexPrefix(contract, name === undefined ? undefined : hashName(name));
    const first = after === undefined || after.height < fromBlock ? fromBlock : after.height;
    const events: FoundEvent[] = [];
    const contentAt = this.#contents();
    let bytes = 0;
    const end = concatBytes(prefix, u64be(toBlock), Uint8Array.of(0));
    for await (const [key, value] of this.#records.range(concatBytes(prefix, u64be(first)), end)) {
      const height = new DataView(key.buffer, key.byteOffset, key.length).getBigUint64(prefix.length);
      for (const place of decodePlaces(height, value)) {
        if (after !== undefined && comparePlaces(place, after) <= 0) continue;
        if (events.length === limit || bytes >= QUERY_BYTES_MAX) {
          return { events, cursor: encodeCursor(events[events.length - 1]) };
        }
        const content = contentAt(place);
        bytes += content.data.length;
        events.push({ ...place, content });
      }
    }
    return { events };
  }

  /** Contents of events that are asked for in their order: a receipt is read once for all of its events. */
  #contents(): (place: EventPlace) => ReceiptEvent {
    type Last = { readonly height: bigint; readonly index: number; readonly found: Receipt | undefined };
    let last: Last | undefined;
    return ({ height, receipt, event }) => {
      if (last === undefined || last.height !== height || last.index !== receipt) {
        last = { height, index: receipt, found: this.#receiptAt(height, receipt) };
      }
      const content = last.found?.events[event];
      if (content !== undefined) return content;
      throw new HostFault(
        `the index names event ${event} of receipt ${receipt} in block ${height}, which is not there`,
      );
    };
  }
}

/** Checks a filter; the place of its cursor. */
function checkFilter({ fromBlock, toBlock, limit, cursor }: EventFilter): EventPlace | undefined {
  if (fromBlock < 0n || fromBlock > toBlock || toBlock >= U64_END) {
    throw new PbevmError('BAD_INPUT', 'fromBlock is at most toBlock, and both are heights');
  }
  if (!Number.isInteger(limit) || limit < 1 || limit > EVENTS_PER_QUERY_MAX) {
    throw new PbevmError('BAD_INPUT', `limit is an integer from 1 to ${EVENTS_PER_QUERY_MAX}`);
  }
  return cursor === undefined ? undefined : decodeCursor(cursor);
}

function encodePlace(receipt: number, event: number): Uint8Array {
  const bytes = new Uint8Array(PLACE_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, receipt);
  view.setUint32(4, event);
  return bytes;
}

function* decodePlaces(height: bigint, bytes: Uint8Array): Generator<EventPlace> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 0; at < bytes.length; at += PLACE_BYTES) {
    yield { height, receipt: view.getUint32(at), event: view.getUint32(at + 4) };
  }
}

function comparePlaces(a: EventPlace, b: EventPlace): number {
  if (a.height !== b.height) return a.height < b.height ? -1 : 1;
  return a.receipt - b.receipt || a.event - b.event;
}

function encodeCursor({ height, receipt, event }: EventPlace): string {
  return toHex(concatBytes(u64be(height), encodePlace(receipt, event)));
}

function decodeCursor(text: string): EventPlace {
  const bytes = fromHex(text);
  if (bytes.length !== CURSOR_BYTES) throw new PbevmError('BAD_INPUT', 'not a cursor of an answer');
  const view = new DataView(bytes.buffer);
  return { height: view.getBigUint64(0), receipt: view.getUint32(8), event: view.getUint32(12) };
}
