/** `pbevm state export` and `pbevm state import`: a state as text, to standard output and from a file. */

import { createWriteStream, existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { toHex } from '../../../runtime/bytes.js';
import { PbevmError } from '../../../runtime/errors.js';
import { exportState } from '../../state/database/export-state.js';
import { importState } from '../../state/database/import-state.js';
import { StateDatabase } from '../../state/database/state-database.js';
import { LevelStore } from '../../state/level/level-store.js';
import { unreadable, withOptions } from '../options.js';

interface StateOptions {
  readonly data: string;
  readonly json?: boolean;
}

export function addStateCommand(program: Command): void {
  const state = program.command('state').description('write a state as text, or read one');
  const exporting = state
    .command('export')
    .description('write the accounts, codes and storage of a state as text, in one order only')
    .option('-o, --output <file>', 'where to (default: standard output)');
  withOptions(exporting, 'data').action(({ data, output }: StateOptions & { output?: string }) =>
    writeState(data, output),
  );
  const importing = state
    .command('import')
    .description('fill a new folder with a state from its text, and check its root')
    .argument('<file>', 'the text; - is standard input');
  withOptions(importing, 'data', 'json').action((file: string, options: StateOptions) =>
    readState(file, options),
  );
  for (const command of state.commands) command.exitOverride();
}

async function writeState(data: string, output: string | undefined): Promise<void> {
  if (!existsSync(data)) throw new PbevmError('BAD_INPUT', `there is no state in ${data}`);
  const database = await StateDatabase.open(await LevelStore.open(data));
  try {
    if (database.height < 0) throw new PbevmError('BAD_INPUT', `there is no state in ${data}`);
    const target = output === undefined ? process.stdout : createWriteStream(output);
    await pipeline(exportState(database), target, { end: output !== undefined });
  } finally {
    await database.close();
  }
}

async function readState(file: string, { data, json }: StateOptions): Promise<void> {
  const source = file === '-' ? process.stdin : await openText(file);
  const mark = await importState(await LevelStore.open(data), source);
  const [height, root] = [mark.height, toHex(mark.root)];
  console.log(json ? JSON.stringify({ height, root }) : `state at height ${height}, root ${root}`);
}

async function openText(file: string): Promise<AsyncIterable<Uint8Array>> {
  try {
    return (await open(file)).createReadStream();
  } catch (cause) {
    throw unreadable(file, cause);
  }
}
