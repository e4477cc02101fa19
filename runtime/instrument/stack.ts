/**
 * Stack height (SEMANTICS 4): every function adds its weight to the word when it is entered and takes it off
 * when it is left (`Emitter.enter`, `Emitter.leave`), so that one number bounds the native stack below all of
 * V8's tiers. A trap leaves the height as it is: the instance is thrown away.
 */

import { OP } from '../wasm/opcodes.js';
import type { Profile } from '../wasm/profile.js';
import type { FunctionFacts } from '../wasm/validate.js';
import { ACTION } from './plan.js';

/** Parameters, locals and operands per height unit. */
const VALUES_PER_UNIT = 64;

/** `return` would skip the code that gives the word back; branches to the function's label arrive there. */
export const STACK_ACTIONS = [[[OP.return], ACTION.leave]] as const;

/**
 * Weight of a function, from facts about the code before instrumentation. Instructions weigh because
 * compilers that optimise keep values over a call that are no local and no operand (README, "Instructions
 * weigh").
 */
export function functionWeight(facts: FunctionFacts, { instructionsPerUnit }: Profile): number {
  const { locals, stackMax, instructions } = facts;
  return 1 + Math.floor((locals + stackMax) / VALUES_PER_UNIT + instructions / instructionsPerUnit);
}
