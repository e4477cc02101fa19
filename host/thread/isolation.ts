/** Whether execution has a thread of its own, and what it needs if not (SEMANTICS 5). */

import { resourceLimits } from 'node:worker_threads';
import { PbevmError } from '../../runtime/errors.js';
import type { Limits } from '../../runtime/limits.js';

export type Isolation = 'worker' | 'inline';

/**
 * @throws PbevmError BAD_INPUT; STACK_TOO_SMALL where the calling thread's stack is too small for `inline`.
 *
 */
export function checkIsolation(isolation: Isolation, { stackMb }: Limits): void {
  if (isolation !== 'worker' && isolation !== 'inline') {
    throw new PbevmError('BAD_INPUT', 'isolation is `worker` or `inline`');
  }
  if (isolation === 'inline' && (resourceLimits.stackSizeMb ?? 0) < stackMb) {
    const need = `a Worker made with resourceLimits: { stackSizeMb: ${stackMb} }`;
    throw new PbevmError('STACK_TOO_SMALL', `isolation 'inline' needs ${need}; use isolation 'worker'`);
  }
}
