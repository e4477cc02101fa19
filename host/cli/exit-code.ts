/** Exit codes of `pbevm`, and which error ends in which. */

import { CommanderError } from 'commander';
import { type ErrorCode, PbevmError } from '../../runtime/errors.js';

export const EXIT = { ok: 0, contractFailed: 1, usage: 2, environment: 3 } as const;

const USAGE_ERRORS: ReadonlySet<ErrorCode> = new Set([
  'BAD_INPUT',
  'BAD_VALUE',
  'BAD_MODULE',
  'BAD_EXPORT',
  'BAD_PROOF',
  'BAD_BLOCK',
  'UNKNOWN_HEIGHT',
  'PRUNED',
]);

/** The exit code for something thrown: bad input is usage, all else is the machine's or ours. */
export function exitCodeOf(thrown: unknown): number {
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? EXIT.ok : EXIT.usage;
  return thrown instanceof PbevmError && USAGE_ERRORS.has(thrown.code) ? EXIT.usage : EXIT.environment;
}
