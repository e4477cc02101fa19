/** One run of a script as its host functions see it: its memory, and the fuel that they take. */

import { GUEST_OUT_OF_FUEL, GuestTrap } from '../../../runtime/sandbox/guest-exit.js';
import type { RunEnd, SandboxInstance } from '../../../runtime/sandbox/instance.js';
import type { EeiOperation, FuelSchedule } from '../../../runtime/schedule.js';

/** Bytes that cross at once. */
const TRANSFER_BYTES_MAX = 2 ** 20;

export class ScriptRun {
  readonly schedule: FuelSchedule;
  /** Set once its module is instantiated. */
  sandbox!: SandboxInstance;
  /** What was printed; debug data. */
  readonly log: Uint8Array[] = [];

  constructor(schedule: FuelSchedule) {
    this.schedule = schedule;
  }

  /** Prices are those of the EEI's functions of the same kind. */
  charge(operation: EeiOperation, bytes = 0): void {
    const { base, perByte } = this.schedule.eei[operation];
    this.sandbox.fuel -= BigInt(base + perByte * (bytes >>> 0));
    if (this.sandbox.fuel < 0n) throw GUEST_OUT_OF_FUEL;
  }

  read(pointer: number, length: number): Uint8Array {
    if (length >>> 0 > TRANSFER_BYTES_MAX) throw new GuestTrap('more bytes than cross at once');
    return this.sandbox.memory.read(pointer, length);
  }

  write(pointer: number, data: Uint8Array): void {
    this.sandbox.memory.write(pointer, data);
  }
}

/** How a script ended. */
export type ScriptEnd = { readonly kind: 'success' } | (RunEnd & { readonly kind: 'halt' });
