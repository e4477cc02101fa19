/** How TOTALFEE grows from block to block (SEMANTICS 35). */

import { PbevmError } from '../../runtime/errors.js';
import type { Header } from './containers.js';
import type { RentName } from './genesis.js';

/**
 * TOTALFEE of the block that follows a header: an integer, not below the header's and below 2^128. A function
 * of its argument alone: every node of the shard must have the same.
 */
export type TotalFeePolicy = (parent: Header) => bigint;

/** 1 gwei a block. */
const GROWTH = 10n ** 9n;
const TOTAL_FEE_END = 2n ** 128n;

export const defaultTotalFee: TotalFeePolicy = ({ totalFee }) => totalFee + GROWTH;

/**
 * TOTALFEE of the next block; 0 for ever where there is no rent.
 * @throws PbevmError BAD_INPUT if the policy answers with something else than it may.
 */
export function nextTotalFee(rent: RentName, policy: TotalFeePolicy, parent: Header): bigint {
  if (rent === 'none') return parent.totalFee;
  const next = policy(parent);
  if (typeof next === 'bigint' && next >= parent.totalFee && next < TOTAL_FEE_END) return next;
  throw new PbevmError('BAD_INPUT', 'TOTALFEE is an integer below 2^128 that does not fall');
}
