/** What surrounds a message: the block and the transaction it is part of (DESIGN 2). */

import { type Address, ZERO_ADDRESS } from '../../runtime/address.js';

export interface BlockEnvironment {
  /** Below 2^63, as are the timestamp and the gas limit: an EEI reads them as i64. */
  readonly number: bigint;
  /** Seconds since 1970. */
  readonly timestamp: bigint;
  /** In a PBEVM block the limit of its fuel. */
  readonly gasLimit: bigint;
  readonly coinbase: Address;
  /** Below 2^256; since the merge, prevRandao. */
  readonly difficulty: bigint;
  /** Wei per gas, below 2^256; 0 where there is none. */
  readonly baseFee: bigint;
  /** 32 bytes; undefined but for the 256 blocks before this one. */
  hashOf(blockNumber: bigint): Uint8Array | undefined;
}

export interface TransactionEnvironment {
  /** Who signed or made the transaction. */
  readonly origin: Address;
  /** Wei per gas; 0 in a PBEVM block, where nothing is paid. */
  readonly gasPrice: bigint;
}

/** Where there is no block: a call of the embedding API. */
export function noBlock(gasLimit: bigint): BlockEnvironment {
  return {
    number: 0n,
    timestamp: 0n,
    gasLimit,
    coinbase: ZERO_ADDRESS,
    difficulty: 0n,
    baseFee: 0n,
    hashOf: () => undefined,
  };
}
