/**
 * The Ethereum Environment Interface as one table: every function that a native contract may import, by exact
 * name and signature. What is not here is refused.
 */

import { CALL_FUNCTIONS } from './call-functions.js';
import { CONTEXT_FUNCTIONS } from './context-functions.js';
import { DEBUG_FUNCTIONS } from './debug-functions.js';
import type { EeiFunction } from './host-function.js';
import { STATE_FUNCTIONS } from './state-functions.js';

export const EEI_FUNCTIONS: readonly EeiFunction[] = [
  ...CONTEXT_FUNCTIONS,
  ...STATE_FUNCTIONS,
  ...CALL_FUNCTIONS,
];

/** With the functions of a debug profile, which no block accepts. */
export const EEI_DEBUG_FUNCTIONS: readonly EeiFunction[] = [...EEI_FUNCTIONS, ...DEBUG_FUNCTIONS];
