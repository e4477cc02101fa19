/** The scripts of bench/workloads/, which stand for what contracts spend their time on. */

import { readFileSync } from 'node:fs';
import { packageRoot } from './package-root.js';

export const WORKLOADS = ['fib', 'nbody', 'dict', 'classes', 'sha256', 'zlib', 'bigint'] as const;

export function workloadFile(name: string): string {
  return `${packageRoot()}/bench/workloads/${name}.py`;
}

export function workloadSource(name: string): Uint8Array {
  return readFileSync(workloadFile(name));
}
