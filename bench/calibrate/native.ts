/**
 * Nanoseconds and fuel of what the EEI charges for in a PBEVM block: each operation in a loop of a contract,
 * in a real transaction with its commit, on both stores; what a creation prepares; and cold calls.
 */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { executeCreate, executeTransaction } from '../../host/execution/transaction.js';
import { LevelStore } from '../../host/state/level/level-store.js';
import { MemoryStore } from '../../host/state/memory-store.js';
import type { BatchStore } from '../../host/state/store.js';
import { WorldState } from '../../host/state/world-state.js';
import { EeiVm } from '../../host/vm/ewasm/eei-vm.js';
import { EWASM_EEI_VM } from '../../host/vm/vm.js';
import { FUEL_MAX } from '../../runtime/limits.js';
import { DEV_PROTOCOL } from '../../runtime/protocol.js';
import type { EeiOperation } from '../../runtime/schedule.js';
import { contractOf, dataText, finishText } from '../../test/host/vm/ewasm/contract-text.js';
import { solidityModules } from '../../test/support/compilers.js';
import { fitLine, type Line, type Timing } from './statistics.js';

const NANOSECONDS_PER_MILLISECOND = 1e6;
const SAMPLES = 7;
const SENDER = new Uint8Array(20).fill(3);
const LIMITS = { fuel: FUEL_MAX, memoryPagesMax: 1_024, debugBytesMax: 0 };
const c = (value: number): string => `(i32.const ${value})`;

/** One use of an operation: a body that a loop repeats; `$i` counts, and memory at 0 and 32 has it. */
interface NativeCase {
  readonly operation: EeiOperation;
  readonly what: string;
  readonly sizes: readonly number[];
  readonly calls: readonly [few: number, many: number];
  readonly body: (size: number) => string;
}

const KEY_AND_VALUE = `(i32.store ${c(0)} (i32.mul (local.get $i) ${c(-1_640_531_535)}))
  (i32.store ${c(32)} (i32.add (local.get $i) (i32.load8_u ${c(65_532)})))`;
const QUICK = [1_000, 11_000] as const;
const STATE = [100, 1_100] as const;
const DATA = 1_024;

const CASES: readonly NativeCase[] = [
  {
    operation: 'context',
    what: 'getAddress',
    sizes: [0],
    calls: QUICK,
    body: () => `(call $getAddress ${c(256)})`,
  },
  {
    operation: 'context',
    what: 'getBlockDifficulty',
    sizes: [0],
    calls: QUICK,
    body: () => `(call $getBlockDifficulty ${c(256)})`,
  },
  {
    operation: 'copy',
    what: 'callDataCopy',
    sizes: [16, 1_024, 60_000],
    calls: QUICK,
    body: (size) => `(call $callDataCopy ${c(DATA)} ${c(0)} ${c(size)})`,
  },
  {
    operation: 'account',
    what: 'getExternalBalance, another each time',
    sizes: [0],
    calls: STATE,
    body: () => `${KEY_AND_VALUE} (call $getExternalBalance ${c(0)} ${c(256)})`,
  },
  {
    operation: 'externalCode',
    what: 'externalCodeCopy',
    // Its bytes cost what those of callDataCopy do.
    sizes: [16],
    calls: STATE,
    body: (size) =>
      `(call $getAddress ${c(256)}) (call $externalCodeCopy ${c(256)} ${c(DATA)} ${c(0)} ${c(size)})`,
  },
  {
    operation: 'storageLoad',
    what: 'another each time',
    sizes: [0],
    calls: STATE,
    body: () => `${KEY_AND_VALUE} (call $storageLoad ${c(0)} ${c(256)})`,
  },
  {
    operation: 'storageStore',
    what: 'another each time',
    sizes: [0],
    calls: STATE,
    body: () => `${KEY_AND_VALUE} (call $storageStore ${c(0)} ${c(32)})`,
  },
  {
    operation: 'log',
    what: 'with four topics',
    sizes: [16, 1_024, 30_000],
    calls: [10, 1_000],
    body: (size) => `(call $log ${c(DATA)} ${c(size)} ${c(4)} ${c(0)} ${c(0)} ${c(0)} ${c(0)})`,
  },
  {
    operation: 'call',
    what: 'itself, without call data',
    sizes: [0],
    calls: [10, 200],
    body: () => `(call $getAddress ${c(0)})
      (drop (call $callStatic (i64.const 50000000) ${c(0)} ${c(0)} ${c(0)}))`,
  },
  {
    operation: 'create',
    what: 'what keeps itself',
    sizes: [0],
    calls: [5, 100],
    body: () => `(drop (call $create ${c(0)} ${c(40_000)} (i32.load ${c(39_996)}) ${c(256)}))`,
  },
];

export interface NativeRow {
  readonly operation: string;
  readonly what: string;
  readonly store: 'memory' | 'level' | '-';
  readonly times: readonly (Timing & { readonly fuel: number })[];
  readonly line: Line;
}

