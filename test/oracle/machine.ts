/**
 * The interpreter: executes bodies as they stand, one instruction at a time, and meters by docs/semantics.md.
 * Its frames are an array, so that guests of any height fit.
 */

import { assert } from '../../runtime/errors.js';
import type { CostClass } from '../../runtime/schedule.js';
import { type FunctionType, isIntegerType, type WasmModule } from '../../runtime/wasm/module.js';
import { IS_BOUNDARY, OP } from '../../runtime/wasm/opcodes.js';
import type { Profile } from '../../runtime/wasm/profile.js';
import { ACCESSES, accessMemory } from './accesses.js';
import { controlFlow } from './blocks.js';
import { type Body, type Instruction, readBody } from './body.js';
import { type BoundaryContext, runBoundary } from './boundary.js';
import { Trap } from './ends.js';
import { weightOf } from './height.js';
import { NUMERIC } from './numerics.js';
import { naturalLoops, segmentsOf } from './segments.js';
import { defaultValue, type Reference, type Value } from './values.js';

/** What happens when control arrives at an instruction. */
interface Arrival {
  /** Fuel of the segment that begins here. */
  readonly charge: number;
  readonly isLoopHeader: boolean;
}

/** A function with a body, analysed. */
interface Metered extends Body {
  readonly weight: number;
  readonly entryCharge: number;
  /** By position; a hole where nothing happens. */
  readonly arrivals: readonly (Arrival | undefined)[];
}

interface Label {
  /** Position a branch goes to. */
  readonly target: number;
  /** Values that it carries. */
  readonly arity: number;
  /** Operands below the block. */
  readonly below: number;
  readonly isLoop: boolean;
}

interface Frame {
  readonly metered: Metered;
  readonly locals: Value[];
  /** The function's label first; its target is the end of the body. */
  readonly labels: Label[];
  /** Position of the next instruction. */
  next: number;
}

/** Calls a function of the host with the guest's values. */
export type CallHost = (functionIndex: number, args: readonly Value[]) => readonly Value[];

export interface MachineContext extends BoundaryContext {
  readonly module: WasmModule;
  readonly profile: Profile;
  readonly importedFunctions: number;
  readonly callHost: CallHost;
}

export class Machine {
  readonly #context: MachineContext;
  readonly #metered = new Map<number, Metered>();

  constructor(context: MachineContext) {
    this.#context = context;
  }

  /** Runs a function until it returns; other ends are thrown. An exported import is the host's alone. */
  run(functionIndex: number, args: readonly Value[]): readonly Value[] {
    if (functionIndex < this.#context.importedFunctions) return this.#context.callHost(functionIndex, args);
    const stack: Value[] = [...args];
    const frames: Frame[] = [];
    this.#enter(functionIndex, stack, frames);
    while (frames.length > 0) this.#step(frames, stack);
    return stack;
  }

  /** Item 1 and notes e and i for one function; analysed when it is first called. */
  #analyse(functionIndex: number): Metered {
    const { module, profile, importedFunctions, rules } = this.#context;
    const body = readBody(module, functionIndex, profile);
    const graph = controlFlow(body, importedFunctions);
    const weights = graph.blocks.map(({ start, end }) =>
      body.instructions.slice(start, end).reduce((sum, { row }) => sum + this.#price(row.cost), 0),
    );
    const { charge } = segmentsOf(graph, weights, rules);
    const arrivals: (Arrival | undefined)[] = [];
    const headers = rules.testEveryLoop
      ? new Set(graph.loops.map(({ header }) => header))
      : new Set(naturalLoops(graph).keys());
    graph.blocks.forEach(({ start, isBoundary }, block) => {
      // A boundary operation charges for itself, with its length.
      if (isBoundary || block === 0) return;
      const isLoopHeader = headers.has(block);
      if (charge[block] !== 0 || isLoopHeader) arrivals[start] = { charge: charge[block], isLoopHeader };
    });
    const weight = weightOf(body, module, graph.reachable, profile.instructionsPerUnit, rules);
    return { ...body, weight, entryCharge: charge[0], arrivals };
  }

  /** Note r: what loads and stores weigh depends on the pages of the frame. */
  #price(cost: CostClass): number {
    const { schedule, framePages } = this.#context;
    const tier = schedule.memoryTiers.filter(({ abovePages }) => framePages > abovePages).at(-1);
    const isAccess = cost === 'load' || cost === 'store';
    return isAccess && tier !== undefined ? tier[cost] : schedule.opcode[cost];
  }

