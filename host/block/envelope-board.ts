/**
 * The envelopes of a block in shared memory, and beside each its sender, as soon as some thread has recovered
 * it. The thread that executes reads them one after another: it waits for a sender that another recovers, and
 * recovers itself one that is left open. What it reads depends on nothing but the envelopes.
 *
 * Layout: u32 number n; i32 state[n]; u32 end[n], offsets into the bytes; senders, 20 bytes each; bytes.
 */

import { ADDRESS_BYTES, type Address } from '../../runtime/address.js';
import { TRANSACTION_DEFECTS, type TransactionDefect } from './errors.js';
import { recoverEnvelope } from './recovered.js';
import { decodeEnvelope, type Poke, type SignedTransaction } from './transaction.js';

/** States of an envelope; `defect` + i is the i-th of TRANSACTION_DEFECTS. */
const STATE = { open: 0, promised: 1, known: 2, defect: 3 } as const;

const WORD_BYTES = 4;

/** An envelope with its sender. */
export interface SenderKnown {
  readonly transaction: SignedTransaction;
  readonly sender: Address;
  /** Bytes of its envelope. */
  readonly bytes: number;
}

/** An envelope that nobody signed. */
export interface PokeKnown {
  readonly poke: Poke;
  /** Bytes of its envelope. */
  readonly bytes: number;
}

/** What an envelope is, or why it is none that a block can contain. */
export type Candidate = SenderKnown | PokeKnown | { readonly defect: TransactionDefect };

/** What recovery found out (recovered.ts). */
export interface SenderFinding {
  readonly sender: Address | undefined;
  readonly defect: TransactionDefect | undefined;
}

export class EnvelopeBoard implements Iterable<Candidate> {
  readonly shared: SharedArrayBuffer;
  readonly length: number;
  readonly #states: Int32Array;
  readonly #ends: Uint32Array;
  readonly #senders: Uint8Array;
  readonly #bytes: Uint8Array;

  constructor(shared: SharedArrayBuffer) {
    this.shared = shared;
    this.length = new Uint32Array(shared, 0, 1)[0];
    const sendersAt = WORD_BYTES * (1 + 2 * this.length);
    const bytesAt = sendersAt + ADDRESS_BYTES * this.length;
    this.#states = new Int32Array(shared, WORD_BYTES, this.length);
    this.#ends = new Uint32Array(shared, WORD_BYTES * (1 + this.length), this.length);
    this.#senders = new Uint8Array(shared, sendersAt, ADDRESS_BYTES * this.length);
    this.#bytes = new Uint8Array(shared, bytesAt);
  }

  static of(envelopes: readonly Uint8Array[]): EnvelopeBoard {
    const bytes = envelopes.reduce((sum, { length }) => sum + length, 0);
    const perEnvelope = 2 * WORD_BYTES + ADDRESS_BYTES;
    const shared = new SharedArrayBuffer(WORD_BYTES + perEnvelope * envelopes.length + bytes);
    new Uint32Array(shared, 0, 1)[0] = envelopes.length;
    const board = new EnvelopeBoard(shared);
    let end = 0;
    for (const [index, envelope] of envelopes.entries()) {
      board.#bytes.set(envelope, end);
      end += envelope.length;
      board.#ends[index] = end;
    }
    return board;
  }

  /** Somebody will `settle` these, or `reopen` them. */
  promise(index: number): void {
    Atomics.store(this.#states, index, STATE.promised);
  }

  settle(index: number, { sender, defect }: SenderFinding): void {
    if (sender !== undefined) this.#senders.set(sender, ADDRESS_BYTES * index);
    const isKnown = defect === undefined;
    this.#tell(index, isKnown ? STATE.known : STATE.defect + TRANSACTION_DEFECTS.indexOf(defect));
  }

  /** What was promised will not come: whoever waits helps himself. */
  reopen(index: number): void {
    const { promised, open } = STATE;
    if (Atomics.compareExchange(this.#states, index, promised, open) === promised) {
      Atomics.notify(this.#states, index);
    }
  }

  /** The envelopes read, in their order, each with its sender. */
  *[Symbol.iterator](): Iterator<Candidate> {
    for (let index = 0; index < this.length; index++) yield this.#candidateAt(index);
  }

  #candidateAt(index: number): Candidate {
    // A copy: native code takes no shared memory.
    const envelope = this.#bytes.slice(index === 0 ? 0 : this.#ends[index - 1], this.#ends[index]);
    while (Atomics.load(this.#states, index) === STATE.promised) {
      Atomics.wait(this.#states, index, STATE.promised);
    }
    const state = Atomics.load(this.#states, index);
    if (state === STATE.open) this.settle(index, recoverEnvelope(envelope));
    else if (state >= STATE.defect) return { defect: TRANSACTION_DEFECTS[state - STATE.defect] };
    else return this.#known(index, envelope);
    return this.#candidateAt(index);
  }

  #known(index: number, envelope: Uint8Array): SenderKnown | PokeKnown {
    const content = decodeEnvelope(envelope);
    if (content.kind === 'poke') return { poke: content.poke, bytes: envelope.length };
    const sender = this.#senders.slice(ADDRESS_BYTES * index, ADDRESS_BYTES * (index + 1));
    return { transaction: content.transaction, sender, bytes: envelope.length };
  }

  #tell(index: number, state: number): void {
    Atomics.store(this.#states, index, state);
    Atomics.notify(this.#states, index);
  }
}
