/** `pbevm run FILE`: the first run of a contract, on state that is thrown away. */

import type { Command } from 'commander';
import {
  argsOf,
  callOptions,
  type ExecutionOptions,
  readContract,
  withHost,
  withOptions,
} from '../options.js';
import { printResult } from '../print-result.js';

export function addRunCommand(program: Command): void {
  const command = program
    .command('run')
    .description('run a contract once, as new, on throw-away state')
    .argument('<file>', 'Python source of the contract, or a wasm binary');
  withOptions(command, 'callArguments', 'from', 'fuel', 'value', 'balance', 'json').action(
    async (file: string, options: ExecutionOptions) => {
      const source = readContract(file);
      const result = await withHost(
        undefined,
        (host) => host.deploy(source, { ...callOptions(options), ...argsOf(options) }),
        options.balance,
      );
      printResult(result, options);
    },
  );
}
