/** `pbevm wasm inspect|instrument|run`: the sandbox by itself, for modules that are no contracts yet. */

import { writeFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { PbevmError } from '../../../runtime/errors.js';
import { describeModule } from '../../../runtime/wasm/describe.js';
import { PROFILES } from '../../../runtime/wasm/profile.js';
import { toText } from '../../vm/values/json-text.js';
import type { Value } from '../../vm/values/types.js';
import { EXIT } from '../exit-code.js';
import { readCode, withOptions } from '../options.js';
import { paintFor } from '../style.js';
import { instrumentFor, type ProfileName, verdictOf } from '../wasm-module.js';
import { descriptionLines, runLines, runToJson } from '../wasm-report.js';
import { runModule } from '../wasm-run.js';

interface ProfileOptions {
  readonly profile: ProfileName;
  readonly json?: boolean;
}

const profileOption = () =>
  new Option('--profile <name>', 'what may be in a module')
    .choices(Object.keys(PROFILES))
    .default('contract' satisfies ProfileName);

export function addWasmCommand(program: Command): void {
  const wasm = program.command('wasm').description('look at, rewrite and run WebAssembly modules');
  addInspect(wasm);
  addInstrument(wasm);
  addRun(wasm);
}

function addInspect(wasm: Command): void {
  const command = wasm
    .command('inspect')
    .description('sections, imports, exports, and whether the profile accepts it')
    .argument('<file>', 'WebAssembly binary, or WAT (.wat)')
    .addOption(profileOption());
  withOptions(command, 'json').action(async (file: string, { profile, json }: ProfileOptions) => {
    const bytes = await readCode(file);
    const description = describeModule(bytes);
    const verdict = verdictOf(bytes, profile);
    const lines = () => descriptionLines(bytes, description, verdict, paintFor(process.stdout));
    console.log(json ? toText({ bytes: bytes.length, ...description, ...verdict }) : lines().join('\n'));
    process.exitCode = verdict.accepted ? EXIT.ok : EXIT.contractFailed;
  });
}

function addInstrument(wasm: Command): void {
  wasm
    .command('instrument')
    .description('write the module as the sandbox runs it')
    .argument('<file>', 'WebAssembly binary, or WAT (.wat)')
    .requiredOption('-o, --output <file>', 'where to write it')
    .option('--names', 'keep names of functions, for people')
    .addOption(profileOption())
    .action(async (file: string, options: ProfileOptions & { output: string; names?: boolean }) => {
      const bytes = await readCode(file);
      const instrumented = instrumentFor(bytes, options.profile, options.names === true);
      try {
        writeFileSync(options.output, instrumented.bytes);
      } catch (cause) {
        const { code } = cause as NodeJS.ErrnoException;
        throw new PbevmError('BAD_INPUT', `cannot write ${options.output}: ${code}`, { cause });
      }
      console.log(
        `${options.output}: ${instrumented.bytes.length} bytes from ${bytes.length}, ` +
          `${instrumented.functionCount} functions, at most ${instrumented.weightMax} height units each, ` +
          `${instrumented.startPages} to ${instrumented.maxPages} pages`,
      );
    });
}

interface RunOptions extends ProfileOptions {
  readonly invoke: string;
  readonly args: Value[];
  readonly fuel: number;
}

function addRun(wasm: Command): void {
  const command = wasm
    .command('run')
    .description('run an exported function of a module without imports')
    .argument('<file>', 'WebAssembly binary, or WAT (.wat)')
    .requiredOption('--invoke <name>', 'exported function')
    .addOption(profileOption());
  withOptions(command, 'args', 'fuel', 'json').action(async (file: string, options: RunOptions) => {
    const { invoke, args, fuel, profile } = options;
    const result = await runModule(await readCode(file), { invoke, args, fuel: BigInt(fuel), profile });
    const lines = () => runLines(result, fuel, paintFor(process.stdout));
    console.log(options.json ? runToJson(result) : lines().join('\n'));
    process.exitCode = result.status === 'success' ? EXIT.ok : EXIT.contractFailed;
  });
}
