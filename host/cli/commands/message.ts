/** `pbevm send ADDRESS` and `pbevm call ADDRESS`: a message to a contract, kept or not. */

import type { Command } from 'commander';
import {
  callOptions,
  type ExecutionOptions,
  parseAddressArgument,
  withHost,
  withOptions,
} from '../options.js';
import { printResult } from '../print-result.js';

const DESCRIPTIONS = {
  send: 'send a message to a contract and keep what it changes',
  call: 'ask a contract; nothing it changes is kept',
} as const;

export function addMessageCommand(program: Command, name: keyof typeof DESCRIPTIONS): void {
  const command = program
    .command(name)
    .description(DESCRIPTIONS[name])
    .argument('<address>', 'address of the contract', parseAddressArgument);
  withOptions(command, 'callArguments', 'from', 'fuel', 'value', 'data', 'json').action(
    async (address: string, options: ExecutionOptions) => {
      const settings = { ...callOptions(options), withChanges: name === 'send' };
      const result = await withHost(options.data, (host) =>
        host[name](address, options.args ?? [], settings),
      );
      printResult(result, options);
    },
  );
}
