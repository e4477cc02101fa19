/** `pbevm block HEIGHT|HASH`: a block of the chain in a folder, with its receipts. */

import { type Command, InvalidArgumentError } from 'commander';
import { fromHex } from '../../../runtime/bytes.js';
import { type ChainFolder, openChainFolder } from '../../block/chain-folder.js';
import { blockLines, blockToJson } from '../chain-output.js';
import { EXIT } from '../exit-code.js';
import { withOptions } from '../options.js';

export async function withChain<Result>(
  data: string,
  body: (chain: ChainFolder) => Promise<Result> | Result,
): Promise<Result> {
  const chain = await openChainFolder(data);
  try {
    return await body(chain);
  } finally {
    await chain.close();
  }
}

function parseBlock(text: string): bigint | Uint8Array {
  if (/^0x[0-9a-fA-F]{64}$/.test(text)) return fromHex(text);
  if (/^[0-9]{1,19}$/.test(text)) return BigInt(text);
  throw new InvalidArgumentError('A block is its height, or its hash: 0x and 64 hexadecimal digits.');
}

export function addBlockCommand(program: Command): void {
  const command = program
    .command('block')
    .description('show a block of the chain in a folder')
    .argument('<block>', 'height or hash', parseBlock);
  withOptions(command, 'data', 'json').action(
    async (which: bigint | Uint8Array, options: { data: string; json?: boolean }) => {
      await withChain(options.data, ({ archive }) => {
        const found = archive.getBlock(which);
        const receipts = found === undefined ? undefined : archive.getReceipts(found.block.header.height);
        if (found === undefined || receipts === undefined) {
          console.log(options.json ? 'null' : 'there is no such block');
          process.exitCode = EXIT.contractFailed;
          return;
        }
        console.log(options.json ? blockToJson(found, receipts) : blockLines(found, receipts).join('\n'));
      });
    },
  );
}
