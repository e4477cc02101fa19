/** Options that several commands share: their text, their parsing, their meaning for the embedding API. */

import { readFileSync } from 'node:fs';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { isAddressText } from '../../runtime/address.js';
import { fromHex } from '../../runtime/bytes.js';
import { PbevmError } from '../../runtime/errors.js';
import { type CallArguments, type CallOptions, DEFAULT_LIMITS } from '../api.js';
import { createHost, type Host } from '../host.js';
import { parseValue } from '../vm/values/json.js';
import type { Value } from '../vm/values/types.js';
import { assemble } from './assemble.js';
import { log } from './log.js';

/** Folder of the state, below the working directory. */
export const DEFAULT_DATA = '.pbevm';

/** Options of the commands that execute something. */
export interface ExecutionOptions {
  readonly args?: Value[] | Uint8Array;
  readonly from?: string;
  readonly fuel: number;
  readonly salt?: string;
  readonly value?: bigint;
  readonly balance?: Readonly<Record<string, bigint>>;
  readonly data: string;
  readonly json?: boolean;
}

const ARRAY_NEEDED = 'It must be a JSON array, such as \'["transfer", 5]\'.';

function parseArgs(text: string): Value[] {
  const value = parseOrRefuse(() => parseValue(text));
  if (!Array.isArray(value)) throw new InvalidArgumentError(ARRAY_NEEDED);
  return value;
}

/** Arguments, or call data as it is. */
function parseCallArguments(text: string): Value[] | Uint8Array {
  const value = parseOrRefuse(() => parseValue(text));
  if (!Array.isArray(value) && !(value instanceof Uint8Array)) throw new InvalidArgumentError(ARRAY_NEEDED);
  return value;
}

function parseOrRefuse<Result>(parse: () => Result): Result {
  try {
    return parse();
  } catch (thrown) {
    if (thrown instanceof PbevmError) throw new InvalidArgumentError(thrown.message);
    throw thrown;
  }
}

export function parseAddressArgument(text: string): string {
  if (!isAddressText(text)) throw new InvalidArgumentError('An address is 0x and 40 hexadecimal digits.');
  return text.toLowerCase();
}

function parseFuel(text: string): number {
  const fuel = Number(text.replaceAll('_', ''));
  if (!Number.isSafeInteger(fuel) || fuel < 0)
    throw new InvalidArgumentError('Fuel is an integer of at least 0.');
  return fuel;
}

function parseSalt(text: string): string {
  if (parseOrRefuse(() => fromHex(text)).length > 32)
    throw new InvalidArgumentError('A salt has at most 32 bytes.');
  return text;
}

function parseAmount(text: string): bigint {
  const digits = text.replaceAll('_', '');
  if (!/^[0-9]{1,39}$/.test(digits)) throw new InvalidArgumentError('An amount is an integer below 2^128.');
  return BigInt(digits);
}

/** `ADDRESS=AMOUNT`, which may be given several times. */
function parseBalance(text: string, before: Record<string, bigint> = {}): Record<string, bigint> {
  const [address, amount = ''] = text.split('=');
  return { ...before, [parseAddressArgument(address)]: parseAmount(amount) };
}

const OPTIONS = {
  args: () => new Option('--args <json>', 'arguments, a JSON array').argParser(parseArgs).default([], '[]'),
  callArguments: () =>
    new Option(
      '--args <json>',
      'arguments, a JSON array (default: []); or call data, {"$bytes":"0x.."}',
    ).argParser(parseCallArguments),
  from: () =>
    new Option('--from <address>', 'the invoker (default: the zero address)').argParser(parseAddressArgument),
  fuel: () => new Option('--fuel <n>', 'fuel limit').argParser(parseFuel).default(DEFAULT_LIMITS.fuel),
  value: () => new Option('--value <n>', 'native amount that the invoker sends').argParser(parseAmount),
  balance: () =>
    new Option('--balance <address=n>', 'what an address has from the start (new state only)').argParser(
      parseBalance,
    ),
  salt: () => new Option('--salt <hex>', 'salt of the new address, up to 32 bytes').argParser(parseSalt),
  data: () => new Option('--data <dir>', 'folder of the state').default(DEFAULT_DATA),
  json: () => new Option('--json', 'print one JSON object'),
} as const;

export function withOptions(command: Command, ...names: (keyof typeof OPTIONS)[]): Command {
  for (const name of names) command.addOption(OPTIONS[name]());
  return command;
}

/** The part of the options that the embedding API takes. */
export function callOptions(options: ExecutionOptions): CallOptions {
  return {
    ...(options.from === undefined ? {} : { from: options.from }),
    ...(options.value === undefined ? {} : { value: options.value }),
    limits: { fuel: options.fuel },
    withChanges: true,
  };
}

/** Arguments of a deployment, if there are any. */
export function argsOf({ args }: ExecutionOptions): { readonly args?: CallArguments } {
  return args === undefined ? {} : { args };
}

/** Contents of a contract file. @throws PbevmError BAD_INPUT naming the file and the reason. */
export function readContract(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw unreadable(file, cause);
  }
}

/**
 * Code of a contract to be deployed: a Python source or a wasm binary as it is, WAT (`.wat`) assembled.
 * @throws PbevmError BAD_INPUT
 */
export async function readCode(file: string): Promise<Uint8Array> {
  const bytes = readContract(file);
  return isWat(file) ? assemble(file, bytes) : bytes;
}

export const isWat = (file: string): boolean => file.endsWith('.wat');

/** The error for a file that the system does not give. */
export function unreadable(file: string, cause: unknown): PbevmError {
  const { code } = cause as NodeJS.ErrnoException;
  const reason =
    code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : String(code);
  return new PbevmError('BAD_INPUT', `cannot read ${file}: ${reason}`, { cause });
}

/** Runs a body with a host on the data folder (or on throw-away state), and closes it. */
export async function withHost<Result>(
  data: string | undefined,
  body: (host: Host) => Promise<Result>,
  balance?: ExecutionOptions['balance'],
): Promise<Result> {
  const start = performance.now();
  const store =
    data === undefined ? ({ store: 'memory' } as const) : ({ store: 'level', path: data } as const);
  // A command makes a call or two: there is nothing to warm up for.
  const options = { ...store, warmUp: false };
  const host = await createHost(balance === undefined ? options : { ...options, balances: balance });
  log.debug({ data, milliseconds: performance.now() - start }, 'host started');
  try {
    if (log.isLevelEnabled('debug')) log.debug((await host.statistics()).memories, 'memories');
    return await body(host);
  } finally {
    await host.close();
    log.debug({ milliseconds: performance.now() - start }, 'host closed');
  }
}
