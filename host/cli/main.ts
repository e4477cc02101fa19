#!/usr/bin/env node
/** The command `pbevm`. Results go to stdout, the log to stderr; exit codes are in exit-code.ts. */

import { readFileSync } from 'node:fs';
import { Command, CommanderError, Option } from 'commander';
import { PbevmError } from '../../runtime/errors.js';
import { addBlockCommand } from './commands/block.js';
import { addCheckCommand } from './commands/check.js';
import { addDeployCommand } from './commands/deploy.js';
import { addEnvironmentCommand } from './commands/ee.js';
import { addInspectCommand } from './commands/inspect.js';
import { addMessageCommand } from './commands/message.js';
import { addProofCommand, addVerifyCommand } from './commands/proof.js';
import { addReplayCommand } from './commands/replay.js';
import { addRunCommand } from './commands/run.js';
import { addServeCommand } from './commands/serve.js';
import { addStateCommand } from './commands/state.js';
import { addWasmCommand } from './commands/wasm.js';
import { exitCodeOf } from './exit-code.js';
import { LOG_LEVELS, log } from './log.js';

function packageVersion(): string {
  const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

function createProgram(): Command {
  const program = new Command('pbevm')
    .description('Runs contracts in a metered sandbox.')
    .version(packageVersion())
    .addOption(new Option('--log-level <level>', 'detail of the log').choices(LOG_LEVELS).default('warn'))
    .configureHelp({ showGlobalOptions: true })
    .hook('preAction', (command) => {
      log.level = command.opts<{ logLevel: string }>().logLevel;
    })
    .exitOverride();
  addRunCommand(program);
  addCheckCommand(program);
  addDeployCommand(program);
  addMessageCommand(program, 'send');
  addMessageCommand(program, 'call');
  addInspectCommand(program);
  addServeCommand(program);
  addStateCommand(program);
  addWasmCommand(program);
  addEnvironmentCommand(program);
  addBlockCommand(program);
  addProofCommand(program);
  addVerifyCommand(program);
  addReplayCommand(program);
  for (const command of program.commands) command.exitOverride();
  return program;
}

// `pbevm … | head`: a reader that has seen enough is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

const program = createProgram();
try {
  await program.parseAsync();
} catch (thrown) {
  process.exitCode = exitCodeOf(thrown);
  // commander has printed its own errors.
  if (!(thrown instanceof CommanderError)) {
    if (thrown instanceof PbevmError) log.error({ code: thrown.code }, thrown.message);
    else log.error(thrown, 'unexpected error');
  }
}
