/**
 * Time of a warm call: the whole path of `host.send` on the memory store, inline. The token transfer runs
 * beside an ERC-20 transfer in EthereumJS.
 */

import { readFileSync } from 'node:fs';
import { Bench } from 'tinybench';
import { createHost } from '../host/index.js';
import { packageRoot } from './package-root.js';
import { erc20CreationCode, loadPeer } from './peers.js';
import { type BenchRow, type BenchSuite, latencyMedian, median } from './row.js';

const ALICE = `0x${'a1'.repeat(20)}`;
const BOB = `0x${'b0'.repeat(20)}`;

const EMPTY = 'call/empty';
const TRANSFER = 'call/token-transfer';
const ROUNDS = 3;

export const callSuite: BenchSuite = {
  names: [EMPTY, TRANSFER],

  async run(wanted): Promise<readonly BenchRow[]> {
    const host = await createHost({ isolation: 'inline' });
    const empty = await host.deploy('pass');
    const source = readFileSync(`${packageRoot()}/examples/token.py`);
    const token = await host.deploy(source, { from: ALICE, args: ['Gold', 1_000_000_000] });
    const send = async (to: string | undefined, args: Parameters<typeof host.send>[1]): Promise<void> => {
      const result = await host.send(to as string, args, { from: ALICE });
      if (result.status !== 'success') throw new Error(`the benched call fails: ${JSON.stringify(result)}`);
    };
    const bodies: Readonly<Record<string, () => Promise<void>>> = {
      [EMPTY]: () => send(empty.address, []),
      [TRANSFER]: () => send(token.address, ['transfer', BOB, 1]),
    };
    const rows: BenchRow[] = [];
    if (wanted.includes(EMPTY)) rows.push(milliseconds(EMPTY, await medianOf(bodies[EMPTY])));
    if (wanted.includes(TRANSFER)) rows.push(...(await besideEthereumjs(bodies[TRANSFER])));
    await host.close();
    return rows;
  },
};

const milliseconds = (name: string, value: number): BenchRow => ({ name, value, unit: 'ms' });

async function medianOf(body: () => Promise<void>, warmupTime = 1_000): Promise<number> {
  const bench = new Bench({ time: 1_000, warmupTime });
  bench.add('body', body);
  await bench.run();
  return latencyMedian(bench.tasks[0]);
}

/** Transfers here and there in turn, A B A B: the ratio says how many of ours fit into one of theirs. */
async function besideEthereumjs(ours: () => Promise<void>): Promise<BenchRow[]> {
  const { erc20Transfer } = await loadPeer('ethereumjs');
  const theirs = await erc20Transfer(erc20CreationCode());
  const times: { ours: number; theirs: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    times.push({ ours: await medianOf(ours), theirs: await medianOf(theirs) });
  }
  const ratio = median(times.map((time) => time.theirs / time.ours));
  return [
    { ...milliseconds(TRANSFER, median(times.map((time) => time.ours))), versus: 'ethereumjs', ratio },
    milliseconds('call/token-transfer/ethereumjs', median(times.map((time) => time.theirs))),
  ];
}
