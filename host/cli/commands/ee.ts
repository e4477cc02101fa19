/** `pbevm ee deploy|run|call`: execution environments, whose contracts are in a file of the caller's. */

import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseAddress } from '../../../runtime/address.js';
import { fromHex, toHex } from '../../../runtime/bytes.js';
import { assert, PbevmError } from '../../../runtime/errors.js';
import type { ContractResult } from '../../api.js';
import type { EnvironmentState } from '../../environment/environment-state.js';
import { stateAfter } from '../../environment/state-after.js';
import { EnvironmentRunner } from '../../environment-runner.js';
import type { Host } from '../../host.js';
import { PROCESS_BLOCK } from '../../vm/script/block-roots.js';
import { encodeValue } from '../../vm/values/cbor.js';
import type { Value } from '../../vm/values/types.js';
import { hintOfNext, readContracts, readTransactions, writeContracts } from '../environment-files.js';
import { environmentLines, environmentToJson } from '../environment-report.js';
import {
  everyAddress,
  transactionOf,
  WITNESS_ROOTS,
  type WitnessRoot,
  withWitnesses,
} from '../environment-witnesses.js';
import { EXIT } from '../exit-code.js';
import {
  callOptions,
  type ExecutionOptions,
  parseAddressArgument,
  readCode,
  withHost,
  withOptions,
} from '../options.js';
import { printResult } from '../print-result.js';
import { paintFor } from '../style.js';

type Options = Omit<ExecutionOptions, 'args'> & { readonly args: Value[] };

export function addEnvironmentCommand(program: Command): void {
  const environment = program.command('ee').description('deploy, run and call execution environments');
  addDeploy(environment);
  addRun(environment);
  addCall(environment);
  for (const command of environment.commands) command.exitOverride();
}

const contractsOption = () => new Option('--contracts <file>', "the environment's contracts, JSON");

function addDeploy(environment: Command): void {
  const command = environment
    .command('deploy')
    .description(
      'create an environment: `init` with the root of the contracts, if they are given, then --args',
    )
    .argument('<file>', 'environment: Python source, wasm binary or .wat')
    .addOption(contractsOption());
  withOptions(command, 'args', 'from', 'fuel', 'value', 'balance', 'salt', 'data', 'json').action(
    async (file: string, { contracts, ...options }: Options & { contracts?: string }) => {
      const code = await readCode(file);
      const roots = contracts === undefined ? [] : [readContracts(contracts).root];
      const salt = options.salt === undefined ? {} : { salt: options.salt };
      const settings = { ...callOptions(options), ...salt, args: [...roots, ...options.args] };
      const result = await withHost(
        options.data,
        (host) => host.deploy(code, { ...settings, vm: 'script' }),
        options.balance,
      );
      printResult(result, options);
    },
  );
}

interface RunOptions extends Pick<Options, 'args' | 'from' | 'fuel' | 'json'> {
  readonly contracts: string;
  readonly transactions: string;
  readonly witnesses: WitnessRoot;
  readonly address?: string;
  readonly shard: bigint;
  readonly write?: boolean;
}

function parseShard(text: string): bigint {
  if (!/^[0-9]{1,20}$/.test(text) || BigInt(text) >= 2n ** 64n)
    throw new InvalidArgumentError('A shard is an integer below 2^64.');
  return BigInt(text);
}

function addRun(environment: Command): void {
  const command = environment
    .command('run')
    .description('have an environment process transactions, from witnesses alone: no state, no chain')
    .argument('<file>', 'environment: Python source, wasm binary or .wat')
    .addOption(contractsOption().makeOptionMandatory())
    .requiredOption('--transactions <file>', 'a JSON list; where `state` is missing, it is filled in')
    .addOption(
      new Option(
        '--witnesses <root>',
        'what is filled in is against: the root that the last one left, or that before',
      )
        .choices(WITNESS_ROOTS)
        .default('in-turn' satisfies WitnessRoot),
    )
    .addOption(
      new Option('--address <address>', "the environment's own (default: the zero address)").argParser(
        parseAddressArgument,
      ),
    )
    .addOption(new Option('--shard <n>', 'the shard that it is on').argParser(parseShard).default(0n, '0'))
    .option('--write', 'write the contracts as they are after it');
  withOptions(command, 'args', 'from', 'fuel', 'json').action(runOffline);
}

