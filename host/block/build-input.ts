/** What a block is built from. */

import { ADDRESS_BYTES } from '../../runtime/address.js';
import { PbevmError } from '../../runtime/errors.js';
import type { KnownRoot, QueuedCall } from './containers.js';

export const HASH_BYTES = 32;

/** A block to be built on the head. */
export interface BuildInput {
  /** Seconds; after the head's. */
  readonly timestamp: bigint;
  /** 32 bytes. */
  readonly prevRandao: Uint8Array;
  readonly proposer: Uint8Array;
  /** Hash of the EVM block before the one beside this block; zero by default: without an EVM. */
  readonly anchor?: Uint8Array;
  /** Calls that the EVM beside has queued, all of which the block executes. */
  readonly queue?: readonly QueuedCall[];
  /**
   * Roots that the embedding consensus vouches for: of shards' finalised headers, each once (SEMANTICS 33).
   */
  readonly knownRoots?: readonly KnownRoot[];
  /** Envelopes, in the order in which they are tried where the reputation policy has none of its own. */
  readonly transactions: readonly Uint8Array[];
}

/** @throws PbevmError BAD_INPUT */
export function checkLengths({ prevRandao, proposer }: BuildInput, anchor: Uint8Array): void {
  const isRight =
    prevRandao.length === HASH_BYTES && anchor.length === HASH_BYTES && proposer.length === ADDRESS_BYTES;
  if (!isRight) throw new PbevmError('BAD_INPUT', 'prevRandao and anchor have 32 bytes, proposer 20');
}
