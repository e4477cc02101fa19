/**
 * A transfer of tokens in the Ethereum environment, in each of its languages, beside two ways of doing the
 * same: contracts of the chain that call each other, and the proposal's continuations.
 */

import { readFileSync } from 'node:fs';
import { Bench } from 'tinybench';
import { buildEnvironments, type EnvironmentName } from '../examples/environments/build.js';
import { EnvironmentState } from '../host/environment/environment-state.js';
import { createHost, type Host } from '../host/index.js';
import { create2Address } from '../host/state/account.js';
import { PyTuple, type Value } from '../host/vm/values/types.js';
import { formatAddress, ZERO_ADDRESS } from '../runtime/address.js';
import { packageRoot } from './package-root.js';
import { type BenchRow, type BenchSuite, latencyMedian, median } from './row.js';

const PYTHON = 'ee/transfer/python';
const WASM = 'ee/transfer/wasm';
const LANGUAGES = [
  [PYTHON, 'python'],
  [WASM, 'wasm'],
] as const;
const ROUNDS = 3;

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const dict = (entries: Readonly<Record<string, Value>>): Map<Value, Value> =>
  new Map(Object.entries(entries));
const [TOKEN, PAYER, PAYEE] = [1, 2, 3].map((byte) => new Uint8Array(20).fill(byte));
const hex = (address: Uint8Array): string => Buffer.from(address).toString('hex');
const NOTHING = new Uint8Array(0);

/** Pays, with linked functions. */
const LINKED = `finish(transfer_value({'amount': 1, 'token': bytes.fromhex('${hex(TOKEN)}')},
  bytes.fromhex('${hex(PAYEE)}')))`;

/** Pays by ending with what is to be called, which is the token. */
const CONTINUED = {
  payer: `
calldata = [bytes.fromhex('${hex(PAYEE)}'), 1]
finish((args[0], {'target': bytes.fromhex('${hex(TOKEN)}'), 'calldata': calldata}))`,
  token: `
state, [to, amount], ctx = args
balances, payer = state['balances'], ctx['eth']['msg']['sender']
if balances.get(payer, 0) < amount: revert()
balances[payer] -= amount
balances[to] = balances.get(to, 0) + amount
finish((state, None))`,
};

type Contracts = (holder: (address: Uint8Array) => Value) => Readonly<Record<string, [Uint8Array, Value]>>;

/** The contracts of each style, and who has what. */
const CONTRACTS: Readonly<Record<EnvironmentName, Contracts>> = {
  ethereum: (holder) => ({
    [hex(TOKEN)]: [NOTHING, dict({ supply: 1_000, balances: new Map([[holder(PAYER), 1_000]]) })],
    [hex(PAYER)]: [text(LINKED), new Map()],
    [hex(PAYEE)]: [NOTHING, new Map()],
  }),
  continuation: () => ({
    [hex(TOKEN)]: [text(CONTINUED.token), dict({ balances: new Map([[PAYER, 1_000]]) })],
    [hex(PAYER)]: [text(CONTINUED.payer), new Map()],
    [hex(PAYEE)]: [NOTHING, new Map()],
  }),
};

export const environmentSuite: BenchSuite = {
  names: [PYTHON, WASM],

  async run(wanted): Promise<readonly BenchRow[]> {
    const host = await createHost({ isolation: 'inline' });
    const built = await buildEnvironments();
    const native = await nativeTransfer(host);
    const rows: BenchRow[] = [];
    for (const [name, language] of LANGUAGES) {
      if (!wanted.includes(name)) continue;
      const body = (style: EnvironmentName) =>
        transferIn(host, built[language].get(style) as Uint8Array, style);
      rows.push(...(await besides(name, await body('ethereum'), await body('continuation'), native)));
    }
    await host.close();
    return rows;
  },
};

type Body = () => Promise<void>;

/** A contract that calls a token, on the chain. */
async function nativeTransfer(host: Host): Promise<Body> {
  const source = readFileSync(`${packageRoot()}/examples/token.py`);
  const token = await host.deploy(source, { args: ['Gold', 1_000_000] });
  const to = formatAddress(PAYEE);
  const payer = await host.deploy(`if not new: finish(call("${token.address}", ["transfer", "${to}", 1]))`);
  await host.send(token.address as string, ['transfer', payer.address as string, 1_000]);
  return called(host, payer.address as string, []);
}

/** A block of one transaction, with its witnesses, executed and dropped: the state is the same each time. */
async function transferIn(host: Host, code: Uint8Array, style: EnvironmentName): Promise<Body> {
  const address = create2Address(ZERO_ADDRESS, new Uint8Array(32), code);
  const id = BigInt(`0x${hex(address)}`);
  const contracts = CONTRACTS[style]((holder) => new PyTuple([id, holder]));
  const state = new EnvironmentState(
    Object.entries(contracts).map(([at, [bytes, storage]]) => [
      Buffer.from(at, 'hex'),
      { code: bytes, storage: storage as Map<Value, Value> },
    ]),
  );
  const made = await host.deploy(code, { vm: 'script', args: [state.root] });
  if (made.status !== 'success')
    throw new Error(`the benched environment is not made: ${JSON.stringify(made)}`);
  const transaction = dict({ target: PAYER, data: DATA, state: state.witnesses([TOKEN, PAYER, PAYEE]) });
  return called(host, formatAddress(address), ['process_block', [transaction]], state.root);
}

/** Of a call without arguments. */
const DATA = Uint8Array.of(0x80);

function called(host: Host, to: string, args: readonly Value[], rootBefore?: Uint8Array): Body {
  return async () => {
    const result = await host.call(to, args);
    if (result.status !== 'success') throw new Error(`the benched call fails: ${JSON.stringify(result)}`);
    if (rootBefore === undefined) return;
    const [root] = (result.value as PyTuple).items ?? (result.value as Value[]);
    if (hex(root as Uint8Array) === hex(rootBefore)) throw new Error('the benched transfer moves nothing');
  };
}

/** A B C in turn, medians: ratios say how many times as long a transfer in the environment takes. */
async function besides(name: string, linked: Body, continued: Body, native: Body): Promise<BenchRow[]> {
  const rounds: { linked: number; continued: number; native: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const times = { linked: await medianOf(linked), continued: await medianOf(continued) };
    rounds.push({ ...times, native: await medianOf(native) });
  }
  const value = median(rounds.map((round) => round.linked));
  const by = (of: (round: (typeof rounds)[number]) => number): number =>
    median(rounds.map((round) => round.linked / of(round)));
  return [
    { name, value, unit: 'ms', versus: 'call of a token on the chain', ratio: by((round) => round.native) },
    {
      name: `${name}/continuation`,
      value: median(rounds.map((round) => round.continued)),
      unit: 'ms',
      versus: 'of which dynamic linking takes',
      ratio: by((round) => round.continued),
    },
  ];
}

async function medianOf(body: Body): Promise<number> {
  // What fails says so here.
  await body();
  const bench = new Bench({ time: 700, warmupTime: 700 });
  bench.add('transfer', body);
  await bench.run();
  return latencyMedian(bench.tasks[0]);
}
