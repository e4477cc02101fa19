/** What the EVM's side needs of PBEVM's: blocks that are prepared, asked, and then kept or dropped. */

import type { BlockProcessor } from '../block/block-processor.js';
import type { BuildInput } from '../block/build-input.js';
import type { Block } from '../block/containers.js';
import type { PendingBlock } from '../block/pending-block.js';

/** The PBEVM half of a block, executed and not yet kept. */
export type PendingSection = Pick<PendingBlock, 'block' | 'call' | 'commit' | 'abort'>;

/** `BlockProcessor`, as far as it is needed here. */
export interface SectionProcessor extends Pick<BlockProcessor, 'head' | 'rollback'> {
  build(input: BuildInput): Promise<PendingSection>;
  apply(block: Block): Promise<PendingSection>;
}

/** What the EVM's side adds to the input of a PBEVM block: the queue, and the EVM block before. */
export type SectionLink = Required<Pick<BuildInput, 'queue' | 'anchor'>>;

/** What a PBEVM block is made of, beside an EVM. */
export type SectionInput = Omit<BuildInput, keyof SectionLink>;
