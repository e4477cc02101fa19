/**
 * Carries out a plan: copies the code of one function and, at each instruction with actions, lets the passes
 * write in a fixed order. Code that cannot be reached is copied as it is.
 */

import type { FuelSchedule } from '../schedule.js';
import type { Code } from '../wasm/code.js';
import type { FunctionType } from '../wasm/module.js';
import { OP } from '../wasm/opcodes.js';
import type { Emitter } from './emitter.js';
import { emitBoundary, emitFuelEntry } from './fuel.js';
import { emitCanonicalNan } from './nan.js';
import { ACTION, type Plan } from './plan.js';
import type { ImportWrappers } from './references.js';
import { emitStackEntry, emitStackExit } from './stack.js';

/** What rewriting needs to know of the module. */
export interface RewriteContext {
  readonly schedule: FuelSchedule;
  readonly heightMax: number;
  /** Function that stands for memory.grow. */
  readonly growFunction: number;
  readonly wrappers: ImportWrappers;
  /** Index of the type () -> results, needed where there are several. */
  readonly typeOfResults: (results: FunctionType['results']) => number | undefined;
}

/** Writes the instrumented body, from its first instruction to its final `end`. */
export function rewriteFunction(
  out: Emitter,
  code: Code,
  plan: Plan,
  type: FunctionType,
  weight: number,
  context: RewriteContext,
): void {
  emitFuelEntry(out, plan);
  emitStackEntry(out, weight, context.heightMax);
  out.op(OP.block);
  out.blockType(context.typeOfResults(type.results), type.results);
  let copied = 0;
  for (let i = 0; i < code.count; i++) {
    const actions = plan.actions[i];
    if (actions === 0) continue;
    const start = code.position[i];
    const end = code.position[i + 1];
    out.copy(code.bytes, copied, start);
    if (actions & ACTION.charge) out.charge(plan.charge[i]);
    if (actions & ACTION.testBefore) out.testFuel();
    if (actions & ACTION.boundary) emitBoundary(out, code, i, context.schedule);
    if (actions & ACTION.leave) out.index(OP.br, code.a[i]);
    else if (actions & ACTION.grow) out.index(OP.call, context.growFunction);
    else if (actions & ACTION.reference) out.index(OP.refFunc, context.wrappers.replace(code.a[i]));
    else out.copy(code.bytes, start, end);
    if (actions & ACTION.canonicalNan) emitCanonicalNan(out, code.op[i]);
    if (actions & ACTION.testAfter) out.testFuel();
    copied = end;
  }
  // The body's own `end` closes the block.
  out.copy(code.bytes, copied, code.bytes.length);
  emitStackExit(out, weight);
  out.op(OP.end);
}
