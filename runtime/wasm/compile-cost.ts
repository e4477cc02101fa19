/**
 * The compile cost of a function (SEMANTICS 10, note n): what an optimising compiler may have to do with it
 * after instrumentation. A unit is at most about 0.6 microseconds of one core and 220 bytes (README). It is
 * counted on the code as it comes in, reachable or not, so that every instrumenter refuses the same modules.
 */

import type { CostClass } from '../schedule.js';
import type { FunctionType } from './module.js';
import { CODES, OP, OPCODES } from './opcodes.js';

const FUNCTION_COST = 40;
const LOCALS_PER_UNIT = 16;
/** Edges are every block, loop, if, else, br, br_if, return, and every label of a br_table. */
const EDGE_COST = 8;
/** The engine notes all locals for every block. */
const EDGE_LOCALS_PER_UNIT = 16;
const LOOP_COST = 64;
/** Of all loops of a function: finding them takes a bit for each loop at each node. */
const LOOP_SQUARE_COST = 2;
/** The engine gives every value that a loop changes a name of its own outside. */
const LOOP_EXIT_ARRIVALS = 2;
/** For each loop that a branch leaves. */
const LOOP_EXIT_COST = 4;
const CALLS_SQUARED_PER_UNIT = 16;
/** Parameters and results of a call come on top. */
const IMPORT_CALL_COST = 128;
const IMPORT_CALLS_SQUARED_PER_UNIT = 2;
/** For each value at each arrival at a label: an operand of a phi. */
const MERGE_COST = 2;
/** Values that a branch brings are kept until the label's place: values x edges between. */
const KEPT_PER_UNIT = 8;

const CLASS_COST: Readonly<Record<CostClass, number>> = {
  structure: 1,
  simple: 1,
  divide: 4,
  remainder: 4,
  squareRoot: 1,
  convert: 32,
  call: 8,
  callIndirect: 16,
  bulk: 80,
  grow: 80,
};
const MEMORY_ACCESS_COST = 5;
const GLOBAL_COST = 5;
const FLOAT_CONSTANT_COST = 4;
/** Float arithmetic, whose result may be made canonical. */
const FLOAT_COST = 24;

/** Cost by opcode, without what it has for its edges, its parameters and its results. */
export const INSTRUCTION_COST: Uint8Array = new Uint8Array(CODES);
for (const { code, cost, immediate, canonicalNan } of OPCODES) {
  INSTRUCTION_COST[code] = CLASS_COST[cost];
  if (immediate === 'memarg') INSTRUCTION_COST[code] = MEMORY_ACCESS_COST;
  if (immediate === 'global') INSTRUCTION_COST[code] = GLOBAL_COST;
  if (canonicalNan) INSTRUCTION_COST[code] = FLOAT_COST;
}
INSTRUCTION_COST[OP.f32Const] = FLOAT_CONSTANT_COST;
INSTRUCTION_COST[OP.f64Const] = FLOAT_CONSTANT_COST;
INSTRUCTION_COST[OP.loop] = LOOP_COST;

/** Adds up the cost of one function while its code is walked. */
export class CompileCost {
  #sum = 0;
  #locals = 0;
  #calls = 0;
  #importCalls = 0;
  #loops = 0;
  #loopsLeft = 0;
  #edges = 0;
  #sets = 0;
  /** Values times the edges across which they are kept. */
  #kept = 0;
  #depth = 0;
  /** Instruction of the last assignment, by local; -1 before the first. */
  #assignedAt = new Int32Array(16);
  // One entry for each open block; its fields stand side by side.
  readonly #start: Int32Array;
  readonly #edgesBefore: Int32Array;
  readonly #setsBefore: Int32Array;
  readonly #arrivals: Int32Array;
  readonly #jumps: Int32Array;
  readonly #carried: Int32Array;
  readonly #loopDepth: Int32Array;
  /** Locals whose first assignment in this block is not inside a block that is still open in it. */
  readonly #assigned: Int32Array;

  constructor(nestingMax: number) {
    const perBlock = (): Int32Array => new Int32Array(nestingMax + 2);
    this.#start = perBlock();
    this.#edgesBefore = perBlock();
    this.#setsBefore = perBlock();
    this.#arrivals = perBlock();
    this.#jumps = perBlock();
    this.#carried = perBlock();
    this.#loopDepth = perBlock();
    this.#assigned = perBlock();
  }

