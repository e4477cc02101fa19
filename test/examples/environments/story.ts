/**
 * Stories of the Ethereum environment: each is told to it in Python and in WebAssembly, with contracts in
 * both languages, and must come to the same roots and receipts.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type ContractName,
  type EnvironmentName,
  environmentCode,
  type Language,
} from '../../../examples/environments/build.js';
import { encodeValue } from '../../../host/vm/values/cbor.js';
import type { PyTuple, Value } from '../../../host/vm/values/types.js';
import type { Address } from '../../../runtime/address.js';
import { toHex } from '../../../runtime/bytes.js';
import { type EnvironmentAccount, EnvironmentChain, text } from './chain.js';
import { NO_VALUE, OWNER, signedCall, submit } from './transactions.js';

export const LANGUAGES: readonly Language[] = ['python', 'wasm'];
export const [HERE, THERE] = [0xa1, 0xb2].map((byte) => new Uint8Array(20).fill(byte));
export const reason = (name: string): Uint8Array => encodeValue(name);
export const done = (output: Value | Uint8Array, ...emitted: Value[]): Value => [
  0,
  output instanceof Uint8Array ? output : encodeValue(output),
  emitted,
];
export const reverted = (name: string): Value => [2, reason(name), []];
export const failed = (name: string): Value => [1, text(name), []];

/** Code of what the stories of a test file are about, in both languages. */
export class Codes<Name extends EnvironmentName | ContractName> {
  readonly #codes: ReadonlyMap<string, Uint8Array>;

  private constructor(codes: ReadonlyMap<string, Uint8Array>) {
    this.#codes = codes;
  }

  static async of<Name extends EnvironmentName | ContractName>(
    ...names: readonly Name[]
  ): Promise<Codes<Name>> {
    const codes = new Map<string, Uint8Array>();
    for (const language of LANGUAGES)
      for (const name of names) codes.set(`${language} ${name}`, await environmentCode(name, language));
    return new Codes(codes);
  }

  get(name: Name, language: Language): Uint8Array {
    return this.#codes.get(`${language} ${name}`) as Uint8Array;
  }
}

const codes = await Codes.of('ethereum', 'wallet', 'token');

/** Two environments on one chain, of one language. */
export class World {
  readonly chain = new EnvironmentChain();
  readonly here: EnvironmentAccount;
  readonly there: EnvironmentAccount;
  readonly #contracts: Language;

  constructor(language: Language, contracts: Language, mode: string) {
    this.#contracts = contracts;
    const code = codes.get('ethereum', language);
    this.here = this.chain.place(HERE, code, { mode });
    this.there = this.chain.place(THERE, code);
  }

  wallet(number = 0, environment = this.here): Address {
    const storage = new Map<Value, Value>([
      ['owner', OWNER],
      ['nonce', 0],
    ]);
    return submit(environment, codes.get('wallet', this.#contracts), storage, number);
  }

  token(owner: Address): Address {
    return submit(this.here, codes.get('token', this.#contracts), new Map([['owner', owner]]));
  }

  /** A contract of a test, which is Python. */
  contract(source: string, environment = this.here, storage: Map<Value, Value> = new Map()): Address {
    return submit(environment, text(source), storage);
  }

  /** A signed call of a wallet with what states it touches, in a block of its own: its receipt. */
  send(wallet: Address, nonce: number, call: Value[], ...others: Address[]): Value {
    const data = signedCall(this.here, wallet, nonce, call);
    return this.call(wallet, data, ...others);
  }

  /** A transaction in a block of its own: its receipt. */
  call(target: Address, data: Uint8Array | Value[], ...others: Address[]): Value {
    const { receipts } = this.here.block(this.here.transaction(target, data, ...others));
    assert.equal(receipts.length, 1);
    return receipts[0];
  }

  /** A wallet and a token, of which the wallet has 1,000 out of 1,500. */
  rich(): { wallet: Address; token: Address } {
    const wallet = this.wallet();
    const token = this.token(wallet);
    this.send(wallet, 0, [token, encodeValue(['mint', 1500]), NO_VALUE], token);
    const paid = this.send(wallet, 1, [token, encodeValue(['transfer', wallet, 1000]), NO_VALUE], token);
    assert.equal((paid as Value[])[0], 0);
    return { wallet, token };
  }

  /** Balances of a token by holder, in order; they are its supply. */
  balances(token: Address): ReadonlyMap<string, Value> {
    const storage = this.here.storage(token);
    const balances = [...(storage.get('balances') as Map<Value, Value>)];
    const sum = balances.reduce((total, [, amount]) => total + BigInt(amount as bigint), 0n);
    assert.equal(sum, BigInt(storage.get('supply') as bigint));
    return new Map(
      balances.map(([holder, amount]) => {
        const [id, address] = (holder as PyTuple).items;
        const where = id === this.here.id ? '' : id === this.there.id ? 'there ' : '? ';
        return [where + toHex(address as Uint8Array), amount];
      }),
    );
  }
}

interface Told {
  /** Of the environment: see its `init`. */
  readonly mode?: string;
  /** Languages of wallet and token, one after the other. */
  readonly contracts?: readonly Language[];
}

/** Tells a story to both environments; what they made of it must be the same. */
export function story(
  name: string,
  tell: (world: World) => void,
  { mode = 'default', contracts = LANGUAGES }: Told = {},
): void {
  for (const language of contracts) {
    test(contracts.length === 1 ? name : `${name}; contracts in ${language}`, () => {
      const blocks = LANGUAGES.map((own) => {
        const world = new World(own, language, mode);
        tell(world);
        return world.chain.blocks;
      });
      assert.deepEqual(blocks[0], blocks[1]);
    });
  }
}
