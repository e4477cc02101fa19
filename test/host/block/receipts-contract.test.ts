/**
 * Receipts between shards: made, claimed once, and only by who has the right branch (SEMANTICS 33, 36, 38).
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { USED_BITS_ADDRESS } from '../../../host/block/claim-periods.js';
import { BlockError } from '../../../host/block/errors.js';
import { readEventContent, receiptStatus, viewReceipt } from '../../../host/block/receipt.js';
import { boundSalt } from '../../../host/execution/creation.js';
import { create2Address } from '../../../host/state/account.js';
import type { Value } from '../../../host/vm/values/types.js';
import { type Address, formatAddress } from '../../../runtime/address.js';
import { MemoryShard, RECEIPTS, RICH, type ShardBlock, type ShardParts } from '../../support/memory-shard.js';
import { LONER, RECEIVER, STEP_VM, type Step, stepData } from '../../support/step-vm.js';

const BOB = new Uint8Array(20).fill(0xbb);
const KEY = Uint8Array.of(1);
const EMPTY: Uint8Array = new Uint8Array();

/** Two shards of a network, 1 and 2; the second is told the roots of the first by hand. */
async function pair(parts: ShardParts = {}): Promise<readonly [MemoryShard, MemoryShard]> {
  return [
    await MemoryShard.open({ shardId: 1n, ...parts }),
    await MemoryShard.open({ shardId: 2n, balances: [], ...parts }),
  ];
}

const generate = (value: bigint, shard: number, to: Address, calldata = EMPTY): Value => [
  'generateReceipt',
  value,
  shard,
  formatAddress(to),
  calldata,
];

async function deploy(shard: MemoryShard, code: Uint8Array, value = 0n): Promise<Address> {
  const { receipts } = await shard.block([shard.create(RICH, STEP_VM, code, 1, { value })]);
  assert.equal(receiptStatus(receipts[0]), 'SUCCESS');
  const { isOfNetwork } = shard.executor;
  const environment = { isOfNetwork, shardId: shard.head.shardId } as Parameters<typeof boundSalt>[0];
  return create2Address(RICH, boundSalt(environment, new Uint8Array(32).fill(1)), code);
}

/** Sends from the first shard, and lets the second know the root. */
async function sendAcross(from: MemoryShard, to: MemoryShard, call: Value): Promise<bigint> {
  const { receipts, header } = await from.block([from.send(RICH, RECEIPTS, call)]);
  assert.equal(receiptStatus(receipts[0]), 'SUCCESS', viewReceipt(receipts[0]).reason);
  await to.block([], [from.rootOf(header.height)]);
  return header.height;
}

/** Status, value or reason of a transaction that calls 0x20. */
async function ask(shard: MemoryShard, call: Value, fuelLimit = 30_000_000n): Promise<unknown[]> {
  const block = await shard.block([shard.send(BOB, RECEIPTS, call, { fuelLimit })]);
  return answerOf(block);
}

function answerOf({ receipts }: ShardBlock): unknown[] {
  const { status, value, reason } = viewReceipt(receipts[0]);
  return [status, status === 'SUCCESS' ? value : reason];
}

function eventsOf({ receipts }: ShardBlock): unknown[] {
  return receipts.flatMap(({ events }) => events.map(({ data }) => readEventContent(data)?.[0]));
}

test('33: value is burned here, and is there once it is claimed, by anybody', async () => {
  const [one, two] = await pair();
  const before = one.account(RICH).balance;
  const height = await sendAcross(one, two, generate(70n, 2, BOB));
  assert.equal(one.account(RICH).balance, before - 70n);
  assert.equal(one.account(RECEIPTS).balance, 0n);
  const claim = await two.claim(one, { height, position: 0 });
  assert.deepEqual(await ask(two, claim), ['SUCCESS', ['success', EMPTY]]);
  assert.equal(two.account(BOB).balance, 70n);
});

test('33: indices count per destination, and crossRoot is of the receipts of the block', async () => {
  const [one] = await pair();
  const { receipts, crossReceipts, header } = await one.block([
    one.send(RICH, RECEIPTS, generate(1n, 2, BOB)),
    one.send(RICH, RECEIPTS, generate(2n, 3, BOB)),
    one.send(RICH, RECEIPTS, ['sendMessage', 2, formatAddress(BOB), KEY]),
  ]);
  assert.deepEqual(
    receipts.map((receipt) => viewReceipt(receipt).value),
    [0, 0, 1],
  );
  assert.deepEqual(
    crossReceipts.map(({ source, destination, index, value }) => [source, destination, index, value]),
    [
      [1n, 2n, 0n, 1n],
      [1n, 3n, 0n, 2n],
      [1n, 2n, 1n, 0n],
    ],
  );
  assert.notDeepEqual(header.crossRoot, one.headerAt(0n).crossRoot);
});

