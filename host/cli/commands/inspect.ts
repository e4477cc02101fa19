/** `pbevm inspect ADDRESS`: what is stored of a contract or an account without code. */

import type { Command } from 'commander';
import { EXIT } from '../exit-code.js';
import { infoToJson } from '../json-output.js';
import { parseAddressArgument, withHost, withOptions } from '../options.js';
import { infoLines } from '../report.js';
import { paintFor } from '../style.js';

export function addInspectCommand(program: Command): void {
  const command = program
    .command('inspect')
    .description('show what is stored of a contract, or the balance of another account')
    .argument('<address>', 'address of the contract', parseAddressArgument);
  withOptions(command, 'data', 'json').action(
    async (address: string, options: { data: string; json?: boolean }) => {
      const info = await withHost(options.data, (host) => host.inspect(address));
      if (info === undefined) {
        console.log(options.json ? 'null' : `there is no contract at ${address}`);
        process.exitCode = EXIT.contractFailed;
        return;
      }
      console.log(options.json ? infoToJson(info) : infoLines(info, paintFor(process.stdout)).join('\n'));
    },
  );
}
