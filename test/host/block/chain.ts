/** Chains for tests: keys, geneses, signed transactions. */

import { encodeCreation } from '../../../host/block/creation.js';
import { type Genesis, parseGenesis } from '../../../host/block/genesis.js';
import { addressOf, signTransaction } from '../../../host/block/signer.js';
import { encodeTransaction, type UnsignedTransaction } from '../../../host/block/transaction.js';
import { create2Address } from '../../../host/state/account.js';
import { encodeValue } from '../../../host/vm/values/cbor.js';
import type { Value } from '../../../host/vm/values/types.js';
import { PYTHON_VM } from '../../../host/vm/vm.js';
import { type Address, formatAddress } from '../../../runtime/address.js';

export const CHAIN_ID = 7n;
export const SHARD_ID = 1n;
export const BLOCK_FUEL = 2_000_000_000n;
export const START = 1_000n;

/** A private key by its number, above 0. */
export function keyOf(number: number): Uint8Array {
  const key = new Uint8Array(32);
  new DataView(key.buffer).setUint32(28, number);
  return key;
}

export function senderOf(number: number): Address {
  return addressOf(keyOf(number));
}

export interface GenesisParts {
  /** Senders 1 to this have the same reputation. */
  readonly senders?: number;
  readonly balances?: Readonly<Record<string, string>> | undefined;
  readonly contracts?: readonly {
    readonly creator: string;
    readonly source: string;
    readonly args?: unknown;
  }[];
  readonly chainId?: number;
  readonly fuelLimit?: bigint;
  readonly shardId?: number;
  readonly rent?: 'none' | 'fee' | 'ttl';
  readonly network?: boolean;
  /** Reputation does not bound anybody. */
  readonly isUnlimited?: boolean;
}

export function genesisOf({ senders = 4, balances, contracts = [], ...rest }: GenesisParts = {}): Genesis {
  const initial = Object.fromEntries(
    Array.from({ length: senders }, (_, i) => [formatAddress(senderOf(i + 1)), 1_000]),
  );
  return parseGenesis(
    JSON.stringify({
      chainId: rest.chainId ?? Number(CHAIN_ID),
      shardId: rest.shardId ?? Number(SHARD_ID),
      rent: rest.rent ?? 'none',
      network: rest.network ?? false,
      timestamp: Number(START),
      protocol: 'dev',
      devnet: true,
      fuelLimit: Number(rest.fuelLimit ?? BLOCK_FUEL),
      ...(balances === undefined ? {} : { currency: { balances } }),
      reputation: rest.isUnlimited ? { policy: 'unlimited' } : { initial },
      contracts: contracts.map((contract) => ({ vm: 'python', ...contract })),
    }),
  );
}

/** Address of a contract that a genesis or a transaction of `creation` makes. */
export function contractAddress(creator: Address, source: string, salt = new Uint8Array(32)): Address {
  return create2Address(creator, salt, new TextEncoder().encode(source));
}

type Fields = Partial<UnsignedTransaction>;

const FIELDS: UnsignedTransaction = {
  chainId: CHAIN_ID,
  shardId: SHARD_ID,
  nonce: 0n,
  fuelLimit: 60_000_000n,
  to: undefined,
  value: 0n,
  vm: 0,
  salt: new Uint8Array(),
  payload: new Uint8Array(),
};

/** An envelope, signed by a sender. */
export function envelopeOf(sender: number, fields: Fields): Uint8Array {
  return encodeTransaction(signTransaction({ ...FIELDS, ...fields }, keyOf(sender)));
}

export function message(
  sender: number,
  nonce: number,
  to: Address,
  args: readonly Value[],
  more: Fields = {},
) {
  return envelopeOf(sender, { nonce: BigInt(nonce), to, payload: encodeValue([...args]), ...more });
}

export function creation(sender: number, nonce: number, source: string, more: Fields = {}): Uint8Array {
  const payload = encodeCreation(new TextEncoder().encode(source), []);
  return envelopeOf(sender, {
    nonce: BigInt(nonce),
    vm: PYTHON_VM,
    salt: new Uint8Array(32),
    payload,
    ...more,
  });
}

/** What a block is built with beside its transactions. */
export function blockInput(height: number, transactions: readonly Uint8Array[]) {
  const prevRandao = new Uint8Array(32).fill(height);
  return {
    timestamp: START + BigInt(height),
    prevRandao,
    proposer: new Uint8Array(20).fill(0xcc),
    transactions,
  };
}
