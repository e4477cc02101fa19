/**
 * Calls that EVM contracts queue for the next PBEVM block (SEMANTICS 30). They are kept in the storage of the
 * gateway's account, so that a revert of the EVM takes them back and the EVM's state root commits to them.
 *
 * | slot | value |
 * |---|---|
 * | 0 | word: number of calls u64, their fuel u64, words in use u64 (24 bytes, left-padded) |
 * | 2^128 + n | word n of the calls, one after another |
 *
 * A call: sender (20 bytes) || length of args u32 || fuel limit u64; target (left-padded); args, zeros up to
 * a word.
 */

import type { StateManagerInterface } from '@ethereumjs/common';
import type { Address as EvmAddress } from '@ethereumjs/util';
import { assert } from '../../runtime/errors.js';
import type { QueuedCall } from '../block/containers.js';
import { WORD_BYTES } from './gateway-abi.js';

/** What one block may queue. */
export interface QueueLimits {
  readonly callsMax: number;
  readonly payloadBytesMax: number;
  readonly fuelMax: bigint;
}

const ZERO_WORD = new Uint8Array(WORD_BYTES);

interface QueueHead {
  readonly calls: number;
  readonly fuel: bigint;
  readonly words: number;
}

/** Words that a call takes in storage. */
export function wordsOfCall(payloadBytes: number): number {
  return 2 + Math.ceil(payloadBytes / WORD_BYTES);
}

export class CallQueue {
  readonly #state: StateManagerInterface;
  readonly #account: EvmAddress;
  readonly #limits: QueueLimits;

  /** @param account the gateway's; it exists. */
  constructor(state: StateManagerInterface, account: EvmAddress, limits: QueueLimits) {
    this.#state = state;
    this.#account = account;
    this.#limits = limits;
  }

  /** Adds a call; its index, or undefined if the block has no room for it. */
  async push(call: QueuedCall): Promise<number | undefined> {
    const { callsMax, payloadBytesMax, fuelMax } = this.#limits;
    const head = await this.#readHead();
    const fuel = head.fuel + call.fuelLimit;
    if (head.calls >= callsMax || call.payload.length > payloadBytesMax || fuel > fuelMax) return undefined;
    const words = encodeCall(call);
    for (const [i, word] of words.entries()) await this.#write(wordSlot(head.words + i), word);
    await this.#writeHead({ calls: head.calls + 1, fuel, words: head.words + words.length });
    return head.calls;
  }

  /** Takes all calls out, in the order in which they were queued. */
  async drain(): Promise<QueuedCall[]> {
    const head = await this.#readHead();
    const calls: QueuedCall[] = [];
    let at = 0;
    for (let i = 0; i < head.calls; i++) {
      const first = await this.#take(at);
      const target = (await this.#take(at + 1)).slice(WORD_BYTES - 20);
      const view = new DataView(first.buffer);
      const payload = new Uint8Array(view.getUint32(20));
      const words = wordsOfCall(payload.length);
      for (let word = 2; word < words; word++) {
        const start = (word - 2) * WORD_BYTES;
        payload.set((await this.#take(at + word)).subarray(0, payload.length - start), start);
      }
      calls.push({ sender: first.slice(0, 20), target, fuelLimit: view.getBigUint64(24), payload });
      at += words;
    }
    assert(at === head.words, 'the calls of the queue are as long as its head says');
    if (head.calls > 0) await this.#write(HEAD_SLOT, ZERO_WORD);
    return calls;
  }

  async #take(index: number): Promise<Uint8Array> {
    const word = await this.#read(wordSlot(index));
    await this.#write(wordSlot(index), ZERO_WORD);
    return word;
  }

  async #readHead(): Promise<QueueHead> {
    const view = new DataView((await this.#read(HEAD_SLOT)).buffer);
    return {
      calls: Number(view.getBigUint64(8)),
      fuel: view.getBigUint64(16),
      words: Number(view.getBigUint64(24)),
    };
  }

  async #writeHead({ calls, fuel, words }: QueueHead): Promise<void> {
    const head = new Uint8Array(WORD_BYTES);
    const view = new DataView(head.buffer);
    view.setBigUint64(8, BigInt(calls));
    view.setBigUint64(16, fuel);
    view.setBigUint64(24, BigInt(words));
    await this.#write(HEAD_SLOT, head);
  }

  #read(slot: Uint8Array): Promise<Uint8Array> {
    return readWord(this.#state, this.#account, slot);
  }

  #write(slot: Uint8Array, word: Uint8Array): Promise<void> {
    return this.#state.putStorage(this.#account, slot, word);
  }
}

/** A storage word of an account; the state manager leaves out leading zeros. */
export async function readWord(
  state: StateManagerInterface,
  account: EvmAddress,
  slot: Uint8Array,
): Promise<Uint8Array> {
  const bytes = await state.getStorage(account, slot);
  const word = new Uint8Array(WORD_BYTES);
  word.set(bytes, WORD_BYTES - bytes.length);
  return word;
}

const HEAD_SLOT = ZERO_WORD;

/** 2^128 + index. */
function wordSlot(index: number): Uint8Array {
  const slot = new Uint8Array(WORD_BYTES);
  slot[WORD_BYTES - 17] = 1;
  new DataView(slot.buffer).setBigUint64(WORD_BYTES - 8, BigInt(index));
  return slot;
}

function encodeCall({ sender, target, fuelLimit, payload }: QueuedCall): Uint8Array[] {
  const bytes = new Uint8Array(wordsOfCall(payload.length) * WORD_BYTES);
  const view = new DataView(bytes.buffer);
  bytes.set(sender, 0);
  view.setUint32(20, payload.length);
  view.setBigUint64(24, fuelLimit);
  bytes.set(target, 2 * WORD_BYTES - 20);
  bytes.set(payload, 2 * WORD_BYTES);
  const words: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += WORD_BYTES) words.push(bytes.slice(at, at + WORD_BYTES));
  return words;
}
