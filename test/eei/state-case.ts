/** Cases in the published GeneralStateTests JSON form: one per combination of data, gas limit and value. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromHex } from '../../runtime/bytes.js';

interface AccountText {
  readonly balance: string;
  readonly code: string;
  readonly nonce: string;
  readonly storage: Readonly<Record<string, string>>;
}

interface CaseText {
  readonly env: Readonly<Record<string, string>>;
  readonly pre: Readonly<Record<string, AccountText>>;
  readonly post: Readonly<
    Record<
      string,
      readonly {
        readonly hash: string;
        readonly logs: string;
        readonly indexes: { readonly data: number; readonly gas: number; readonly value: number };
      }[]
    >
  >;
  readonly transaction: {
    readonly data: readonly string[];
    readonly gasLimit: readonly string[];
    readonly gasPrice: string;
    readonly nonce: string;
    readonly secretKey: string;
    readonly to: string;
    readonly value: readonly string[];
  };
}

export interface CaseAccount {
  readonly address: Uint8Array;
  readonly balance: bigint;
  readonly nonce: bigint;
  readonly code: Uint8Array;
  /** Keys and values of 32 bytes. */
  readonly storage: readonly (readonly [key: Uint8Array, value: Uint8Array])[];
}

export interface CaseTransaction {
  readonly secretKey: Uint8Array;
  readonly nonce: bigint;
  readonly gasPrice: bigint;
  readonly gasLimit: bigint;
  /** Absent: it creates a contract. */
  readonly to?: Uint8Array;
  readonly value: bigint;
  readonly data: Uint8Array;
}

export interface CaseBlock {
  readonly coinbase: Uint8Array;
  readonly difficulty: bigint;
  readonly gasLimit: bigint;
  readonly number: bigint;
  readonly timestamp: bigint;
  /** Hash of the block before it. */
  readonly previousHash: Uint8Array;
}

export interface StateCase {
  /** Name in the file, with the indexes where there are several. */
  readonly name: string;
  readonly block: CaseBlock;
  readonly pre: readonly CaseAccount[];
  readonly transaction: CaseTransaction;
  /** Published root of the state afterwards and hash of the logs, `0x` and 64 digits. */
  readonly stateRoot: string;
  readonly logsHash: string;
}

/** The fork whose rules are built. */
const FORK = 'Byzantium';

const number = (text: string): bigint => (text === '' || text === '0x' ? 0n : BigInt(text));

function word(text: string): Uint8Array {
  const bytes = fromHex(text.length % 2 === 0 ? text : `0x0${text.slice(2)}`);
  const padded = new Uint8Array(32);
  padded.set(bytes, 32 - bytes.length);
  return padded;
}

function accountOf([address, text]: [string, AccountText]): CaseAccount {
  return {
    address: fromHex(address),
    balance: number(text.balance),
    nonce: number(text.nonce),
    code: fromHex(text.code),
    storage: Object.entries(text.storage).map(([key, value]) => [word(key), word(value)] as const),
  };
}

function blockOf(env: CaseText['env']): CaseBlock {
  return {
    coinbase: fromHex(env['currentCoinbase']),
    difficulty: number(env['currentDifficulty']),
    gasLimit: number(env['currentGasLimit']),
    number: number(env['currentNumber']),
    timestamp: number(env['currentTimestamp']),
    previousHash: word(env['previousHash'] ?? '0x'),
  };
}

function casesOf([name, text]: [string, CaseText]): StateCase[] {
  const { transaction, post } = text;
  const posts = post[FORK] ?? [];
  return posts.map(({ hash, logs, indexes }) => ({
    name: posts.length === 1 ? name : `${name}/${indexes.data}/${indexes.gas}/${indexes.value}`,
    block: blockOf(text.env),
    pre: Object.entries(text.pre).map(accountOf),
    transaction: {
      secretKey: word(transaction.secretKey),
      nonce: number(transaction.nonce),
      gasPrice: number(transaction.gasPrice),
      gasLimit: number(transaction.gasLimit[indexes.gas]),
      ...(fromHex(transaction.to).length === 0 ? {} : { to: fromHex(transaction.to) }),
      value: number(transaction.value[indexes.value]),
      data: fromHex(transaction.data[indexes.data]),
    },
    stateRoot: hash,
    logsHash: logs,
  }));
}

/**
 * Every case of the JSON files in a folder and below, in the order of their names.
 * @throws Error that names the file which holds no cases.
 */
export function readCases(folder: string): StateCase[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const json = files.filter((file) => file.endsWith('.json')).sort();
  return json.flatMap((file) => {
    try {
      return Object.entries(JSON.parse(readFileSync(join(folder, file), 'utf8')) as CaseFile).flatMap(
        casesOf,
      );
    } catch (cause) {
      throw new Error(`${file} holds no state tests: ${(cause as Error).message}`, { cause });
    }
  });
}

type CaseFile = Readonly<Record<string, CaseText>>;
