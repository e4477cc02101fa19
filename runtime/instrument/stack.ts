/**
 * Stack height (SEMANTICS 4): every function adds its weight when it is entered and takes it off when it is
 * left, so that one number bounds the native stack below all of V8's tiers. A trap leaves the height as it
 * is: the instance is thrown away.
 */

import { OP } from '../wasm/opcodes.js';
import type { FunctionFacts } from '../wasm/validate.js';
import type { Emitter } from './emitter.js';
import { HALT } from './interface.js';
import { ACTION } from './plan.js';

/** Values per height unit. */
const VALUES_PER_UNIT = 64;

/**
 * `return` would skip the code that lowers the height; branches to the function's label arrive at it anyway.
 */
export const STACK_ACTIONS = [[[OP.return], ACTION.leave]] as const;

/** Weight of a function, from facts about the code before instrumentation. */
export function functionWeight({ locals, stackMax }: FunctionFacts): number {
  return 1 + Math.floor((locals + stackMax) / VALUES_PER_UNIT);
}

/** Function entry, after the fuel test: where both fail, fuel is first. */
export function emitStackEntry(out: Emitter, weight: number, heightMax: number): void {
  addHeight(out, OP.i32Add, weight);
  out.index(OP.globalGet, out.host.height);
  out.i32(heightMax);
  out.op(OP.i32GtS);
  out.haltIf(HALT.stackLimit);
}

/** After the block that wraps the body: every way out that is no trap comes here. */
export function emitStackExit(out: Emitter, weight: number): void {
  addHeight(out, OP.i32Sub, weight);
}

function addHeight(out: Emitter, operation: number, weight: number): void {
  out.index(OP.globalGet, out.host.height);
  out.i32(weight);
  out.op(operation);
  out.index(OP.globalSet, out.host.height);
}
