/** How a command of a script ends in one of the two worlds. */

import { showValue, type Value } from './values.js';

export type Outcome =
  | { readonly end: 'returned'; readonly values: readonly Value[] }
  /** Also a trap while a module is instantiated. */
  | { readonly end: 'trap'; readonly message: string }
  /** The stack ran out: V8's RangeError, or STACK_LIMIT. */
  | { readonly end: 'exhausted' }
  /** Instrumentation ended the guest for any other reason. */
  | { readonly end: 'halt'; readonly code: string }
  /** A module was compiled and instantiated. */
  | { readonly end: 'loaded' }
  /** The bytes are no module that is accepted. */
  | { readonly end: 'refused'; readonly message: string }
  | { readonly end: 'unlinkable'; readonly message: string }
  /** The module that the command is about was not loaded. */
  | { readonly end: 'absent' };

export function showOutcome(outcome: Outcome): string {
  switch (outcome.end) {
    case 'returned':
      return `returned [${outcome.values.map(showValue).join(', ')}]`;
    case 'trap':
    case 'refused':
    case 'unlinkable':
      return `${outcome.end}: ${outcome.message}`;
    case 'halt':
      return `halt ${outcome.code}`;
    default:
      return outcome.end;
  }
}
