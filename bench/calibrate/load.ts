/**
 * What it costs to load a Python contract (SEMANTICS 7), in the coldest case: nothing cached, and the
 * instance before was thrown away.
 */

import { loadImage } from '../../host/vm/python/image.js';
import { PythonVm } from '../../host/vm/python/python-vm.js';
import { type ContractCode, type FrameHost, type Message, PYTHON_VM } from '../../host/vm/vm.js';
import { FUEL_MAX } from '../../runtime/limits.js';
import { DEV_PROTOCOL } from '../../runtime/protocol.js';
import { GuestMemory } from '../../runtime/sandbox/guest-memory.js';
import { MemoryImage } from '../../runtime/sandbox/memory-image.js';
import { fitLine, type Line, type Timing } from './statistics.js';

const SAMPLES = 7;
const NANOSECONDS_PER_MILLISECOND = 1e6;

/** A cold call of a contract whose code is never run; `units` are bytes of its artefact. */
export interface LoadTime extends Timing {
  readonly name: string;
  /** Fuel of the call: the load price and what the empty run takes. */
  readonly fuel: number;
}

export interface LoadRows {
  readonly calls: readonly LoadTime[];
  readonly byCodeBytes: Line;
  /** Restoring a page of an image. */
  readonly byPage: Line;
}

const repeated = (count: number, line: (index: number) => string): string =>
  `if args:\n${Array.from({ length: count }, (_, index) => ` ${line(index)}\n`).join('')} pass\n`;

/** Artefacts of different makes: code objects and names cost more to load than strings. */
const SOURCES: Readonly<Record<string, string>> = {
  empty: 'pass',
  'a string': `x = '${'s'.repeat(60_000)}'`,
  'many functions': repeated(1_500, (index) => `def f${index}(a, b): return a + b`),
  'many names': repeated(3_000, (index) => `n${index} = m${index}`),
  'many integers': `if args: x = (${Array.from({ length: 9_000 }, (_, index) => index * 7).join(',')})`,
};

/** Never ends: the instance is thrown away once its fuel is used up. */
const ENDLESS = 'while True: pass';

const HOST = {
  storageGet: () => undefined,
  storageSet: () => undefined,
  storageDelete: () => undefined,
  print: () => undefined,
  notePages: () => undefined,
} as unknown as FrameHost;

function message(fuel: bigint): Message {
  return {
    caller: new Uint8Array(20),
    target: new Uint8Array(20).fill(1),
    value: 0n,
    data: Uint8Array.of(0x80),
    fuel,
    depth: 0,
    height: 0,
    isStatic: false,
    isNew: false,
    pagesMax: DEV_PROTOCOL.limits.pythonPagesMax,
  };
}

function prepare(vm: PythonVm, source: string): ContractCode {
  const bytes = new TextEncoder().encode(source);
  const prepared = vm.prepare(bytes, FUEL_MAX, 0);
  if (prepared.kind !== 'ready')
    throw new Error(`a script does not compile: ${JSON.stringify(prepared.code)}`);
  return { codeHash: `${PYTHON_VM} ${source}`, source: bytes, artefact: prepared.artefact };
}

function timeCold(vm: PythonVm, name: string, code: ContractCode, endless: ContractCode): LoadTime {
  let [least, fuel] = [Number.POSITIVE_INFINITY, 0];
  for (let sample = 0; sample < SAMPLES; sample++) {
    vm.execute(endless, message(20_000_000n), HOST);
    vm.dropCaches();
    const start = performance.now();
    const result = vm.execute(code, message(FUEL_MAX), HOST);
    least = Math.min(least, performance.now() - start);
    if (result.kind !== 'success') throw new Error(`${name} did not run: ${JSON.stringify(result.kind)}`);
    fuel = Number(result.fuelUsed);
  }
  return { name, units: code.artefact.length, nanoseconds: least * NANOSECONDS_PER_MILLISECOND, fuel };
}

function timeRestore(pages: number): Timing {
  const memory = new GuestMemory(new WebAssembly.Memory({ initial: pages }));
  memory.bytes.forEach((_, index, bytes) => {
    bytes[index] = index * 167;
  });
  const image = MemoryImage.capture(memory.bytes, []);
  let least = Number.POSITIVE_INFINITY;
  for (let sample = 0; sample < SAMPLES * 5; sample++) {
    const start = performance.now();
    image.copyTo(memory);
    least = Math.min(least, performance.now() - start);
  }
  return { units: pages, nanoseconds: least * NANOSECONDS_PER_MILLISECOND };
}

export function measureLoad(): LoadRows {
  const vm = new PythonVm(loadImage(), DEV_PROTOCOL);
  const endless = prepare(vm, ENDLESS);
  const calls = Object.entries(SOURCES).map(([name, source]) =>
    timeCold(vm, name, prepare(vm, source), endless),
  );
  return { calls, byCodeBytes: fitLine(calls), byPage: fitLine([16, 64, 256].map(timeRestore)) };
}
