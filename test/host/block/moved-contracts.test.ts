/** Contracts that go to another shard or to sleep, and come back (SEMANTICS 22, 23, 36). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ReceiptView, receiptStatus, viewReceipt } from '../../../host/block/receipt.js';
import { boundSalt } from '../../../host/execution/creation.js';
import { create2Address } from '../../../host/state/account.js';
import type { Value } from '../../../host/vm/values/types.js';
import { type Address, formatAddress } from '../../../runtime/address.js';
import { MemoryShard, RECEIPTS, RICH, type ShardParts } from '../../support/memory-shard.js';
import { LONER, RECEIVER, STEP_VM, type Step, StepVm, stepData } from '../../support/step-vm.js';

const BOB = new Uint8Array(20).fill(0xbb);
const EMPTY: Uint8Array = new Uint8Array();
const KEYS = Array.from({ length: 150 }, (_, i) => Uint8Array.of(i, 7, i));
const SETS: Step[] = KEYS.map((key, i) => ['set', key, new Uint8Array(i).fill(i)]);

function addressOf(shard: MemoryShard, code: Uint8Array, salt: number): Address {
  const { isOfNetwork } = shard.executor;
  const environment = { isOfNetwork, shardId: shard.head.shardId } as Parameters<typeof boundSalt>[0];
  return create2Address(RICH, boundSalt(environment, new Uint8Array(32).fill(salt)), code);
}

async function deploy(shard: MemoryShard, code = LONER, value = 0n): Promise<Address> {
  await shard.block([shard.create(RICH, STEP_VM, code, 1, { value })]);
  return addressOf(shard, code, 1);
}

async function run(shard: MemoryShard, to: Address, data: Value | readonly Step[]): Promise<ReceiptView> {
  const { receipts } = await shard.block([shard.send(RICH, to, stepData(data as readonly Step[]))]);
  return viewReceipt(receipts[0]);
}

async function ask(shard: MemoryShard, call: Value): Promise<Value | string | undefined> {
  const { receipts } = await shard.block([shard.send(BOB, RECEIPTS, call)]);
  const { status, value, reason } = viewReceipt(receipts[0]);
  return status === 'SUCCESS' ? value : `${status}: ${reason}`;
}

/** Claims a contract whole. */
async function claimWhole(from: MemoryShard, to: MemoryShard, height: bigint): Promise<void> {
  await to.block([], [from.rootOf(height)]);
  const place = { height, position: 0 };
  let missing = await ask(to, await to.claim(from, place));
  for (const records of await from.recordsOf(place)) missing = await ask(to, records);
  assert.equal(missing, 0);
}

async function network(parts: ShardParts = {}) {
  const one = await MemoryShard.open({ shardId: 1n, ...parts });
  const two = await MemoryShard.open({ shardId: 2n, ...parts });
  return { one, two };
}

test('36: a contract goes to another shard and back, with code, storage, nonce and balance', async () => {
  const { one, two } = await network();
  const contract = await deploy(one, LONER, 50n);
  await run(one, contract, SETS);
  const before = one.account(contract);
  // Storage changes in the block and in the transaction of the yank.
  const steps: Step[] = [
    ['yank', 2],
    ['set', KEYS[0], Uint8Array.of(1, 2, 3)],
    ['delete', KEYS[1]],
  ];
  const block = await one.block([
    one.send(RICH, contract, stepData([['set', KEYS[2], Uint8Array.of(4)]])),
    one.send(RICH, contract, stepData(steps)),
    one.send(RICH, contract, stepData([])),
  ]);
  assert.deepEqual(block.receipts.map(receiptStatus), ['SUCCESS', 'SUCCESS', 'NO_CODE']);
  const [receipt] = block.crossReceipts;
  const [moved] = receipt.init;
  assert.deepEqual(
    [receipt.destination, receipt.target, moved.balance, moved.vm],
    [2n, contract, 50n, STEP_VM],
  );
  assert.deepEqual([one.account(contract).balance, one.account(contract).storageSize], [0n, 0n]);
  const { height } = block.header;
  await claimWhole(one, two, height);
  const there = two.account(contract);
  assert.deepEqual([there.balance, there.codeHash, there.isIncomplete], [50n, before.codeHash, false]);
  assert.equal(there.storageSize, moved.storageSize);
  const { world } = two.executor;
  assert.deepEqual(world.getStorage(contract, KEYS[0]), Uint8Array.of(1, 2, 3));
  assert.equal(world.getStorage(contract, KEYS[1]), undefined);
  assert.deepEqual(world.getStorage(contract, KEYS[2]), Uint8Array.of(4));
  assert.equal(
    (
      await run(two, contract, [
        ['set', KEYS[3], Uint8Array.of(5)],
        ['yank', 1],
      ])
    ).status,
    'SUCCESS',
  );
  await claimWhole(two, one, two.head.height);
  assert.deepEqual(one.executor.world.getStorage(contract, KEYS[3]), Uint8Array.of(5));
  assert.equal((await run(one, contract, [])).status, 'SUCCESS');
});

