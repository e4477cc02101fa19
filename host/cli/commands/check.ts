/** `pbevm check FILE...`: what is wrong with contracts of either kind, before anything is deployed. */

import { createReadStream } from 'node:fs';
import { concatBytes } from '@noble/hashes/utils.js';
import type { Command } from 'commander';
import { PbevmError } from '../../../runtime/errors.js';
import { PROFILES } from '../../../runtime/wasm/profile.js';
import type { Host } from '../../host.js';
import { toText } from '../../vm/values/json-text.js';
import type { Finding } from '../../vm/vm.js';
import { assemble } from '../assemble.js';
import { EXIT } from '../exit-code.js';
import { type FileFindings, findingsLines, summaryLine } from '../findings.js';
import { isWat, unreadable, withHost, withOptions } from '../options.js';
import { paintFor } from '../style.js';
import { watchFiles } from '../watch.js';

interface CheckOptions {
  readonly json?: boolean;
  readonly watch?: boolean;
}

const STDIN = '-';
/** A source may have less; more than this is not looked at. */
const FILE_BYTES_MAX = PROFILES.contract.limits['module bytes'];

export function addCheckCommand(program: Command): void {
  const command = program
    .command('check')
    .description('say what keeps contracts from being deployed, and what looks wrong in them')
    .argument('<file...>', 'Python sources, wasm binaries, .wat; - reads from stdin')
    .option('--watch', 'check again whenever a file changes, until Ctrl-C');
  withOptions(command, 'json').action(async (files: string[], options: CheckOptions) => {
    if (options.watch && files.includes(STDIN))
      throw new PbevmError('BAD_INPUT', '--watch needs files: stdin does not change');
    const sources = await readSources(files);
    await withHost(undefined, async (host) => {
      if (!options.watch) return checkAndPrint(host, files, sources, options);
      await watchFiles(files, () => recheck(host, files, options));
      process.exitCode = EXIT.ok;
    });
  });
}

async function checkAndPrint(
  host: Host,
  files: readonly string[],
  sources: readonly Uint8Array[],
  options: CheckOptions,
): Promise<void> {
  const checked: FileFindings[] = [];
  for (const [index, file] of files.entries()) {
    checked.push({ file: file === STDIN ? '<stdin>' : file, findings: await host.check(sources[index]) });
  }
  const paint = paintFor(process.stdout);
  const lines = () => [...checked.flatMap((one) => findingsLines(one, paint)), summaryLine(checked, paint)];
  console.log(options.json ? findingsToJson(checked) : lines().join('\n'));
  const isError = ({ severity }: Finding): boolean => severity === 'error';
  const failed = checked.some(({ findings }) => findings.some(isError));
  process.exitCode = failed ? EXIT.contractFailed : EXIT.ok;
}

/** A round of watching; a file that is gone for the moment is no end of watching. */
async function recheck(host: Host, files: readonly string[], options: CheckOptions): Promise<void> {
  try {
    await checkAndPrint(host, files, await readSources(files), options);
  } catch (thrown) {
    if (!(thrown instanceof PbevmError) || thrown.code !== 'BAD_INPUT') throw thrown;
    console.error(thrown.message);
  }
}

/** One array; of each finding its members, after `file`. */
function findingsToJson(checked: readonly FileFindings[]): string {
  return toText(checked.flatMap(({ file, findings }) => findings.map((finding) => ({ file, ...finding }))));
}

async function readSources(files: readonly string[]): Promise<Uint8Array[]> {
  const sources: Uint8Array[] = [];
  for (const file of files) sources.push(await readSource(file));
  return sources;
}

/**
 * A file, or stdin, up to just beyond the size that a contract may have: the rest would not be looked at.
 * @throws PbevmError BAD_INPUT
 */
async function readSource(file: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    const stream = file === STDIN ? process.stdin : createReadStream(file);
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > FILE_BYTES_MAX) break;
    }
  } catch (cause) {
    throw unreadable(file, cause);
  }
  const bytes = concatBytes(...chunks).subarray(0, FILE_BYTES_MAX + 1);
  return isWat(file) ? assemble(file, bytes) : bytes;
}
