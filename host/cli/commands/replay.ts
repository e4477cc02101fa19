/** `pbevm replay --verify`: executes blocks of the chain in a folder again, and compares. */

import { type Command, InvalidArgumentError } from 'commander';
import { PbevmError } from '../../../runtime/errors.js';
import { openChainFolder } from '../../block/chain-folder.js';
import { BlockError } from '../../block/errors.js';
import { openProcessor } from '../../block/open-processor.js';
import { EXIT } from '../exit-code.js';
import { log } from '../log.js';
import { withOptions } from '../options.js';
import { number } from '../report.js';

interface ReplayOptions {
  readonly data: string;
  readonly verify?: boolean;
  readonly from?: bigint;
  readonly to?: bigint;
}

function parseHeight(text: string): bigint {
  if (!/^[0-9]{1,19}$/.test(text)) throw new InvalidArgumentError('A height is an integer.');
  return BigInt(text);
}

export function addReplayCommand(program: Command): void {
  const command = program
    .command('replay')
    .description(
      'execute blocks again, each on the proven state of its parent, and compare with their headers',
    )
    .option('--verify', 'compare receipts and state root (there is no other way to replay)')
    .option('--from <n>', 'first block (default: the earliest whose parent state is kept)', parseHeight)
    .option('--to <n>', 'last block (default: the head)', parseHeight);
  withOptions(command, 'data').action(async (options: ReplayOptions) => {
    if (!options.verify) throw new PbevmError('BAD_INPUT', 'say what for: replay --verify');
    const earliest = await earliestBlock(options.data);
    const processor = await openProcessor({ store: 'level', path: options.data });
    try {
      const { from = earliest, to = processor.head.height } = options;
      if (from > to) throw new PbevmError('BAD_INPUT', `there is no block from ${from} to ${to}`);
      for (let height = from; height <= to; height++) {
        if (!(await verifyBlock(() => processor.proofs.replay(height), height))) return;
      }
      console.log(
        `blocks ${number(from)} to ${number(to)}: receipts and state roots are those of their headers`,
      );
    } finally {
      await processor.close();
    }
  });
}

/** The first block whose parent's state is kept. */
async function earliestBlock(path: string): Promise<bigint> {
  const { database, close } = await openChainFolder(path);
  const earliest = BigInt(Math.max(0, database.floor) + 1);
  await close();
  return earliest;
}

/** False if the block is not what its header says, which is told. */
async function verifyBlock(replay: () => Promise<void>, height: bigint): Promise<boolean> {
  try {
    await replay();
    log.info({ height: Number(height) }, 'verified');
    return true;
  } catch (thrown) {
    if (!(thrown instanceof BlockError)) throw thrown;
    console.log(`block ${number(height)}: ${thrown.reason}: ${thrown.message}`);
    process.exitCode = EXIT.contractFailed;
    return false;
  }
}
