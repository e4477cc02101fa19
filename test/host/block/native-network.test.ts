/**
 * Native contracts on two whole chains, roots known two blocks later: a token that crosses and comes back,
 * contracts of both interfaces that move there and back, and that sleep and wake (SEMANTICS 35, 36, 38).
 */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { buildExamples } from '../../../examples/native/build.js';
import type { PendingBlock } from '../../../host/block/pending-block.js';
import { receiptStatus, viewReceipt } from '../../../host/block/receipt.js';
import { decodeValue, encodeValue } from '../../../host/vm/values/cbor.js';
import type { Value } from '../../../host/vm/values/types.js';
import { EWASM_EEI_VM, EWASM_SHARD_VM, PYTHON_VM, type VmId } from '../../../host/vm/vm.js';
import { type Address, formatAddress } from '../../../runtime/address.js';
import { contractOf, dataText, finishText } from '../vm/ewasm/contract-text.js';
import { ALICE, AliceNetwork, placeOf, RECEIPTS } from './alice-network.js';

const BOB = `0x${'0b'.repeat(20)}`;
const GWEI = 10n ** 9n;

const c = (value: number): string => `(i32.const ${value})`;

/** Of the EEI: one byte of call data counts in slot 0; what is longer is for 0x20. */
const EEI_TRAVELLER = `
  (local $size i32)
  (local.set $size (call $getCallDataSize))
  (if (i32.eqz (local.get $size)) (then (return)))
  (if (i32.eq (local.get $size) ${c(1)})
    (then
      (call $storageLoad ${c(0)} ${c(64)})
      (i32.store ${c(64)} (i32.add (i32.load ${c(64)}) ${c(1)}))
      (call $storageStore ${c(0)} ${c(64)})
      ${finishText(64, 4)}))
  (call $callDataCopy ${c(200)} ${c(0)} (local.get $size))
  (if (call $call (i64.const 5000000) ${c(128)} ${c(160)} ${c(200)} (local.get $size)) (then unreachable))`;

/** A twin of the native token, in Python: the same messages. */
const PYTHON_TWIN = new TextEncoder().encode(`# pbevm: receives
RECEIPTS = "0x0000000000000000000000000000000000000020"
if new:
    chain["twin"], chain["balances"] = args[0], {}
else:
    balances = chain["balances"]
    match args:
        case ["receiveMessage", 1, sender, payload, _] if [invoker, sender] == [RECEIPTS, chain["twin"]]:
            to, amount = "0x" + payload[:20].hex(), int.from_bytes(payload[20:], "little")
            balances[to] = balances.get(to, 0) + amount
        case ["cross", to, amount] if 0 < amount <= balances.get(invoker, 0):
            balances[invoker] -= amount
            payload = bytes.fromhex(to[2:]) + amount.to_bytes(8, "little")
            call(RECEIPTS, ["sendMessage", 1, chain["twin"], payload])
        case ["balance_of", of]:
            finish(balances.get(of, 0))
        case _:
            revert("no")
`);

/** A contract that counts and moves. */
interface Traveller {
  readonly vm: VmId;
  readonly code: Uint8Array;
  /** Call data that counts. */
  readonly count: Uint8Array;
  move(shard: number): Uint8Array;
}

let network: AliceNetwork;
let token: Uint8Array;
let travellers: Readonly<Record<'shard' | 'EEI', Traveller>>;
before(async () => {
  const built = await buildExamples();
  token = built.get('crossing.wasm') as Uint8Array;
  travellers = {
    shard: {
      vm: EWASM_SHARD_VM,
      code: built.get('traveller-wat.wasm') as Uint8Array,
      count: new Uint8Array(),
      move: (shard) => Uint8Array.of(shard, 0, 0, 0),
    },
    EEI: {
      vm: EWASM_EEI_VM,
      code: await contractOf(EEI_TRAVELLER, dataText(128, RECEIPTS)),
      count: Uint8Array.of(0),
      move: (shard) => encodeValue(['yank', shard]),
    },
  };
  network = await AliceNetwork.open();
});
after(() => network.close());

/** A contract's answer: an integer, little-endian, or the code with which it fails. */
async function ask(shard: bigint, to: Address, data: Value[] | Uint8Array): Promise<bigint | string> {
  const answer = await network.ask(shard, to, data);
  return typeof answer === 'string' ? answer : integerOf(answer);
}

const integerOf = (bytes: Uint8Array): bigint =>
  BigInt(`0x${Buffer.from(bytes).reverse().toString('hex') || '0'}`);

const account = (shard: bigint, address: Address) =>
  network.shards.shard(shard).stateAt().getAccount(address);

/** The outcome of a claim that succeeds: as it is returned, and as the event tells it. */
function outcomeOf({ receipts }: PendingBlock): Value[] {
  const { value, events } = viewReceipt(receipts[0]);
  const [outcome, data] = value as [string, Uint8Array];
  const told = events.filter(({ name }) => name === 'receiveMessage').map(({ fields }) => fields);
  assert.deepEqual(
    told.map((fields) => fields?.get('outcome')),
    [outcome],
  );
  return [outcome, Buffer.from(data).toString()];
}