/** A contract that repeats a body as often as its call data says; without call data it does nothing. */
async function looped(body: string): Promise<Uint8Array> {
  const empty = await contractOf('');
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, empty.length, true);
  return contractOf(
    `(local $i i32) (local $n i32)
     (if (i32.eqz (call $getCallDataSize)) (then (return)))
     (call $callDataCopy ${c(65_528)} ${c(0)} ${c(8)})
     (local.set $n (i32.load ${c(65_528)}))
     (loop ${body} (local.set $i (i32.add (local.get $i) ${c(1)}))
       (br_if 0 (i32.lt_u (local.get $i) (local.get $n)))) ${finishText(0, 0)}`,
    dataText(39_996, length) + dataText(40_000, empty),
  );
}

/** Call data: the count, and a byte that makes values other ones each time. */
function countData(count: number, generation: number): Uint8Array {
  const data = new Uint8Array(60_000);
  new DataView(data.buffer).setUint32(0, count, true);
  data[4] = generation;
  return data;
}

async function measureOn(store: BatchStore, name: 'memory' | 'level'): Promise<NativeRow[]> {
  const vm = new EeiVm(DEV_PROTOCOL);
  const world = new WorldState(store);
  const environment = { world, vms: new Map([[EWASM_EEI_VM, vm]]), protocol: DEV_PROTOCOL };
  let generation = 0;
  const timeOf = async (
    target: Uint8Array,
    count: number,
  ): Promise<{ milliseconds: number; fuel: number }> => {
    const data = countData(count, ++generation % 256);
    const start = performance.now();
    const result = executeTransaction(environment, {
      sender: SENDER,
      target,
      value: 0n,
      data,
      limits: LIMITS,
    });
    await world.flush();
    const milliseconds = performance.now() - start;
    if (result.end.kind !== 'success')
      throw new Error(`a probe failed: ${result.end.kind} ${'code' in result.end ? result.end.code : ''}`);
    return { milliseconds, fuel: Number(result.fuelUsed) };
  };
  const rows: NativeRow[] = [];
  for (const { operation, what, sizes, calls, body } of CASES) {
    const times: (Timing & { fuel: number })[] = [];
    for (const size of sizes) {
      const code = await looped(body(size));
      const create = { sender: SENDER, vm: EWASM_EEI_VM, code, salt: new Uint8Array(32), value: 0n };
      const { created, end } = executeCreate(environment, {
        ...create,
        data: new Uint8Array(0),
        limits: LIMITS,
      });
      if (end.kind !== 'success') throw new Error(`${what} is not created: ${end.kind}`);
      await world.flush();
      // The first run compiles.
      await timeOf(created as Uint8Array, calls[1]);
      const least = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
      const fuel = [0, 0];
      for (let sample = 0; sample < SAMPLES; sample++) {
        for (const [index, count] of calls.entries()) {
          const run = await timeOf(created as Uint8Array, count);
          least[index] = Math.min(least[index], run.milliseconds);
          fuel[index] = run.fuel;
        }
      }
      const more = calls[1] - calls[0];
      const nanoseconds = Math.max(0, ((least[1] - least[0]) * NANOSECONDS_PER_MILLISECOND) / more);
      times.push({ units: size, nanoseconds, fuel: (fuel[1] - fuel[0]) / more });
    }
    const line = times.length > 1 ? fitLine(times) : { base: times[0].nanoseconds, perUnit: 0 };
    rows.push({ operation, what, store: name, times, line });
  }
  return rows;
}

const least = (body: () => void): number => {
  let best = Number.POSITIVE_INFINITY;
  for (let sample = 0; sample < SAMPLES; sample++) {
    const start = performance.now();
    body();
    best = Math.min(best, performance.now() - start);
  }
  return best * NANOSECONDS_PER_MILLISECOND;
};

/** Preparing and a cold call of what solc makes, small and large. */
async function measureModules(): Promise<NativeRow[]> {
  const modules = solidityModules();
  const vm = new EeiVm(DEV_PROTOCOL);
  const prepare: (Timing & { fuel: number })[] = [];
  const empty = await contractOf('');
  for (const bytes of [empty, ...modules.map((module) => module.bytes)]) {
    const result = vm.prepare(bytes, FUEL_MAX);
    if (result.kind === 'halt') continue;
    const nanoseconds = least(() => vm.prepare(bytes, FUEL_MAX));
    prepare.push({ units: bytes.length, nanoseconds, fuel: Number(result.fuelUsed) });
  }
  return [
    {
      operation: 'prepare',
      what: 'modules of solc',
      store: '-',
      times: prepare,
      line: fitLine(prepare),
    },
  ];
}

export async function measureNative(): Promise<NativeRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'pbevm-calibrate-'));
  const level = await LevelStore.open(join(folder, 'store'));
  try {
    return [
      ...(await measureOn(new MemoryStore(), 'memory')),
      ...(await measureOn(level, 'level')),
      ...(await measureModules()),
    ];
  } finally {
    await level.close();
    await rm(folder, { recursive: true, force: true });
  }
}
