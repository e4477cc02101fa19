/** Limits of a call as the API takes them. */

import { PbevmError } from '../runtime/errors.js';
import { FUEL_MAX } from '../runtime/limits.js';
import { DEV_PROTOCOL } from '../runtime/protocol.js';
import type { CallLimits } from './api.js';
import type { TransactionLimits } from './execution/transaction-context.js';

/** @throws PbevmError BAD_INPUT */
export function checkLimits(limits: CallLimits): TransactionLimits {
  const { fuel, memoryPages, debugBytes } = limits;
  const check = (name: keyof CallLimits, value: number, max: number): void => {
    if (!Number.isSafeInteger(value) || value < 0 || value > max) {
      throw new PbevmError('BAD_INPUT', `limits.${name} must be an integer from 0 to ${max}, not ${value}`);
    }
  };
  check('fuel', fuel, Number(FUEL_MAX));
  check('memoryPages', memoryPages, DEV_PROTOCOL.limits.nativePagesMax);
  check('debugBytes', debugBytes, 2 ** 30);
  return { fuel: BigInt(fuel), memoryPagesMax: memoryPages, debugBytesMax: debugBytes };
}