test('36: until its storage is whole it cannot be called, poked or charged; value waits for it', async () => {
  const { one, two } = await network({ rent: 'fee' });
  const contract = await deploy(one, RECEIVER, 10n ** 16n);
  await run(one, contract, SETS);
  await run(one, contract, [['yank', 2]]);
  const place = { height: one.head.height, position: 0 };
  await two.block([], [one.rootOf(place.height)]);
  const chunks = await one.recordsOf(place);
  assert.ok(chunks.length > 1);
  assert.equal(typeof (await ask(two, await two.claim(one, place))), 'number');
  const held = two.account(contract).balance;
  for (let i = 0; i < 3; i++) await two.block();
  assert.equal((await run(two, contract, [])).status, 'NO_CODE');
  const { receipts } = await two.block([
    two.poke(contract),
    two.send(RICH, contract, EMPTY, { value: 3n }),
    two.create(RICH, STEP_VM, RECEIVER, 9),
  ]);
  assert.deepEqual(receipts.map(receiptStatus), ['SUCCESS', 'SUCCESS', 'NO_CODE']);
  assert.equal(two.account(contract).balance, held + 3n);
  const sent = await one.block([
    one.send(RICH, RECEIPTS, ['generateReceipt', 5, 2, formatAddress(contract), stepData([])]),
  ]);
  await two.block([], [one.rootOf(sent.header.height)]);
  const message = await two.claim(one, { height: sent.header.height, position: 0 });
  assert.deepEqual(await ask(two, message), ['NO_CODE', EMPTY]);
  // Out of order, and some of them twice.
  for (const records of [...chunks].reverse()) await ask(two, records);
  assert.equal(two.account(contract).isIncomplete, false);
  assert.equal(two.account(contract).totalFee, two.head.totalFee);
  assert.equal(await ask(two, chunks[0]), 'BAD_ARGS: no incomplete contract');
  assert.equal((await run(two, contract, [['set', KEYS[0], EMPTY]])).status, 'SUCCESS');
  assert.equal(((await ask(two, message)) as Value[])[0], 'success');
});

test('36: records that are not those of the receipt are refused', async () => {
  const { one, two } = await network();
  const contract = await deploy(one);
  await run(one, contract, SETS.slice(0, 4));
  await run(one, contract, [['yank', 2]]);
  const place = { height: one.head.height, position: 0 };
  await two.block([], [one.rootOf(place.height)]);
  const [records] = (await one.recordsOf(place)) as [
    string,
    string,
    [Uint8Array, Uint8Array][],
    Uint8Array,
  ][];
  assert.match(String(await ask(two, records)), /no incomplete contract/);
  await ask(two, await two.claim(one, place));
  const [name, address, list, proof] = records;
  const wrong: [Value, RegExp][] = [
    [[name, address, list.slice(1), proof], /another number/],
    [[name, address, list.map(([key]) => [key, Uint8Array.of(1)]), proof], /not the one that is proven/],
    [
      [name, address, list.map(([, value]) => [Uint8Array.of(1), value]), proof],
      /not the one that is proven/,
    ],
    [[name, address, [list[0], list[0], list[1], list[2]], proof], /not the one that is proven/],
    [[name, address, list, proof.subarray(1)], /proof/],
    [[name, formatAddress(BOB), list, proof], /no incomplete contract/],
  ];
  for (const [call, reason] of wrong) assert.match(String(await ask(two, call)), reason);
  assert.equal(two.account(contract).storageSize, 0n);
  assert.equal(await ask(two, records), 0);
});

test('36: a claim needs the code, a VM that knows it, and a place without code', async () => {
  const { one, two } = await network();
  const contract = await deploy(one);
  await run(one, contract, [['yank', 2]]);
  const place = { height: one.head.height, position: 0 };
  await two.block([], [one.rootOf(place.height)]);
  const call = await two.claim(one, place);
  const claim = (code: Uint8Array) => ask(two, [...call.slice(0, -1), code]);
  assert.equal(await claim(EMPTY), 'BAD_ARGS: not the code of the receipt');
  assert.equal(await claim(RECEIVER), 'BAD_ARGS: not the code of the receipt');
  const { executor } = two;
  two.executor = { ...executor, vms: new Map() };
  assert.equal(await claim(LONER), 'BAD_ARGS: there is no such VM here');
  two.executor = executor;
  // A balance that is there is added to.
  await two.block([two.send(RICH, contract, EMPTY, { value: 7n })]);
  assert.equal(await claim(LONER), 0);
  assert.equal(two.account(contract).balance, 7n);
  assert.equal(await claim(LONER), 'BAD_ARGS: the receipt was claimed');
});

