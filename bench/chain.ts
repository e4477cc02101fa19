/**
 * A transfer over 1,000,000 stored balances beside one over 1,000: the same fuel, or the row fails, and how
 * much longer. Memory store, inline. `chain/fuel-1m` and `chain/fuel-1k` are the fuel of one.
 */

import { readFileSync } from 'node:fs';
import { type ContractResult, createHost, type Host } from '../host/index.js';
import { packageRoot } from './package-root.js';
import { type BenchRow, type BenchSuite, median } from './row.js';

const ALICE = `0x${'a1'.repeat(20)}`;
const FEW = 1_000;
const MANY = 1_000_000;
/** Entries that a run adds: they fit the memory of a frame. */
const BATCH = 10_000;
/** Interleaved: A B A B. Each takes the quickest of some, so that collections of garbage do not count. */
const PAIRS = 60;
const TRANSFERS = 40;

/** The token, with a way to make many balances: of `0x000..0` and on, ten each. */
const source = (): string => `
if not new and args[0] == "fill":
    balances = chain["balances"]
    for number in range(*args[1:]):
        balances[f"0x{number:040x}"] = 10
    finish()
${readFileSync(`${packageRoot()}/examples/token.py`, 'utf8')}`;

const account = (number: number): string => `0x${number.toString(16).padStart(40, '0')}`;

function mustSucceed(result: ContractResult): ContractResult {
  if (result.status !== 'success') throw new Error(`the benched call fails: ${JSON.stringify(result)}`);
  return result;
}

async function makeToken(host: Host, balances: number): Promise<string> {
  const salt = balances.toString(16).padStart(64, '0');
  const options = { from: ALICE, args: ['Gold', 10], salt };
  const address = mustSucceed(await host.deploy(source(), options)).address as string;
  const limits = { fuel: 2 ** 45 };
  for (let start = 0; start < balances; start += BATCH) {
    const end = Math.min(start + BATCH, balances);
    mustSucceed(await host.send(address, ['fill', start, end], { limits }));
  }
  return address;
}

/** Moves one token there and back again between two accounts of the middle. */
function transfers(host: Host, token: string, balances: number): () => Promise<ContractResult> {
  const [one, other] = [account(balances / 2), account(balances / 4)];
  let forth = false;
  return async () => {
    forth = !forth;
    const [from, to] = forth ? [one, other] : [other, one];
    return mustSucceed(await host.send(token, ['transfer', to, 1], { from }));
  };
}

/** Microseconds of the quickest of some transfers. */
async function quickest(transfer: () => Promise<ContractResult>): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < TRANSFERS; i++) {
    const start = performance.now();
    await transfer();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

export const chainSuite: BenchSuite = {
  names: ['chain/transfer-1m'],

  async run(): Promise<readonly BenchRow[]> {
    const host = await createHost({ isolation: 'inline' });
    const few = transfers(host, await makeToken(host, FEW), FEW);
    const many = transfers(host, await makeToken(host, MANY), MANY);
    const [fuelFew, fuelMany] = [(await few()).fuelUsed, (await many()).fuelUsed];
    if (fuelFew !== fuelMany) throw new Error(`fuel differs: ${fuelFew} and ${fuelMany}`);
    const pairs: [number, number][] = [];
    for (let i = 0; i < PAIRS; i++) pairs.push([await quickest(many), await quickest(few)]);
    await host.close();
    const measured = pairs.slice(PAIRS / 4); // the first ones warm up
    const ratio = median(measured.map(([long, short]) => long / short));
    return [
      { name: 'chain/transfer-1k', value: median(measured.map(([, short]) => short)), unit: 'ms' },
      {
        name: 'chain/transfer-1m',
        value: median(measured.map(([long]) => long)),
        unit: 'ms',
        versus: 'chain/transfer-1k',
        ratio,
      },
      { name: 'chain/fuel-1k', value: fuelFew, unit: 'fuel' },
      { name: 'chain/fuel-1m', value: fuelMany, unit: 'fuel' },
    ];
  },
};