test('bad input: a receipt is claimed once', async () => {
  const [one, two] = await pair();
  const height = await sendAcross(one, two, generate(70n, 2, BOB));
  const claim = await two.claim(one, { height, position: 0 });
  assert.equal((await ask(two, claim))[0], 'SUCCESS');
  assert.deepEqual(await ask(two, claim), ['BAD_ARGS', 'the receipt was claimed']);
  assert.equal(two.account(BOB).balance, 70n);
});

test('bad input: a forged branch, receipt, position or height; a claim on a third shard', async () => {
  const [one, two] = await pair();
  const three = await MemoryShard.open({ shardId: 3n, balances: [] });
  const height = await sendAcross(one, two, generate(70n, 2, BOB));
  await three.block([], [one.rootOf(height)]);
  const claim = (await two.claim(one, { height, position: 0 })) as [
    string,
    Uint8Array,
    bigint,
    number,
    Uint8Array,
    Value,
    Uint8Array,
  ];
  const flip = (bytes: Uint8Array, at: number) => bytes.map((byte, i) => (i === at ? byte ^ 1 : byte));
  const edit = (at: number, value: Value) => claim.map((part, i) => (i === at ? value : part));
  const wrong = 'the branch does not lead there';
  const cases: [Value, string][] = [
    [edit(4, flip(claim[4], 5)), wrong],
    [edit(4, flip(claim[4], claim[4].length - 32)), wrong],
    [edit(4, claim[4].subarray(32)), wrong],
    // The value, little-endian, behind source, destination, sender and target.
    [edit(1, flip(claim[1], 56)), wrong],
    [edit(3, 1), wrong],
    [edit(2, height + 1n), 'the root is not known'],
    [edit(1, claim[1].subarray(1)), 'no receipt'],
    [edit(5, [[EMPTY, EMPTY]]), '0 proofs of non-inclusion expected'],
    [edit(5, [EMPTY]), 'a list of pairs expected'],
    [claim.slice(0, 6), '6 arguments expected'],
  ];
  for (const [call, reason] of cases) assert.deepEqual(await ask(two, call), ['BAD_ARGS', reason]);
  assert.deepEqual(await ask(three, claim), ['BAD_ARGS', 'the receipt is for another shard']);
  assert.equal(two.account(BOB).balance, 0n);
  assert.equal((await ask(two, claim))[0], 'SUCCESS');
});

test('bad input: what cannot be sent', async () => {
  const [one] = await pair();
  const poor = (call: Value) => ask(one, call);
  assert.deepEqual(await poor(generate(1n, 2, BOB)), ['BAD_ARGS', 'the balance is smaller than the value']);
  assert.deepEqual(await poor(['yank', 2]), ['BAD_ARGS', 'only a contract can be yanked']);
  assert.deepEqual(await poor(['sendMessage', -1, formatAddress(BOB), KEY]), [
    'BAD_ARGS',
    'an integer below 2^64 expected',
  ]);
  assert.deepEqual(await poor(['sendMessage', 2, 'bob', KEY]), ['BAD_ARGS', 'an address expected']);
  assert.deepEqual(await poor(['sendMessage', 2, formatAddress(BOB), 'x']), ['BAD_ARGS', 'bytes expected']);
  assert.equal(one.getCrossReceipts(one.head.height).length, 0);
  const alone = await MemoryShard.open({ isOfNetwork: false, rent: 'fee' });
  assert.deepEqual(await ask(alone, generate(0n, 2, BOB)), ['BAD_ARGS', 'there is no such function']);
});

test('38: a message calls who accepts messages, with invoker 0x20; both sides log it', async () => {
  const one = await MemoryShard.open();
  const there = await MemoryShard.open({ shardId: 2n });
  const receiver = await deploy(there, RECEIVER);
  const steps: Step[] = [['set', KEY, Uint8Array.of(9)]];
  const { header, ...sent } = await one.block([
    one.send(RICH, RECEIPTS, generate(5n, 2, receiver, stepData(steps))),
  ]);
  assert.deepEqual(eventsOf({ header, ...sent }), ['generateReceipt']);
  await there.block([], [one.rootOf(header.height)]);
  const block = await there.block([
    there.send(BOB, RECEIPTS, await there.claim(one, { height: header.height, position: 0 })),
  ]);
  assert.equal((answerOf(block)[1] as Value[])[0], 'success');
  assert.deepEqual(eventsOf(block), ['receiveMessage']);
  assert.deepEqual(there.executor.world.getStorage(receiver, KEY), Uint8Array.of(9));
  assert.equal(there.account(receiver).balance, 5n);
});

