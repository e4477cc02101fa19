/**
 * A second tree of this package with one defect in it, in which a suite is run. What is compiled and what
 * examples there are is copied, the rest linked, so that threads and child processes of a suite have the
 * defect too.
 */

import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { casesRoot } from '../support/cases.js';
import { packageRoot } from '../support/package-root.js';
import type { Verdict } from './verdicts.js';

/** A defect, and the tests that notice it. */
export interface SeededBug {
  /** Test file below test/, without `.test.ts`. */
  readonly suite: string;
  /** What is wrong with the code under test. */
  readonly what: string;
  /** File that gets the defect: compiled (below dist/) or an example. */
  readonly file: string;
  /** Text that the file has once, and what stands there instead. */
  readonly change: readonly [from: string, to: string];
  /** Names of tests that must fail by an assertion. */
  readonly fails: readonly string[];
  /** Tests to run beside those, where the whole suite takes seconds; if there are others, one passes. */
  readonly passes?: readonly string[];
  /** Folder of published cases without which the suite notices nothing. */
  readonly cases?: string;
  /** Environment of the suite, for fewer rounds. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Entries of the package that a tree has copies of. */
const COPIED: readonly string[] = ['dist', 'examples'];
const TIMEOUT_MILLISECONDS = 120_000;
const REPORTER = new URL('./verdicts.js', import.meta.url).href;

export class MutantTree {
  readonly folder = mkdtempSync(join(tmpdir(), 'pbevm-seeds-'));

  constructor() {
    const root = packageRoot();
    for (const name of readdirSync(root)) {
      if (COPIED.includes(name)) cpSync(join(root, name), join(this.folder, name), { recursive: true });
      else symlinkSync(join(root, name), join(this.folder, name));
    }
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** What the tests of the suite said with the defect; the tree is whole again afterwards. */
  run({ suite, file, change: [from, to], fails, passes, env }: SeededBug): Verdict[] {
    const path = join(this.folder, file.startsWith('examples/') ? file : join('dist', file));
    const text = readFileSync(path, 'utf8');
    const parts = text.split(from);
    if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} times: ${from}`);
    writeFileSync(path, parts.join(to));
    try {
      return this.#runSuite(suite, passes === undefined ? [] : [...fails, ...passes], env);
    } finally {
      writeFileSync(path, text);
    }
  }

  #runSuite(suite: string, names: readonly string[], env: SeededBug['env']): Verdict[] {
    const output = join(this.folder, 'verdicts');
    // A suite that cannot be loaded reports nothing.
    writeFileSync(output, '');
    const patterns = names.map((name) => `--test-name-pattern=^${name.replace(/[^\w\s]/g, '\\$&')}$`);
    const report = [`--test-reporter=${REPORTER}`, `--test-reporter-destination=${output}`];
    const script = join(this.folder, 'dist/test', `${suite}.test.js`);
    const { NODE_TEST_CONTEXT: _, ...inherited } = process.env;
    const { error } = spawnSync(process.execPath, [...report, ...patterns, script], {
      cwd: this.folder,
      // The tree has no neighbours.
      env: { ...inherited, PBEVM_CASES: casesRoot(), ...env },
      stdio: 'ignore',
      timeout: TIMEOUT_MILLISECONDS,
    });
    if (error !== undefined) throw error;
    const lines = readFileSync(output, 'utf8').split('\n').slice(0, -1);
    return lines.map((line) => JSON.parse(line) as Verdict);
  }
}

/** What is wrong with a seeded bug: tests that do not notice it, or that everything fails, whatever it is. */
export function unnoticed({ fails }: SeededBug, verdicts: readonly Verdict[]): string[] {
  const endOf = (name: string) => verdicts.find((verdict) => verdict.name === name)?.end ?? 'not run';
  const wrong = fails.map((name) => [name, endOf(name)]).filter(([, end]) => end !== 'assertion');
  const others = verdicts.filter(({ name }) => !fails.includes(name));
  if (others.length > 0 && !others.some(({ end }) => end === 'pass')) wrong.push(['others', 'none passes']);
  return wrong.map(([name, end]) => `${name}: ${end}`);
}
