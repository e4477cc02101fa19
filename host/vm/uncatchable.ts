/** What contracts cannot catch, whatever VM runs them (SEMANTICS 19). */

import type { CallResult } from './vm.js';

type UncatchableCode = 'DEPTH' | 'PAGES' | 'STACK_LIMIT';

/**
 * Whether a call failed by a code with which its caller's frame halts too, if that is of Python or of a
 * `shard` contract: nobody can make only a victim's inner call fail.
 */
export function isUncatchable(result: CallResult): result is CallResult & { code: UncatchableCode } {
  if (result.kind === 'refused') return result.code === 'DEPTH' || result.code === 'PAGES';
  return result.kind === 'halt' && ['DEPTH', 'PAGES', 'STACK_LIMIT'].includes(result.code);
}
