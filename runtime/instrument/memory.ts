/**
 * Memory growth (SEMANTICS 6 and 9): memory.grow becomes a call of an appended function that charges, tests,
 * and decides by protocol numbers alone. The real growth can then fail only if the machine has no memory: a
 * host fault.
 */

import type { FuelSchedule } from '../schedule.js';
import { I32, I64, type MemoryType, type SizeLimits } from '../wasm/module.js';
import { OP } from '../wasm/opcodes.js';
import type { Profile } from '../wasm/profile.js';
import type { Emitter } from './emitter.js';
import { HALT } from './interface.js';
import { ACTION } from './plan.js';

export const MEMORY_ACTIONS = [[[OP.memoryGrow], ACTION.grow]] as const;

/**
 * Pages that a frame of the module reserves and may grow to (SEMANTICS 9).
 * @param pagesMax the protocol's limit for frames of this kind.
 */
export function framePages(memory: SizeLimits, pagesMax: number, profile: Profile): number {
  return Math.min(memory.max ?? Math.max(memory.min, profile.pagesWithoutMaximum), pagesMax);
}

/**
 * Memories that may become larger than this are shared, though no other thread ever sees them. On Node 20 to
 * 24 every growth of a memory that is not makes a new ArrayBuffer of the whole size, which V8's collector
 * takes for garbage in the making: 0.6 us a page up to 100 pages, 4 us at 500, 200 us at 4,000; of a shared
 * one 0.6 us throughout (README).
 */
const SHARED_ABOVE_PAGES = 256;

/** The real memory, which may grow exactly as far as a frame may. */
export function realMemory({ min }: SizeLimits, maxPages: number): MemoryType {
  const limits = { min, max: maxPages };
  return maxPages > Math.max(min, SHARED_ABOVE_PAGES) ? { ...limits, shared: true } : limits;
}

/** Parameter of the function that grows memory. */
const DELTA = 0;

/**
 * Body of the function that stands for memory.grow: (delta i32, word) -> (i32, word).
 * @param declaredMax the module's own maximum, beyond which growth returns -1.
 */
export function emitGrowFunction(
  out: Emitter,
  schedule: FuelSchedule,
  declaredMax: number | undefined,
): void {
  out.begin(1, 1);
  const pages = out.temporary(I64);
  emitGrowCharge(out, schedule);
  out.dirtyIfNotZero(DELTA);
  out.op(OP.memorySize);
  out.u8(0);
  out.op(OP.i64ExtendI32U);
  emitDelta(out);
  out.op(OP.i64Add);
  out.index(OP.localSet, pages);
  if (declaredMax !== undefined) {
    out.index(OP.localGet, pages);
    out.i64(declaredMax);
    out.op(OP.i64GtU);
    out.ifEmpty();
    out.i32(-1);
    out.getWord();
    out.op(OP.return);
    out.op(OP.end);
  }
  out.index(OP.localGet, pages);
  out.index(OP.globalGet, out.host.pagesMax);
  out.op(OP.i64ExtendI32U);
  out.op(OP.i64GtU);
  out.haltIf(HALT.memory);
  emitRealGrow(out);
  out.op(OP.end);
}

function emitDelta(out: Emitter): void {
  out.index(OP.localGet, DELTA);
  out.op(OP.i64ExtendI32U);
}

function emitGrowCharge(out: Emitter, schedule: FuelSchedule): void {
  out.getFuel();
  out.i64(schedule.opcode.grow);
  out.op(OP.i64Sub);
  emitDelta(out);
  out.i64(schedule.growPerPage);
  out.op(OP.i64Mul);
  out.op(OP.i64Sub);
  out.index(OP.globalSet, out.host.fuel);
  out.loadTestedFuel();
}

function emitRealGrow(out: Emitter): void {
  const before = out.temporary(I32);
  out.index(OP.localGet, DELTA);
  out.op(OP.memoryGrow);
  out.u8(0);
  out.index(OP.localTee, before);
  out.i32(-1);
  out.op(OP.i32Eq);
  out.haltIf(HALT.hostFault);
  out.index(OP.localGet, before);
  out.getWord();
}
