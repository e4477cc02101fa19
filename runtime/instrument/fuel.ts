/**
 * Fuel (SEMANTICS 1 and 2): each segment subtracts its charge from the word at its first block.
 *
 * Nothing can wrap, though the word has but 48 bits for fuel and its sign. Limits are below 2^46. Between
 * two tests every frame on the stack charges at most its size x the largest weight, which sums up to at most
 * 2^15 frames x 2^23 bytes of a module (`MODULE_BYTES_MAX`) x 2^8. A charge by length (a u32 times a price)
 * is made and tested in the global, which is a whole i64. `checkSchedule` holds prices and profile to that.
 */

import { assert } from '../errors.js';
import type { CostClass, FuelSchedule } from '../schedule.js';
import type { Code } from '../wasm/code.js';
import { I32 } from '../wasm/module.js';
import { CODES, IS_BOUNDARY, OP, OPCODE_BY_CODE } from '../wasm/opcodes.js';
import type { Profile } from '../wasm/profile.js';
import type { Emitter } from './emitter.js';
import { BARRIER, type FlowGraph } from './flow.js';
import { ACTION, type Plan } from './plan.js';
import type { Segments } from './segments.js';

/** Largest price that is charged in the global: 2^32 times it stays below 2^62. */
const PRICE_MAX = 2 ** 30;
/** Largest weight that is charged in the word. */
const WEIGHT_MAX = 2 ** 8;

/** How the charge of an operation grows with the i32 on top of the stack. */
type LengthPrice = 'none' | 'perUnits' | 'perEntry' | 'perNewEntry';

/** Operations without a length cost their base only; memory.grow is charged in its own function. */
const LENGTH_PRICE: Readonly<Record<number, LengthPrice>> = {
  [OP.memoryInit]: 'perUnits',
  [OP.memoryCopy]: 'perUnits',
  [OP.memoryFill]: 'perUnits',
  [OP.tableInit]: 'perEntry',
  [OP.tableCopy]: 'perEntry',
  [OP.tableFill]: 'perEntry',
  [OP.tableGrow]: 'perNewEntry',
  [OP.tableGet]: 'none',
  [OP.tableSet]: 'none',
  [OP.dataDrop]: 'none',
  [OP.elemDrop]: 'none',
};

/**
 * Operations after which an instance is not used again: tables and dropped segments are not restored
 * (README).
 */
const ALWAYS_DIRTY: ReadonlySet<number> = new Set<number>([
  OP.tableSet,
  OP.tableInit,
  OP.tableCopy,
  OP.tableFill,
  OP.dataDrop,
  OP.elemDrop,
]);

export const FUEL_ACTIONS = [[Object.keys(LENGTH_PRICE).map(Number), ACTION.boundary]] as const;

/** Largest module of which no path between two tests can charge more than the word holds. */
const MODULE_BYTES_MAX = 2 ** 23;

export function checkSchedule(schedule: FuelSchedule, { limits }: Profile): void {
  assert(limits['module bytes'] <= MODULE_BYTES_MAX, 'modules of the profile have at most 2^23 bytes');
  const { bulk, grow, ...weights } = schedule.opcode;
  const { growPerPage, growPerTableEntry, bulkPerTableEntry } = schedule;
  for (const price of [bulk, grow, growPerPage, growPerTableEntry, bulkPerTableEntry]) {
    assert(Number.isInteger(price) && price >= 0 && price <= PRICE_MAX, `price ${price} within 0..2^30`);
  }
  const tierWeights = schedule.memoryTiers.flatMap(({ load, store }) => [load, store]);
  for (const weight of [...Object.values(weights), ...tierWeights]) {
    assert(Number.isInteger(weight) && weight >= 0 && weight <= WEIGHT_MAX, `weight ${weight} within 0..2^8`);
  }
  const shift = schedule.bulkUnitsPerFuelLog2;
  assert(Number.isInteger(shift) && shift >= 0 && shift < 32, 'bulkUnitsPerFuelLog2 within 0..31');
}

/** Fuel per instruction of each class in a module whose frames may have so many pages. */
export function classWeights(
  { opcode, memoryTiers }: FuelSchedule,
  pages: number,
): Readonly<Record<CostClass, number>> {
  const tier = memoryTiers.findLast(({ abovePages }) => pages > abovePages);
  return tier === undefined ? opcode : { ...opcode, load: tier.load, store: tier.store };
}

/** Fuel per opcode in such a module. */
export function opcodeWeights(schedule: FuelSchedule, pages: number): Float64Array {
  const weights = classWeights(schedule, pages);
  return Float64Array.from({ length: CODES }, (_, code) => {
    const cost: CostClass | undefined = OPCODE_BY_CODE[code]?.cost;
    return cost === undefined ? 0 : weights[cost];
  });
}

/** Puts charges and tests of one function into the plan. */
export function planFuel(plan: Plan, graph: FlowGraph, segments: Segments): void {
  const { firstBlock, charge } = segments;
  for (let segment = 0; segment < firstBlock.length; segment++) {
    const block = firstBlock.items[segment];
    if (block < 0 || charge[segment] === 0 || graph.barrier.items[block] === BARRIER.boundary) continue;
    if (block === 0) plan.entryCharge = charge[segment];
    else plan.chargeBefore(graph.start.items[block], charge[segment]);
  }
  for (let k = 0; k < graph.headers.length; k++) {
    plan.actions[graph.start.items[graph.headers.items[k]]] |= ACTION.testBefore;
  }
  for (let block = 0; block < graph.blockCount; block++) {
    if (graph.barrier.items[block] !== BARRIER.importCall) continue;
    // The import call ends its block, and the next block made is the one after it.
    plan.actions[graph.start.items[block + 1] - 1] |= ACTION.testBefore | ACTION.importCall;
  }
}

/** Charge and test in front of a bulk or table operation, whose operands are on the stack. */
export function emitBoundary(out: Emitter, code: Code, i: number, schedule: FuelSchedule): void {
  const op = code.op[i];
  const price = LENGTH_PRICE[op];
  assert(IS_BOUNDARY[op] !== 0 && price !== undefined, 'a boundary operation has a length price');
  const cost = OPCODE_BY_CODE[op]?.cost ?? 'bulk';
  const length = price === 'none' ? -1 : out.temporary(I32);
  if (length >= 0) out.index(OP.localTee, length);
  out.getFuel();
  out.i64(schedule.opcode[cost]);
  out.op(OP.i64Sub);
  if (length >= 0) {
    emitLengthPrice(out, length, price, schedule);
    out.op(OP.i64Sub);
  }
  out.index(OP.globalSet, out.host.fuel);
  out.loadTestedFuel();
  if (ALWAYS_DIRTY.has(op)) out.setGlobal(out.host.dirty, 1);
  if (op === OP.tableGrow) out.dirtyIfNotZero(length);
}

function emitLengthPrice(out: Emitter, length: number, price: LengthPrice, schedule: FuelSchedule): void {
  out.index(OP.localGet, length);
  out.op(OP.i64ExtendI32U);
  if (price === 'perUnits') {
    out.i64(schedule.bulkUnitsPerFuelLog2);
    out.op(OP.i64ShrU);
    return;
  }
  out.i64(price === 'perEntry' ? schedule.bulkPerTableEntry : schedule.growPerTableEntry);
  out.op(OP.i64Mul);
}
