/** What calls of both interfaces take and return. */

import { EMPTY_BYTES } from '../../../runtime/bytes.js';
import { GuestTrap } from '../../../runtime/sandbox/guest-exit.js';
import type { CallResult } from '../vm.js';
import type { NativeRun } from './native-run.js';

/** What calls and creations return. A refused call is a failure. */
export const RESULT = { success: 0, failure: 1, revert: 2 } as const;

export function resultOf({ kind }: CallResult): number {
  if (kind === 'success') return RESULT.success;
  return kind === 'revert' ? RESULT.revert : RESULT.failure;
}

/** Call data; where there is none, its pointer does not matter. */
export const dataAt = (run: NativeRun, pointer: number, length: number): Uint8Array =>
  length === 0 ? EMPTY_BYTES : run.readPayload(pointer, length);

/** Gas or fuel to pass at most, an i64. */
export function checkCap(amount: bigint): void {
  if (amount < 0n) throw new GuestTrap('a negative amount of gas');
}
