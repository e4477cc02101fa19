/** What the fuzzer tells people: counts at the end, and failures as files. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { print } from '@bytecodealliance/jco';
import type { Counts, Failure } from './fuzzer.js';

function list(counts: ReadonlyMap<string, number>): string {
  return [...counts].map(([name, count]) => `${name} ${count}`).join(', ') || 'none';
}

/** What was executed. */
export function countsText(counts: Counts, seconds: number): string {
  const modules = [...counts.modules.values()].reduce((sum, count) => sum + count, 0);
  return [
    `${modules} modules (${list(counts.modules)}), ${counts.moduleBytes} bytes, ${seconds.toFixed(1)} s`,
    `${counts.calls} calls: ${list(counts.ends)}`,
    `limits of fuel and height checked on ${counts.limits} modules, restored instances on ${counts.restored}`,
    `calls in other engines: ${list(counts.variants)}`,
  ].join('\n');
}

const SHOWN_MAX = 1_000;

/** Saves the small module and what to do with it; returns what to print. */
export async function saveFailure({ sample, small, disagreement }: Failure, folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, sample.name.replace(' ', '-'));
  const { between, call, what, expected, found } = disagreement;
  writeFileSync(`${path}.wasm`, small.bytes);
  writeFileSync(`${path}.wat`, await print(small.bytes));
  const job = { name: sample.name, imports: small.imports, calls: small.calls, disagreement };
  writeFileSync(`${path}.json`, `${JSON.stringify(job, null, 2)}\n`);
  return [
    `FAILURE: sample ${sample.name} (again: npm run fuzz -- --sample "${sample.name}")`,
    `between ${between}, call ${call} (${small.calls[call]?.name}), ${what}:`,
    `  expected ${expected.slice(0, SHOWN_MAX)}`,
    `  found    ${found.slice(0, SHOWN_MAX)}`,
    `made small from ${sample.bytes.length} to ${small.bytes.length} bytes: ${path}.wasm, .wat, .json`,
  ].join('\n');
}