  /** Moves the arguments from the stack into a new frame; items 2 and 4. */
  #enter(functionIndex: number, stack: Value[], frames: Frame[]): void {
    let metered = this.#metered.get(functionIndex);
    if (metered === undefined) {
      metered = this.#analyse(functionIndex);
      this.#metered.set(functionIndex, metered);
    }
    const { type, locals: types, instructions } = metered;
    const locals = stack.splice(stack.length - type.params.length);
    for (let k = locals.length; k < types.length; k++) locals.push(defaultValue(types[k]));
    const label = {
      target: instructions.length,
      arity: type.results.length,
      below: stack.length,
      isLoop: false,
    };
    frames.push({ metered, locals, labels: [label], next: 0 });
    this.#context.meter.enter(metered.entryCharge, metered.weight);
  }

  #step(frames: Frame[], stack: Value[]): void {
    const { meter, rules } = this.#context;
    const frame = frames[frames.length - 1];
    const { metered, labels } = frame;
    if (labels.length === 0) {
      meter.leave(metered.weight);
      frames.pop();
      return;
    }
    const arrival = metered.arrivals[frame.next];
    if (arrival !== undefined) {
      if (arrival.isLoopHeader && !rules.testAfterCharge) meter.test();
      meter.charge(arrival.charge);
      if (arrival.isLoopHeader && rules.testAfterCharge) meter.test();
    }
    const instruction = metered.instructions[frame.next++];
    const { op } = instruction;
    const numeric = NUMERIC[op];
    const access = ACCESSES[op];
    if (numeric !== undefined) numeric(stack);
    else if (access !== undefined) accessMemory(this.#context.store.memory, access, instruction.b, stack);
    else if (IS_BOUNDARY[op] !== 0) runBoundary(this.#context, instruction, stack);
    else if (op === OP.call) this.#call(instruction.a, stack, frames);
    else if (op === OP.callIndirect) this.#callIndirect(instruction, stack, frames);
    else if (!control(frame, instruction, stack)) this.#variable(frame, instruction, stack);
  }

  #call(functionIndex: number, stack: Value[], frames: Frame[]): void {
    if (functionIndex < this.#context.importedFunctions) this.#callImport(functionIndex, stack);
    else this.#enter(functionIndex, stack, frames);
  }

  /** Note i: an import call is tested directly before and directly after. */
  #callImport(functionIndex: number, stack: Value[]): void {
    const { meter, module, callHost, rules } = this.#context;
    const { params } = module.types[module.functions[functionIndex]];
    if (rules.testBeforeImports) meter.test();
    stack.push(...callHost(functionIndex, stack.splice(stack.length - params.length)));
    if (rules.testAfterImports) meter.test();
  }

  /** Note j: an import reached this way is tested alike and charges nothing of its own. */
  #callIndirect({ a, b }: Instruction, stack: Value[], frames: Frame[]): void {
    const { module, store } = this.#context;
    const index = (stack.pop() as number) >>> 0;
    const { entries } = store.tables[b];
    if (index >= entries.length) throw new Trap('undefined element');
    const functionIndex = entries[index]?.functionIndex;
    if (functionIndex === undefined) throw new Trap('uninitialized element');
    if (!equalTypes(module.types[module.functions[functionIndex]], module.types[a])) {
      throw new Trap('indirect call type mismatch');
    }
    this.#call(functionIndex, stack, frames);
  }

  #variable({ locals }: Frame, { op, a, constant }: Instruction, stack: Value[]): void {
    const { store, module, meter } = this.#context;
    switch (op) {
      case OP.i32Const:
      case OP.i64Const:
      case OP.f32Const:
      case OP.f64Const:
        stack.push(constant);
        return;
      case OP.localGet:
        stack.push(locals[a]);
        return;
      case OP.localSet:
        locals[a] = stack.pop() as Value;
        return;
      case OP.localTee:
        locals[a] = stack[stack.length - 1];
        return;
      case OP.globalGet:
        stack.push(store.globals[a]);
        return;
      case OP.globalSet:
        store.globals[a] = stack.pop() as Value;
        // Item 6: the host cannot restore a reference.
        if (!isIntegerType(module.globals[a].type)) meter.isDirty = true;
        return;
      case OP.memorySize:
        stack.push(store.memory.pages);
        return;
      case OP.tableSize:
        stack.push(store.tables[a].entries.length);
        return;
      default:
        parametric(op, a, stack);
    }
  }
}

