/**
 * Native contracts on shards: rent, messages, moving, and two versions of their VM (SEMANTICS 7, 35, 36, 38).
 */

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { receiptStatus, viewReceipt } from '../../../host/block/receipt.js';
import { EeiVm } from '../../../host/vm/ewasm/eei-vm.js';
import { ShardVm } from '../../../host/vm/ewasm/shard-vm.js';
import { encodeValue } from '../../../host/vm/values/cbor.js';
import { EWASM_EEI_VM, EWASM_SHARD_VM } from '../../../host/vm/vm.js';
import type { Address } from '../../../runtime/address.js';
import { DEV_PROTOCOL } from '../../../runtime/protocol.js';
import { MemoryShard, RECEIPTS, RICH, type ShardParts } from '../../support/memory-shard.js';
import { contractOf, dataText, finishText, shardContractOf } from '../vm/ewasm/contract-text.js';

const c = (value: number): string => `(i32.const ${value})`;
const VERSION_2 = 1_002;
const GWEI = 10n ** 9n;

/** Stores the first word of its call data under zero; its first run has the CBOR of no arguments. */
const STORE = `(if (i32.lt_u (call $getCallDataSize) ${c(4)}) (then (return)))
  (call $callDataCopy ${c(64)} ${c(0)} ${c(4)}) (call $storageStore ${c(0)} ${c(64)}) ${finishText(64, 4)}`;

/** The EEI VM of a later hard fork: reading the message costs more, all else is as it was. */
class EeiVm2 extends EeiVm {
  override readonly id = VERSION_2;

  constructor() {
    const { schedule } = DEV_PROTOCOL;
    const eei = { ...schedule.eei, context: { base: 90_000, perByte: 0 } };
    super({ ...DEV_PROTOCOL, schedule: { ...schedule, eei } });
  }
}

/** A module with the custom section by which it asks for messages. */
function receiving(module: Uint8Array): Uint8Array {
  const name = new TextEncoder().encode('pbevm.receives');
  return Uint8Array.of(...module, 0, name.length + 1, name.length, ...name);
}

let store: Uint8Array;
let mover: Uint8Array;
before(async () => {
  store = await contractOf(STORE);
  const yank = encodeValue(['yank', 2]);
  const call = `(call $call (i64.const 5000000) ${c(128)} ${c(160)} ${c(200)} ${c(yank.length)})`;
  mover = await contractOf(
    `(if (i32.lt_u (call $getCallDataSize) ${c(4)}) (then (return)))
     (call $storageStore ${c(0)} ${c(128)}) (if ${call} (then unreachable))`,
    `${dataText(128, RECEIPTS)} ${dataText(200, yank)}`,
  );
});

const open = (parts: ShardParts = {}) => MemoryShard.open({ vms: [new EeiVm(DEV_PROTOCOL)], ...parts });
const DATA = Uint8Array.of(1, 2, 3, 4);

async function deploy(shard: MemoryShard, code: Uint8Array, vm = EWASM_EEI_VM, value = 0n): Promise<Address> {
  const { receipts } = await shard.block([shard.create(RICH, vm, code, vm & 0xff, { value })]);
  assert.equal(receiptStatus(receipts[0]), 'SUCCESS');
  return receipts[0].created;
}

test('35: a native contract pays for what it stores, and sleeps if it cannot', async () => {
  const shard = await open({ rent: 'fee' });
  const fee = GWEI * (100n + BigInt(store.length));
  const contract = await deploy(shard, store, EWASM_EEI_VM, fee);
  const paid = await shard.block([shard.send(RICH, contract, DATA)]);
  assert.deepEqual([receiptStatus(paid.receipts[0]), paid.receipts[0].burned], ['SUCCESS', fee]);
  assert.equal(shard.account(contract).storageSize, 64n);
  const { receipts, crossReceipts } = await shard.block([shard.send(RICH, contract, DATA)]);
  assert.deepEqual([receiptStatus(receipts[0]), receipts[0].fuelUsed], ['RENT', 30_000_000n]);
  assert.equal(crossReceipts[0].init[0].storageSize, 64n);
});

