/** Rent: who pays, how much, when, and what becomes of who cannot (SEMANTICS 34, 35, 36). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Candidate } from '../../../host/block/envelope-board.js';
import { receiptStatus } from '../../../host/block/receipt.js';
import { boundSalt } from '../../../host/execution/creation.js';
import { create2Address } from '../../../host/state/account.js';
import { type Address, formatAddress } from '../../../runtime/address.js';
import { MemoryShard, RICH, type ShardParts } from '../../support/memory-shard.js';
import { LONER, STEP_VM, type Step, stepData } from '../../support/step-vm.js';

const GWEI = 10n ** 9n;
const KEY = Uint8Array.of(1, 2, 3);
const NOBODY = new Uint8Array(20).fill(0x0d);
const SALTS = new Uint8Array(32);

const open = (parts: ShardParts = {}) => MemoryShard.open({ rent: 'fee', ...parts });

function addressOf(shard: MemoryShard, salt: number): Address {
  const { isOfNetwork } = shard.executor;
  const environment = { isOfNetwork, shardId: shard.head.shardId } as Parameters<typeof boundSalt>[0];
  return create2Address(RICH, boundSalt(environment, SALTS.slice().fill(salt)), LONER);
}

/** A contract with a balance; its salt tells it from others. */
async function deploy(shard: MemoryShard, value: bigint, salt = 1): Promise<Address> {
  const { receipts } = await shard.block([shard.create(RICH, STEP_VM, LONER, salt, { value })]);
  assert.equal(receiptStatus(receipts[0]), 'SUCCESS');
  return addressOf(shard, salt);
}

const run = (shard: MemoryShard, to: Address, steps: readonly Step[], value = 0n) =>
  shard.send(RICH, to, stepData(steps), { value });
const statuses = ({ receipts }: { receipts: readonly Parameters<typeof receiptStatus>[0][] }) =>
  receipts.map(receiptStatus);
const feeOf = (blocks: bigint, storage: number) =>
  blocks * GWEI * (100n + BigInt(LONER.length) + BigInt(storage));

test('TOTALFEE grows by 1 gwei a block, or as a policy says; without rent it stays', async () => {
  const heads = async (parts: ShardParts) => {
    const shard = await MemoryShard.open(parts);
    await shard.block();
    await shard.block();
    return shard.head.totalFee;
  };
  assert.equal(await heads({ rent: 'fee' }), 2n * GWEI);
  assert.equal(await heads({ rent: 'ttl' }), 2n * GWEI);
  assert.equal(await heads({ rent: 'none' }), 0n);
  assert.equal(await heads({ rent: 'fee', totalFeePolicy: ({ totalFee, height }) => totalFee + height }), 1n);
  const falling = heads({ rent: 'fee', totalFeePolicy: ({ totalFee }) => totalFee - 1n });
  await assert.rejects(falling, { code: 'BAD_INPUT' });
});

test('a modification pays for the blocks since the last one, by the sizes before it, once', async () => {
  const shard = await open();
  const start = 10n ** 15n;
  const contract = await deploy(shard, start);
  assert.equal(shard.account(contract).totalFee, shard.head.totalFee);
  const set: Step = ['set', KEY, new Uint8Array(7)];
  const first = await shard.block([run(shard, contract, [set, set, ['delete', KEY], set])]);
  assert.deepEqual(statuses(first), ['SUCCESS']);
  assert.equal(first.receipts[0].burned, feeOf(1n, 0));
  assert.equal(shard.account(contract).balance, start - feeOf(1n, 0));
  await shard.block();
  const second = await shard.block([run(shard, contract, [set]), run(shard, contract, [set])]);
  assert.deepEqual(
    second.receipts.map(({ burned }) => burned),
    [feeOf(2n, 10), 0n],
  );
  assert.equal(shard.account(contract).balance, start - feeOf(1n, 0) - feeOf(2n, 10));
});