test('38: a call that fails leaves the event, and the receipt claimable', async () => {
  const one = await MemoryShard.open();
  const two = await MemoryShard.open({ shardId: 2n });
  const receiver = await deploy(two, RECEIVER);
  const fail = await sendAcross(
    one,
    two,
    generate(5n, 2, receiver, stepData([['set', KEY, KEY], ['revert']])),
  );
  const claim = await two.claim(one, { height: fail, position: 0 });
  for (let i = 0; i < 2; i++) {
    const block = await two.block([two.send(BOB, RECEIPTS, claim)]);
    assert.equal(receiptStatus(block.receipts[0]), 'SUCCESS');
    assert.equal((answerOf(block)[1] as Value[])[0], 'REVERT');
    const [event] = block.receipts[0].events;
    assert.equal(readEventContent(event.data)?.[1].get('outcome'), 'REVERT');
    assert.equal(two.executor.world.getStorage(receiver, KEY), undefined);
    assert.deepEqual([two.account(receiver).balance, two.account(RECEIPTS).balance], [0n, 0n]);
  }
  const loner = await deploy(two, LONER);
  const height = await sendAcross(one, two, generate(5n, 2, loner, KEY));
  const [status, answer] = await ask(two, await two.claim(one, { height, position: 0 }));
  assert.deepEqual([status, answer, two.account(loner).balance], ['SUCCESS', ['NO_RECEIVER', EMPTY], 0n]);
  const nowhere = await sendAcross(one, two, generate(0n, 2, BOB, KEY));
  assert.deepEqual(await ask(two, await two.claim(one, { height: nowhere, position: 0 })), [
    'SUCCESS',
    ['NO_CODE', EMPTY],
  ]);
});

test('a claim that runs out of fuel has done nothing', async () => {
  const [one, two] = await pair();
  const height = await sendAcross(one, two, generate(70n, 2, BOB));
  const claim = await two.claim(one, { height, position: 0 });
  for (const fuelLimit of [100_000n, 200_000n, 400_000n, 600_000n, 800_000n]) {
    assert.deepEqual(await ask(two, claim, fuelLimit), ['OUT_OF_FUEL', undefined]);
    assert.equal(two.account(BOB).balance, 0n);
  }
  assert.equal((await ask(two, claim))[0], 'SUCCESS');
});

test('33: a root is written once', async () => {
  const [one, two] = await pair();
  await one.block();
  const root = one.rootOf(1n);
  await two.block([], [root]);
  for (const roots of [[root], [one.rootOf(0n), one.rootOf(0n)]]) {
    await assert.rejects(
      two.block([], roots),
      (error) => error instanceof BlockError && error.reason === 'BAD_KNOWN_ROOTS',
    );
    two.executor.world.discard();
  }
  const known = await ask(two, ['knownRoot', 1, 1]);
  assert.deepEqual(known, ['SUCCESS', root.root]);
  assert.deepEqual(await ask(two, ['knownRoot', 1, 2]), ['SUCCESS', null]);
});

test('33: after a period closed, a claim shows that it was not made in it', async () => {
  const [one, two] = await pair({ limits: { claimPeriodBlocks: 8 } });
  const { header } = await one.block([
    one.send(RICH, RECEIPTS, generate(1n, 2, BOB)),
    one.send(RICH, RECEIPTS, generate(2n, 2, BOB)),
  ]);
  const { height } = header;
  await two.block([], [one.rootOf(height)]);
  const early = await two.claim(one, { height, position: 0 });
  assert.equal((await ask(two, early))[0], 'SUCCESS');
  assert.ok(two.account(USED_BITS_ADDRESS).storageSize > 0n);
  while (two.head.height < 16n) await two.block();
  assert.equal(two.account(USED_BITS_ADDRESS).storageSize, 0n);
  assert.deepEqual(await ask(two, early), ['BAD_ARGS', '2 proofs of non-inclusion expected']);
  const claimed = await two.claim(one, { height, position: 0 });
  assert.deepEqual(await ask(two, claimed), [
    'BAD_ARGS',
    'proof 0 does not show that the receipt was not claimed',
  ]);
  const late = (await two.claim(one, { height, position: 1 })) as Value[];
  const [first, second] = late[5] as [Value, Value];
  const withProofs = (proofs: Value) => late.map((part, i) => (i === 5 ? proofs : part));
  assert.match(String((await ask(two, withProofs([second, first])))[1]), /^proof 0/);
  assert.match(String((await ask(two, withProofs([first, [EMPTY, EMPTY]])))[1]), /^proof 1/);
  assert.deepEqual(await ask(two, late), ['SUCCESS', ['success', EMPTY]]);
  assert.equal(two.account(BOB).balance, 3n);
});

test('without a network and without rent there is nothing at 0x20', async () => {
  const alone = await MemoryShard.open({ isOfNetwork: false });
  const { receipts } = await alone.block([alone.send(RICH, RECEIPTS, generate(0n, 2, BOB))]);
  assert.equal(receiptStatus(receipts[0]), 'NO_CODE');
});
