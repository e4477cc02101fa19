/**
 * What a thread of its own costs a call: the token transfer of `call/token-transfer` with isolation `worker`,
 * beside the same inline, A B A B.
 */

import { readFileSync } from 'node:fs';
import { Bench } from 'tinybench';
import { createHost, type Host } from '../host/index.js';
import { packageRoot } from './package-root.js';
import { type BenchRow, type BenchSuite, latencyMedian, median } from './row.js';

const ALICE = `0x${'a1'.repeat(20)}`;
const BOB = `0x${'b0'.repeat(20)}`;
const NAME = 'call/worker-transfer';
const ROUNDS = 3;

interface Side {
  readonly host: Host;
  transfer(): Promise<void>;
}

async function createSide(isolation: 'inline' | 'worker'): Promise<Side> {
  const host = await createHost({ isolation });
  const source = readFileSync(`${packageRoot()}/examples/token.py`);
  const token = await host.deploy(source, { from: ALICE, args: ['Gold', 1_000_000_000] });
  return {
    host,
    async transfer() {
      const result = await host.send(token.address as string, ['transfer', BOB, 1], { from: ALICE });
      if (result.status !== 'success') throw new Error(`the benched call fails: ${JSON.stringify(result)}`);
    },
  };
}

async function medianOf({ transfer }: Side): Promise<number> {
  const bench = new Bench({ time: 1_000, warmupTime: 500 });
  bench.add('transfer', transfer);
  await bench.run();
  return latencyMedian(bench.tasks[0]);
}

export const workerCall: BenchSuite = {
  names: [NAME],

  async run(): Promise<readonly BenchRow[]> {
    const [worker, inline] = [await createSide('worker'), await createSide('inline')];
    const rounds: { worker: number; inline: number }[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      rounds.push({ worker: await medianOf(worker), inline: await medianOf(inline) });
    }
    await worker.host.close();
    await inline.host.close();
    const value = median(rounds.map((round) => round.worker));
    const ratio = median(rounds.map((round) => round.worker / round.inline));
    return [{ name: NAME, value, unit: 'ms', versus: 'inline', ratio }];
  },
};
