/**
 * Control-flow graph of the reachable code of one function: item 1 and notes a and e of docs/semantics.md.
 * First where control goes after each instruction, then where blocks begin, then the edges between blocks.
 */

import { IS_BOUNDARY, OP } from '../../runtime/wasm/opcodes.js';
import type { Body, Instruction } from './body.js';

/** Where a path ends: return, trap by `unreachable`, branch to the function's label, the final `end`. */
const ENDS = -1;

export interface Block {
  /** Instructions `start` to before `end`; none in an arm or loop that begins with a boundary operation. */
  readonly start: number;
  readonly end: number;
  /** It is one bulk, table or grow operation (note e). */
  readonly isBoundary: boolean;
  /** Its last instruction is an import call. */
  readonly endsInImportCall: boolean;
}

/** A reachable `if` with an `else`: blocks by number. */
export interface TwoArmedIf {
  readonly position: number;
  /** The block that ends in the `if`. */
  readonly block: number;
  readonly arms: readonly [number, number];
}

/** Reachable blocks of `loop ... end`: its header, and all that stand in the text of its body. */
export interface LoopText {
  readonly header: number;
  readonly body: readonly number[];
}

export interface Graph {
  /** In code order; the entry is block 0. */
  readonly blocks: readonly Block[];
  /** Successors of each block; `exit` is the end of a path. */
  readonly next: readonly (readonly number[])[];
  readonly exit: number;
  readonly ifs: readonly TwoArmedIf[];
  readonly loops: readonly LoopText[];
  /** 1 for each instruction that the graph reaches from the entry. */
  readonly reachable: Uint8Array;
}

/** Position a branch to the label arrives at: after the block's end, after the `loop`, or nowhere. */
function targetOf(open: readonly number[], instructions: readonly Instruction[], label: number): number {
  if (label >= open.length) return ENDS;
  const start = open[open.length - 1 - label];
  return instructions[start].op === OP.loop ? start + 1 : instructions[start].end + 1;
}

/** Positions that control may go to after each instruction. */
function successors(instructions: readonly Instruction[]): number[][] {
  const open: number[] = [];
  const next: number[][] = [];
  instructions.forEach((instruction, i) => {
    const { op, labels } = instruction;
    const targets = labels.map((label) => targetOf(open, instructions, label));
    if (op === OP.block || op === OP.loop || op === OP.if) open.push(i);
    if (op === OP.end) open.pop();
    if (op === OP.unreachable) next.push([ENDS]);
    else if (op === OP.br || op === OP.brTable || op === OP.return) next.push(targets);
    else if (op === OP.brIf) next.push([i + 1, ...targets]);
    else if (op === OP.if)
      next.push([i + 1, instruction.else < 0 ? instruction.end + 1 : instruction.else + 1]);
    else if (op === OP.else) next.push([instruction.end + 1]);
    else next.push([i + 1 === instructions.length ? ENDS : i + 1]);
  });
  return next;
}

function reachableFromEntry(next: readonly (readonly number[])[]): Uint8Array {
  const reached = new Uint8Array(next.length);
  const work = [0];
  for (let i = work.pop(); i !== undefined; i = work.pop()) {
    if (reached[i] !== 0) continue;
    reached[i] = 1;
    for (const target of next[i]) if (target !== ENDS) work.push(target);
  }
  return reached;
}

/**
 * Note a: a block begins at function entry, at each arm of an `if`, at each `loop`, after each br_if, import
 * call and boundary operation, and where branches meet.
 */
function beginnings(
  { instructions }: Body,
  next: readonly (readonly number[])[],
  reachable: Uint8Array,
  isImportCall: (instruction: Instruction) => boolean,
): Set<number> {
  const begins = new Set([0]);
  instructions.forEach((instruction, i) => {
    if (reachable[i] === 0) return;
    const { op } = instruction;
    const endsBlock = op === OP.if || op === OP.loop || op === OP.brIf || isImportCall(instruction);
    if (endsBlock || IS_BOUNDARY[op] !== 0) begins.add(i + 1);
    // Every other way to a place than falling into it is a branch, the way from an arm over the `else` too.
    for (const target of next[i]) if (target !== ENDS && target !== i + 1) begins.add(target);
  });
  return begins;
}

/** Note e: a boundary operation is a block of its own, behind an empty one if a block begins there anyway. */
function cutBlocks(
  { instructions }: Body,
  reachable: Uint8Array,
  begins: ReadonlySet<number>,
  isImportCall: (instruction: Instruction) => boolean,
): Block[] {
  const blocks: Block[] = [];
  const add = (start: number, end: number) => {
    const last = instructions[end - 1];
    const isBoundary = end > start && IS_BOUNDARY[last.op] !== 0;
    blocks.push({ start, end, isBoundary, endsInImportCall: end > start && isImportCall(last) });
  };
  let start = -1;
  for (let i = 0; i < instructions.length; i++) {
    const isLive = reachable[i] !== 0;
    const isBoundary = isLive && IS_BOUNDARY[instructions[i].op] !== 0;
    if (start >= 0 && (!isLive || begins.has(i) || isBoundary)) {
      add(start, i);
      start = -1;
    }
    if (!isLive) continue;
    if (isBoundary) {
      if (begins.has(i)) add(i, i);
      add(i, i + 1);
    } else if (start < 0) start = i;
  }
  if (start >= 0) add(start, instructions.length);
  return blocks;
}

/** The graph of a body in which calls of functions below `importedFunctions` are import calls. */
export function controlFlow(body: Body, importedFunctions: number): Graph {
  const { instructions } = body;
  const isImportCall = ({ op, a }: Instruction): boolean => op === OP.call && a < importedFunctions;
  const after = successors(instructions);
  const reachable = reachableFromEntry(after);
  const begins = beginnings(body, after, reachable, isImportCall);
  const blocks = cutBlocks(body, reachable, begins, isImportCall);
  const exit = blocks.length;
  /** Block that begins at a position: the empty one if there are two. */
  const at = new Map<number, number>();
  blocks.forEach(({ start }, number) => {
    if (!at.has(start)) at.set(start, number);
  });
  const blockAt = (position: number): number => (position === ENDS ? exit : (at.get(position) as number));
  const next = blocks.map(({ start, end }, number) =>
    start === end ? [number + 1] : [...new Set(after[end - 1].map(blockAt))],
  );
  const ifs: TwoArmedIf[] = [];
  const loops: LoopText[] = [];
  instructions.forEach((instruction, i) => {
    if (reachable[i] === 0) return;
    if (instruction.op === OP.if && instruction.else >= 0) {
      const block = blocks.findIndex(({ end }) => end === i + 1);
      ifs.push({ position: i, block, arms: [blockAt(i + 1), blockAt(instruction.else + 1)] });
    }
    if (instruction.op !== OP.loop) return;
    const inside = blocks.flatMap(({ start }, number) =>
      start > i && start <= instruction.end ? [number] : [],
    );
    loops.push({ header: blockAt(i + 1), body: inside });
  });
  return { blocks, next, exit, ifs, loops, reachable };
}