async function runOffline(file: string, options: RunOptions): Promise<void> {
  const { contracts, address, from, shard: shardId, fuel } = options;
  const state = readContracts(contracts);
  const given = readTransactions(options.transactions);
  const block = {
    code: await readCode(file),
    args: [state.root, ...options.args],
    ...(address === undefined ? {} : { address }),
    ...(from === undefined ? {} : { from }),
    shardId,
    limits: { fuel },
  };
  const runner = await EnvironmentRunner.start();
  try {
    const transactions = await withWitnesses(runner, block, state, given, options.witnesses);
    const { entry, result } = await runner.process({ ...block, preStateRoot: state.root, transactions });
    if (options.write && result.environment !== undefined) {
      writeContracts(contracts, knownStateAfter(state, result, 'nothing was written')).take();
    }
    print(entry, result, options);
  } finally {
    await runner.close();
  }
}

interface CallOptions extends Options {
  readonly contracts: string;
  readonly payload?: Uint8Array;
  readonly touch?: readonly string[];
}

function parsePayload(text: string): Uint8Array {
  if (!/^0x([0-9a-fA-F]{2})*$/.test(text))
    throw new InvalidArgumentError('A payload is 0x and hexadecimal digits.');
  return fromHex(text);
}

function addCall(environment: Command): void {
  const command = environment
    .command('call')
    .description('send a transaction for one contract of an environment, and keep what changes')
    .argument('<address>', 'address of the environment', parseAddressArgument)
    .argument('<target>', 'address of the contract', parseAddressArgument)
    .addOption(contractsOption().makeOptionMandatory())
    .addOption(
      new Option('--payload <hex>', 'data of the transaction as it is (default: CBOR of --args)')
        .argParser(parsePayload)
        .conflicts('args'),
    )
    .addOption(
      new Option(
        '--touch <address>',
        'a contract that it needs beside its target (default: all; repeat it)',
      ).argParser((text: string, before: string[] = []) => [...before, parseAddressArgument(text)]),
    );
  withOptions(command, 'args', 'from', 'fuel', 'data', 'json').action(
    async (address: string, target: string, options: CallOptions) => {
      const result = await withHost(options.data, (host) => callContract(host, address, target, options));
      print(PROCESS_BLOCK, result, options);
      // Its witness was no good to the environment, and nobody is told why.
      if (result.environment?.receipts?.length === 0) process.exitCode = EXIT.contractFailed;
    },
  );
}

/** Tried first, so that what the contracts will be is on disk before anything is sent. */
async function callContract(
  host: Host,
  address: string,
  to: string,
  options: CallOptions,
): Promise<ContractResult> {
  const { contracts: file, touch, payload, args } = options;
  const state = readContracts(file);
  await checkRoot(host, address, state, options);
  const target = parseAddress(to);
  const touched =
    touch === undefined ? everyAddress(state, target) : [...new Set([to, ...touch])].map(parseAddress);
  const transaction = transactionOf(state, target, payload ?? encodeValue(args, 'args'), touched);
  const call = [PROCESS_BLOCK, [transaction]];
  const settings = { ...callOptions(options), withChanges: false, withEnvironment: true };
  const tried = await host.call(address, call, settings);
  if (tried.status !== 'success') return tried;
  const after = knownStateAfter(state, tried, 'nothing was sent');
  const written = writeContracts(file, after);
  const sent = await host.send(address, call, settings);
  const isSame = sent.environment !== undefined && toHex(sent.environment.stateRoot) === toHex(after.root);
  assert(isSame, 'the same call on the same state ends alike');
  written.take();
  return sent;
}

/** @throws PbevmError BAD_INPUT if there is no environment, or it is elsewhere than the file */
async function checkRoot(
  host: Host,
  address: string,
  state: EnvironmentState,
  { contracts, data }: CallOptions,
): Promise<void> {
  const root = (await host.inspect(address))?.root;
  if (root === undefined)
    throw new PbevmError('BAD_INPUT', `there is no environment at ${address} in ${data}`);
  if (root === toHex(state.root)) return;
  const what = `${contracts} has the root ${toHex(state.root)}, the environment ${root}`;
  throw new PbevmError('BAD_INPUT', `${what}${hintOfNext(contracts)}`);
}

/** @throws PbevmError BAD_INPUT if the environment does not show what it changes */
function knownStateAfter(
  before: EnvironmentState,
  { environment }: ContractResult,
  consequence: string,
): EnvironmentState {
  const after = environment && stateAfter(before, environment);
  if (after !== undefined) return after;
  const what = 'the environment does not have the host hash what changes';
  throw new PbevmError('BAD_INPUT', `${what}: ${consequence}`);
}

function print(entry: string, result: ContractResult, { json, fuel }: Pick<Options, 'json' | 'fuel'>): void {
  const lines = () => environmentLines(entry, result, fuel, paintFor(process.stdout));
  console.log(json ? environmentToJson(entry, result) : lines().join('\n'));
  process.exitCode = result.status === 'success' ? EXIT.ok : EXIT.contractFailed;
}
