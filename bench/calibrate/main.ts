/**
 * `npm run calibrate -- [--json FILE] [--only opcodes|kernels|host|native|load]`: what each opcode class,
 * kernel and host operation takes on this machine, and how that compares with its price in protocol row 0.
 * Runs in a Worker like the benches; takes some two minutes.
 */

import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { DEV_SCHEDULE } from '../../runtime/schedule.js';
import { runInWorker } from '../in-worker.js';
import { measureOpcodesInBaseline } from './baseline-tier.js';
import { measureKernels } from './calibration.js';
import { measureHostOperations } from './host-operations.js';
import { measureLoad } from './load.js';
import { measureNative } from './native.js';
import { measureOpcodes } from './opcodes.js';
import { hostReport, kernelReport, loadReport, nativeReport, opcodeReport, spreadReport } from './report.js';

/** Each measures, prints, and returns what goes into the file. */
const PARTS: Readonly<Record<string, () => Promise<unknown>>> = {
  async opcodes() {
    const [optimising, baseline] = [await measureOpcodes(), measureOpcodesInBaseline()];
    console.log(opcodeReport('optimising tier', optimising, DEV_SCHEDULE));
    console.log(`\n${opcodeReport('baseline tier', baseline, DEV_SCHEDULE)}`);
    return { optimising, baseline };
  },
  async kernels() {
    const rows = await measureKernels();
    console.log(`${kernelReport(rows)}\n${spreadReport(rows)}`);
    return rows;
  },
  async host() {
    const rows = await measureHostOperations();
    console.log(hostReport(rows));
    return rows;
  },
  async native() {
    const rows = await measureNative();
    console.log(nativeReport(rows));
    return rows;
  },
  async load() {
    const rows = measureLoad();
    console.log(loadReport(rows));
    return rows;
  },
};

async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { only: { type: 'string' }, json: { type: 'string' } },
  });
  const { only, json } = values;
  const names = Object.keys(PARTS).filter((name) => only === undefined || name === only);
  if (names.length === 0) {
    throw new Error(`there is no part ${only}; there are ${Object.keys(PARTS).join(', ')}`);
  }
  const measured: Record<string, unknown> = { node: process.version, schedule: DEV_SCHEDULE };
  for (const name of names) {
    measured[name] = await PARTS[name]();
    console.log();
  }
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(measured, null, 2)}\n`);
}

await runInWorker(import.meta.url, main);
