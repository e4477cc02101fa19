/**
 * `call/first`: from the start of a new process to the result of its first call, default isolation, of the
 * package as its users import it.
 */

import { spawnSync } from 'node:child_process';
import { Bench } from 'tinybench';
import { packageRoot } from './package-root.js';
import { type BenchRow, type BenchSuite, latencyMedian } from './row.js';

const SCRIPT = `
import { createHost } from 'pbevm';
const host = await createHost();
const { status } = await host.deploy('finish(1)');
process.exit(status === 'success' ? 0 : 1);
`;

export const firstCall: BenchSuite = {
  names: ['call/first'],

  async run(): Promise<readonly BenchRow[]> {
    const bench = new Bench({ time: 0, iterations: 15, warmup: false });
    bench.add('call/first', () => {
      const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', SCRIPT], {
        cwd: packageRoot(),
      });
      if (status !== 0) throw new Error(`the first call failed: ${stderr}`);
    });
    await bench.run();
    return [{ name: 'call/first', value: latencyMedian(bench.tasks[0]), unit: 'ms' }];
  },
};