const deployToken = (shard: bigint, supply: number, salt: number) =>
  network.deploy(shard, { vm: EWASM_SHARD_VM, code: token, args: [supply], salt });

/** On each shard what there is of a token, and what Alice and Bob have of it. */
async function holdings(tokens: readonly Address[]): Promise<unknown[]> {
  const of = async (at: number, ...args: Value[]) => Number(await ask(BigInt(at + 1), tokens[at], args));
  return Promise.all(
    tokens.map(async (_, at) => [
      await of(at, 'supply'),
      await of(at, 'balance_of', ALICE),
      await of(at, 'balance_of', BOB),
    ]),
  );
}

/** What a revert of a native contract says. */
async function reasonOf(shard: bigint, to: Address, data: Value[]): Promise<string> {
  return Buffer.from((await network.fail(shard, to, data)).output).toString();
}

test('38: a native token crosses and comes back; none is minted, lost or claimed twice', async () => {
  const tokens = [await deployToken(1n, 1_000, 1), await deployToken(2n, 0, 1)];
  await network.succeed(1n, tokens[0], ['link', 2, formatAddress(tokens[1])]);
  const crossing = await network.succeed(1n, tokens[0], ['cross', 2, ALICE, 250]);
  assert.deepEqual(
    viewReceipt(crossing.receipts[0]).events.map(({ name, address }) => [name, address]),
    [['sendMessage', formatAddress(RECEIPTS)]],
  );
  const sent = placeOf(crossing);
  const onItsWay = [
    [750, 750, 0],
    [0, 0, 0],
  ];
  assert.deepEqual(await holdings(tokens), onItsWay);
  await network.awaitRoot(sent);
  const claim = await network.shards.claim(sent);

  // Its twin does not know the sender: the call fails, the event says so, the receipt remains.
  const unknown = await network.succeed(2n, RECEIPTS, claim);
  assert.deepEqual(outcomeOf(unknown), ['REVERT', 'only twins send messages']);
  assert.deepEqual(await holdings(tokens), onItsWay);

  await network.succeed(2n, tokens[1], ['link', 1, formatAddress(tokens[0])]);
  assert.deepEqual(outcomeOf(await network.succeed(2n, RECEIPTS, claim)), ['success', '']);
  const arrived = [
    [750, 750, 0],
    [250, 250, 0],
  ];
  assert.deepEqual(await holdings(tokens), arrived);
  const again = await network.fail(2n, RECEIPTS, claim);
  assert.deepEqual([again.status, again.reason], ['BAD_ARGS', 'the receipt was claimed']);
  assert.deepEqual(again.events, []);
  assert.deepEqual(await holdings(tokens), arrived);

  const back = placeOf(await network.succeed(2n, tokens[1], ['cross', 1, BOB, 100]));
  assert.deepEqual(await holdings(tokens), [
    [750, 750, 0],
    [150, 150, 0],
  ]);
  await network.claim(back, 1n);
  assert.deepEqual(await holdings(tokens), [
    [850, 750, 100],
    [150, 150, 0],
  ]);
});

test('bad input: who is no twin mints nothing, who has too little sends nothing', async () => {
  const tokens = [await deployToken(1n, 1_001, 2), await deployToken(2n, 1, 2)];
  const [here, there] = tokens.map(formatAddress);
  await network.succeed(1n, tokens[0], ['link', 2, there]);
  await network.succeed(2n, tokens[1], ['link', 1, here]);
  const untouched = [
    [1_001, 1_001, 0],
    [1, 1, 0],
  ];
  const message = new Uint8Array(28).fill(1);
  const refusals: [Value[], string][] = [
    [['cross', 2, BOB, 1_002], 'insufficient balance'],
    [['cross', 2, BOB, 0], 'insufficient balance'],
    [['cross', 3, BOB, 5], 'there is no twin on that shard'],
    [['link', 2, BOB], 'this shard has its twin'],
    [['receiveMessage', 2, there, message, 1], 'messages come from the receipts contract'],
    [['receiveMessage', 2, there, new Uint8Array(27), 1], 'bytes of another length expected'],
  ];
  for (const [call, reason] of refusals) assert.equal(await reasonOf(1n, tokens[0], call), reason);
  // A message of Alice herself.
  const forged = placeOf(await network.succeed(1n, RECEIPTS, ['sendMessage', 2, there, message]));
  await network.awaitRoot(forged);
  const claimed = await network.succeed(2n, RECEIPTS, await network.shards.claim(forged));
  assert.deepEqual(outcomeOf(claimed), ['REVERT', 'only twins send messages']);
  assert.deepEqual(await holdings(tokens), untouched);
});

