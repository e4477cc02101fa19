/** What can be proven of a chain: its state after a block, and that a block follows from the one before. */

import { assert, PbevmError } from '../../runtime/errors.js';
import type { AskedAccount } from '../state/database/prove-state.js';
import type { CallControl } from '../thread/call-stop.js';
import type { Ask, RequestQueue } from '../thread/execution-queue.js';
import type { BlockArchive } from './block-archive.js';
import type { BlockDatabase } from './block-database.js';
import { type BlockReply, type BlockRequest, checkReply } from './block-engine.js';
import type { Block, Receipt } from './containers.js';
import { EnvelopeBoard } from './envelope-board.js';
import { executeOnWitness } from './execute-witness.js';
import type { HeaderRules } from './header-checks.js';
import { ReadRecorder } from './read-recorder.js';
import { encodeWitness } from './witness.js';

export class ChainProofs {
  readonly #database: BlockDatabase;
  readonly #archive: BlockArchive;
  readonly #executions: RequestQueue;
  readonly #rules: HeaderRules;

  /** @internal Use `BlockProcessor.proofs`. */
  constructor(database: BlockDatabase, archive: BlockArchive, executions: RequestQueue, rules: HeaderRules) {
    this.#rules = rules;
    this.#database = database;
    this.#archive = archive;
    this.#executions = executions;
  }

  /**
   * Proves what accounts and storage are after a block; `verifyStateProof` checks it against the state root
   * of the block's header.
   * @throws PbevmError UNKNOWN_HEIGHT, PRUNED, CLOSED; HostFault.
   */
  async prove(requests: readonly AskedAccount[], height: bigint): Promise<Uint8Array> {
    return this.#executions.inOrder(async () => {
      this.#blockAt(height);
      return this.#database.prove(requests, Number(height));
    });
  }

  /**
   * Executes a block again, on the state of its parent, and makes the witness with which others can.
   * @throws PbevmError UNKNOWN_HEIGHT, PRUNED if that state is not kept; CLOSED; HostFault.
   */
  async witness(height: bigint, control?: CallControl): Promise<Uint8Array> {
    let reads: ReadRecorder | undefined;
    const ask = (): Ask => {
      const { header, queue, knownRoots, transactions } = this.#blockAt(height);
      reads = new ReadRecorder(this.#database.at(Number(height) - 1));
      const { shared } = EnvelopeBoard.of(transactions);
      const request: BlockRequest = { mode: 'apply', facts: header, queue, knownRoots, envelopes: shared };
      return { method: 'executeAside', args: [request], view: reads };
    };
    return this.#executions.request(ask, control, ({ result }) => {
      checkReply(result as BlockReply);
      assert(reads !== undefined, 'what was asked has read');
      const proof = this.#database.prove(reads.requests, Number(height) - 1);
      return encodeWitness({ parent: this.#blockAt(height - 1n).header, proof, codes: reads.codes });
    });
  }

  /**
   * Executes a block that has no more of the state than a witness shows, and compares what comes of it with
   * what its header says. Of this chain nothing plays a part but the rules of its genesis.
   * @returns the block's receipts, of queued calls first.
   * @throws BlockError with what is wrong with the block, or BAD_WITNESS; PbevmError as `witness`.
   */
  async executeWitness(witness: Uint8Array, block: Block, control?: CallControl): Promise<Receipt[]> {
    return executeOnWitness(this.#executions, { witness, block }, this.#rules, control);
  }

  /**
   * Executes a stored block again from its parent's state, which is proven against the parent's header, and
   * compares receipts and root with its own header.
   * @throws BlockError with what differs; PbevmError as `witness`.
   */
  async replay(height: bigint, control?: CallControl): Promise<void> {
    const witness = await this.witness(height, control);
    await this.executeWitness(witness, this.#blockAt(height), control);
  }

  #blockAt(height: bigint): Block {
    const found = this.#archive.getBlock(height);
    if (found !== undefined) return found.block;
    throw new PbevmError('UNKNOWN_HEIGHT', `there is no block ${height}`);
  }
}
