/** Python scripts as kernels: the workloads of bench/workloads, and scripts that are unkind. */

import { readFileSync } from 'node:fs';
import { loadImage } from '../../host/vm/python/image.js';
import { instrument } from '../../runtime/instrument/pipeline.js';
import { DEV_PROTOCOL } from '../../runtime/protocol.js';
import { type FuelSchedule, interpreterSchedule } from '../../runtime/schedule.js';
import { PROFILES } from '../../runtime/wasm/profile.js';
import { Interpreter } from '../interpreter.js';
import { packageRoot } from '../package-root.js';
import { WORKLOADS, workloadSource } from '../workloads.js';
import type { PreparedKernel } from './kernels.js';
import { compositionOf } from './kernels.js';

const UNKIND = ['chase'] as const;

/** The interpreter pays for loads and stores as in a small memory. */
const FRAME_PAGES = 0;

interface Script {
  readonly name: string;
  readonly isUnkind: boolean;
  readonly source: Uint8Array;
}

const SCRIPTS: readonly Script[] = [
  ...WORKLOADS.map((name) => ({ name: `python/${name}`, isUnkind: false, source: workloadSource(name) })),
  ...UNKIND.map((name) => {
    const source = readFileSync(`${packageRoot()}/bench/calibrate/scripts/${name}.py`);
    return { name: `python/${name}`, isUnkind: true, source };
  }),
];

/** Fuel of every script under a schedule; the interpreter boots from the module that python-wasm built. */
function fuelOfScripts(schedule: FuelSchedule): number[] {
  const { heightMax, pythonPagesMax } = DEV_PROTOCOL.limits;
  const { bytes } = instrument(readFileSync(`${packageRoot()}/build/python/python.wasm`), {
    schedule: interpreterSchedule(schedule),
    heightMax,
    pagesMax: pythonPagesMax,
    profile: PROFILES.interpreter,
  });
  const module = new WebAssembly.Module(bytes);
  return SCRIPTS.map(({ source }) => {
    const interpreter = new Interpreter(module, true);
    interpreter.prepare(source);
    interpreter.time();
    return Number(interpreter.fuelUsed);
  });
}

export function preparePythonKernels(): PreparedKernel[] {
  const known = new Map<string, number[]>();
  const fuelUnder = (script: number) => (schedule: FuelSchedule) => {
    const key = JSON.stringify(schedule);
    const fuel = known.get(key) ?? fuelOfScripts(schedule);
    known.set(key, fuel);
    return fuel[script];
  };
  const image = loadImage() as WebAssembly.Module;
  return SCRIPTS.map(({ name, isUnkind, source }, index) => {
    const interpreter = new Interpreter(image, false);
    interpreter.prepare(source);
    interpreter.time();
    const timed = { name, before: () => interpreter.restore(), body: () => interpreter.run() };
    const composition = compositionOf(fuelUnder(index), FRAME_PAGES);
    const kernel = { name, isUnkind, mode: 'warm', program: name } as const;
    return { kernel, timed, composition, otherFuel: 0, fuel: Number(interpreter.fuelUsed) };
  });
}
