/**
 * How many wasm memories fit into the process. V8 reserves 8 or 10 GiB of addresses for each, whatever its
 * size, so that few fit under `ulimit -v`; a transaction that meets that limit in its middle would be a
 * HostFault. On Linux what is free is known exactly; elsewhere no limit is known, and none is common. Reads
 * files of the kernel; nothing of it reaches a transaction.
 */

import { readFileSync } from 'node:fs';
import { PbevmError } from '../../runtime/errors.js';
import { type Limits, memoriesOfTransaction, PAGE_BYTES } from '../../runtime/limits.js';

const KIB = 1_024;
/**
 * Left for what takes addresses later: a thread's stack and heap, compiled code, allocator arenas of each
 * core, the embedder. One memory's worth and more: where all that fit are needed, 2 GiB were once too few.
 */
const MARGIN_BYTES = 12 * 1024 ** 3;

/** Memories set aside for one host. */
export interface MemoryReservation {
  /** Those a transaction may need: more than these the host never holds. */
  readonly max: number;
  /** Those that fitted beside what other hosts of this thread may need; null if no limit is known. */
  readonly fit: number | null;
  /** Others may have them. */
  release(): void;
}

/** Set aside for hosts of this thread that are open. */
let promised = 0;

/** @throws PbevmError MEMORY_UNAVAILABLE if fewer memories fit than a transaction may need. */
export function reserveMemories(limits: Limits): MemoryReservation {
  const max = memoriesOfTransaction(limits);
  const fit = memoriesThatFit(limits.pythonPagesMax);
  if (fit !== null && fit < max) {
    const message = `${fit} wasm memories fit into the address space, a transaction may need ${max}`;
    throw new PbevmError('MEMORY_UNAVAILABLE', `${message}: raise the limit (ulimit -v), or lift it`);
  }
  promised += max;
  let isReleased = false;
  const release = (): void => {
    if (!isReleased) promised -= max;
    isReleased = true;
  };
  return { max, fit, release };
}

/** Null if the address space is not limited. */
function memoriesThatFit(pages: number): number | null {
  const limitBytes = addressSpaceLimit();
  if (limitBytes === null) return null;
  const before = addressSpaceInUse();
  const perMemory = reservationBytes(pages);
  if (perMemory === null) return 0;
  return Math.max(0, Math.floor((limitBytes - before - MARGIN_BYTES) / perMemory) - promised);
}

/** Bytes of addresses that one memory takes, guards included; null if not even one can be made. */
function reservationBytes(pages: number): number | null {
  const before = addressSpaceInUse();
  try {
    new WebAssembly.Memory({ initial: pages, maximum: pages });
  } catch {
    return null;
  }
  // Less only if something else was given back at the same time.
  return Math.max(addressSpaceInUse() - before, pages * PAGE_BYTES);
}

/** RLIMIT_AS in bytes; null where it is infinite or unknown. */
function addressSpaceLimit(): number | null {
  try {
    const line = /^Max address space +(\d+) /m.exec(readFileSync('/proc/self/limits', 'utf8'));
    return line === null ? null : Number(line[1]);
  } catch {
    return null;
  }
}

function addressSpaceInUse(): number {
  const line = /^VmSize:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
  return Number(line?.[1] ?? 0) * KIB;
}
