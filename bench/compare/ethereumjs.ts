/** An ERC-20 `transfer` in EthereumJS: `evm.runCall` on its simple state manager, the fastest it has. */

import { Common, Hardfork, Mainnet } from '@ethereumjs/common';
import { createEVM } from '@ethereumjs/evm';
import { SimpleStateManager } from '@ethereumjs/statemanager';
import { Account, Address, hexToBytes } from '@ethereumjs/util';

const ALICE = new Address(new Uint8Array(20).fill(0xa1));
const BOB = new Address(new Uint8Array(20).fill(0xb0));
const GAS_LIMIT = 100_000n;
const TRANSFER_SELECTOR = 'a9059cbb';

const word = (hex: string): string => hex.padStart(64, '0');

/**
 * Deploys the token and returns the body to be timed: one transfer between two accounts that both have a
 * balance, its effects kept.
 * @param creationCode of an ERC-20 token whose whole supply belongs to its creator, hexadecimal.
 */
export async function erc20Transfer(creationCode: string): Promise<() => Promise<void>> {
  const common = new Common({ chain: Mainnet, hardfork: Hardfork.Prague });
  const stateManager = new SimpleStateManager({ common });
  const evm = await createEVM({ common, stateManager });
  await stateManager.putAccount(ALICE, new Account(0n, 10n ** 24n));
  const deployed = await evm.runCall({
    caller: ALICE,
    data: hexToBytes(`0x${creationCode}`),
    gasLimit: 3_000_000n,
  });
  const to = deployed.createdAddress;
  if (to === undefined || deployed.execResult.exceptionError !== undefined) {
    throw new Error(`the token is not deployed: ${deployed.execResult.exceptionError}`);
  }
  const data = hexToBytes(`0x${TRANSFER_SELECTOR}${word(BOB.toString().slice(2))}${word('1')}`);
  const transfer = async (): Promise<void> => {
    const { execResult } = await evm.runCall({ caller: ALICE, to, data, gasLimit: GAS_LIMIT });
    if (execResult.exceptionError !== undefined)
      throw new Error(`transfer fails: ${execResult.exceptionError}`);
    // What a transaction leaves behind for the next one: warm addresses and original storage values.
    evm.journal.cleanJournal();
    stateManager.originalStorageCache.clear();
  };
  await transfer();
  return transfer;
}
