/** Prints a result on stdout and sets the exit code. */

import type { ContractResult } from '../api.js';
import { EXIT } from './exit-code.js';
import { resultToJson } from './json-output.js';
import { log } from './log.js';
import type { ExecutionOptions } from './options.js';
import { reportLines } from './report.js';
import { paintFor } from './style.js';

export function printResult(result: ContractResult, options: Pick<ExecutionOptions, 'json' | 'fuel'>): void {
  const text = options.json
    ? resultToJson(result)
    : reportLines(result, options.fuel, paintFor(process.stdout)).join('\n');
  const { status, fuelUsed, memoryPages } = result;
  log.info({ status, fuelUsed, memoryPages }, 'executed');
  console.log(text);
  process.exitCode = result.status === 'success' ? EXIT.ok : EXIT.contractFailed;
}
