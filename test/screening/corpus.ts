/** Sources on which screening is measured: ordinary programs of this repository, and CPython's library. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding, Host } from '../../host/index.js';
import { packageRoot } from '../support/package-root.js';

export interface CorpusFile {
  /** Path below the package. */
  readonly name: string;
  readonly source: Uint8Array;
}

/** Folders with programs that were written as contracts or could be. */
const ORDINARY = ['test/screening/corpus', 'examples', 'bench/workloads', 'bench/basilisk'];
/** CPython's library without its tests, which hold broken sources on purpose. */
const LIBRARY_WITHOUT = /^(test|idlelib|lib2to3)\/|\/(test|tests|idle_test)\//;

function pythonFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.py'))
    .sort();
}

function read(folder: string, names: readonly string[]): CorpusFile[] {
  return names.map((name) => ({
    name: `${folder}/${name}`,
    source: readFileSync(join(packageRoot(), folder, name)),
  }));
}

export function ordinaryPrograms(): CorpusFile[] {
  return ORDINARY.flatMap((folder) => read(folder, pythonFiles(join(packageRoot(), folder))));
}

/** Undefined if the sources are not there: `sh build.sh` fetches them. */
export function libraryModules(): CorpusFile[] | undefined {
  const sources = join(packageRoot(), 'build/sources');
  const tree = existsSync(sources)
    ? readdirSync(sources).find((name) => /^cpython-[\d.]+$/.test(name))
    : undefined;
  if (tree === undefined) return undefined;
  const folder = `build/sources/${tree}/Lib`;
  const names = pythonFiles(join(packageRoot(), folder)).filter((name) => !LIBRARY_WITHOUT.test(name));
  return read(folder, names);
}

/** What was found in a corpus: files and findings of each rule, by code. */
export interface CorpusCounts {
  readonly files: number;
  /** Files with an error. */
  readonly refused: number;
  /** Files that would be refused if imports were allowed. */
  readonly refusedBesidesImports: number;
  readonly rules: ReadonlyMap<string, { readonly rule: string; files: number; findings: number }>;
}

const IMPORT_RULES: ReadonlySet<string> = new Set(['S101', 'S102']);

/** Checks every file of a corpus. */
export async function countFindings(host: Host, files: readonly CorpusFile[]): Promise<CorpusCounts> {
  const rules = new Map<string, { rule: string; files: number; findings: number }>();
  let refused = 0;
  let refusedBesidesImports = 0;
  for (const { source } of files) {
    const findings = await host.check(source);
    const errors = findings.filter(({ severity }) => severity === 'error');
    if (errors.length > 0) refused++;
    if (errors.some(({ code }) => !IMPORT_RULES.has(code))) refusedBesidesImports++;
    addTo(rules, findings);
  }
  const sorted = new Map([...rules].sort(([a], [b]) => Number(a > b) - Number(a < b)));
  return { files: files.length, refused, refusedBesidesImports, rules: sorted };
}

function addTo(
  rules: Map<string, { rule: string; files: number; findings: number }>,
  findings: readonly Finding[],
): void {
  const seen = new Set<string>();
  for (const { code, rule } of findings) {
    const count = rules.get(code) ?? { rule, files: 0, findings: 0 };
    count.findings++;
    if (!seen.has(code)) count.files++;
    seen.add(code);
    rules.set(code, count);
  }
}
