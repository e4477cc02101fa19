/** `pbevm run FILE`: the first run of a contract, on state that is thrown away. */

import type { Command } from 'commander';
import { argsOf, callOptions, type ExecutionOptions, readCode, withHost, withOptions } from '../options.js';
import { printResult } from '../print-result.js';

export function addRunCommand(program: Command): void {
  const command = program
    .command('run')
    .description('run a contract once, as new, on throw-away state')
    .argument('<file>', 'contract: Python source, wasm binary or .wat');
  withOptions(command, 'callArguments', 'from', 'fuel', 'value', 'balance', 'json').action(
    async (file: string, options: ExecutionOptions) => {
      const source = await readCode(file);
      const result = await withHost(
        undefined,
        (host) => host.deploy(source, { ...callOptions(options), ...argsOf(options) }),
        options.balance,
      );
      printResult(result, options);
    },
  );
}
