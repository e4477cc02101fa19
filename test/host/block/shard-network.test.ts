/** Whole chains side by side: a token that crosses, a contract that moves there and back, one that sleeps. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { encodeBlock } from '../../../host/block/containers.js';
import { encodeCreation } from '../../../host/block/creation.js';
import { openProcessor } from '../../../host/block/open-processor.js';
import { receiptStatus, viewReceipt } from '../../../host/block/receipt.js';
import { type NetworkReceipt, ShardNetwork } from '../../../host/block/shard-network.js';
import { encodePoke } from '../../../host/block/transaction.js';
import { decodeValue, encodeValue } from '../../../host/vm/values/cbor.js';
import type { Value } from '../../../host/vm/values/types.js';
import { PYTHON_VM } from '../../../host/vm/vm.js';
import { type Address, formatAddress, parseAddress } from '../../../runtime/address.js';
import { CHAIN_ID, envelopeOf, genesisOf, senderOf } from './chain.js';

const RECEIPTS = parseAddress('0x0000000000000000000000000000000000000020');
const ALICE = formatAddress(senderOf(1));
const FUEL = 400_000_000n;

/** A token on every shard: what is sent away is burned here and minted by the twin there. */
const TOKEN = `# pbevm: receives
RECEIPTS = "0x0000000000000000000000000000000000000020"
if new:
    chain["owner"] = invoker
    chain["balances"] = {invoker: args[0]} if args[0] else {}
    chain["twins"] = {}
else:
    name, *rest = args
    balances = chain["balances"]
    if name == "link" and invoker == chain["owner"]:
        chain["twins"][rest[0]] = rest[1]
    elif name == "cross":
        shard, to, amount = rest
        if not 0 < amount <= balances.get(invoker, 0):
            revert("not enough")
        balances[invoker] -= amount
        payload = f"{to} {amount}".encode()
        call(RECEIPTS, ["sendMessage", shard, chain["twins"][shard], payload])
    elif name == "receiveMessage":
        shard, sender, payload, height = rest
        if invoker != RECEIPTS or chain["twins"].get(shard) != sender:
            revert("no message of a twin")
        to, amount = payload.decode().split()
        balances[to] = balances.get(to, 0) + int(amount)
    elif name == "balance":
        finish(balances.get(rest[0], 0))
    elif name == "yank":
        call(RECEIPTS, ["yank", rest[0]])
        balances["left"] = rest[0]
`;

let network: ShardNetwork;
const nonces = new Map<bigint, bigint>();

before(async () => {
  const balances = { [ALICE]: `${10n ** 30n}` };
  const parts = { network: true, rent: 'fee', balances, isUnlimited: true } as const;
  network = await ShardNetwork.open(
    [genesisOf({ ...parts, shardId: 1 }), genesisOf({ ...parts, shardId: 2 })],
    { delay: 2 },
  );
});
after(() => network.close());

function envelope(shardId: bigint, fields: object): Uint8Array {
  const nonce = nonces.get(shardId) ?? 0n;
  nonces.set(shardId, nonce + 1n);
  return envelopeOf(1, { chainId: CHAIN_ID, shardId, nonce, fuelLimit: FUEL, ...fields });
}

/** One transaction of Alice on a shard, alone in its block. */
async function send(shardId: bigint, fields: object) {
  const blocks = await network.step(new Map([[shardId, [envelope(shardId, fields)]]]));
  const block = blocks.get(shardId);
  assert.ok(block !== undefined);
  assert.deepEqual(block.leftOut, []);
  return block;
}

async function succeed(shardId: bigint, to: Address, args: Value[], value = 0n) {
  const block = await send(shardId, { to, payload: encodeValue(args), value });
  const [receipt] = block.receipts;
  assert.equal(receiptStatus(receipt), 'SUCCESS', viewReceipt(receipt).reason);
  return block;
}

async function deploy(shardId: bigint, source: string, args: Value[], value = 0n): Promise<Address> {
  const payload = encodeCreation(new TextEncoder().encode(source), args);
  const block = await send(shardId, { vm: PYTHON_VM, salt: new Uint8Array(32), payload, value });
  assert.equal(receiptStatus(block.receipts[0]), 'SUCCESS', viewReceipt(block.receipts[0]).reason);
  return block.receipts[0].created;
}

async function ask(shardId: bigint, to: Address, args: Value[]): Promise<Value> {
  const { end } = await network.shard(shardId).call({ to, data: encodeValue(args) });
  assert.ok(end.kind === 'success', JSON.stringify(end.kind));
  return decodeValue(end.output);
}

