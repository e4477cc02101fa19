/** What opening a store on disk is refused with. */

import { PbevmError } from '../../../runtime/errors.js';

const REMEDY = 'restore the folder from a copy, or delete it and build the state anew';

export function locked(path: string, cause?: unknown): PbevmError {
  const message = `store ${path} is in use by another process or host: stop that first`;
  return new PbevmError('STORE_LOCKED', message, { cause });
}

/** @param what names the damage. */
export function damaged(path: string, what: string, cause?: unknown): PbevmError {
  return new PbevmError('STORE_DAMAGED', `store ${path} is damaged: ${what}; ${REMEDY}`, { cause });
}

export function unavailable(path: string, cause: unknown): PbevmError {
  return new PbevmError('STORE_UNAVAILABLE', `store ${path} cannot be used: ${reasonOf(cause)}`, { cause });
}

/** Code of the cause of what `level` throws. */
export function codeOf(error: unknown): string | undefined {
  return ((error as Error).cause as { code?: string } | undefined)?.code;
}

/** LevelDB's own words are in the cause of what `level` throws. */
export function reasonOf(error: unknown): string {
  const { cause, message } = error as Error;
  return cause instanceof Error ? cause.message : message;
}
