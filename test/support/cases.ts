/**
 * Published test data, which is no part of the package: the folder PBEVM_CASES, or `../shared/cases` beside
 * it.
 */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from './package-root.js';

/** A folder of cases, or why there is none. */
export type CasesFolder = { readonly path: string } | { readonly missing: string };

/** Where the cases are looked for. */
export function casesRoot(): string {
  return process.env['PBEVM_CASES'] ?? join(packageRoot(), '..', 'shared', 'cases');
}

/** @param name folder within the cases, such as `wasm-spec`. */
export function casesFolder(name: string): CasesFolder {
  const path = join(casesRoot(), name);
  if (existsSync(path)) return { path };
  return { missing: `no folder ${path}: set PBEVM_CASES to the folder that holds ${name}` };
}
