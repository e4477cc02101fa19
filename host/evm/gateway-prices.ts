/** What the gateway costs, in EVM gas. A table, so that a network can review it in one place. */

/**
 * Fuel that one gas pays for: 30,000,000 gas buy 3,000,000,000 fuel, a quarter of a second of ordinary
 * code.
 */
export const FUEL_PER_GAS = 100n;

export const GATEWAY_PRICES = {
  /** A call of any kind: decoding, and finding the account. */
  base: 5_000n,
  /** 32 bytes of arguments or of a result (as copying in the EVM). */
  perWord: 3n,
  /** A storage slot that a queued call takes; as SSTORE of a new value. Its removal refunds nothing. */
  perQueuedSlot: 22_100n,
  /** Reading the last root: two cold slots. */
  root: 4_200n,
} as const;

/** Gas that an amount of fuel costs, rounded up. */
export function gasOfFuel(fuel: bigint): bigint {
  return (fuel + FUEL_PER_GAS - 1n) / FUEL_PER_GAS;
}

export function gasOfBytes(bytes: number): bigint {
  return GATEWAY_PRICES.perWord * BigInt(Math.ceil(bytes / 32));
}
