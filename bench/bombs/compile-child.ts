/**
 * A process of its own that compiles one module, the path of which is its argument: every function, by the
 * optimising compiler, as the flags of the process say. Prints milliseconds, milliseconds of all cores
 * together, and MiB by which the process grew at most.
 */

import { readFileSync, writeFileSync } from 'node:fs';

export interface CompileMeasure {
  readonly ms: number;
  readonly cpuMs: number;
  readonly mib: number;
}

/** () -> (): what the engine sets up with its first module is not the bomb's. */
const SMALL = Uint8Array.of(
  0,
  0x61,
  0x73,
  0x6d,
  1,
  0,
  0,
  0,
  1,
  4,
  1,
  0x60,
  0,
  0,
  3,
  2,
  1,
  0,
  10,
  4,
  1,
  2,
  0,
  11,
);

/** `VmRSS` or its high-water mark `VmHWM`, MiB; Linux. */
function statusMib(field: string): number {
  const [, kib] = new RegExp(`${field}:\\s+(\\d+)`).exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return Number(kib) / 1_024;
}

new WebAssembly.Module(SMALL);
const bytes = readFileSync(process.argv[2]);
// Sets the high-water mark back.
writeFileSync('/proc/self/clear_refs', '5');
const before = statusMib('VmRSS');
const cpu = process.cpuUsage();
const start = performance.now();
new WebAssembly.Module(bytes);
const ms = performance.now() - start;
const { user, system } = process.cpuUsage(cpu);
const measure: CompileMeasure = {
  ms,
  cpuMs: (user + system) / 1_000,
  mib: statusMib('VmHWM') - before,
};
console.log(JSON.stringify(measure));
