/** Time of a warm call: the whole path of `host.send` on the memory store, inline. */

import { readFileSync } from 'node:fs';
import { Bench } from 'tinybench';
import { createHost } from '../host/index.js';
import { packageRoot } from './package-root.js';
import { type BenchRow, type BenchSuite, latencyMedian } from './row.js';

const ALICE = `0x${'a1'.repeat(20)}`;
const BOB = `0x${'b0'.repeat(20)}`;

export const callSuite: BenchSuite = {
  names: ['call/empty', 'call/token-transfer'],

  async run(wanted): Promise<readonly BenchRow[]> {
    const host = await createHost({ isolation: 'inline' });
    const empty = await host.deploy('pass');
    const source = readFileSync(`${packageRoot()}/examples/token.py`);
    const token = await host.deploy(source, { from: ALICE, args: ['Gold', 1_000_000_000] });
    const send = async (to: string | undefined, args: Parameters<typeof host.send>[1]): Promise<void> => {
      const result = await host.send(to as string, args, { from: ALICE });
      if (result.status !== 'success') throw new Error(`the benched call fails: ${JSON.stringify(result)}`);
    };
    const bench = new Bench({ time: 2_000, warmupTime: 1_000 });
    const bodies: Readonly<Record<string, () => Promise<void>>> = {
      'call/empty': () => send(empty.address, []),
      'call/token-transfer': () => send(token.address, ['transfer', BOB, 1]),
    };
    for (const name of wanted) bench.add(name, bodies[name]);
    await bench.run();
    await host.close();
    return bench.tasks.map((task) => ({ name: task.name, value: latencyMedian(task), unit: 'ms' }));
  },
};
