/**
 * What the EVM's side needs of the PBEVM's: blocks that are prepared, asked, and then kept or dropped.
 * `BlockProcessor` is one; nothing here knows more of it.
 */

import type { Address } from '../../runtime/address.js';
import type { Block, QueuedCall } from '../block/containers.js';

/** A read by an EVM contract: static, its invoker the EVM caller's alias. */
export interface SectionRead {
  readonly from: Address;
  readonly to: Address;
  /** Call data; for Python the CBOR list of arguments. */
  readonly data: Uint8Array;
  readonly fuel: bigint;
}

export interface SectionReadResult {
  /** Status of a receipt (docs/layouts.md); 0 is success. */
  readonly status: number;
  /** The output, or the revert data. */
  readonly output: Uint8Array;
  readonly fuelUsed: bigint;
}

/** The PBEVM half of a block, executed and not yet kept. */
export interface PendingSection {
  readonly block: Block;
  read(request: SectionRead): Promise<SectionReadResult>;
  /** Keeps it, on disk when it resolves. @throws HostFault if that cannot be done. */
  commit(): Promise<void>;
  /** Drops it, as if it had never been; does nothing once it was kept. */
  abort(): Promise<void>;
}

/** What the EVM's side adds to the input of a PBEVM block. */
export interface SectionLink {
  /** Calls that the EVM's block before queued. */
  readonly queue: readonly QueuedCall[];
  /** Hash of the EVM's block before. */
  readonly anchor: Uint8Array;
}

/** @typeParam Input what a block is built from, beside the link. */
export interface SectionProcessor<Input> {
  /** The last block that was kept. */
  readonly head: { readonly height: bigint; readonly stateRoot: Uint8Array };
  build(input: Input & SectionLink): Promise<PendingSection>;
  /** @throws BlockError if the block is not valid. */
  apply(block: Block): Promise<PendingSection>;
  /** Takes back all blocks above a height. */
  rollback(height: bigint): Promise<void>;
}