/** Waits for the root, then claims on a shard; the contract's records too. */
async function claim(place: NetworkReceipt, to: bigint): Promise<void> {
  await assert.rejects(network.claim(place), { code: 'BAD_INPUT' });
  await network.step();
  await assert.rejects(network.claim(place), { code: 'BAD_INPUT' });
  await network.step();
  await succeed(to, RECEIPTS, await network.claim(place));
  const [receipt] = network.shard(place.source).archive.getCrossReceipts(place.height).slice(place.position);
  if (receipt.init.length === 0) return;
  for (const records of await network.records(place)) await succeed(to, RECEIPTS, records);
}

const RICHES = 10n ** 20n;

test('38: a token crosses between shards, in Python', async () => {
  const tokens = [await deploy(1n, TOKEN, [1_000], RICHES), await deploy(2n, TOKEN, [0], RICHES)];
  assert.notDeepEqual(tokens[0], tokens[1]);
  const bob = `0x${'0b'.repeat(20)}`;
  await succeed(1n, tokens[0], ['link', 2, formatAddress(tokens[1])]);
  await succeed(2n, tokens[1], ['link', 1, formatAddress(tokens[0])]);
  const { block, crossReceipts } = await succeed(1n, tokens[0], ['cross', 2, bob, 250]);
  assert.deepEqual([crossReceipts.length, crossReceipts[0].destination], [1, 2n]);
  assert.equal(await ask(1n, tokens[0], ['balance', ALICE]), 750);
  await claim({ source: 1n, height: block.header.height, position: 0 }, 2n);
  assert.equal(await ask(2n, tokens[1], ['balance', bob]), 250);
});

test('36: a Python contract moves there and back with its dicts', async () => {
  const source = `${TOKEN}\n# this one travels\n`;
  const contract = await deploy(1n, source, [500], RICHES);
  const there = await succeed(1n, contract, ['yank', 2]);
  const { height } = there.block.header;
  const gone = await network.shard(1n).call({ to: contract, data: encodeValue(['balance', ALICE]) });
  assert.equal(gone.end.kind === 'refused' && gone.end.code, 'NO_CODE');
  await claim({ source: 1n, height, position: 0 }, 2n);
  assert.equal(await ask(2n, contract, ['balance', ALICE]), 500);
  assert.equal(await ask(2n, contract, ['balance', 'left']), 2);
  const back = await succeed(2n, contract, ['yank', 1]);
  await claim({ source: 2n, height: back.block.header.height, position: 0 }, 1n);
  assert.equal(await ask(1n, contract, ['balance', 'left']), 1);
});

test('35: a contract without means sleeps by a poke, and wakes; another node agrees', async () => {
  const source = `${TOKEN}\n# this one is poor\n`;
  const contract = await deploy(2n, source, [7], 1n);
  const poke = encodePoke({ chainId: CHAIN_ID, shardId: 2n, target: contract });
  const blocks = await network.step(new Map([[2n, [poke]]]));
  const asleep = blocks.get(2n);
  assert.equal(asleep && receiptStatus(asleep.receipts[0]), 'RENT');
  assert.ok(asleep !== undefined);
  await claim({ source: 2n, height: asleep.block.header.height, position: 0 }, 2n);
  assert.equal(await ask(2n, contract, ['balance', ALICE]), 7);

  const balances = { [ALICE]: `${10n ** 30n}` };
  const genesis = genesisOf({ network: true, rent: 'fee', balances, isUnlimited: true, shardId: 2 });
  const follower = await openProcessor({ genesis });
  const leader = network.shard(2n);
  for (let height = 1n; height <= leader.head.height; height++) {
    const stored = leader.archive.getBlock(height);
    assert.ok(stored !== undefined);
    await (await follower.apply(encodeBlock(stored.block))).commit();
  }
  assert.deepEqual(follower.headHash, leader.headHash);
  const { height } = asleep.block.header;
  assert.equal(follower.archive.getCrossReceipts(height).length, 1);
  // Blocks are taken back with their receipts.
  await follower.rollback(height - 1n);
  assert.deepEqual(follower.archive.getCrossReceipts(height), []);
  assert.equal(await follower.archive.getDepartedStorage(height, contract), undefined);
  await follower.close();
});

test('every block of both shards can be executed again on a witness of what it read', async () => {
  for (const id of [1n, 2n]) {
    const { head, proofs } = network.shard(id);
    for (let height = 1n; height <= head.height; height++) await proofs.replay(height);
  }
});

test('bad input: geneses that make no network', async () => {
  const parts = { senders: 1, shardId: 1 };
  const alone = genesisOf(parts);
  const shard = genesisOf({ ...parts, network: true });
  for (const geneses of [[], [alone], [shard, shard]])
    await assert.rejects(ShardNetwork.open(geneses), { code: 'BAD_INPUT' });
  await assert.rejects(ShardNetwork.open([shard], { delay: 0 }), { code: 'BAD_INPUT' });
  assert.throws(() => network.shard(3n), { code: 'BAD_INPUT' });
  await assert.rejects(network.claim({ source: 1n, height: 1n, position: 0 }), { code: 'BAD_INPUT' });
});
