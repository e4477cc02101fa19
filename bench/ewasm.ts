/** Native contracts: the published state tests, and a call beside the same call of a Python contract. */

import { Bench } from 'tinybench';
import { createHost, type Host } from '../host/index.js';
import { SHARD_FUNCTIONS } from '../host/vm/ewasm/shard.js';
import { runCases } from '../test/eei/cases.js';
import { importText, moduleOf } from '../test/host/vm/ewasm/contract-text.js';
import { casesFolder } from '../test/support/cases.js';
import { type BenchRow, type BenchSuite, latencyMedian, median } from './row.js';

const STATE_TESTS = 'ewasm/state-tests';
const CALL = 'ewasm/call';
const SHARD_CALL = 'shard/call';
const ROUNDS = 5;

/** A contract that does nothing, in Python and for each interface, which an import tells. */
const PYTHON = 'pass';
const EMPTY = '(memory (export "memory") 1)(func (export "main"))';
const NATIVE = {
  [CALL]: importText('getGasLeft'),
  [SHARD_CALL]: importText('storageSize', SHARD_FUNCTIONS),
} as const;

export const ewasmSuite: BenchSuite = {
  names: [STATE_TESTS, CALL, SHARD_CALL],

  async run(wanted): Promise<readonly BenchRow[]> {
    const rows: BenchRow[] = [];
    if (wanted.includes(STATE_TESTS)) rows.push(...(await stateTests()));
    for (const name of [CALL, SHARD_CALL] as const) if (wanted.includes(name)) rows.push(await callRow(name));
    return rows;
  },
};

/** The whole folder, roots included, in a thread that has compiled nothing of it before. */
async function stateTests(): Promise<BenchRow[]> {
  const folder = casesFolder('eei-state');
  if ('missing' in folder) {
    console.error(`${STATE_TESTS}: ${folder.missing}`);
    return [];
  }
  const { passed, failures, milliseconds } = await runCases(folder.path);
  if (failures.length > 0) throw new Error(`state tests fail: ${failures.join('\n')}`);
  console.error(`${STATE_TESTS}: ${passed} cases`);
  return [{ name: STATE_TESTS, value: milliseconds, unit: 'ms' }];
}

async function deployed(host: Host, code: string | Uint8Array): Promise<() => Promise<void>> {
  const { address } = await host.deploy(code);
  return async () => {
    const { status } = await host.send(address as string);
    if (status !== 'success') throw new Error(`the benched call ends with ${status}`);
  };
}

/** A B A B: the ratio says how many native calls fit into one of Python. */
async function callRow(name: keyof typeof NATIVE): Promise<BenchRow> {
  const host = await createHost({ isolation: 'inline' });
  const native = await deployed(host, await moduleOf(NATIVE[name] + EMPTY));
  const python = await deployed(host, PYTHON);
  const rounds: { native: number; python: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    rounds.push({ native: await medianOf(native), python: await medianOf(python) });
  }
  await host.close();
  const value = median(rounds.map((round) => round.native));
  const ratio = median(rounds.map((round) => round.python / round.native));
  return { name, value, unit: 'ms', versus: 'rate of a Python call', ratio };
}

async function medianOf(body: () => Promise<void>): Promise<number> {
  const bench = new Bench({ time: 500, warmupTime: 500 });
  bench.add('call', body);
  await bench.run();
  return latencyMedian(bench.tasks[0]);
}
