/** A policy's state in memory and its books recounted, for tests of policies without a world. */

import assert from 'node:assert/strict';
import type { PolicyState } from '../../../host/block/reputation.js';
import {
  decodeStanding,
  decodeSum,
  decodeTotals,
  TOTALS_KEY,
} from '../../../host/block/reputation-records.js';
import { latin1Text } from '../../../runtime/bytes.js';

export class MapState implements PolicyState {
  readonly records = new Map<string, Uint8Array>();

  get(key: Uint8Array): Uint8Array | undefined {
    return this.records.get(latin1Text(key));
  }

  set(key: Uint8Array, value: Uint8Array): void {
    this.records.set(latin1Text(key), value);
  }

  delete(key: Uint8Array): void {
    this.records.delete(latin1Text(key));
  }
}

export interface Books {
  readonly total: bigint;
  readonly height: bigint;
  /** Of addresses in hexadecimal digits, expired ones left out. */
  readonly reputations: ReadonlyMap<string, bigint>;
  /** By last-active block: as counted, and as the records say. */
  readonly sums: ReadonlyMap<bigint, bigint>;
  readonly storedSums: ReadonlyMap<bigint, bigint>;
}

/** What the records of `shares` say, read one by one. */
export function recount(state: MapState, activeBlocks: bigint): Books {
  const totals = state.get(TOTALS_KEY);
  assert.ok(totals !== undefined, 'there are books');
  const { total, height } = decodeTotals(totals);
  const reputations = new Map<string, bigint>();
  const sums = new Map<bigint, bigint>();
  const storedSums = new Map<bigint, bigint>();
  for (const [text, value] of state.records) {
    const key = Buffer.from(text, 'latin1');
    if (key[0] === 1) storedSums.set(key.readBigUInt64BE(1), decodeSum(value));
    if (key[0] !== 2) continue;
    const { reputation, lastActive } = decodeStanding(value);
    if (lastActive + activeBlocks < height) continue;
    reputations.set(key.toString('hex', 1), reputation);
    sums.set(lastActive, (sums.get(lastActive) ?? 0n) + reputation);
  }
  return { total, height, reputations, sums, storedSums };
}

/** Asserts that the total is the sum of the sums, and each sum that of its addresses. */
export function assertBooksBalance({ total, reputations, sums, storedSums }: Books): void {
  assert.equal(storedSums.size, sums.size);
  for (const [height, sum] of sums) assert.equal(storedSums.get(height), sum);
  let counted = 0n;
  for (const reputation of reputations.values()) counted += reputation;
  assert.equal(total, counted);
}

/** The address whose last bytes are an integer below 2^64. */
export function addressOf(index: number | bigint): Uint8Array {
  const address = new Uint8Array(20);
  new DataView(address.buffer).setBigUint64(12, BigInt(index));
  return address;
}

/** 32 bytes that are another for each height. */
export function randaoOf(height: bigint, seed = 0): Uint8Array {
  const bytes = new Uint8Array(32);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, height);
  view.setUint32(28, seed);
  return bytes;
}
