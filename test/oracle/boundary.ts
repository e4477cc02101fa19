/**
 * Bulk, table and grow operations: note e says which, note k what their length costs, note l how memory and
 * tables grow, item 6 which of them make an instance dirty. Each charges, is tested, then runs.
 */

import type { FuelSchedule } from '../../runtime/schedule.js';
import { OP } from '../../runtime/wasm/opcodes.js';
import type { Instruction } from './body.js';
import { Halt } from './ends.js';
import type { Meter } from './meter.js';
import type { Rules } from './rules.js';
import { checkRange, type Store } from './store.js';
import type { Reference, Value } from './values.js';

export interface BoundaryContext {
  readonly store: Store;
  readonly meter: Meter;
  readonly schedule: FuelSchedule;
  readonly rules: Rules;
  /** The module's own maximum of memory pages. */
  readonly declaredPages: number | undefined;
  /** Item 9: pages up to which the frame may grow. */
  readonly framePages: number;
}

/** Takes operands off the stack, puts results on it. */
type Operation = (context: BoundaryContext, stack: Value[], instruction: Instruction) => void;

interface Row {
  readonly run: Operation;
  /** Note k: what is charged for the length, which is the last operand; without it the base is all. */
  readonly length?: (n: number, schedule: FuelSchedule) => number;
  /** Item 6. */
  readonly dirty: 'never' | 'always' | 'unlessZero';
}

const perUnits = (n: number, { bulkUnitsPerFuelLog2 }: FuelSchedule): number =>
  Math.floor(n / 2 ** bulkUnitsPerFuelLog2);
const perEntry = (n: number, { bulkPerTableEntry }: FuelSchedule): number => n * bulkPerTableEntry;
const perNewEntry = (n: number, { growPerTableEntry }: FuelSchedule): number => n * growPerTableEntry;
const perPage = (n: number, { growPerPage }: FuelSchedule): number => n * growPerPage;

/** The last operand as an unsigned number. */
function u32(stack: Value[]): number {
  return (stack.pop() as number) >>> 0;
}

/** Operands of the operations that take two places and a length. */
function range(stack: Value[]): { to: number; from: number; count: number } {
  const count = u32(stack);
  const from = u32(stack);
  return { to: u32(stack), from, count };
}

/** Note l. */
const growMemory: Operation = ({ store: { memory }, declaredPages, framePages, rules }, stack) => {
  const delta = u32(stack);
  const before = memory.pages;
  if (delta === 0) {
    stack.push(before);
  } else if (rules.declaredMaximum && before + delta > (declaredPages ?? Number.POSITIVE_INFINITY)) {
    stack.push(-1);
  } else if (before + delta > framePages) {
    throw new Halt('MEMORY');
  } else {
    memory.grow(delta);
    stack.push(before);
  }
};

/** Note l. */
const growTable: Operation = ({ store }, stack, { a }) => {
  const { entries, max } = store.tables[a];
  const delta = u32(stack);
  const value = stack.pop() as Reference;
  const before = entries.length;
  if (before + delta > max) {
    stack.push(-1);
    return;
  }
  for (let k = 0; k < delta; k++) entries.push(value);
  stack.push(before);
};

const initMemory: Operation = ({ store: { memory, data } }, stack, { a }) => {
  const { to, from, count } = range(stack);
  checkRange(from, count, data[a].length);
  checkRange(to, count, memory.bytes.length);
  memory.bytes.set(data[a].subarray(from, from + count), to);
};

const copyMemory: Operation = ({ store: { memory } }, stack) => {
  const { to, from, count } = range(stack);
  checkRange(from, count, memory.bytes.length);
  checkRange(to, count, memory.bytes.length);
  memory.bytes.copyWithin(to, from, from + count);
};

const fillMemory: Operation = ({ store: { memory } }, stack) => {
  const { to, from: value, count } = range(stack);
  checkRange(to, count, memory.bytes.length);
  memory.bytes.fill(value & 0xff, to, to + count);
};

const initTable: Operation = ({ store }, stack, { a, b }) => {
  const { to, from, count } = range(stack);
  const { entries } = store.tables[b];
  checkRange(from, count, store.elements[a].length);
  checkRange(to, count, entries.length);
  for (let k = 0; k < count; k++) entries[to + k] = store.elements[a][from + k];
};

const copyTable: Operation = ({ store }, stack, { a, b }) => {
  const { to, from, count } = range(stack);
  const source = store.tables[b].entries;
  const { entries } = store.tables[a];
  checkRange(from, count, source.length);
  checkRange(to, count, entries.length);
  const copied = source.slice(from, from + count);
  for (let k = 0; k < count; k++) entries[to + k] = copied[k];
};

const fillTable: Operation = ({ store }, stack, { a }) => {
  const count = u32(stack);
  const value = stack.pop() as Reference;
  const start = u32(stack);
  const { entries } = store.tables[a];
  checkRange(start, count, entries.length);
  entries.fill(value, start, start + count);
};

const getEntry: Operation = ({ store }, stack, { a }) => {
  const index = u32(stack);
  checkRange(index, 1, store.tables[a].entries.length);
  stack.push(store.tables[a].entries[index]);
};

const setEntry: Operation = ({ store }, stack, { a }) => {
  const value = stack.pop() as Reference;
  const index = u32(stack);
  checkRange(index, 1, store.tables[a].entries.length);
  store.tables[a].entries[index] = value;
};

const dropData: Operation = ({ store }, _stack, { a }) => {
  store.data[a] = new Uint8Array(0);
};

const dropElements: Operation = ({ store }, _stack, { a }) => {
  store.elements[a] = [];
};

export const BOUNDARY: Readonly<Record<number, Row>> = {
  [OP.memoryInit]: { run: initMemory, length: perUnits, dirty: 'never' },
  [OP.memoryCopy]: { run: copyMemory, length: perUnits, dirty: 'never' },
  [OP.memoryFill]: { run: fillMemory, length: perUnits, dirty: 'never' },
  [OP.memoryGrow]: { run: growMemory, length: perPage, dirty: 'unlessZero' },
  [OP.dataDrop]: { run: dropData, dirty: 'always' },
  [OP.tableGet]: { run: getEntry, dirty: 'never' },
  [OP.tableSet]: { run: setEntry, dirty: 'always' },
  [OP.tableInit]: { run: initTable, length: perEntry, dirty: 'always' },
  [OP.tableCopy]: { run: copyTable, length: perEntry, dirty: 'always' },
  [OP.tableFill]: { run: fillTable, length: perEntry, dirty: 'always' },
  [OP.tableGrow]: { run: growTable, length: perNewEntry, dirty: 'unlessZero' },
  [OP.elemDrop]: { run: dropElements, dirty: 'always' },
};

/** Carries out an operation whose operands are on the stack. */
export function runBoundary(context: BoundaryContext, instruction: Instruction, stack: Value[]): void {
  const { meter, schedule, rules } = context;
  const { run, length, dirty } = BOUNDARY[instruction.op];
  meter.charge(schedule.opcode[instruction.row.cost]);
  const last = length === undefined ? 0 : (stack[stack.length - 1] as number) >>> 0;
  if (length !== undefined && rules.chargeLengths) meter.charge(length(last, schedule));
  if (rules.testBoundaries) meter.test();
  if (dirty === 'always' || (dirty === 'unlessZero' && last > 0)) meter.isDirty = true;
  run(context, stack, instruction);
}
