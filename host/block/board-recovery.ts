/** Senders of a block's transactions, recovered beside its execution. */

import { EnvelopeBoard } from './envelope-board.js';
import { SenderRecovery } from './recover-senders.js';
import type { Recovered } from './recovered.js';

/** Envelopes that a thread is given at once: execution waits for the first of them, a millisecond. */
const CHUNK_LENGTH = 16;

export interface RecoveryUnderWay {
  readonly board: EnvelopeBoard;
  /** All findings, in order; rejects with a HostFault if a thread failed. */
  readonly findings: Promise<readonly Recovered[]>;
}

export class BoardRecovery {
  readonly #recovery: SenderRecovery;
  readonly #isBeside: boolean;

  /** @param isBeside whether blocks are executed in another thread, which can wait for senders. */
  constructor(threads: number | undefined, isBeside: boolean) {
    this.#recovery = new SenderRecovery({
      chunkLength: CHUNK_LENGTH,
      ...(threads === undefined ? {} : { threads }),
    });
    this.#isBeside = isBeside;
  }

  /** Starts the threads, so that the first block need not wait for them. */
  warm(): void {
    this.#recovery.warm();
  }

  /** Begins to recover; resolves as soon as a block of these envelopes can be executed. */
  async begin(envelopes: readonly Uint8Array[]): Promise<RecoveryUnderWay> {
    const board = EnvelopeBoard.of(envelopes);
    for (let index = 0; index < board.length; index++) board.promise(index);
    const chunks = this.#recovery.recoverInChunks(envelopes);
    const findings = Promise.all(chunks).then((found) => found.flat());
    // Whoever completes the block is told.
    findings.catch(() => undefined);
    for (const [index, chunk] of chunks.entries()) {
      const start = index * CHUNK_LENGTH;
      chunk.then(
        (found) => found.forEach((finding, at) => void board.settle(start + at, finding)),
        () => {
          for (let at = start; at < board.length; at++) board.reopen(at);
        },
      );
    }
    if (!this.#isBeside) await findings;
    return { board, findings };
  }

  async close(): Promise<void> {
    await this.#recovery.close();
  }
}
