/** Runs the kernels as the product runs guests: instrumented, in a `SandboxInstance`. */

import { readFileSync } from 'node:fs';
import { parse } from '@bytecodealliance/jco';
import { HOST_FUNCTIONS } from '../../host/vm/python/host-functions.js';
import { PythonRun } from '../../host/vm/python/run.js';
import type { FrameHost } from '../../host/vm/vm.js';
import { type InstrumentedModule, instrument } from '../../runtime/instrument/pipeline.js';
import { DEV_PROTOCOL } from '../../runtime/protocol.js';
import type { ImportedFunctions } from '../../runtime/sandbox/engine-types.js';
import { SandboxInstance } from '../../runtime/sandbox/instance.js';
import type { CostClass, FuelSchedule } from '../../runtime/schedule.js';
import { PROFILES } from '../../runtime/wasm/profile.js';
import { packageRoot } from '../package-root.js';
import { GENERATED } from './generated.js';
import type { Kernel } from './kernel-table.js';
import type { Timed } from './measure.js';
import { type Composition, fuelOf } from './statistics.js';

const { schedule, limits } = DEV_PROTOCOL;
/** Pages of a native frame (SEMANTICS 9). */
const PAGES_MAX = PROFILES.contract.limits['initial memory pages'];
const FUEL = 2n ** 45n;

/** Bytes of a kernel's module, not instrumented. */
export async function assembleKernel({ program }: Kernel): Promise<Uint8Array> {
  const file = `${packageRoot()}/bench/calibrate/kernels/${program}.wat`;
  return parse(GENERATED[program]?.() ?? readFileSync(file, 'utf8'));
}

function instrumentUnder(bytes: Uint8Array, prices: FuelSchedule): InstrumentedModule {
  return instrument(bytes, {
    schedule: prices,
    heightMax: limits.heightMax,
    pagesMax: PAGES_MAX,
    profile: PROFILES.contract,
  });
}

/** An instance with the host's functions bound to it; only those that need no frame can be called. */
function instantiate(module: WebAssembly.Module, prices: FuelSchedule): SandboxInstance {
  let run: PythonRun | undefined;
  const imports = Object.fromEntries(
    Object.entries(HOST_FUNCTIONS).map(([name, implementation]) => {
      const body = implementation as (run: PythonRun | undefined, ...args: number[]) => unknown;
      return [name, (...args: number[]) => body(run, ...args)];
    }),
  ) as ImportedFunctions[string];
  const sandbox = new SandboxInstance(module, { pbevm: imports });
  const subject = { address: undefined, source: new Uint8Array(), isStatic: false };
  run = new PythonRun(sandbox, {} as FrameHost, { ...DEV_PROTOCOL, schedule: prices }, subject);
  return sandbox;
}

/** Runs an export to its end; the fuel it used. */
function runExport(sandbox: SandboxInstance, name: string): number {
  const end = sandbox.run(name, { fuel: FUEL, height: 0, pagesMax: PAGES_MAX });
  if (end.kind !== 'return') throw new Error(`a kernel ended early: ${JSON.stringify(end)}`);
  return Number(FUEL - sandbox.fuel);
}

/** An instance that is ready for its first run. */
function prepare(module: WebAssembly.Module, prices: FuelSchedule = schedule): SandboxInstance {
  const sandbox = instantiate(module, prices);
  if (WebAssembly.Module.exports(module).some(({ name }) => name === 'setup')) runExport(sandbox, 'setup');
  return sandbox;
}

/** A price that is paid by the piece. */
type Unit = CostClass | 'growPerPage' | 'growPerTableEntry' | 'bulkPerTableEntry' | 'length';

