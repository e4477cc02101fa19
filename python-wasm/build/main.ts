/**
 * Command: builds `build/python/python.wasm`.
 *
 *     node dist/python-wasm/build/main.js [--out DIR] [--quiet] [--wasi] [--train] [--update-pins]
 *                                         [--update-sources]
 *
 * Exit code 0: built or up to date; 1: the build failed; 3: something is missing on this machine.
 */

import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      out: { type: 'string' },
      quiet: { type: 'boolean', default: false },
      train: { type: 'boolean', default: false },
      wasi: { type: 'boolean', default: false },
      'update-pins': { type: 'boolean', default: false },
      'update-sources': { type: 'boolean', default: false },
    },
  });
  // Imported here, so that a missing package is a message and not a stack trace.
  const { buildInterpreter } = await import('./interpreter.js');
  if (values.train) {
    const { train } = await import('./train.js');
    await train(values.out === undefined ? undefined : resolve(values.out));
  }
  await buildInterpreter({
    ...(values.out === undefined ? {} : { out: resolve(values.out) }),
    quiet: values.quiet,
    wasi: values.wasi,
    updatePins: values['update-pins'],
    updateSources: values['update-sources'],
  });
}

function report(error: unknown): void {
  const { code, exitCode, message } = error as { code?: string; exitCode?: number; message?: string };
  if (code === 'ERR_MODULE_NOT_FOUND') {
    process.stderr.write(`a package is missing: run \`npm install\` (${message})\n`);
    process.exitCode = 3;
  } else if (exitCode !== undefined) {
    process.stderr.write(`${message}\n`);
    process.exitCode = exitCode;
  } else if (code?.startsWith('ERR_PARSE_ARGS')) {
    process.stderr.write(`${message}\n`);
    process.exitCode = 1;
  } else {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 1;
  }
}

await main().catch(report);