test('reads are no modification; value in, value out, a creation and a poke are', async () => {
  const shard = await open();
  const contract = await deploy(shard, 10n ** 15n);
  const burnedBy = async (...candidates: Candidate[]) => {
    const block = await shard.block(candidates);
    return [statuses(block)[0], block.receipts[0].burned];
  };
  const nobody = formatAddress(NOBODY);
  assert.deepEqual(await burnedBy(run(shard, contract, [['call', nobody, 0, []]])), ['SUCCESS', 0n]);
  assert.deepEqual(await burnedBy(run(shard, contract, [], 5n)), ['SUCCESS', feeOf(2n, 0)]);
  assert.deepEqual(await burnedBy(run(shard, contract, [['call', nobody, 3, []]])), [
    'SUCCESS',
    feeOf(1n, 0),
  ]);
  assert.deepEqual(await burnedBy(shard.poke(contract)), ['SUCCESS', feeOf(1n, 0)]);
  assert.deepEqual(await burnedBy(shard.send(RICH, NOBODY, new Uint8Array(), { value: 1n })), [
    'SUCCESS',
    0n,
  ]);
  assert.deepEqual(await burnedBy(shard.poke(NOBODY)), ['NO_CODE', 0n]);
});

test('rent to exactly zero survives; one less is asleep', async () => {
  for (const short of [0n, 1n]) {
    const shard = await open();
    const contract = await deploy(shard, feeOf(1n, 0) - short);
    const { receipts, crossReceipts } = await shard.block([shard.poke(contract)]);
    const { balance, vm } = shard.account(contract);
    if (short === 0n) {
      assert.deepEqual([receiptStatus(receipts[0]), balance, vm], ['SUCCESS', 0n, STEP_VM]);
      assert.equal(crossReceipts.length, 0);
    } else {
      assert.deepEqual([receiptStatus(receipts[0]), balance, vm], ['RENT', 0n, 0]);
      assert.equal(crossReceipts[0].init[0].balance, feeOf(1n, 0) - 1n);
      assert.ok(shard.executor.world.wasCreated(contract));
    }
  }
});

test('who cannot pay is deleted whatever is reverted, and is told RENT', async () => {
  const shard = await open();
  const victim = await deploy(shard, 1n, 1);
  const payer = await deploy(shard, 10n ** 18n, 2);
  const touch: Step = ['call', formatAddress(victim), 4, []];
  const set: Step = ['set', KEY, KEY];
  const again: Step = ['must', formatAddress(victim), 0, [['set', KEY, KEY] as never]];
  const block = await shard.block([
    // The call fails, the frame goes on, and then all is reverted.
    run(shard, payer, [touch, set, again]),
    run(shard, victim, []),
  ]);
  assert.deepEqual(statuses(block), ['REVERT', 'NO_CODE']);
  assert.equal(shard.account(victim).vm, 0);
  const [receipt] = block.crossReceipts;
  assert.deepEqual(
    [receipt.source, receipt.destination, receipt.target, receipt.value, receipt.init[0].balance],
    [1n, 1n, victim, 0n, 1n],
  );
  assert.equal(shard.account(payer).balance, 10n ** 18n, 'what was reverted paid nothing');
});

test('a modification of who is doomed halts, also its own; marks are void', async () => {
  const shard = await open();
  const contract = await deploy(shard, 1n);
  const { receipts, crossReceipts } = await shard.block([
    run(shard, contract, [
      ['call', formatAddress(contract), 0, [['destroy'] as never]],
      ['set', KEY, KEY],
    ]),
  ]);
  assert.equal(receiptStatus(receipts[0]), 'RENT');
  assert.equal(receipts[0].burned, 0n, 'self_destruct would have burned its balance');
  assert.equal(crossReceipts[0].init[0].balance, 1n);
});

test('what rent leaves is what can be sent', async () => {
  const shard = await open();
  const contract = await deploy(shard, feeOf(1n, 0) + 10n);
  const pay = (value: bigint): Step => ['must', formatAddress(NOBODY), value, []];
  const { receipts } = await shard.block([
    run(shard, contract, [pay(11n)]),
    run(shard, contract, [pay(10n)]),
  ]);
  assert.deepEqual(receipts.map(receiptStatus), ['REVERT', 'SUCCESS']);
  assert.equal(shard.account(contract).balance, 0n);
  assert.equal(shard.account(NOBODY).balance, 10n);
});