/** A schedule in which one price is 1 and the others are 0. */
function unitSchedule(unit: Unit): FuelSchedule {
  const opcode = Object.fromEntries(
    Object.keys(schedule.opcode).map((name) => [name, name === unit ? 1 : 0]),
  ) as Record<CostClass, number>;
  return {
    ...schedule,
    opcode,
    memoryTiers: [],
    bulkPerTableEntry: unit === 'bulkPerTableEntry' ? 1 : 0,
    growPerPage: unit === 'growPerPage' ? 1 : 0,
    growPerTableEntry: unit === 'growPerTableEntry' ? 1 : 0,
    host: Object.fromEntries(
      Object.keys(schedule.host).map((name) => [name, { base: 0, perByte: 0 }]),
    ) as FuelSchedule['host'],
  };
}

/** Counts how often each price is paid, by runs under schedules that charge one of them. */
export function compositionOf(fuelUnder: (prices: FuelSchedule) => number, framePages: number): Composition {
  // No schedule switches the charge by length off, so every count but its own holds it too.
  const bulkUnits = fuelUnder(unitSchedule('length'));
  const count = (unit: Unit): number => fuelUnder(unitSchedule(unit)) - bulkUnits;
  const classes = Object.keys(schedule.opcode) as CostClass[];
  return {
    opcode: Object.fromEntries(classes.map((name) => [name, count(name)])) as Record<CostClass, number>,
    pages: count('growPerPage'),
    newTableEntries: count('growPerTableEntry'),
    tableEntries: count('bulkPerTableEntry'),
    bulkUnits,
    framePages,
  };
}

/** A kernel that is ready to be timed, and what a run of it pays. */
export interface PreparedKernel {
  readonly kernel: Kernel;
  readonly timed: Timed;
  readonly composition: Composition;
  /** Fuel beyond the composition: loading and host functions. */
  readonly otherFuel: number;
  readonly fuel: number;
}

export async function prepareKernel(kernel: Kernel): Promise<PreparedKernel> {
  const raw = await assembleKernel(kernel);
  const fuelUnder = (prices: FuelSchedule): number =>
    runExport(prepare(new WebAssembly.Module(instrumentUnder(raw, prices).bytes), prices), 'run');
  const module = instrumentUnder(raw, schedule);
  const composition = compositionOf(fuelUnder, module.maxPages);
  const run = fuelUnder(schedule);
  const loaded = kernel.mode === 'first' || kernel.mode === 'discarded';
  const load = loaded ? loadFuel(kernel.mode === 'first' ? module.bytes.length : 0, module.startPages) : 0;
  const otherFuel = load + run - fuelOf(composition, schedule);
  return { kernel, timed: timedBody(kernel, module.bytes, run), composition, otherFuel, fuel: run + load };
}

/** SEMANTICS 7. */
function loadFuel(codeBytes: number, pages: number): number {
  return schedule.load.base + schedule.load.perByte * codeBytes + schedule.load.perPage * pages;
}

/** A sample whose fuel is not that of the first run would be of another program. */
function timedBody({ name, mode }: Kernel, bytes: Uint8Array, fuel: number): Timed {
  const check = (used: number): void => {
    if (used !== fuel) throw new Error(`${name} used ${used} fuel, in its first run ${fuel}`);
  };
  if (mode === 'first') {
    return { name, body: () => check(runExport(instantiate(uniqueModule(bytes), schedule), 'run')) };
  }
  const module = new WebAssembly.Module(bytes);
  if (mode === 'discarded')
    return { name, body: () => check(runExport(instantiate(module, schedule), 'run')) };
  let sandbox = prepare(module);
  const body = (): void => check(runExport(sandbox, 'run'));
  if (mode === 'warm') return { name, body };
  const before = (): void => {
    sandbox = prepare(mode === 'baseline' ? uniqueModule(bytes) : module);
  };
  return { name, before, body };
}

let modules = 0;

/** A module of the same content that the engine has not seen: it shares compiled code of equal bytes. */
function uniqueModule(bytes: Uint8Array): WebAssembly.Module {
  const serial = new Uint8Array(new Uint32Array([++modules]).buffer);
  const custom = [0, 1 + serial.length, 0, ...serial];
  const unique = new Uint8Array(bytes.length + custom.length);
  unique.set(bytes);
  unique.set(custom, bytes.length);
  return new WebAssembly.Module(unique);
}