test('bad input: a yanked address is not created again, a contract that is away does not yank', async () => {
  const { one, two } = await network();
  const contract = await deploy(one);
  await run(one, contract, [['yank', 2]]);
  const { receipts } = await one.block([
    one.create(RICH, STEP_VM, LONER, 1),
    one.send(RICH, contract, stepData([['yank', 2]])),
  ]);
  assert.deepEqual(receipts.map(receiptStatus), ['TOMBSTONE', 'NO_CODE']);
  // On another shard the same creator, salt and code make another address.
  assert.notDeepEqual(addressOf(two, LONER, 1), contract);
});

test('22: marks: a revert unmarks, the last mark holds, self_destruct in the middle burns', async () => {
  const { one } = await network();
  const outcomes: [Step[], string, number, bigint][] = [
    [[['yank', 2], ['revert']], 'REVERT', 0, 0n],
    [[['yank', 2], ['destroy']], 'SUCCESS', 0, 20n],
    [[['destroy'], ['yank', 2], ['yank', 3]], 'SUCCESS', 1, 0n],
  ];
  for (const [salt, [steps, status, count, burned]] of outcomes.entries()) {
    await one.block([one.create(RICH, STEP_VM, LONER, 10 + salt, { value: 20n })]);
    const { receipts, crossReceipts } = await one.block([
      one.send(RICH, addressOf(one, LONER, 10 + salt), stepData(steps)),
    ]);
    assert.deepEqual(
      [receiptStatus(receipts[0]), crossReceipts.length, receipts[0].burned],
      [status, count, burned],
    );
    if (count === 1) assert.equal(crossReceipts[0].destination, 3n);
  }
});

test('20: every kind of contract yanks itself through 0x20', async () => {
  const { one } = await network();
  const contract = await deploy(one);
  const { receipts, crossReceipts } = await one.block([
    one.send(RICH, contract, stepData([['must', formatAddress(RECEIPTS), 0, ['yank', 9] as never]])),
  ]);
  assert.deepEqual([receiptStatus(receipts[0]), crossReceipts[0].destination], ['SUCCESS', 9n]);
  assert.equal(one.account(contract).vm, 0);
});

test('35, 36: who cannot pay sleeps, and wakes once with all it had; asleep it cannot yank', async () => {
  const one = await MemoryShard.open({ rent: 'fee', isOfNetwork: false, limits: { claimPeriodBlocks: 4 } });
  const contract = addressOf(one, LONER, 1);
  const { world } = one.executor;
  // Storage is set in the block in which the contract is deployed: there is no time to pay for.
  await one.block([
    one.create(RICH, STEP_VM, LONER, 1, { value: 1000n }),
    one.send(RICH, contract, stepData(SETS.slice(0, 5))),
  ]);
  const { crossReceipts, header } = await one.block([one.poke(contract)]);
  assert.equal(crossReceipts.length, 1);
  const place = { height: header.height, position: 0 };
  assert.equal((await run(one, contract, [['yank', 2]])).status, 'NO_CODE');
  await one.block([], [one.rootOf(place.height)]);
  while (one.head.height < 9n) await one.block();
  const claim = await one.claim(one, place);
  assert.ok((claim as Value[][])[5].length > 0, 'periods were closed');
  await ask(one, claim);
  for (const records of await one.recordsOf(place)) await ask(one, records);
  const awake = one.account(contract);
  assert.deepEqual([awake.vm, awake.balance, awake.isIncomplete], [STEP_VM, 1000n, false]);
  assert.equal(awake.totalFee, one.head.totalFee);
  assert.equal(world.getStorage(contract, KEYS[4])?.length, 4);
  assert.match(String(await ask(one, await one.claim(one, place))), /was claimed|was not claimed/);
});

test('7: versions of a VM side by side; one comes at a height that old contracts do not notice', async () => {
  const [old, next] = [new StepVm(STEP_VM, 'one'), new StepVm(STEP_VM + 1, 'two')];
  const one = await MemoryShard.open({ vms: [old] });
  const create = (vm: number, salt: number) => one.create(RICH, vm, LONER, salt);
  const first = await one.block([create(STEP_VM, 1), create(STEP_VM + 1, 2)]);
  assert.deepEqual(first.receipts.map(receiptStatus), ['SUCCESS', 'VM_MISMATCH']);
  const contract = addressOf(one, LONER, 1);
  const answer = async (to: Address) => ((await run(one, to, [])).value as Value[])[0];
  const root = one.head.stateRoot;
  assert.equal(await answer(contract), 'one');
  one.executor = { ...one.executor, vms: new Map([old, next].map((vm) => [vm.id, vm])) };
  const second = await one.block([create(STEP_VM + 1, 2)]);
  assert.equal(receiptStatus(second.receipts[0]), 'SUCCESS');
  assert.deepEqual([await answer(contract), await answer(addressOf(one, LONER, 2))], ['one', 'two']);
  assert.equal(one.account(contract).vm, STEP_VM);
  assert.notDeepEqual(root, one.head.stateRoot);
  // They call each other, each by its own VM.
  const call: Step = ['must', formatAddress(contract), 0, []];
  assert.equal((await run(one, addressOf(one, LONER, 2), [call])).status, 'SUCCESS');
});
