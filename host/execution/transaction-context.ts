/**
 * What the frames of one transaction share: effects that a failed frame takes back (events, marks), counters
 * of limits, the debug log.
 */

import { type Address, ZERO_ADDRESS } from '../../runtime/address.js';
import type { Limits } from '../../runtime/limits.js';
import { keyText } from '../state/key-text.js';
import type { OutgoingReceipt } from './cross-receipts.js';
import type { EventRecord, LogRecord } from './result.js';

/** Limits that hold for one transaction. */
export interface TransactionLimits {
  /** Fuel of the whole transaction; below 2^46. */
  readonly fuel: bigint;
  /** Pages that the memory of one frame may have. */
  readonly memoryPagesMax: number;
  /** Bytes of the debug log that are kept. */
  readonly debugBytesMax: number;
}

type EventLimits = Pick<Limits, 'eventsMax' | 'eventBytesMax'>;

const TOPIC_BYTES = 32;

/** Lengths to return to when a frame fails. */
export interface EffectsCheckpoint {
  readonly events: number;
  readonly eventBytes: number;
  readonly marks: number;
  readonly rents: number;
  readonly receipts: number;
}

/** What becomes of an account at the end of the transaction (SEMANTICS 22). */
export interface Mark {
  readonly address: Address;
  /** Where it is yanked to; absent for self_destruct. */
  readonly destination?: bigint;
}

export class TransactionContext {
  readonly limits: TransactionLimits;
  /** Who made the transaction. */
  readonly origin: Address;
  readonly events: EventRecord[] = [];
  readonly logs: LogRecord[] = [];
  logsTruncated = false;
  /** In order, possibly several of an account: the last one holds. */
  readonly marks: Mark[] = [];
  /** Rent that was paid, and burned. */
  readonly rents: bigint[] = [];
  /** Receipts for other shards. */
  readonly receipts: OutgoingReceipt[] = [];
  /** Accounts that cannot pay their rent, by address: no revert takes them off (SEMANTICS 35). */
  readonly doomed = new Map<string, Address>();
  /** Pages that frames on the stack reserve together. */
  pagesReserved = 0;
  /** Frames that were entered, whatever became of them. */
  frames = 0;

  /** What frames have used, and paid for once. */
  readonly #used = new Set<string>();
  /** Frames on the stack by the account whose storage they work on. */
  readonly #active = new Map<string, number>();
  #eventBytes = 0;
  #logBytes = 0;
  #livePages = 0;
  #peakPages = 0;

  constructor(limits: TransactionLimits, origin: Address = ZERO_ADDRESS) {
    this.limits = limits;
    this.origin = origin;
  }

  get peakPages(): number {
    return this.#peakPages;
  }

  checkpoint(): EffectsCheckpoint {
    return {
      events: this.events.length,
      eventBytes: this.#eventBytes,
      marks: this.marks.length,
      rents: this.rents.length,
      receipts: this.receipts.length,
    };
  }

  /** Receipts of the transaction, if it ended now. */
  get departures(): number {
    return this.receipts.length + this.marks.length + this.doomed.size;
  }

  /** Drops what was done since the checkpoint. */
  revert(checkpoint: EffectsCheckpoint): void {
    this.events.length = checkpoint.events;
    this.#eventBytes = checkpoint.eventBytes;
    this.marks.length = checkpoint.marks;
    this.rents.length = checkpoint.rents;
    this.receipts.length = checkpoint.receipts;
  }

  /** Keeps an event; false if the transaction holds as many, or as many bytes, as it may (SEMANTICS 9). */
  keepEvent(event: EventRecord, { eventsMax, eventBytesMax }: EventLimits): boolean {
    const topicBytes = TOPIC_BYTES * (event.topics?.length ?? 0);
    const bytes = this.#eventBytes + event.data.length + topicBytes;
    if (this.events.length >= eventsMax || bytes > eventBytesMax) return false;
    this.#eventBytes = bytes;
    this.events.push(event);
    return true;
  }

  /** Also if the frame that used it first fails later: it has paid. */
  isFirstUse(key: string): boolean {
    if (this.#used.has(key)) return false;
    this.#used.add(key);
    return true;
  }

  /** Whether a frame on the stack works on the storage of this account (SEMANTICS 17). */
  isActive(address: Address): boolean {
    return this.#active.size > 0 && this.#active.has(keyText(address));
  }

  /** Runs a frame that works on an account's storage, with its pages reserved. */
  enterFrame<Result>(address: Address, pages: number, body: () => Result): Result {
    const key = keyText(address);
    const frames = this.#active.get(key) ?? 0;
    this.#active.set(key, frames + 1);
    this.frames += 1;
    this.pagesReserved += pages;
    try {
      return body();
    } finally {
      if (frames === 0) this.#active.delete(key);
      else this.#active.set(key, frames);
      this.pagesReserved -= pages;
    }
  }

  /** Counts the pages of a frame while a callee runs on top of it. */
  withLivePages<Result>(pages: number, body: () => Result): Result {
    this.#livePages += pages;
    this.notePages(0);
    try {
      return body();
    } finally {
      this.#livePages -= pages;
    }
  }

  /** Notes the pages of the frame on top, at its end. */
  notePages(pages: number): void {
    this.#peakPages = Math.max(this.#peakPages, this.#livePages + pages);
  }

  /** Appends to the debug log up to its limit; text of one contract in a row is joined. */
  print(address: Address, text: Uint8Array): void {
    const room = this.limits.debugBytesMax - this.#logBytes;
    if (text.length > room) this.logsTruncated = true;
    const kept = text.subarray(0, room);
    if (kept.length === 0) return;
    this.#logBytes += kept.length;
    this.logs.push({ address, text: kept });
  }
}
