/** Two shards and their only sender, Alice: what she sends stands alone in a block, and must succeed. */

import assert from 'node:assert/strict';
import { encodeCreation } from '../../../host/block/creation.js';
import type { Genesis } from '../../../host/block/genesis.js';
import type { PendingBlock } from '../../../host/block/pending-block.js';
import { type ReceiptView, receiptStatus, viewReceipt } from '../../../host/block/receipt.js';
import { type NetworkReceipt, ShardNetwork } from '../../../host/block/shard-network.js';
import { encodePoke } from '../../../host/block/transaction.js';
import { encodeValue } from '../../../host/vm/values/cbor.js';
import type { Value } from '../../../host/vm/values/types.js';
import type { VmId } from '../../../host/vm/vm.js';
import { type Address, formatAddress, parseAddress } from '../../../runtime/address.js';
import { CHAIN_ID, envelopeOf, genesisOf, senderOf } from './chain.js';

export const RECEIPTS = parseAddress('0x0000000000000000000000000000000000000020');
export const ALICE = formatAddress(senderOf(1));
/** Pays the rent of any contract here for as long as a test lasts. */
export const RICHES = 10n ** 20n;
const FUEL = 400_000_000n;

/** A list of arguments, or raw call data. */
type Data = Value[] | Uint8Array;

const encode = (data: Data): Uint8Array => (data instanceof Uint8Array ? data : encodeValue(data));

/** Code and salt make the address. */
export interface Creation {
  readonly vm: VmId;
  readonly code: Uint8Array;
  readonly args?: Value[];
  readonly value?: bigint;
  /** One byte, 32 times. */
  readonly salt?: number;
}

/** The genesis of a shard on which Alice is rich and contracts pay rent. */
export function genesisOfShard(shardId: number): Genesis {
  const balances = { [ALICE]: `${10n ** 30n}` };
  return genesisOf({ network: true, rent: 'fee', balances, isUnlimited: true, shardId });
}

export class AliceNetwork {
  readonly shards: ShardNetwork;
  readonly #nonces = new Map<bigint, bigint>();

  private constructor(shards: ShardNetwork) {
    this.shards = shards;
  }

  /** Shards 1 and 2; roots are known two blocks later. */
  static async open(): Promise<AliceNetwork> {
    const geneses = [genesisOfShard(1), genesisOfShard(2)];
    return new AliceNetwork(await ShardNetwork.open(geneses, { delay: 2 }));
  }

  close(): Promise<void> {
    return this.shards.close();
  }

  async #blockOf(shard: bigint, envelope: Uint8Array): Promise<PendingBlock> {
    const block = (await this.shards.step(new Map([[shard, [envelope]]]))).get(shard);
    assert.ok(block !== undefined);
    assert.deepEqual(block.leftOut, []);
    return block;
  }

  /** The block of a transaction, however that ends. */
  send(shardId: bigint, fields: object): Promise<PendingBlock> {
    const nonce = this.#nonces.get(shardId) ?? 0n;
    this.#nonces.set(shardId, nonce + 1n);
    return this.#blockOf(
      shardId,
      envelopeOf(1, { chainId: CHAIN_ID, shardId, nonce, fuelLimit: FUEL, ...fields }),
    );
  }

  /** The block of a message that succeeds. */
  async succeed(shard: bigint, to: Address, data: Data): Promise<PendingBlock> {
    const block = await this.send(shard, { to, payload: encode(data) });
    assert.equal(receiptStatus(block.receipts[0]), 'SUCCESS', viewReceipt(block.receipts[0]).reason);
    return block;
  }

  /** The receipt of a message that does not succeed. */
  async fail(shard: bigint, to: Address, data: Data): Promise<ReceiptView> {
    const { receipts } = await this.send(shard, { to, payload: encode(data) });
    assert.notEqual(receiptStatus(receipts[0]), 'SUCCESS');
    return viewReceipt(receipts[0]);
  }

  /** The block of a creation, however that ends. */
  create(shard: bigint, { vm, code, args = [], value = RICHES, salt = 0 }: Creation): Promise<PendingBlock> {
    const payload = encodeCreation(code, args);
    return this.send(shard, { vm, salt: new Uint8Array(32).fill(salt), payload, value });
  }

  /** The address of a contract that is made. */
  async deploy(shard: bigint, creation: Creation): Promise<Address> {
    const { receipts } = await this.create(shard, creation);
    assert.equal(receiptStatus(receipts[0]), 'SUCCESS', viewReceipt(receipts[0]).reason);
    return receipts[0].created;
  }

  /** What a query finishes with, or the code with which it fails. */
  async ask(shard: bigint, to: Address, data: Data): Promise<Uint8Array | string> {
    const { end } = await this.shards.shard(shard).call({ to, data: encode(data) });
    return end.kind === 'success' ? end.output : end.code;
  }

  /** Pokes a contract that cannot pay; where its receipt is. */
  async putToSleep(shardId: bigint, target: Address): Promise<NetworkReceipt> {
    const block = await this.#blockOf(shardId, encodePoke({ chainId: CHAIN_ID, shardId, target }));
    assert.equal(receiptStatus(block.receipts[0]), 'RENT');
    return placeOf(block);
  }

  /** Waits until the root of a receipt is known. */
  async awaitRoot(place: NetworkReceipt): Promise<void> {
    await assert.rejects(this.shards.claim(place), { code: 'BAD_INPUT' });
    await this.shards.step();
    await assert.rejects(this.shards.claim(place), { code: 'BAD_INPUT' });
    await this.shards.step();
  }

  /** Waits for the root, then claims as below. */
  async claim(place: NetworkReceipt, to: bigint): Promise<void> {
    await this.awaitRoot(place);
    await this.claimKnown(place, to);
  }

  /** Claims on a shard a receipt whose root is known there; the contract's records too. */
  async claimKnown(place: NetworkReceipt, to: bigint): Promise<void> {
    await this.succeed(to, RECEIPTS, await this.shards.claim(place));
    const { archive } = this.shards.shard(place.source);
    const receipt = archive.getCrossReceipts(place.height)[place.position];
    if (receipt.init.length === 0) return;
    for (const records of await this.shards.records(place)) await this.succeed(to, RECEIPTS, records);
  }
}

/** The only receipt for another shard that a block made. */
export function placeOf({ block, crossReceipts }: PendingBlock): NetworkReceipt {
  assert.equal(crossReceipts.length, 1);
  return { source: block.header.shardId, height: block.header.height, position: 0 };
}
