/**
 * `block/transfers`: blocks of 200 and of 1,000 token transfers, from their bytes to the synced write:
 * recovery of senders, execution, receipts, reputation, roots, comparison with the header, LevelDB. Beside
 * EthereumJS's
 * `runBlock` on its Merkle state in memory, both with native secp256k1, block by block in turn. The row's
 * value is of 1,000; ratios say how many of our transfers fit into one of theirs.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openProcessor } from '../host/block/index.js';
import { transferChain } from './block-chain.js';
import { erc20CreationCode, loadPeer } from './peers.js';
import { type BenchRow, type BenchSuite, median } from './row.js';

const NAME = 'block/transfers';
const SIZES = [200, 1_000] as const;
/** Thousands of addresses that hold the token before the first measured block. */
const HOLDERS = 50;
/** Rounds that only warm both sides up, and those that count; in each a block of every size. */
const WARM_UP = 4;
const ROUNDS = 9;

interface Timing {
  readonly size: number;
  readonly ours: number;
  readonly theirs: number;
}

async function timed(body: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await body();
  return performance.now() - start;
}

async function measure(): Promise<Timing[]> {
  const sizes = Array.from({ length: WARM_UP + ROUNDS }, () => SIZES).flat();
  const { genesis, setUp, blocks } = await transferChain(HOLDERS, sizes);
  const path = mkdtempSync(join(tmpdir(), 'pbevm-bench-'));
  const processor = await openProcessor({ genesis, store: 'level', path });
  const apply = async (bytes: Uint8Array): Promise<void> => {
    const pending = await processor.apply(bytes);
    await pending.commit();
  };
  for (const bytes of setUp) await apply(bytes);
  const { transferBlocks } = await loadPeer('ethereumjs-block');
  const runNext = await transferBlocks(erc20CreationCode(), sizes);
  const timings: Timing[] = [];
  for (const { size, bytes } of blocks) {
    timings.push({ size, ours: await timed(() => apply(bytes)), theirs: await timed(runNext) });
  }
  await processor.close();
  rmSync(path, { recursive: true, force: true });
  return timings.slice(WARM_UP * SIZES.length);
}

export const blockSuite: BenchSuite = {
  names: [NAME],

  async run(): Promise<readonly BenchRow[]> {
    const timings = await measure();
    return SIZES.toReversed().flatMap((size) => {
      const ofSize = timings.filter((timing) => timing.size === size);
      const perSecond = (milliseconds: number[]) => (1_000 * size) / median(milliseconds);
      const name = size === 1_000 ? NAME : `${NAME}/${size}`;
      const ratio = median(ofSize.map(({ ours, theirs }) => theirs / ours));
      const ours = perSecond(ofSize.map((timing) => timing.ours));
      const theirs = perSecond(ofSize.map((timing) => timing.theirs));
      return [
        { name, value: ours, unit: 'transactions/s', versus: 'ethereumjs', ratio },
        { name: `${name}/ethereumjs`, value: theirs, unit: 'transactions/s' },
      ];
    });
  },
};