test('35: storage that is memory pays when it is written back, and sleeps if it cannot', async () => {
  const shard = await open({ rent: 'fee', vms: [new ShardVm(DEV_PROTOCOL)] });
  const code = await shardContractOf(
    `(if (i32.lt_u (call $callDataSize) ${c(4)}) (then (return)))
     (if (i32.eqz (call $storageSize)) (then (call $storageResize ${c(8)})))
     (i32.store8 ${c(4_096)} (i32.add (i32.load8_u ${c(4_096)}) ${c(1)}))`,
    '(@custom "pbevm.storage-memory" "\\00\\10\\00\\00")',
  );
  const contract = await deploy(shard, code, EWASM_SHARD_VM, GWEI * (100n + BigInt(code.length)));
  const paid = await shard.block([shard.send(RICH, contract, DATA)]);
  assert.equal(receiptStatus(paid.receipts[0]), 'SUCCESS');
  assert.deepEqual([shard.account(contract).balance, shard.account(contract).storageSize], [0n, 8n]);
  // Nothing but the bytes in memory changes: the first modification is made after the code has ended.
  const { receipts, crossReceipts } = await shard.block([shard.send(RICH, contract, DATA)]);
  assert.equal(receiptStatus(receipts[0]), 'RENT');
  assert.equal(crossReceipts[0].init[0].storageSize, 8n);
});

test('36: a native contract moves through 0x20, and its slot with it', async () => {
  const [one, two] = [await open({ shardId: 1n }), await open({ shardId: 2n })];
  const contract = await deploy(one, mover);
  const { receipts, header } = await one.block([one.send(RICH, contract, DATA)]);
  assert.equal(receiptStatus(receipts[0]), 'SUCCESS');
  await two.block([], [one.rootOf(header.height)]);
  const place = { height: header.height, position: 0 };
  const [records] = await one.recordsOf(place);
  const block = await two.block([
    two.send(RICH, RECEIPTS, await two.claim(one, place)),
    two.send(RICH, RECEIPTS, records),
  ]);
  assert.deepEqual(
    block.receipts.map((receipt) => viewReceipt(receipt).value),
    [64, 0],
  );
  assert.deepEqual(two.executor.world.getStorage(contract, new Uint8Array(32))?.slice(0, 20), RECEIPTS);
});

test('38: a native contract gets messages if it has the section', async () => {
  const [one, two] = [await open({ shardId: 1n }), await open({ shardId: 2n })];
  for (const [code, outcome] of [
    [store, 'NO_RECEIVER'],
    [receiving(store), 'success'],
  ] as const) {
    const contract = await deploy(two, code);
    const to = `0x${Buffer.from(contract).toString('hex')}`;
    const { header } = await one.block([one.send(RICH, RECEIPTS, ['sendMessage', 2, to, DATA])]);
    await two.block([], [one.rootOf(header.height)]);
    const claim = await two.claim(one, { height: header.height, position: 0 });
    const { receipts } = await two.block([two.send(RICH, RECEIPTS, claim)]);
    const { value } = viewReceipt(receipts[0]);
    assert.equal(Array.isArray(value) && value[0], outcome);
    const stored = two.executor.world.getStorage(contract, new Uint8Array(32));
    // The call data are the CBOR of ["receiveMessage", ..].
    assert.equal(stored?.[0], outcome === 'success' ? 0x85 : undefined);
  }
});

test('7: two versions of a VM; old contracts do not notice the height at which one came', async () => {
  const shard = await open();
  const [v1, v2] = [new EeiVm(DEV_PROTOCOL), new EeiVm2()];
  shard.executor = { ...shard.executor, vms: new Map([[v1.id, v1]]) };
  const old = await deploy(shard, store);
  const call = async (to: Address, word: number) => {
    const { receipts } = await shard.block([shard.send(RICH, to, Uint8Array.of(word, 0, 0, 0))]);
    assert.equal(receiptStatus(receipts[0]), 'SUCCESS');
    return receipts[0].fuelUsed;
  };
  const early = await shard.block([shard.create(RICH, VERSION_2, store)]);
  assert.equal(receiptStatus(early.receipts[0]), 'VM_MISMATCH');
  const before = await call(old, 1);
  const artefact = shard.account(old).codeHash;
  shard.executor = { ...shard.executor, vms: new Map([v1, v2].map((vm) => [vm.id, vm])) };
  const young = await deploy(shard, store, VERSION_2);
  assert.equal(await call(old, 2), before);
  assert.ok((await call(young, 2)) > before, 'the new version has prices of its own');
  assert.deepEqual([shard.account(old).vm, shard.account(young).vm], [EWASM_EEI_VM, VERSION_2]);
  assert.deepEqual(shard.account(young).codeHash, artefact, 'the same code, an artefact for each');
});
