/** Vectors of the reputation policy `shares`: its records, turns and lots. */

import { lotOf, newcomerKey } from '../../../host/block/reputation-allowance.js';
import {
  encodeStanding,
  encodeSum,
  encodeTotals,
  standingKey,
  sumKey,
  TOTALS_KEY,
} from '../../../host/block/reputation-records.js';
import { fromHex, toHex, u64be } from '../../../runtime/bytes.js';
import type { Vectors } from './vector.js';

export const REPUTATION_VECTORS: Vectors = {
  'reputation-totals': ({ total, height }) => ({
    total: `${BigInt(total)}`,
    height: `${BigInt(height)}`,
    key: toHex(TOTALS_KEY),
    value: toHex(encodeTotals({ total: BigInt(total), height: BigInt(height) })),
  }),
  'reputation-sum': ({ height, sum }) => ({
    height: `${BigInt(height)}`,
    sum: `${BigInt(sum)}`,
    key: toHex(sumKey(BigInt(height))),
    value: toHex(encodeSum(BigInt(sum))),
  }),
  'reputation-standing': ({ address, reputation, lastActive }) => ({
    address: toHex(fromHex(address)),
    reputation: `${BigInt(reputation)}`,
    lastActive: `${BigInt(lastActive)}`,
    key: toHex(standingKey(fromHex(address))),
    value: toHex(encodeStanding({ reputation: BigInt(reputation), lastActive: BigInt(lastActive) })),
  }),
  'reputation-turn': ({ prevRandao, address }) => ({
    prevRandao: toHex(fromHex(prevRandao)),
    address: toHex(fromHex(address)),
    turn: toHex(newcomerKey(fromHex(prevRandao), fromHex(address))),
    lot: toHex(u64be(lotOf(fromHex(prevRandao), fromHex(address)))),
  }),
};
