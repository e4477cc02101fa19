/** Prints what was measured: tables of fixed columns. */

import { DEV_LIMITS } from '../../runtime/limits.js';
import type { FuelSchedule } from '../../runtime/schedule.js';
import type { MeasuredKernel } from './calibration.js';
import type { HostRow } from './host-operations.js';
import type { LoadRows } from './load.js';
import type { NativeRow } from './native.js';
import { classRows, type OpcodeTime } from './opcodes.js';
import { type KernelRow, perFuel, RATIO_MAX, spreadOf, violations } from './statistics.js';

/** Columns are as wide as their widest cell; the first is flush left. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column])))
        .join('  '),
    )
    .join('\n');
}

const decimals = (value: number, digits = 2): string => value.toFixed(digits);

/** Three digits that count. */
const precise = (value: number): string => (value === 0 ? '0' : value.toPrecision(3));

export function opcodeReport(tier: string, times: readonly OpcodeTime[], schedule: FuelSchedule): string {
  const rows = classRows(times, schedule).map(({ cost, weight, median, worst }) => [
    cost,
    decimals(median),
    decimals(worst.nanoseconds),
    `${worst.name} (${worst.form})`,
    String(weight),
    weight === 0 ? '-' : precise(worst.nanoseconds / weight),
  ]);
  const head = ['class', 'median ns', 'worst ns', 'worst opcode', 'weight', 'ns/fuel'];
  return `Opcode classes, ${tier}\n${table(head, rows)}`;
}

export function kernelReport(rows: readonly MeasuredKernel[]): string {
  const sorted = [...rows].sort((a, b) => perFuel(a) - perFuel(b));
  const cells = sorted.map((row) => [
    row.name,
    row.isUnkind ? 'unkind' : '',
    decimals(row.nanoseconds / 1e6, 3),
    String(row.fuel),
    decimals(perFuel(row), 4),
  ]);
  const head = ['kernel', '', 'ms', 'fuel', 'ns/fuel'];
  return `Kernels\n${table(head, cells)}`;
}

function spreadLine(name: string, rows: readonly KernelRow[], max: number): string {
  const { median, worst, ratio } = spreadOf(rows);
  const dearest = `worst ${precise(worst.perFuel)} (${worst.name})`;
  return `${name}: median ${precise(median)} ns/fuel, ${dearest}, ratio ${decimals(ratio)}, at most ${max}`;
}

function blockLine(rows: readonly KernelRow[]): string {
  const { blockFuelMax } = DEV_LIMITS;
  const seconds = decimals((blockFuelMax * spreadOf(rows).worst.perFuel) / 1e9);
  return `a block of ${blockFuelMax} fuel takes ${seconds} s at the worst`;
}

export function spreadReport(rows: readonly KernelRow[]): string {
  const kind = rows.filter(({ isUnkind }) => !isUnkind);
  const above = violations(rows);
  return [
    spreadLine('worst/median, kind', kind, RATIO_MAX.kind),
    spreadLine('worst/median, all', rows, RATIO_MAX.all),
    blockLine(rows),
    above.length === 0 ? 'no kernel is above the bounds' : `above the bounds: ${above.join(', ')}`,
  ].join('\n');
}

export function hostReport(rows: readonly HostRow[]): string {
  const cells = rows.map(({ operation, payload, store, times, line, price }) => [
    operation,
    payload,
    store,
    decimals(line.base, 0),
    decimals(line.perUnit),
    `${price.base} + ${price.perByte}/B`,
    times.map((time) => `${time.units} B ${precise(perFuel(time))}`).join(', '),
  ]);
  const head = ['host operation', 'payload', 'store', 'ns', 'ns/B', 'price', 'ns/fuel'];
  return `Host operations\n${table(head, cells)}`;
}

export function nativeReport(rows: readonly NativeRow[]): string {
  const cells = rows.map(({ operation, what, store, times, line }) => [
    operation,
    what,
    store,
    decimals(line.base, 0),
    decimals(line.perUnit),
    times
      .slice(0, 3)
      .map((time) => `${time.units} B ${Math.round(time.fuel)} ${precise(perFuel(time))}`)
      .join(', '),
  ]);
  const head = ['EEI operation', 'what', 'store', 'ns', 'ns/B', 'size, fuel, ns/fuel'];
  return `EEI operations\n${table(head, cells)}`;
}

export function loadReport({ calls, byCodeBytes, byPage }: LoadRows): string {
  const cells = calls.map((call) => [
    call.name,
    String(call.units),
    decimals(call.nanoseconds / 1e6, 3),
    String(call.fuel),
    precise(perFuel(call)),
  ]);
  const base = `${decimals(byCodeBytes.base / 1e6, 3)} ms + ${decimals(byCodeBytes.perUnit)} ns a byte`;
  return [
    'Cold calls of Python contracts',
    table(['code', 'bytes', 'ms', 'fuel', 'ns/fuel'], cells),
    `${base}; restoring takes ${decimals(byPage.perUnit, 0)} ns a page`,
  ].join('\n');
}
