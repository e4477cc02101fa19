/** The chain that `block/transfers` applies: a token that many hold, blocks of transfers between them. */

import { readFileSync } from 'node:fs';
import {
  addressOf,
  encodeBlock,
  encodeTransaction,
  type Genesis,
  openProcessor,
  parseGenesis,
  receiptStatus,
  signTransaction,
} from '../host/block/index.js';
import { create2Address } from '../host/state/account.js';
import { encodeValue } from '../host/vm/values/cbor.js';
import { formatAddress } from '../runtime/address.js';
import { packageRoot } from './package-root.js';

const CHAIN_ID = 1;
const SENDERS = 1_000;
/** A transfer takes some 11 million. */
const FUEL_LIMIT = 16_000_000n;
/** Every sender's share of it allows a transfer a block, with an eighth for newcomers. */
const BLOCK_FUEL = 20_000_000_000;
const SUPPLY = 10 ** 15;

const keyOf = (index: number): Uint8Array => {
  const key = new Uint8Array(32);
  new DataView(key.buffer).setUint32(28, index + 1);
  return key;
};

const KEYS = Array.from({ length: SENDERS }, (_, index) => keyOf(index));
const ADDRESSES = KEYS.map((key) => addressOf(key));
const SOURCE = readFileSync(`${packageRoot()}/examples/token.py`, 'utf8');

export function transferGenesis(): Genesis {
  const initial = Object.fromEntries(ADDRESSES.map((address) => [formatAddress(address), 1_000_000]));
  return parseGenesis(
    JSON.stringify({
      chainId: CHAIN_ID,
      shardId: 0,
      timestamp: 0,
      protocol: 'dev',
      devnet: true,
      fuelLimit: BLOCK_FUEL,
      reputation: { initial },
      contracts: [
        { creator: formatAddress(ADDRESSES[0]), vm: 'python', source: SOURCE, args: ['Gold', SUPPLY] },
      ],
    }),
  );
}

const TOKEN = create2Address(ADDRESSES[0], new Uint8Array(32), new TextEncoder().encode(SOURCE));

/** A chain of encoded blocks, each followed by the next. */
export interface TransferChain {
  readonly genesis: Genesis;
  /** Fund the senders, then the holders: one block of 1,000 transfers for each 1,000 of them. */
  readonly setUp: readonly Uint8Array[];
  /** Blocks of a number of transfers, in order. */
  readonly blocks: readonly { readonly size: number; readonly bytes: Uint8Array }[];
}

/**
 * Builds it, in memory.
 * @param holders addresses that hold the token, in thousands
 * @param sizes transfers of each block after them, at most 1,000
 */
export async function transferChain(holders: number, sizes: readonly number[]): Promise<TransferChain> {
  const genesis = transferGenesis();
  const processor = await openProcessor({ genesis, keepBlocks: 1 });
  const nonces = new Array<bigint>(SENDERS).fill(0n);
  const transfer = (sender: number, to: string, amount: number): Uint8Array => {
    const unsigned = {
      chainId: BigInt(CHAIN_ID),
      shardId: 0n,
      nonce: nonces[sender]++,
      fuelLimit: FUEL_LIMIT,
      to: TOKEN,
      value: 0n,
      vm: 0,
      salt: new Uint8Array(),
      payload: encodeValue(['transfer', to, amount]),
    };
    return encodeTransaction(signTransaction(unsigned, KEYS[sender]));
  };
  const next = async (transactions: readonly Uint8Array[]): Promise<Uint8Array> => {
    const height = Number(processor.head.height) + 1;
    const prevRandao = new Uint8Array(32).fill(height);
    const pending = await processor.build({
      timestamp: BigInt(height),
      prevRandao,
      proposer: ADDRESSES[0],
      transactions,
    });
    const failed = pending.receipts.find((receipt) => receiptStatus(receipt) !== 'SUCCESS');
    if (pending.leftOut.length > 0 || failed !== undefined) {
      throw new Error(
        `a benched transfer fails: ${JSON.stringify(pending.leftOut[0] ?? receiptStatus(failed as never))}`,
      );
    }
    await pending.commit();
    return encodeBlock(pending.block);
  };
  const holder = (index: number): string => `0x${(0xabc0_0000_0000 + index).toString(16).padStart(40, '0')}`;
  const setUp: Uint8Array[] = [];
  // The creator funds as many as its allowance pays for in a block, and these fund others: it doubles.
  for (let funded = 1; funded < SENDERS; funded *= 2) {
    const pairs = Array.from({ length: Math.min(funded, SENDERS - funded) }, (_, index) => [
      index,
      funded + index,
    ]);
    setUp.push(
      await next(
        pairs.map(([from, to]) =>
          transfer(from, formatAddress(ADDRESSES[to]), Math.floor(SUPPLY / (2 * funded))),
        ),
      ),
    );
  }
  for (let block = 0; block < holders; block++) {
    setUp.push(await next(KEYS.map((_, sender) => transfer(sender, holder(block * SENDERS + sender), 5))));
  }
  const blocks: { size: number; bytes: Uint8Array }[] = [];
  for (const [block, size] of sizes.entries()) {
    const to = (sender: number) => holder((sender * 7_919 + block * 104_729) % (holders * SENDERS));
    const transactions = Array.from({ length: size }, (_, sender) => transfer(sender, to(sender), 1));
    blocks.push({ size, bytes: await next(transactions) });
  }
  await processor.close();
  return { genesis, setUp, blocks };
}