function equalTypes(a: FunctionType, b: FunctionType): boolean {
  return a.params.join() === b.params.join() && a.results.join() === b.results.join();
}

/** The opcode table's name of the only other instruction without effect. */
const NOP = 0x01;

function parametric(op: number, a: number, stack: Value[]): void {
  switch (op) {
    case OP.drop:
      stack.pop();
      return;
    case OP.select:
    case OP.selectTyped: {
      const condition = stack.pop();
      const second = stack.pop() as Value;
      if (condition === 0) stack[stack.length - 1] = second;
      return;
    }
    case OP.refNull:
      stack.push(null);
      return;
    case OP.refIsNull:
      stack.push((stack.pop() as Reference) === null ? 1 : 0);
      return;
    case OP.refFunc:
      stack.push({ functionIndex: a });
      return;
    default:
      assert(op === NOP, 'the interpreter knows every instruction');
  }
}

/** Control instructions inside a function (specification, section 4.4.8); false if it is none. */
function control(frame: Frame, instruction: Instruction, stack: Value[]): boolean {
  const { labels } = frame;
  switch (instruction.op) {
    case OP.unreachable:
      throw new Trap('unreachable');
    case OP.block:
    case OP.loop:
      labels.push(labelOf(instruction, frame.next, stack));
      return true;
    case OP.if:
      enterArm(frame, instruction, stack.pop() !== 0, stack);
      return true;
    case OP.else:
      labels.pop();
      frame.next = instruction.end + 1;
      return true;
    case OP.end:
      labels.pop();
      return true;
    case OP.br:
    case OP.return:
      branch(frame, instruction.labels[0], stack);
      return true;
    case OP.brIf:
      if (stack.pop() !== 0) branch(frame, instruction.labels[0], stack);
      return true;
    case OP.brTable: {
      const { labels: targets } = instruction;
      branch(frame, targets[Math.min((stack.pop() as number) >>> 0, targets.length - 1)], stack);
      return true;
    }
    default:
      return false;
  }
}

function labelOf({ op, type, end }: Instruction, next: number, stack: Value[]): Label {
  const { params, results } = type as FunctionType;
  const isLoop = op === OP.loop;
  const below = stack.length - params.length;
  return isLoop
    ? { target: next, arity: params.length, below, isLoop }
    : { target: end + 1, arity: results.length, below, isLoop };
}

function enterArm(frame: Frame, instruction: Instruction, condition: boolean, stack: Value[]): void {
  if (!condition && instruction.else < 0) {
    frame.next = instruction.end + 1;
    return;
  }
  frame.labels.push(labelOf(instruction, frame.next, stack));
  if (!condition) frame.next = instruction.else + 1;
}

/** Leaves the blocks up to a label; a loop's own label stays. */
function branch(frame: Frame, label: number, stack: Value[]): void {
  const { labels } = frame;
  const at = labels.length - 1 - label;
  const { target, arity, below, isLoop } = labels[at];
  stack.splice(below, stack.length - arity - below);
  labels.length = isLoop ? at + 1 : at;
  frame.next = target;
}
