/** `pbevm deploy FILE`: creates a contract and keeps it. */

import type { Command } from 'commander';
import { argsOf, callOptions, type ExecutionOptions, readCode, withHost, withOptions } from '../options.js';
import { printResult } from '../print-result.js';

export function addDeployCommand(program: Command): void {
  const command = program
    .command('deploy')
    .description('create a contract and run it for the first time')
    .argument('<file>', 'contract: Python source, wasm binary or .wat');
  withOptions(command, 'callArguments', 'from', 'fuel', 'value', 'balance', 'salt', 'data', 'json').action(
    async (file: string, options: ExecutionOptions) => {
      const source = await readCode(file);
      const salt = options.salt === undefined ? {} : { salt: options.salt };
      const result = await withHost(
        options.data,
        (host) => host.deploy(source, { ...callOptions(options), ...salt, ...argsOf(options) }),
        options.balance,
      );
      printResult(result, options);
    },
  );
}
