/**
 * Accounts of a devnet whose keys everybody knows: keccak256("pbevm devnet key N"). Never for anything of
 * worth.
 */

import { keccak_256 } from '@noble/hashes/sha3.js';
import { type Address, formatAddress } from '../../runtime/address.js';
import { addressOf } from '../block/signer.js';

export const TEST_ACCOUNTS = 10;

export interface TestAccount {
  readonly address: Address;
  readonly privateKey: Uint8Array;
}

export function testAccounts(): TestAccount[] {
  return Array.from({ length: TEST_ACCOUNTS }, (_, n) => {
    const privateKey = keccak_256(new TextEncoder().encode(`pbevm devnet key ${n}`));
    return { address: addressOf(privateKey), privateKey };
  });
}

/**
 * A genesis file for a devnet without one: test accounts with reputation and balances.
 * @param timestamp seconds.
 */
export function devnetGenesis(timestamp: bigint): string {
  const addresses = testAccounts().map(({ address }) => formatAddress(address));
  const amounts = (amount: bigint) => Object.fromEntries(addresses.map((address) => [address, `${amount}`]));
  return JSON.stringify({
    chainId: 1337,
    shardId: 0,
    timestamp: Number(timestamp),
    protocol: 'dev',
    devnet: true,
    fuelLimit: 2_000_000_000,
    currency: { balances: amounts(10n ** 24n) },
    reputation: { initial: amounts(1_000_000n) },
  });
}
