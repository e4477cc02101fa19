/**
 * The compile cost of a function (SEMANTICS 10, note n): what an optimising compiler may have to do with it
 * after instrumentation. A unit is at most about 0.85 microseconds of one core and 240 bytes (README). It is
 * counted on the code as it comes in, reachable or not, so that every instrumenter refuses the same modules.
 */

import { assert } from '../errors.js';
import type { CostClass } from '../schedule.js';
import type { FunctionType } from './module.js';
import { CODES, OP, OPCODE_BY_CODE, OPCODES } from './opcodes.js';

const FUNCTION_COST = 40;
const LOCALS_PER_UNIT = 16;
/** Edges are every block, loop, if, else, br, br_if, return, and every label of a br_table. */
const EDGE_COST = 8;
/** A label of a br_table is an edge that costs less: no code stands before it. */
const TABLE_LABEL_REBATE = 3;
/** In the sum of a module a label costs more: one function may be a large switch, not several. */
const TABLE_LABEL_SHARE = 5;
/** The engine notes all locals for every block. */
const EDGE_LOCALS_PER_UNIT = 16;
const LOOP_COST = 64;
/** Of all loops of a function: finding them takes a bit for each loop at each node. */
const LOOP_SQUARE_COST = 2;
/** The engine gives every value that a loop changes a name of its own outside. */
const LOOP_EXIT_ARRIVALS = 2;
/** For each loop that a branch leaves. */
const LOOP_EXIT_COST = 8;
const CALLS_SQUARED_PER_UNIT = 16;
/** Parameters and results of a call come on top. */
const IMPORT_CALL_COST = 128;
const IMPORT_CALLS_SQUARED_PER_UNIT = 2;
/** Of loads and stores: 8,000 take V8 of Node 22 0.2 s, 16,000 between 1.4 and 4.8 s. */
const ACCESSES_SQUARED_PER_UNIT = 256;
/** A chain of selects of floats, which become branches: 6,000 take V8 of Node 24 12 s, 800 0.13 s. */
const SELECTS_SQUARED_PER_UNIT = 4;
/** For each value at each arrival at a label: an operand of a phi. */
const MERGE_COST = 2;
/** Values that a branch brings are kept until the label's place: values x edges between. */
const KEPT_PER_UNIT = 8;

const FLOAT_CONSTANT_COST = 4;
const GLOBAL_COST = 5;
/** Float arithmetic, whose result may be made canonical. */
const FLOAT_COST = 24;

const CLASS_COST: Readonly<Record<CostClass, number>> = {
  structure: 1,
  simple: 1,
  load: 5,
  store: 5,
  divide: 4,
  remainder: 4,
  floatMultiply: FLOAT_COST,
  floatDivide: FLOAT_COST,
  squareRoot: FLOAT_COST,
  round: FLOAT_COST,
  convert: 32,
  call: 8,
  callIndirect: 16,
  bulk: 80,
  grow: 80,
};

/** Cost by opcode, without what it has for its edges, its parameters and its results. */
export const INSTRUCTION_COST: Uint8Array = new Uint8Array(CODES);
for (const { code, cost, immediate, canonicalNan } of OPCODES) {
  INSTRUCTION_COST[code] = CLASS_COST[cost];
  if (immediate === 'global') INSTRUCTION_COST[code] = GLOBAL_COST;
  if (canonicalNan) INSTRUCTION_COST[code] = FLOAT_COST;
}
INSTRUCTION_COST[OP.f32Const] = FLOAT_CONSTANT_COST;
INSTRUCTION_COST[OP.f64Const] = FLOAT_CONSTANT_COST;
INSTRUCTION_COST[OP.loop] = LOOP_COST;

const IS_ACCESS = Uint8Array.from({ length: CODES }, (_, code) =>
  Number(OPCODE_BY_CODE[code]?.immediate === 'memarg'),
);

/** A block, loop, if or body that is open. */
interface OpenBlock {
  /** Its instruction. */
  start: number;
  /** Loops that are open, this one included. */
  loopDepth: number;
  /** Values that its label takes. */
  carried: number;
  /** How control gets to its label. */
  arrivals: number;
  /** Those that are branches, and the jump of an arm over its else. */
  jumps: number;
  /** What the function had before it. */
  edgesBefore: number;
  setsBefore: number;
  /** Locals assigned in it, without those that a block open in it has counted. */
  assigned: number;
}

const NOTHING = {
  instructions: 0,
  accesses: 0,
  calls: 0,
  importCalls: 0,
  selects: 0,
  loops: 0,
  loopsLeft: 0,
  edges: 0,
  tableLabels: 0,
  sets: 0,
  merged: 0,
  kept: 0,
};

/** Adds up the cost of one function while its code is walked. */
export class CompileCost {
  /** What the function has so far; `merged` and `kept` are those of SEMANTICS 10 (n). */
  readonly #has = { ...NOTHING };
  #locals = 0;
  #results = 0;
  /** Parameters and results of its calls. */
  #passed = 0;
  readonly #blocks: OpenBlock[] = [];
  /** Instruction of the last assignment, by local; -1 before the first. */
  #assignedAt = new Int32Array(16);

