/**
 * Carries out a plan: copies the code of one function and, at each instruction with actions, lets the passes
 * write in a fixed order. Code that cannot be reached is only kept valid.
 */

import type { FuelSchedule } from '../schedule.js';
import type { Code } from '../wasm/code.js';
import { F32, F64, type FunctionType } from '../wasm/module.js';
import { CODES, OP } from '../wasm/opcodes.js';
import type { Emitter } from './emitter.js';
import { emitBoundary } from './fuel.js';
import { emitCanonicalNan } from './nan.js';
import { ACTION, type Plan } from './plan.js';
import type { ImportWrappers } from './references.js';
import { emitCall, emitImportCall } from './threading.js';

/** What rewriting needs to know of the module. */
export interface RewriteContext {
  readonly schedule: FuelSchedule;
  readonly importedFunctions: number;
  /** Function that stands for memory.grow. */
  readonly growFunction: number;
  readonly wrappers: ImportWrappers;
  /** Index of the type () -> results, needed where there are several. */
  readonly typeOfResults: (results: FunctionType['results']) => number | undefined;
  /** Index of a type of the guest with the word added. */
  readonly threadedType: (typeIndex: number) => number;
  readonly isRestored: (index: number) => boolean;
}

const REPLACED =
  ACTION.local | ACTION.leave | ACTION.importCall | ACTION.call | ACTION.grow | ACTION.reference;

/** By how much each opcode changes the number of labels. */
const NESTING = new Int8Array(CODES);
for (const op of [OP.block, OP.loop, OP.if]) NESTING[op] = 1;
NESTING[OP.end] = -1;

/** Writes the instrumented body, from its first instruction to its final `end`. */
export function rewriteFunction(
  out: Emitter,
  code: Code,
  plan: Plan,
  type: FunctionType,
  weight: number,
  context: RewriteContext,
): void {
  out.enter(plan.entryCharge, weight);
  out.op(OP.block);
  out.blockType(context.typeOfResults(type.results), type.results);
  let copied = 0;
  let depth = 1;
  for (let i = 0; i < code.count; i++) {
    const actions = plan.actions[i];
    depth += NESTING[code.op[i]];
    if (actions === 0) continue;
    const start = code.position[i];
    const end = code.position[i + 1];
    out.copy(code.bytes, copied, start);
    if (actions & ACTION.charge) out.charge(plan.charge[i]);
    if (actions & ACTION.testBefore) out.testFuel(depth - NESTING[code.op[i]]);
    if (actions & ACTION.boundary) emitBoundary(out, code, i, context.schedule);
    if (actions & ACTION.globalSet && !context.isRestored(code.a[i])) out.setGlobal(out.host.dirty, 1);
    if (actions & REPLACED) emitReplacement(out, code, i, actions, context);
    else out.copy(code.bytes, start, end);
    if (actions & ACTION.canonicalF32) emitCanonicalNan(out, F32);
    if (actions & ACTION.canonicalF64) emitCanonicalNan(out, F64);
    copied = end;
  }
  // The body's own `end` closes the block.
  out.copy(code.bytes, copied, code.bytes.length);
  out.leave(weight);
}

/** What stands for the instruction itself. */
function emitReplacement(
  out: Emitter,
  code: Code,
  i: number,
  actions: number,
  context: RewriteContext,
): void {
  const operand = code.a[i];
  if (actions & ACTION.local) out.guestLocal(code.op[i], operand);
  else if (actions & ACTION.leave) out.index(OP.br, operand);
  else if (actions & ACTION.importCall) emitImportCall(out, operand);
  else if (actions & ACTION.call) emitCall(out, code, i, context);
  else if (actions & ACTION.reference) out.index(OP.refFunc, context.wrappers.refer(operand));
  else out.threadedCall(context.growFunction);
}
