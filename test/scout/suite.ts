/** All test files of a folder, run one after another in this thread. */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runScoutFile } from './scout-file.js';

export interface SuiteResult {
  readonly passed: number;
  /** Name and first difference of each that failed. */
  readonly failures: readonly string[];
}

export function runSuite(folder: string): SuiteResult {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const files = names.filter((name) => /\.ya?ml$/.test(name)).sort();
  const failures: string[] = [];
  for (const name of files) {
    const difference = firstDifference(join(folder, name));
    if (difference !== undefined) failures.push(`${name}: ${difference}`);
  }
  return { passed: files.length - failures.length, failures };
}

function firstDifference(path: string): string | undefined {
  try {
    return runScoutFile(path);
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown);
  }
}
