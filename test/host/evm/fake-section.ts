/** A PBEVM of one number, for tests of the EVM's side alone: queued calls add to it, reads return it. */

import { sha256 } from '@noble/hashes/sha2.js';
import type { Block, Header, QueuedCall } from '../../../host/block/containers.js';
import type {
  PendingSection,
  SectionLink,
  SectionProcessor,
  SectionRead,
} from '../../../host/evm/section.js';
import { u64be } from '../../../runtime/bytes.js';

const ZERO_HASH = new Uint8Array(32);

function headerOf(height: bigint, sum: number, anchor: Uint8Array): Header {
  const zero = {
    parent: ZERO_HASH,
    prevRandao: ZERO_HASH,
    transactionsRoot: ZERO_HASH,
    queueRoot: ZERO_HASH,
  };
  return {
    ...zero,
    receiptsRoot: ZERO_HASH,
    knownRootsRoot: ZERO_HASH,
    crossRoot: ZERO_HASH,
    chainId: 1n,
    shardId: 0n,
    height,
    timestamp: height,
    protocol: 0,
    proposer: new Uint8Array(20),
    anchor,
    fuelLimit: 1_000n,
    fuelUsed: 0n,
    totalFee: 0n,
    stateRoot: sha256(u64be(sum)),
  };
}

export class FakeProcessor implements SectionProcessor<{ readonly fails?: boolean }> {
  /** The number at each height. */
  readonly sums: number[] = [0];
  /** What reads asked for, in order. */
  readonly reads: SectionRead[] = [];
  readonly log: string[] = [];
  /** How the next commit fails. */
  commitFailure: Error | undefined;

  get head(): Header {
    return headerOf(BigInt(this.sums.length - 1), this.sums.at(-1) as number, ZERO_HASH);
  }

  async build({ queue, anchor, fails }: SectionLink & { readonly fails?: boolean }): Promise<PendingSection> {
    if (fails) throw new Error('the section fails');
    return this.#pending(queue, anchor);
  }

  async apply({ header, queue }: Block): Promise<PendingSection> {
    return this.#pending(queue, header.anchor);
  }

  async rollback(height: bigint): Promise<void> {
    this.log.push(`rollback ${height}`);
    this.sums.length = Number(height) + 1;
  }

  #pending(queue: readonly QueuedCall[], anchor: Uint8Array): PendingSection {
    const sum = queue.reduce((total, { payload }) => total + payload[0], this.sums.at(-1) as number);
    const header = headerOf(BigInt(this.sums.length), sum, anchor);
    return {
      block: { header, queue: [...queue], transactions: [], knownRoots: [] },
      read: async (request) => {
        this.reads.push(request);
        // Data of more than one byte fails, in a way that names the byte.
        if (request.data.length > 1) return { status: request.data[0], output: request.data, fuelUsed: 700n };
        return { status: 0, output: Uint8Array.of(sum), fuelUsed: 12_345n };
      },
      commit: async () => {
        this.log.push(`commit ${header.height}`);
        if (this.commitFailure !== undefined) throw this.commitFailure;
        this.sums.push(sum);
      },
      abort: async () => {
        this.log.push(`abort ${header.height}`);
      },
    };
  }
}
