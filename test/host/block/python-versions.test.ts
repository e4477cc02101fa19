/** Two versions of the Python VM on one shard, the second from a height on (SEMANTICS 7, 20). */

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { receiptStatus, viewReceipt } from '../../../host/block/receipt.js';
import { loadImage } from '../../../host/vm/python/image.js';
import { PythonVm } from '../../../host/vm/python/python-vm.js';
import type { Value } from '../../../host/vm/values/types.js';
import { PYTHON_VM, type Vm, type VmId } from '../../../host/vm/vm.js';
import { type Address, formatAddress } from '../../../runtime/address.js';
import { DEV_PROTOCOL, type ProtocolVersion } from '../../../runtime/protocol.js';
import { MemoryShard, RICH } from '../../support/memory-shard.js';

const VERSION_2 = 1_001;
/** What loading a contract costs more in the second version. */
const DEARER = 1_000_000;

/** Counts its runs; given an address, by the code that is there. */
const COUNTER = new TextEncoder().encode(`
if new:
    chain["runs"] = 0
elif args:
    finish(delegate_call(args[0], []))
else:
    chain["runs"] += 1
    finish(chain["runs"])
`);

function secondVersion(): ProtocolVersion {
  const { schedule } = DEV_PROTOCOL;
  const load = { ...schedule.load, base: schedule.load.base + DEARER };
  return { ...DEV_PROTOCOL, schedule: { ...schedule, load } };
}

class PythonVm2 extends PythonVm {
  override readonly id = VERSION_2;
}

let versions: readonly [Vm, Vm];
before(() => {
  versions = [new PythonVm(loadImage(), DEV_PROTOCOL), new PythonVm2(loadImage(), secondVersion())];
});

async function deploy(shard: MemoryShard, vm: VmId): Promise<Address> {
  const { receipts } = await shard.block([shard.create(RICH, vm, COUNTER, vm & 0xff)]);
  assert.equal(receiptStatus(receipts[0]), 'SUCCESS', viewReceipt(receipts[0]).reason);
  return receipts[0].created;
}

/** What a call finishes with, and its fuel. */
async function call(shard: MemoryShard, to: Address, args: Value[]): Promise<[Value | undefined, bigint]> {
  const { receipts } = await shard.block([shard.send(RICH, to, args)]);
  assert.equal(receiptStatus(receipts[0]), 'SUCCESS', viewReceipt(receipts[0]).reason);
  return [viewReceipt(receipts[0]).value, receipts[0].fuelUsed];
}

test('7: a second version comes at a height; contracts of the first do not notice', async () => {
  const [first, second] = versions;
  const shard = await MemoryShard.open({ vms: [first] });
  const old = await deploy(shard, PYTHON_VM);
  const early = await shard.block([shard.create(RICH, VERSION_2, COUNTER)]);
  assert.equal(receiptStatus(early.receipts[0]), 'VM_MISMATCH');
  const [, price] = await call(shard, old, []);

  shard.executor = { ...shard.executor, vms: new Map(versions.map((vm) => [vm.id, vm])) };
  assert.deepEqual(await call(shard, old, []), [2, price]);
  const young = await deploy(shard, second.id);
  assert.deepEqual([shard.account(old).vm, shard.account(young).vm], [PYTHON_VM, VERSION_2]);
  assert.deepEqual(await call(shard, young, []), [1, price + BigInt(DEARER)]);

  // They are of one kind: each runs the other's code on storage of its own.
  assert.equal((await call(shard, young, [formatAddress(old)]))[0], 2);
  assert.equal((await call(shard, old, [formatAddress(young)]))[0], 3);
  assert.deepEqual([(await call(shard, old, []))[0], (await call(shard, young, []))[0]], [4, 3]);
});
