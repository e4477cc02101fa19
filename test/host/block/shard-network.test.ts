/** Whole chains side by side: a token that crosses, a contract that moves there and back, one that sleeps. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { encodeBlock, transactionsRoot } from '../../../host/block/containers.js';
import type { BlockError } from '../../../host/block/errors.js';
import { openProcessor } from '../../../host/block/open-processor.js';
import { ShardNetwork } from '../../../host/block/shard-network.js';
import { encodePoke } from '../../../host/block/transaction.js';
import { decodeValue } from '../../../host/vm/values/cbor.js';
import type { Value } from '../../../host/vm/values/types.js';
import { PYTHON_VM } from '../../../host/vm/vm.js';
import { type Address, formatAddress } from '../../../runtime/address.js';
import { DEV_PROTOCOL } from '../../../runtime/protocol.js';
import { ALICE, AliceNetwork, genesisOfShard, placeOf } from './alice-network.js';
import { blockInput, CHAIN_ID, genesisOf } from './chain.js';
import { refusedWith } from './counter-chain.js';

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

let network: AliceNetwork;
before(async () => {
  network = await AliceNetwork.open();
});
after(() => network.close());

const deploy = (shard: bigint, source: string, args: Value[], value?: bigint): Promise<Address> => {
  const code = new TextEncoder().encode(source);
  return network.deploy(shard, { vm: PYTHON_VM, code, args, ...(value === undefined ? {} : { value }) });
};

async function ask(shard: bigint, to: Address, args: Value[]): Promise<Value> {
  const answer = await network.ask(shard, to, args);
  return typeof answer === 'string' ? answer : decodeValue(answer);
}

test('38: a token crosses between shards, in Python', async () => {
  const tokens = [await deploy(1n, TOKEN, [1_000]), await deploy(2n, TOKEN, [0])];
  assert.notDeepEqual(tokens[0], tokens[1]);
  const bob = `0x${'0b'.repeat(20)}`;
  await network.succeed(1n, tokens[0], ['link', 2, formatAddress(tokens[1])]);
  await network.succeed(2n, tokens[1], ['link', 1, formatAddress(tokens[0])]);
  const sent = await network.succeed(1n, tokens[0], ['cross', 2, bob, 250]);
  assert.deepEqual([sent.crossReceipts.length, sent.crossReceipts[0].destination], [1, 2n]);
  assert.equal(await ask(1n, tokens[0], ['balance', ALICE]), 750);
  await network.claim(placeOf(sent), 2n);
  assert.equal(await ask(2n, tokens[1], ['balance', bob]), 250);
});

test('36: a Python contract moves there and back with its dicts', async () => {
  const contract = await deploy(1n, `${TOKEN}\n# this one travels\n`, [500]);
  const there = await network.succeed(1n, contract, ['yank', 2]);
  assert.equal(await ask(1n, contract, ['balance', ALICE]), 'NO_CODE');
  await network.claim(placeOf(there), 2n);
  assert.equal(await ask(2n, contract, ['balance', ALICE]), 500);
  assert.equal(await ask(2n, contract, ['balance', 'left']), 2);
  const back = await network.succeed(2n, contract, ['yank', 1]);
  await network.claim(placeOf(back), 1n);
  assert.equal(await ask(1n, contract, ['balance', 'left']), 1);
});

test('35: a contract without means sleeps by a poke, and wakes; another node agrees', async () => {
  const contract = await deploy(2n, `${TOKEN}\n# this one is poor\n`, [7], 1n);
  const asleep = await network.putToSleep(2n, contract);
  await network.claim(asleep, 2n);
  assert.equal(await ask(2n, contract, ['balance', ALICE]), 7);

  const genesis = genesisOfShard(2);
  const follower = await openProcessor({ genesis });
  const leader = network.shards.shard(2n);
  for (let height = 1n; height <= leader.head.height; height++) {
    const stored = leader.archive.getBlock(height);
    assert.ok(stored !== undefined);
    await (await follower.apply(encodeBlock(stored.block))).commit();
  }
  assert.deepEqual(follower.headHash, leader.headHash);
  const { height } = asleep;
  assert.equal(follower.archive.getCrossReceipts(height).length, 1);
  // Blocks are taken back with their receipts.
  await follower.rollback(height - 1n);
  assert.deepEqual(follower.archive.getCrossReceipts(height), []);
  assert.equal(await follower.archive.getDepartedStorage(height, contract), undefined);
  await follower.close();
});

test('every block of both shards can be executed again on a witness of what it read', async () => {
  for (const id of [1n, 2n]) {
    const { head, proofs } = network.shards.shard(id);
    for (let height = 1n; height <= head.height; height++) await proofs.replay(height);
  }
});

test('bad input: a poke too many is left out of what is built, and spoils what is applied', async () => {
  const processor = await openProcessor({ genesis: genesisOfShard(2) });
  try {
    const { pokesMax } = DEV_PROTOCOL.limits;
    const pokes = Array.from({ length: pokesMax + 1 }, (_, at) =>
      encodePoke({ chainId: CHAIN_ID, shardId: 2n, target: new Uint8Array(20).fill(at + 1) }),
    );
    const pending = await processor.build(blockInput(1, pokes));
    assert.deepEqual(pending.leftOut, [{ index: pokesMax, refusal: 'POKES' }]);
    const { header } = pending.block;
    await pending.abort();
    const block = { ...pending.block, header: { ...header, transactionsRoot: transactionsRoot(pokes) } };
    await assert.rejects(
      processor.apply({ ...block, transactions: pokes }),
      refusedWith('BAD_TRANSACTION', { index: pokesMax, refusal: 'POKES' } as Partial<BlockError>),
    );
    assert.equal(processor.head.height, 0n);
  } finally {
    await processor.close();
  }
});

test('bad input: geneses that make no network', async () => {
  const parts = { senders: 1, shardId: 1 };
  const alone = genesisOf(parts);
  const shard = genesisOf({ ...parts, network: true });
  for (const geneses of [[], [alone], [shard, shard]])
    await assert.rejects(ShardNetwork.open(geneses), { code: 'BAD_INPUT' });
  await assert.rejects(ShardNetwork.open([shard], { delay: 0 }), { code: 'BAD_INPUT' });
  assert.throws(() => network.shards.shard(3n), { code: 'BAD_INPUT' });
  await assert.rejects(network.shards.claim({ source: 1n, height: 1n, position: 0 }), { code: 'BAD_INPUT' });
});
