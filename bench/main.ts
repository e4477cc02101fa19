/**
 * `npm run bench -- [--only NAME] [--json FILE]`: the named rows, printed and, with --json, written as an
 * array of {name, value, unit, versus?, ratio?}. The whole body runs in a Worker whose stack fits the deepest
 * legal call, so that `isolation: 'inline'` is allowed and peers run under the same conditions (SEMANTICS 5).
 */

import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { basiliskSuite } from './basilisk.js';
import { blockSuite } from './block.js';
import { blockCodecSuite } from './block-codec.js';
import { calibrateSuite } from './calibrate/suite.js';
import { callSuite } from './call.js';
import { callStateSuite } from './call-state.js';
import { chainSuite } from './chain.js';
import { compileSuite } from './compile.js';
import { environmentSuite } from './environments.js';
import { ewasmSuite } from './ewasm.js';
import { ewasmKernels } from './ewasm-kernels.js';
import { firstCall } from './first-call.js';
import { runInWorker } from './in-worker.js';
import { instrumentSuite } from './instrument.js';
import { memorySuite } from './memory.js';
import { meteringSuite } from './metering.js';
import { nativeSpeed } from './native.js';
import { profileSuite } from './profile.js';
import { pyodideSpeed } from './pyodide.js';
import type { BenchRow, BenchSuite } from './row.js';
import { stackSuite } from './stack.js';
import { stateSuite } from './state-database.js';
import { stateTreeSuite } from './state-tree.js';
import { workerCall } from './worker-call.js';

const SUITES: readonly BenchSuite[] = [
  basiliskSuite,
  blockSuite,
  blockCodecSuite,
  calibrateSuite,
  callSuite,
  callStateSuite,
  chainSuite,
  compileSuite,
  environmentSuite,
  ewasmKernels,
  ewasmSuite,
  firstCall,
  instrumentSuite,
  memorySuite,
  meteringSuite,
  nativeSpeed,
  profileSuite,
  pyodideSpeed,
  stackSuite,
  stateSuite,
  stateTreeSuite,
  workerCall,
];

async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { only: { type: 'string' }, json: { type: 'string' } },
  });
  const only = values.only;
  const names = SUITES.flatMap((suite) => suite.names);
  if (only !== undefined && !names.some((name) => name.startsWith(only))) {
    throw new Error(`there is no bench ${only}; there are ${names.join(', ')}`);
  }
  const rows: BenchRow[] = [];
  for (const suite of SUITES) {
    const wanted = suite.names.filter((name) => only === undefined || name.startsWith(only));
    if (wanted.length === 0) continue;
    for (const row of await suite.run(wanted)) {
      console.log(format(row));
      rows.push(row);
    }
  }
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(rows, null, 2)}\n`);
}

function format({ name, value, unit, versus, ratio }: BenchRow): string {
  const comparison = ratio === undefined ? '' : `  ${ratio.toFixed(3)} x ${versus}`;
  return `${name.padEnd(24)} ${value.toPrecision(4).padStart(10)} ${unit}${comparison}`;
}

await runInWorker(import.meta.url, main);