test('38: a native token crosses to a twin in Python, and back', async () => {
  const here = await deployToken(1n, 1_000, 3);
  const twin = { vm: PYTHON_VM, code: PYTHON_TWIN, args: [formatAddress(here)] };
  const there = await network.deploy(2n, twin);
  await network.succeed(1n, here, ['link', 2, formatAddress(there)]);
  await network.claim(placeOf(await network.succeed(1n, here, ['cross', 2, ALICE, 250])), 2n);
  const inPython = async (of: string): Promise<Value> =>
    decodeValue((await network.ask(2n, there, ['balance_of', of])) as Uint8Array);
  assert.deepEqual([await inPython(ALICE), await holdings([here])], [250, [[750, 750, 0]]]);
  assert.equal((await network.fail(2n, there, ['cross', BOB, 251])).status, 'REVERT');
  await network.claim(placeOf(await network.succeed(2n, there, ['cross', BOB, 100])), 1n);
  assert.deepEqual([await inPython(ALICE), await holdings([here])], [150, [[850, 750, 100]]]);
});

for (const kind of ['shard', 'EEI'] as const) {
  test(`36: a native contract moves there and back with code, storage and balance (${kind})`, async () => {
    const { vm, code, count, move } = travellers[kind];
    const contract = await network.deploy(1n, { vm, code });
    await network.succeed(1n, contract, count);
    await network.succeed(1n, contract, count);
    const { balance, codeHash, storageSize } = account(1n, contract);
    assert.ok(storageSize > 0n);

    const left = await network.succeed(1n, contract, move(2));
    const [moved] = left.crossReceipts[0].init;
    // The move is a modification, whose rent is all that it costs.
    assert.equal(moved.balance, balance - left.receipts[0].burned);
    assert.deepEqual([await ask(1n, contract, count), account(1n, contract).balance], ['NO_CODE', 0n]);
    const place = placeOf(left);
    await network.awaitRoot(place);
    const recreated = await network.create(1n, { vm, code });
    assert.equal(receiptStatus(recreated.receipts[0]), 'TOMBSTONE');

    await network.succeed(2n, RECEIPTS, await network.shards.claim(place));
    assert.equal(await ask(2n, contract, count), 'NO_CODE', 'its storage is still missing');
    for (const records of await network.shards.records(place)) await network.succeed(2n, RECEIPTS, records);
    const there = account(2n, contract);
    assert.deepEqual(
      [there.vm, there.codeHash, there.storageSize, there.balance],
      [vm, codeHash, storageSize, moved.balance],
    );
    const third = await network.succeed(2n, contract, count);
    assert.equal(integerOf(third.receipts[0].output), 3n);

    const back = await network.succeed(2n, contract, move(1));
    await network.claim(placeOf(back), 1n);
    assert.deepEqual([await ask(1n, contract, count), await ask(2n, contract, count)], [4n, 'NO_CODE']);
    assert.equal(account(1n, contract).balance, back.crossReceipts[0].init[0].balance);
    // Where it was made once, it is made by nobody again.
    const still = await network.create(1n, { vm, code });
    assert.equal(receiptStatus(still.receipts[0]), 'TOMBSTONE');
  });

  test(`35: a native contract falls asleep, and wakes with its storage (${kind})`, async () => {
    const { vm, code, count, move } = travellers[kind];
    // Rent of eight blocks and more, less than that of fifteen.
    const perBlock = GWEI * (200n + BigInt(code.length));
    const contract = await network.deploy(2n, { vm, code, value: 8n * perBlock });
    await network.succeed(2n, contract, count);
    await network.succeed(2n, contract, count);
    const { balance, codeHash, storageSize } = account(2n, contract);
    for (let blocks = 0; blocks < 12; blocks++) await network.shards.step();
    const place = await network.putToSleep(2n, contract);
    assert.deepEqual([await ask(2n, contract, count), account(2n, contract).balance], ['NO_CODE', 0n]);
    await network.awaitRoot(place);
    // Asleep it cannot be moved, nor made again.
    assert.equal((await network.fail(2n, contract, move(1))).status, 'NO_CODE');
    const recreated = await network.create(2n, { vm, code });
    assert.equal(receiptStatus(recreated.receipts[0]), 'TOMBSTONE');

    await network.claimKnown(place, 2n);
    const awake = account(2n, contract);
    assert.deepEqual(
      [awake.vm, awake.codeHash, awake.storageSize, awake.balance],
      [vm, codeHash, storageSize, balance],
    );
    const third = await network.succeed(2n, contract, count);
    assert.equal(integerOf(third.receipts[0].output), 3n);
    assert.equal(await ask(2n, contract, count), 4n);
    const again = await network.fail(2n, RECEIPTS, await network.shards.claim(place));
    assert.deepEqual([again.status, again.reason], ['BAD_ARGS', 'the receipt was claimed']);
  });
}

test('bad input: nobody but its owner moves the traveller', async () => {
  const { vm, code, move } = travellers.shard;
  const contract = await network.deploy(2n, { vm, code, salt: 3 });
  const from = new Uint8Array(20).fill(0x0b);
  const { end } = await network.shards.shard(2n).call({ from, to: contract, data: move(1) });
  assert.equal(end.kind === 'revert' && Buffer.from(end.reason).toString(), 'only the owner moves it');
});

test('every block of both shards can be executed again on a witness of what it read', async () => {
  for (const id of [1n, 2n]) {
    const { head, proofs } = network.shards.shard(id);
    for (let height = 1n; height <= head.height; height++) await proofs.replay(height);
  }
});
