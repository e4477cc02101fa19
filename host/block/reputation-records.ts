/**
 * The records of the policy `shares` in the storage of its system contract (docs/layouts.md).
 *
 * | record | key | value |
 * |---|---|---|
 * | totals | 0x00 | total u128, height u64 |
 * | sum | 0x01, height u64 | sum u128 |
 * | standing | 0x02, address | reputation u64, lastActive u64 |
 *
 * Integers are big-endian, widths fixed; a sum or a reputation of 0 has no record.
 */

import { concatBytes } from '@noble/hashes/utils.js';
import type { Address } from '../../runtime/address.js';
import { u64be } from '../../runtime/bytes.js';
import { assert, HostFault } from '../../runtime/errors.js';

/** Reputation of all that count at the start of a block. */
export interface Totals {
  /** Below 2^128. */
  readonly total: bigint;
  /** The block at whose start it holds. */
  readonly height: bigint;
}

/** What an address has. */
export interface Standing {
  /** Below 2^64. */
  readonly reputation: bigint;
  /** Height of the last block in which it was active. */
  readonly lastActive: bigint;
}

export const TOTALS_KEY = Uint8Array.of(0x00);

const U64_END = 2n ** 64n;
const U128_END = 2n ** 128n;
const SUM_BYTES = 16;
const TOTALS_BYTES = 24;
const STANDING_BYTES = 16;

/** Of the sum over the addresses that were last active in a block. */
export function sumKey(height: bigint): Uint8Array {
  return concatBytes(Uint8Array.of(0x01), u64be(height));
}

export function standingKey(address: Address): Uint8Array {
  return concatBytes(Uint8Array.of(0x02), address);
}

export function encodeTotals({ total, height }: Totals): Uint8Array {
  return concatBytes(encodeSum(total), u64be(height));
}

/** @throws HostFault if the bytes are not what `encodeTotals` writes. */
export function decodeTotals(bytes: Uint8Array): Totals {
  const view = viewOf(bytes, TOTALS_BYTES);
  return { total: readU128(view), height: view.getBigUint64(SUM_BYTES) };
}

export function encodeSum(sum: bigint): Uint8Array {
  assert(sum >= 0n && sum < U128_END, 'a sum of reputation is a u128');
  return concatBytes(u64be(sum / U64_END), u64be(sum % U64_END));
}

/** @throws HostFault if the bytes are not what `encodeSum` writes. */
export function decodeSum(bytes: Uint8Array): bigint {
  return readU128(viewOf(bytes, SUM_BYTES));
}

export function encodeStanding({ reputation, lastActive }: Standing): Uint8Array {
  assert(reputation >= 0n && reputation < U64_END, 'reputation is a u64');
  return concatBytes(u64be(reputation), u64be(lastActive));
}

/** @throws HostFault if the bytes are not what `encodeStanding` writes. */
export function decodeStanding(bytes: Uint8Array): Standing {
  const view = viewOf(bytes, STANDING_BYTES);
  return { reputation: view.getBigUint64(0), lastActive: view.getBigUint64(8) };
}

function readU128(view: DataView): bigint {
  return view.getBigUint64(0) * U64_END + view.getBigUint64(8);
}

function viewOf(bytes: Uint8Array, length: number): DataView {
  if (bytes.length !== length) throw new HostFault('not a record of the reputation policy');
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
