/**
 * Reading records from a thread that does not own the store (SEMANTICS 27). A question is a key in shared
 * memory and a ring at the owner's event loop; the asker sleeps until the answer is in the same place. Values
 * larger than the mailbox come in pieces. An owner that is busy delays the answer and nothing else; an asker
 * that is terminated in its sleep leaves nothing behind.
 */

import { assert, HostFault } from '../../runtime/errors.js';
import type { RecordReader } from './store.js';

/** 32-bit words at the start of the shared memory: whose turn it is, lengths in bytes. */
const WORD = { state: 0, key: 1, value: 2, piece: 3 } as const;
const HEADER_BYTES = 16;

/** Values of the word `state`. */
const STATE = { idle: 0, asked: 1, askedForMore: 2, answered: 3 } as const;

/** Values of the word `value` that are no length. */
const NO_RECORD = -1;
const FAILED = -2;

/** Bytes of a key, a piece of a value, or the text of an error. Most records are smaller. */
const DATA_BYTES = 128 * 1024;

/** A new mailbox, for one asker and one owner. */
export function createMailbox(dataBytes: number = DATA_BYTES): SharedArrayBuffer {
  return new SharedArrayBuffer(HEADER_BYTES + dataBytes);
}

class Mailbox {
  readonly words: Int32Array;
  readonly data: Uint8Array;

  constructor(shared: SharedArrayBuffer) {
    this.words = new Int32Array(shared, 0, HEADER_BYTES / 4);
    this.data = new Uint8Array(shared, HEADER_BYTES);
  }
}

/** The end of the thread that executes. */
export class MailboxReader implements RecordReader {
  readonly #box: Mailbox;
  readonly #ring: () => void;

  /** @param ring makes the owner call `MailboxOwner.answer`. */
  constructor(shared: SharedArrayBuffer, ring: () => void) {
    this.#box = new Mailbox(shared);
    this.#ring = ring;
  }

  /** Asks the owner and waits. @throws HostFault with the owner's words if it cannot read. */
  get(key: Uint8Array): Uint8Array | undefined {
    const { words, data } = this.#box;
    assert(key.length <= data.length, 'a key fits the mailbox');
    data.set(key);
    words[WORD.key] = key.length;
    this.#ask(STATE.asked);
    const length = words[WORD.value];
    if (length === NO_RECORD) return undefined;
    if (length === FAILED) throw new HostFault(new TextDecoder().decode(this.#piece().slice()));
    const value = new Uint8Array(length);
    let at = 0;
    for (;;) {
      const piece = this.#piece();
      value.set(piece, at);
      at += piece.length;
      if (at === length) return value;
      this.#ask(STATE.askedForMore);
    }
  }

  #piece(): Uint8Array {
    return this.#box.data.subarray(0, this.#box.words[WORD.piece]);
  }

  #ask(question: number): void {
    const { words } = this.#box;
    Atomics.store(words, WORD.state, question);
    this.#ring();
    while (Atomics.load(words, WORD.state) === question) Atomics.wait(words, WORD.state, question);
  }
}

/** The end of the thread that owns the store. */
export class MailboxOwner {
  readonly shared: SharedArrayBuffer;
  readonly #box: Mailbox;
  readonly #store: RecordReader;
  /** What of a value is still to be fetched. */
  #rest: Uint8Array = new Uint8Array();

  constructor(store: RecordReader, dataBytes?: number) {
    this.shared = createMailbox(dataBytes);
    this.#box = new Mailbox(this.shared);
    this.#store = store;
  }

  /**
   * Answers the question that stands in the mailbox. To be called at each ring.
   * @param view what it is answered from, if not from the store.
   */
  answer(view: RecordReader = this.#store): void {
    const { words } = this.#box;
    const question = Atomics.load(words, WORD.state);
    assert(question === STATE.asked || question === STATE.askedForMore, 'a ring means a question');
    if (question === STATE.asked) this.#lookUp(view);
    this.#writePiece();
    Atomics.store(words, WORD.state, STATE.answered);
    Atomics.notify(words, WORD.state);
  }

  #lookUp(reader: RecordReader): void {
    const { words, data } = this.#box;
    try {
      const value = reader.get(data.slice(0, words[WORD.key]));
      words[WORD.value] = value?.length ?? NO_RECORD;
      this.#rest = value ?? new Uint8Array();
    } catch (thrown) {
      words[WORD.value] = FAILED;
      const text = thrown instanceof Error ? thrown.message : String(thrown);
      this.#rest = new TextEncoder().encode(text).subarray(0, data.length);
    }
  }

  #writePiece(): void {
    const { words, data } = this.#box;
    const piece = this.#rest.subarray(0, data.length);
    data.set(piece);
    words[WORD.piece] = piece.length;
    this.#rest = this.#rest.subarray(piece.length);
  }
}
