/** An EVM for tests: state, blocks and signed transactions of EthereumJS. */

import { type Block, createBlock } from '@ethereumjs/block';
import { Common, Hardfork, Mainnet } from '@ethereumjs/common';
import { MerkleStateManager } from '@ethereumjs/statemanager';
import { createFeeMarket1559Tx, type TypedTransaction } from '@ethereumjs/tx';
import { Account, type Address, createAddressFromPrivateKey, createContractAddress } from '@ethereumjs/util';
import { concatBytes } from '@noble/hashes/utils.js';

export const common = new Common({ chain: Mainnet, hardfork: Hardfork.Prague });

/** Somebody with ether and a key. */
export class EvmUser {
  readonly address: Address;
  readonly #key: Uint8Array;
  #nonce = 0n;

  constructor(seed: number) {
    this.#key = new Uint8Array(32).fill(seed);
    this.address = createAddressFromPrivateKey(this.#key);
  }

  /** The next transaction; `to` left out creates a contract. */
  sign(data: Uint8Array, to?: Address, value = 0n, gasLimit = 3_000_000n): TypedTransaction {
    const fields = { chainId: 1n, nonce: this.#nonce++, maxFeePerGas: 100n, gasLimit, data, value };
    const transaction = createFeeMarket1559Tx(to === undefined ? fields : { ...fields, to }, { common });
    return transaction.sign(this.#key);
  }

  /** A creation, and where the contract will be. */
  create(bytecode: Uint8Array, ...args: Uint8Array[]): { transaction: TypedTransaction; address: Address } {
    const address = createContractAddress(this.address, this.#nonce);
    return { transaction: this.sign(concatBytes(bytecode, ...args)), address };
  }

  /** Signs again from a nonce: what was signed since has not happened. */
  resetNonce(nonce: bigint): void {
    this.#nonce = nonce;
  }
}

export async function newEvmState(...users: EvmUser[]): Promise<MerkleStateManager> {
  const state = new MerkleStateManager({ common });
  await state.checkpoint();
  for (const { address } of users) await state.putAccount(address, new Account(0n, 10n ** 20n));
  await state.commit();
  return state;
}

/** A block whose header `runBlock` fills in. */
export function evmBlock(
  number: bigint,
  transactions: readonly TypedTransaction[],
  parentHash?: Uint8Array,
): Block {
  const header = {
    number,
    gasLimit: 30_000_000n,
    baseFeePerGas: 7n,
    timestamp: 1_800_000_000n + 12n * number,
    parentBeaconBlockRoot: new Uint8Array(32),
    excessBlobGas: 0n,
    blobGasUsed: 0n,
    ...(parentHash === undefined ? {} : { parentHash }),
  };
  const data = { header, transactions: [...transactions] };
  return createBlock(data, { common, skipConsensusFormatValidation: true });
}

/** Options of `runBlock` for a block that is being made. */
export function generating(block: Block) {
  return {
    block,
    generate: true,
    skipBlockValidation: true,
    skipHardForkValidation: true,
    clearCache: false,
  };
}
