/** What a bench reports. */

import type { Task } from 'tinybench';

export interface BenchRow {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What `ratio` compares with, measured in the same run. */
  readonly versus?: string;
  readonly ratio?: number;
}

export interface BenchSuite {
  readonly names: readonly string[];
  /** Measures the rows that are wanted. */
  run(wanted: readonly string[]): Promise<readonly BenchRow[]>;
}

/** The middle of the sorted numbers. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Median milliseconds of a task that has run. */
export function latencyMedian({ name, result }: Task): number {
  if (!('latency' in result)) throw new Error(`${name} did not complete: ${result.state}`);
  return result.latency.p50;
}

export function geometricMean(numbers: readonly number[]): number {
  return Math.exp(numbers.reduce((sum, number) => sum + Math.log(number), 0) / numbers.length);
}