  /** Starts a function. @param locals with the parameters. */
  begin({ results }: FunctionType, locals: number): void {
    Object.assign(this.#has, NOTHING);
    this.#locals = locals;
    this.#results = results.length;
    this.#passed = 0;
    if (this.#assignedAt.length < locals) this.#assignedAt = new Int32Array(locals * 2);
    this.#assignedAt.fill(-1, 0, locals);
    this.#blocks.length = 0;
    this.#enter(0, results.length, 0, 1);
  }

  /** Any instruction; those that are more than their price have calls of their own as well. */
  instruction(op: number): void {
    this.#has.instructions += INSTRUCTION_COST[op];
    this.#has.accesses += IS_ACCESS[op];
  }

  /** A block, loop or if. @param carried values that its label takes. */
  open(i: number, op: number, carried: number): void {
    const isLoop = op === OP.loop;
    const { loopDepth } = this.#blocks[this.#blocks.length - 1];
    this.#has.edges++;
    if (isLoop) {
      this.#has.loops++;
      this.#test();
    }
    const arrivals = 1 + (op === OP.if ? 1 : 0) + (isLoop ? LOOP_EXIT_ARRIVALS : 0);
    this.#enter(i, carried, loopDepth + (isLoop ? 1 : 0), arrivals);
  }

  /** The arm before an else jumps over the other. */
  else(): void {
    this.#has.edges++;
    this.#blocks[this.#blocks.length - 1].jumps++;
  }

  /** br, br_if or return to a label. */
  jump(label: number): void {
    this.#branch(label);
    this.#blocks[this.#blocks.length - 1 - label].jumps++;
  }

  /** A label of a br_table. */
  tableEntry(label: number): void {
    this.#branch(label);
    this.#has.tableLabels++;
  }

  #branch(label: number): void {
    const innermost = this.#blocks.length - 1;
    const target = this.#blocks[innermost - label];
    this.#has.edges++;
    this.#has.loopsLeft += this.#blocks[innermost].loopDepth - target.loopDepth;
    target.arrivals++;
  }

  call({ params, results }: FunctionType): void {
    this.#has.calls++;
    this.#passed += params.length + results.length;
  }

  /** The call just counted is one of the host. */
  importCall(): void {
    this.#has.importCalls++;
    this.#test();
  }

  select(): void {
    this.#has.selects++;
  }

  /** local.set or local.tee. */
  assign(i: number, local: number): void {
    const counted = this.#innermostOpenAt(this.#assignedAt[local]);
    this.#has.sets++;
    this.#assignedAt[local] = i;
    this.#blocks[this.#blocks.length - 1].assigned++;
    if (counted >= 0) this.#blocks[counted].assigned--;
  }

  /** Closes the innermost block. */
  close(): void {
    const block = this.#blocks.pop();
    assert(block !== undefined, 'a block is open');
    const { arrivals, jumps, assigned, carried } = block;
    const edges = this.#has.edges - block.edgesBefore;
    const sets = this.#has.sets - block.setsBefore;
    // A jump brings the word and what is merged; but no more values differ than were made in the block.
    const values = Math.min(jumps * (1 + assigned + carried), edges + sets + jumps * carried);
    this.#has.merged += arrivals * (assigned + carried);
    this.#has.kept += edges * values;
    if (this.#blocks.length > 0) this.#blocks[this.#blocks.length - 1].assigned += assigned;
  }

  /** Cost of the function, and what it takes of the limit for its module, when its last block is closed. */
  total(): { readonly compileCost: number; readonly compileShare: number } {
    const { accesses, calls, importCalls, selects, loops, loopsLeft, edges, tableLabels, sets, merged } =
      this.#has;
    // Blocks in one another see the same values: there are no more than were made, across all edges.
    const kept = Math.min(this.#has.kept, edges * (edges + sets));
    const compileCost =
      FUNCTION_COST +
      this.#has.instructions +
      Math.floor((accesses * accesses) / ACCESSES_SQUARED_PER_UNIT) +
      Math.floor((this.#locals + this.#results) / LOCALS_PER_UNIT) +
      this.#passed +
      Math.floor((calls * calls) / CALLS_SQUARED_PER_UNIT) +
      IMPORT_CALL_COST * importCalls +
      Math.floor((importCalls * importCalls) / IMPORT_CALLS_SQUARED_PER_UNIT) +
      Math.floor((selects * selects) / SELECTS_SQUARED_PER_UNIT) +
      EDGE_COST * edges -
      TABLE_LABEL_REBATE * tableLabels +
      Math.floor((edges * this.#locals) / EDGE_LOCALS_PER_UNIT) +
      LOOP_SQUARE_COST * loops * loops +
      LOOP_EXIT_COST * loopsLeft +
      MERGE_COST * merged +
      Math.floor(kept / KEPT_PER_UNIT);
    return { compileCost, compileShare: compileCost + TABLE_LABEL_SHARE * tableLabels };
  }

  /** Where fuel is tested, a branch leaves for the end of the function. */
  #test(): void {
    const [body] = this.#blocks;
    body.arrivals++;
    body.jumps++;
  }

  #enter(start: number, carried: number, loopDepth: number, arrivals: number): void {
    const { edges: edgesBefore, sets: setsBefore } = this.#has;
    const block = { start, loopDepth, carried, arrivals, jumps: 0, edgesBefore, setsBefore, assigned: 0 };
    this.#blocks.push(block);
  }

  /** Place of the innermost open block that had begun at an instruction; -1 if none had. */
  #innermostOpenAt(i: number): number {
    let low = 0;
    let high = this.#blocks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#blocks[middle].start <= i) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}
