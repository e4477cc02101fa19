/**
 * Scripts of the specification's tests as `wast2json` of wabt writes them: a JSON file of commands, and a
 * binary for each module. Only what is used here is named.
 */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { casesFolder } from '../support/cases.js';

/** Bits of a number as an unsigned decimal, `nan:...`, `null`, or the name of a host object; absent: any. */
export interface ScriptValue {
  readonly type: 'i32' | 'i64' | 'f32' | 'f64' | 'funcref' | 'externref';
  readonly value?: string;
}

export interface Action {
  readonly type: 'invoke' | 'get';
  /** Name of a module; absent: the last one. */
  readonly module?: string;
  readonly field: string;
  readonly args?: readonly ScriptValue[];
}

export interface ModuleCommand {
  readonly type: 'module';
  readonly line: number;
  readonly name?: string;
  readonly filename: string;
}

export interface ActionCommand {
  readonly type: 'action' | 'assert_return' | 'assert_trap' | 'assert_exhaustion';
  readonly line: number;
  readonly action: Action;
  readonly expected: readonly ScriptValue[];
}

export interface RefusalCommand {
  readonly type: 'assert_malformed' | 'assert_invalid' | 'assert_unlinkable' | 'assert_uninstantiable';
  readonly line: number;
  readonly filename: string;
  readonly module_type: 'binary' | 'text';
  readonly text: string;
}

export interface RegisterCommand {
  readonly type: 'register';
  readonly line: number;
  readonly as: string;
  readonly name?: string;
}

export type Command = ModuleCommand | ActionCommand | RefusalCommand | RegisterCommand;

export interface Script {
  /** Name without `.wast`. */
  readonly name: string;
  readonly commands: readonly Command[];
  readonly binary: (filename: string) => Uint8Array;
}

/** The suite's files and the folder of what they were converted to, or why they cannot be had. */
export type Suite =
  | { readonly scripts: Script[]; readonly unconverted: { name: string; why: string }[] }
  | { readonly missing: string };

const HOW_TO_GET = 'wast2json is not here: install wabt 1.0.32 or later (`apt-get install wabt`)';

/**
 * Converts every .wast file, runs `body` with the result and removes what was written.
 * @param only files whose name starts with one of these; empty: all.
 */
export function withSuite<Result>(only: readonly string[], body: (suite: Suite) => Result): Result {
  const folder = casesFolder('wasm-spec');
  if ('missing' in folder) return body(folder);
  try {
    execFileSync('wast2json', ['--version'], { stdio: 'ignore' });
  } catch {
    return body({ missing: HOW_TO_GET });
  }
  const scratch = mkdtempSync(join(tmpdir(), 'pbevm-spec-'));
  try {
    return body(convert(folder.path, scratch, only));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function convert(folder: string, scratch: string, only: readonly string[]): Suite {
  const scripts: Script[] = [];
  const unconverted: { name: string; why: string }[] = [];
  for (const file of readdirSync(folder).sort()) {
    const name = basename(file, '.wast');
    if (name === file || (only.length > 0 && !only.some((start) => name.startsWith(start)))) continue;
    const json = join(scratch, `${name}.json`);
    try {
      execFileSync('wast2json', [join(folder, file), '-o', json], { stdio: ['ignore', 'ignore', 'pipe'] });
    } catch (thrown) {
      const said = String((thrown as { stderr?: Buffer }).stderr ?? thrown);
      unconverted.push({ name, why: said.split('\n', 1)[0] });
      continue;
    }
    const { commands } = JSON.parse(readFileSync(json, 'utf8')) as { commands: Command[] };
    scripts.push({ name, commands, binary: (filename) => readFileSync(join(scratch, filename)) });
  }
  return { scripts, unconverted };
}
