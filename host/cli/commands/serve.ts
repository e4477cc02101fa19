/** `pbevm serve`: a devnet of one node with JSON-RPC on loopback. */

import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import type { Genesis } from '../../block/genesis.js';
import { parseGenesis } from '../../block/genesis.js';
import { openProcessor } from '../../block/open-processor.js';
import { serveDevnet } from '../../rpc/serve-devnet.js';
import { devnetGenesis } from '../../rpc/test-accounts.js';
import { EXIT } from '../exit-code.js';
import { log } from '../log.js';
import { readContract } from '../options.js';

interface ServeOptions {
  readonly port: number;
  readonly genesis?: string;
  readonly data?: string;
  readonly interval?: number;
}

function integer(max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^[0-9]+$/.test(text) || value > max) throw new InvalidArgumentError(`An integer from 0 to ${max}.`);
    return value;
  };
}

const now = () => BigInt(Math.floor(Date.now() / 1_000));

function readGenesis(file: string | undefined): Genesis {
  // A chain in a folder is opened again: its first block must not depend on when that is.
  if (file === undefined) return parseGenesis(devnetGenesis(DEVNET_TIMESTAMP));
  return parseGenesis(new TextDecoder().decode(readContract(file)), readContract);
}

/** 2026-01-01 00:00 UTC. */
const DEVNET_TIMESTAMP = 1_767_225_600n;

export function addServeCommand(program: Command): void {
  program
    .command('serve')
    .description('run a devnet with JSON-RPC on 127.0.0.1')
    .addOption(new Option('--port <n>', 'port; 0: any that is free').argParser(integer(65_535)).default(6609))
    .option('--genesis <file>', 'genesis file (default: ten test accounts with reputation and balances)')
    .option('--data <dir>', 'folder of the chain (default: in memory)')
    .addOption(
      new Option(
        '--interval <s>',
        'seconds between blocks (default: a block as soon as something waits)',
      ).argParser(integer(86_400)),
    )
    .action(async ({ port, genesis, data, interval = 0 }: ServeOptions) => {
      const store =
        data === undefined ? ({ store: 'memory' } as const) : ({ store: 'level', path: data } as const);
      const processor = await openProcessor({ genesis: readGenesis(genesis), ...store });
      const node = await serveDevnet(processor, {
        port,
        now,
        intervalMs: interval * 1_000,
        onFault: (fault) => {
          log.fatal(fault, 'the node stops');
          process.exit(EXIT.environment);
        },
      });
      process.stdout.write(`${greeting(node.port, node.accounts)}\n`);
      await new Promise<void>((resolve) => {
        for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, resolve);
      });
      await node.close();
    });
}

function greeting(port: number, accounts: readonly string[]): string {
  return [
    `pbevm devnet at http://127.0.0.1:${port}`,
    'test accounts, whose keys everybody knows:',
    ...accounts.map((address) => `  ${address}`),
  ].join('\n');
}
