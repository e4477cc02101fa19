/**
 * Blocks of ERC-20 transfers in EthereumJS: `runBlock` from the bytes of signed transactions, on its Merkle
 * state manager with caches, with native secp256k1 and the Keccak of hash-wasm in place of its JavaScript.
 */

import { createRequire } from 'node:module';
import { createBlock } from '@ethereumjs/block';
import { Common, Hardfork, Mainnet } from '@ethereumjs/common';
import { MerklePatriciaTrie } from '@ethereumjs/mpt';
import { Caches, MerkleStateManager } from '@ethereumjs/statemanager';
import { createFeeMarket1559Tx, createTxFromRLP } from '@ethereumjs/tx';
import { Account, Address, createAddressFromPrivateKey, hexToBytes } from '@ethereumjs/util';
import { createVM, runBlock } from '@ethereumjs/vm';
import { createKeccak } from 'hash-wasm';

const SENDERS = 50;
const RECIPIENTS = 1_000;
const TRANSFER_SELECTOR = 'a9059cbb';

const word = (value: bigint): string => value.toString(16).padStart(64, '0');
const addressWord = (address: Address): string => address.toString().slice(2).padStart(64, '0');
const transferData = (to: Address, amount: bigint) =>
  hexToBytes(`0x${TRANSFER_SELECTOR}${addressWord(to)}${word(amount)}`);

const KEYS = Array.from({ length: SENDERS }, (_, index) => hexToBytes(`0x${word(BigInt(index + 1))}`));
const FROM = KEYS.map((key) => createAddressFromPrivateKey(key));
const TO = Array.from(
  { length: RECIPIENTS },
  (_, index) => new Address(hexToBytes(`0x${(0xabc0000 + index).toString(16).padStart(40, '0')}`)),
);

interface Secp256k1 {
  ecdsaRecover(signature: Uint8Array, recovery: number, hash: Uint8Array, compressed: boolean): Uint8Array;
}

async function nativeCommon(): Promise<Common> {
  const secp256k1 = createRequire(import.meta.url)('secp256k1') as Secp256k1;
  const keccak = await createKeccak(256);
  return new Common({
    chain: Mainnet,
    hardfork: Hardfork.Prague,
    customCrypto: {
      keccak256: (bytes) => keccak.init().update(bytes).digest('binary'),
      ecrecover: (hash, v, r, s) => {
        const signature = new Uint8Array(64);
        signature.set(r, 32 - r.length);
        signature.set(s, 64 - s.length);
        const recovery = Number(v > 1n ? (v - 27n) % 2n : v);
        return secp256k1.ecdsaRecover(signature, recovery, hash, false).slice(1);
      },
    },
  });
}

/**
 * Deploys the token, funds its senders, signs the transfers of all blocks.
 * @param creationCode of an ERC-20 token whose whole supply belongs to its creator, hexadecimal.
 * @param sizes transfers of each block, in the order in which the blocks are run.
 * @returns a function that runs the next block.
 */
export async function transferBlocks(
  creationCode: string,
  sizes: readonly number[],
): Promise<() => Promise<void>> {
  const common = await nativeCommon();
  const trie = new MerklePatriciaTrie({ useKeyHashing: true, common });
  const caches = new Caches({
    account: { size: 100_000 },
    storage: { size: 100_000 },
    code: { size: 1_000 },
  });
  const stateManager = new MerkleStateManager({ common, trie, caches });
  const vm = await createVM({ common, stateManager });
  for (const from of FROM) await stateManager.putAccount(from, new Account(0n, 10n ** 24n));
  const call = async (message: Parameters<typeof vm.evm.runCall>[0]) => {
    const result = await vm.evm.runCall(message);
    if (result.execResult.exceptionError !== undefined) throw new Error('the peer is not set up');
    return result;
  };
  const deployed = await call({
    caller: FROM[0],
    data: hexToBytes(`0x${creationCode}`),
    gasLimit: 3_000_000n,
  });
  const token = deployed.createdAddress as Address;
  for (const from of FROM.slice(1)) {
    await call({ caller: FROM[0], to: token, data: transferData(from, 1_000_000n), gasLimit: 100_000n });
  }
  for (const from of FROM) await stateManager.putAccount(from, new Account(0n, 10n ** 24n));
  const nonces = new Array<bigint>(SENDERS).fill(0n);
  const transfer = (index: number): Uint8Array => {
    const sender = index % SENDERS;
    const fields = {
      chainId: 1n,
      nonce: nonces[sender]++,
      maxFeePerGas: 100n,
      maxPriorityFeePerGas: 1n,
      gasLimit: 100_000n,
      to: token,
      data: transferData(TO[(index * 7) % RECIPIENTS], 1n),
    };
    return createFeeMarket1559Tx(fields, { common }).sign(KEYS[sender]).serialize();
  };
  const blocks = sizes.map((size) => Array.from({ length: size }, (_, index) => transfer(index)));
  let number = 0;
  return async () => {
    const envelopes = blocks[number];
    const header = {
      number: BigInt(++number),
      gasLimit: 3_000_000_000n,
      baseFeePerGas: 7n,
      timestamp: 1_800_000_000n,
      parentBeaconBlockRoot: new Uint8Array(32),
      excessBlobGas: 0n,
      blobGasUsed: 0n,
    };
    const transactions = envelopes.map((envelope) => createTxFromRLP(envelope, { common }));
    const block = createBlock({ header, transactions }, { common, skipConsensusFormatValidation: true });
    const options = {
      generate: true,
      skipBlockValidation: true,
      skipHardForkValidation: true,
      clearCache: false,
    };
    const { receipts } = await runBlock(vm, { block, ...options });
    if (receipts.some((receipt) => !('status' in receipt) || receipt.status !== 1)) {
      throw new Error('a transfer of the peer fails');
    }
  };
}