test('accounts without code pay none and are never deleted for it', async () => {
  const shard = await open();
  await shard.block([shard.send(RICH, NOBODY, new Uint8Array(), { value: 1n })]);
  for (let i = 0; i < 3; i++) await shard.block();
  const { receipts } = await shard.block([
    shard.poke(NOBODY),
    shard.send(NOBODY, RICH, new Uint8Array(), { value: 1n }),
  ]);
  // Pokes come last.
  assert.deepEqual(receipts.map(receiptStatus), ['SUCCESS', 'NO_CODE']);
});

test('self_destruct in the middle: it runs on, pays its rent, and what is left is burned', async () => {
  const shard = await open();
  const contract = await deploy(shard, 10n ** 15n);
  const { receipts } = await shard.block([
    run(shard, contract, [['destroy'], ['set', KEY, KEY], ['call', formatAddress(NOBODY), 7, []]]),
  ]);
  assert.equal(receipts[0].burned, 10n ** 15n - 7n);
  assert.deepEqual([shard.account(contract).vm, shard.account(NOBODY).balance], [0, 7n]);
});

test('at most POKES pokes a block, none where no rent is paid', async () => {
  const shard = await open({ limits: { pokesMax: 2 } });
  const contract = await deploy(shard, 10n ** 15n);
  const { leftOut, included } = await shard.block([1, 2, 3].map(() => shard.poke(contract)));
  assert.deepEqual([included, leftOut], [[0, 1], [{ index: 2, refusal: 'POKES' }]]);
  const elsewhere = [{ chainId: 8n }, { shardId: 8n }].map((other) => ({
    poke: { chainId: 7n, shardId: 1n, target: contract, ...other },
    bytes: 30,
  }));
  const refusals = (await shard.block(elsewhere)).leftOut.map(({ refusal }) => refusal);
  assert.deepEqual(refusals, ['CHAIN', 'SHARD']);
  const free = await MemoryShard.open();
  assert.deepEqual((await free.block([free.poke(contract)])).leftOut, [{ index: 0, refusal: 'POKES' }]);
});

test('ttl: a contract lives until TOTALFEE exceeds its TTL; fuel extends it, for anybody', async () => {
  const ttlStart = 3 * Number(GWEI);
  const shard = await open({ rent: 'ttl', limits: { ttlStart, ttlMinFee: 1_000 } });
  const contract = await deploy(shard, 5n);
  const born = shard.head.totalFee;
  assert.equal(shard.account(contract).totalFee, born + 3n * GWEI);
  const rent = new Uint8Array(20).fill(0x40, 19);
  const extend = ['extend', formatAddress(contract), 1_000_000];
  const { receipts } = await shard.block([shard.send(RICH, rent, extend)]);
  assert.equal(receiptStatus(receipts[0]), 'SUCCESS');
  assert.ok(receipts[0].fuelUsed > 1_000_000n);
  assert.equal(shard.account(contract).totalFee, born + 4n * GWEI);
  for (let i = 0; i < 2; i++) await shard.block();
  const alive = await shard.block([run(shard, contract, [['set', KEY, KEY]], 1n)]);
  assert.deepEqual([statuses(alive), alive.receipts[0].burned], [['SUCCESS'], 0n]);
  assert.equal(shard.head.totalFee, born + 4n * GWEI);
  const dead = await shard.block([shard.send(RICH, rent, extend), shard.poke(contract)]);
  assert.deepEqual(statuses(dead), ['RENT', 'NO_CODE']);
  assert.equal(dead.crossReceipts[0].init[0].balance, 6n);
});

test('more deletions than a transaction may make end the frame with MEMORY', async () => {
  const shard = await open({ limits: { crossReceiptsMax: 1 } });
  const [one, two] = [await deploy(shard, 0n, 1), await deploy(shard, 0n, 2)];
  const payer = await deploy(shard, 10n ** 18n, 3);
  const touch = (address: Address): Step => ['call', formatAddress(address), 1, []];
  const { crossReceipts } = await shard.block([run(shard, payer, [touch(one), touch(two)])]);
  assert.deepEqual([shard.account(one).vm, shard.account(two).vm, crossReceipts.length], [0, STEP_VM, 1]);
});
