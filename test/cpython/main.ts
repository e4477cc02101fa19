/**
 * `npm run test:cpython -- [NAME...] [--all] [--update-manifest]`: CPython's own tests on the test image.
 * Without names those of `npm test`; `--all`: every module of modules.ts. One that is not there runs too,
 * if sources.manifest has its files. Exit code 0: all as expected; 1: something is not; 3: no sources, or
 * nothing to compile with.
 */

import { parseArgs } from 'node:util';
import { updateManifest } from './image.js';
import { modulesOf } from './modules.js';
import { formatOutcome, formatTotal } from './report.js';
import { runModules } from './suite.js';

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      all: { type: 'boolean', default: false },
      'update-manifest': { type: 'boolean', default: false },
    },
  });
  const isUpdate = values['update-manifest'];
  const chosen = [...modulesOf('test'), ...(values.all || isUpdate ? modulesOf('command') : [])];
  const names = positionals.length > 0 && !isUpdate ? positionals : chosen;
  const print = (outcome: Parameters<typeof formatOutcome>[0]): void => console.log(formatOutcome(outcome));
  const outcomes = await runModules(names, print, { wholeLibrary: isUpdate });
  console.log(formatTotal(outcomes));
  if (isUpdate) await updateManifest(outcomes.flatMap(({ run }) => run.report?.files ?? []));
  process.exitCode = outcomes.some(({ findings }) => findings.length > 0) ? 1 : 0;
}

await main().catch((error: Error & { exitCode?: number }) => {
  console.error(error.exitCode === undefined ? error.stack : error.message);
  process.exitCode = error.exitCode ?? 1;
});
