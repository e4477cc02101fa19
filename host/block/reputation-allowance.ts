/** What of a block's fuel is whose, under the policy `shares` (SEMANTICS 29). */

import { keccak_256 } from '@noble/hashes/sha3.js';
import { concatBytes } from '@noble/hashes/utils.js';
import type { Address } from '../../runtime/address.js';
import { assert } from '../../runtime/errors.js';
import { FUEL_MAX } from '../../runtime/limits.js';
import type { PolicyBlock } from './reputation.js';
import type { SharesParameters } from './reputation-parameters.js';

/** How a block's fuel is divided. */
export interface FuelDivision {
  /** For newcomers. */
  readonly newcomerFuel: bigint;
  /** For allowances. */
  readonly sharedFuel: bigint;
}

/**
 * Newcomers cannot use up what is allowed to others, nor others what is set aside for newcomers. Queued calls
 * take from both alike: who pays for some cannot change what part of the block newcomers have.
 */
export function divideFuel(
  parameters: SharesParameters,
  { fuelLimit, queueFuel }: PolicyBlock,
): FuelDivision {
  const fuel = fuelLimit - queueFuel;
  assert(fuelLimit <= FUEL_MAX && queueFuel >= 0n && fuel >= 0n, 'the queue is within the fuel of the block');
  const { newcomerFuel } = parameters;
  if (newcomerFuel >= fuelLimit) return { newcomerFuel: fuel, sharedFuel: 0n };
  const pool = (newcomerFuel * fuel) / fuelLimit;
  return { newcomerFuel: pool, sharedFuel: fuel - pool };
}

export type Allowance =
  /** A share that is large enough to be used, every block. */
  | { readonly kind: 'share'; readonly fuel: bigint }
  /** The least allowance, by lot, of one whose share is smaller. */
  | { readonly kind: 'lot'; readonly fuel: bigint }
  | { readonly kind: 'none'; readonly fuel: 0n };

const NO_ALLOWANCE: Allowance = { kind: 'none', fuel: 0n };

/** Fuel that is an address's by its part of all reputation, rounded down. */
export function shareOf(sharedFuel: bigint, reputation: bigint, total: bigint): bigint {
  return reputation === 0n ? 0n : (sharedFuel * reputation) / total;
}

/** What an address is allowed in a block, by its share of the block's fuel. */
export function allowanceOf(
  { allowanceMin, allowanceMax }: SharesParameters,
  prevRandao: Uint8Array,
  address: Address,
  share: bigint,
): Allowance {
  if (share >= allowanceMin) return { kind: 'share', fuel: share < allowanceMax ? share : allowanceMax };
  if (share === 0n || !drawsLot(prevRandao, address, share, allowanceMin)) return NO_ALLOWANCE;
  return { kind: 'lot', fuel: allowanceMin };
}

/** Tells the hash of the lot from that of the newcomers' order. */
const LOT_DOMAIN = Uint8Array.of(0x01);

/** True in share out of allowanceMin blocks, so that on average nobody gets more or less than his share. */
function drawsLot(prevRandao: Uint8Array, address: Address, share: bigint, allowanceMin: bigint): boolean {
  return lotOf(prevRandao, address) * allowanceMin < share << 64n;
}

/** What an address draws in a block, below 2^64. */
export function lotOf(prevRandao: Uint8Array, address: Address): bigint {
  const hash = keccak_256(concatBytes(prevRandao, address, LOT_DOMAIN));
  return new DataView(hash.buffer, hash.byteOffset).getBigUint64(0);
}

/** Newcomers take their turns in the order of these 32 bytes. */
export function newcomerKey(prevRandao: Uint8Array, address: Address): Uint8Array {
  return keccak_256(concatBytes(prevRandao, address));
}
