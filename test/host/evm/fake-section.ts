/** A PBEVM of one number, for tests of the EVM's side alone: queued calls add to it, reads return it. */

import { sha256 } from '@noble/hashes/sha2.js';
import type { BuildInput } from '../../../host/block/build-input.js';
import type { MessageCall } from '../../../host/block/call-message.js';
import type { Block, Header, QueuedCall } from '../../../host/block/containers.js';
import { BlockError } from '../../../host/block/errors.js';
import type { PendingSection, SectionInput, SectionProcessor } from '../../../host/evm/section.js';
import type { TransactionResult } from '../../../host/execution/result.js';
import { u64be } from '../../../runtime/bytes.js';
import { PbevmError } from '../../../runtime/errors.js';

const ZERO_HASH = new Uint8Array(32);

/** The fake executes no transactions. */
export const NO_INPUT: SectionInput = {
  timestamp: 1n,
  prevRandao: ZERO_HASH,
  proposer: new Uint8Array(20),
  transactions: [],
};

function resultOf(end: TransactionResult['end'], fuelUsed: bigint): TransactionResult {
  return {
    end,
    fuelUsed,
    memoryPages: 0,
    frames: 1,
    burned: 0n,
    receipts: [],
    events: [],
    logs: [],
    logsTruncated: false,
  };
}

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
    fuelLimit: 100_000_000n,
    fuelUsed: 0n,
    totalFee: 0n,
    stateRoot: sha256(u64be(sum)),
  };
}

export class FakeProcessor implements SectionProcessor {
  /** The number at each height. */
  readonly sums: number[] = [0];
  /** What reads asked for, in order. */
  readonly reads: MessageCall[] = [];
  readonly log: string[] = [];
  /** How building fails, and keeping what was built. */
  buildFailure: Error | undefined;
  commitFailure: Error | undefined;

  get head(): Header {
    return headerOf(BigInt(this.sums.length - 1), this.sums.at(-1) as number, ZERO_HASH);
  }

  async build({ queue = [], anchor = ZERO_HASH }: BuildInput): Promise<PendingSection> {
    if (this.buildFailure !== undefined) throw this.buildFailure;
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
    const fuel = queue.reduce((total, { fuelLimit }) => total + fuelLimit, 0n);
    if (fuel > this.head.fuelLimit) throw new BlockError('BAD_QUEUE', 'more fuel than the block has');
    const sum = queue.reduce((total, { payload }) => total + payload[0], this.sums.at(-1) as number);
    const header = headerOf(BigInt(this.sums.length), sum, anchor);
    return {
      block: { header, queue: [...queue], transactions: [], knownRoots: [] },
      call: async (message) => {
        const request = message as MessageCall;
        // As the processor does.
        if (request.data.length > 2 ** 20) throw new PbevmError('BAD_INPUT', 'too much data');
        this.reads.push(request);
        const [output, format] = [Uint8Array.of(sum), 'cbor'] as const;
        if (request.data.length === 1) return resultOf({ kind: 'success', output, format }, 12_345n);
        return resultOf({ kind: 'revert', code: 'REVERT', reason: request.data, format }, 700n);
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