  /** Starts a function. @param locals with the parameters. */
  begin({ results }: FunctionType, locals: number): void {
    this.#sum = FUNCTION_COST + Math.floor((locals + results.length) / LOCALS_PER_UNIT);
    this.#locals = locals;
    this.#calls = 0;
    this.#importCalls = 0;
    this.#loops = 0;
    this.#loopsLeft = 0;
    this.#edges = 0;
    this.#sets = 0;
    this.#kept = 0;
    this.#depth = 0;
    if (this.#assignedAt.length < locals) this.#assignedAt = new Int32Array(locals * 2);
    this.#assignedAt.fill(-1, 0, locals);
    this.#enter(0, results.length);
  }

  /** A block, loop or if. @param carried values that its label takes. */
  open(i: number, op: number, carried: number): void {
    this.#edges++;
    this.#enter(i, carried);
    const at = this.#depth - 1;
    this.#loopDepth[at] = this.#loopDepth[at - 1];
    if (op === OP.if) this.#arrivals[at]++;
    if (op !== OP.loop) return;
    this.#arrivals[at] += LOOP_EXIT_ARRIVALS;
    this.#loops++;
    this.#loopDepth[at]++;
  }

  /** The arm before an else jumps over the other. */
  else(): void {
    this.#edges++;
    this.#jumps[this.#depth - 1]++;
  }

  /** br, br_if or return to a label. */
  jump(label: number): void {
    this.tableEntry(label);
    this.#jumps[this.#depth - 1 - label]++;
  }

  tableEntry(label: number): void {
    const from = this.#depth - 1;
    this.#edges++;
    this.#arrivals[from - label]++;
    this.#loopsLeft += this.#loopDepth[from] - this.#loopDepth[from - label];
  }

  call({ params, results }: FunctionType): void {
    this.#calls++;
    this.#sum += params.length + results.length;
  }

  /** The call just counted is one of the host. */
  importCall(): void {
    this.#importCalls++;
    this.#sum += IMPORT_CALL_COST;
  }

  /** local.set or local.tee. */
  assign(i: number, local: number): void {
    this.#sets++;
    const outer = this.#innermostOpenAt(this.#assignedAt[local]);
    this.#assignedAt[local] = i;
    this.#assigned[this.#depth - 1]++;
    if (outer >= 0) this.#assigned[outer]--;
  }

  /** Closes the innermost block. */
  close(): void {
    const at = --this.#depth;
    const assigned = this.#assigned[at];
    const merged = assigned + this.#carried[at];
    const jumps = this.#jumps[at];
    const edgesInside = this.#edges - this.#edgesBefore[at];
    const setsInside = this.#sets - this.#setsBefore[at];
    // A jump brings the word and what is merged; but no more values differ than were made in the block.
    const kept = Math.min(jumps * (1 + merged), edgesInside + setsInside + jumps * this.#carried[at]);
    this.#sum += MERGE_COST * this.#arrivals[at] * merged;
    this.#kept += edgesInside * kept;
    if (at > 0) this.#assigned[at - 1] += assigned;
  }

  /** Cost of the function without its instructions, when its last block is closed. */
  total(): number {
    const edges = EDGE_COST * this.#edges + Math.floor((this.#edges * this.#locals) / EDGE_LOCALS_PER_UNIT);
    const loops = LOOP_SQUARE_COST * this.#loops * this.#loops + LOOP_EXIT_COST * this.#loopsLeft;
    // Blocks in one another see the same values: there are no more than were made, and no more edges than
    // all.
    const kept = Math.min(this.#kept, this.#edges * (this.#edges + this.#sets));
    const calls =
      Math.floor((this.#calls * this.#calls) / CALLS_SQUARED_PER_UNIT) +
      Math.floor((this.#importCalls * this.#importCalls) / IMPORT_CALLS_SQUARED_PER_UNIT);
    return this.#sum + edges + loops + calls + Math.floor(kept / KEPT_PER_UNIT);
  }

  #enter(i: number, carried: number): void {
    const at = this.#depth++;
    this.#start[at] = i;
    this.#edgesBefore[at] = this.#edges;
    this.#setsBefore[at] = this.#sets;
    this.#arrivals[at] = 1;
    this.#jumps[at] = 0;
    this.#carried[at] = carried;
    this.#assigned[at] = 0;
  }

  /** Depth of the innermost open block that had begun at an instruction; -1 if none had. */
  #innermostOpenAt(i: number): number {
    let low = 0;
    let high = this.#depth;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#start[middle] <= i) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}
