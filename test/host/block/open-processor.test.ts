/** Folders of chains: left and opened again, of another genesis or kind, in use, inline. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import type { BlockProcessor } from '../../../host/block/block-processor.js';
import { openProcessor } from '../../../host/block/open-processor.js';
import { createHost } from '../../../host/index.js';
import { encodeValue } from '../../../host/vm/values/cbor.js';
import { formatAddress } from '../../../runtime/address.js';
import { DEV_LIMITS } from '../../../runtime/limits.js';
import { temporaryFolder } from '../state/temporary-folder.js';
import { blockInput, contractAddress, genesisOf, message, senderOf } from './chain.js';

const SOURCE = 'if new: chain["n"] = 0\nelse: chain["n"] += args[0]; finish(chain["n"])';
const GENESIS = genesisOf({ contracts: [{ creator: formatAddress(senderOf(1)), source: SOURCE }] });
const CONTRACT = contractAddress(senderOf(1), SOURCE);

async function addBlock(processor: BlockProcessor): Promise<void> {
  const nonce = Number(processor.head.height);
  const transactions = [message(1, nonce, CONTRACT, [nonce])];
  const pending = await processor.build(blockInput(nonce + 1, transactions));
  assert.equal(pending.block.transactions.length, 1);
  await pending.commit();
}

test('a chain goes on where it was left, from the folder or in memory', async (t) => {
  const path = temporaryFolder(t);
  const memory = await openProcessor({ genesis: GENESIS });
  for (let i = 0; i < 3; i++) {
    const processor = await openProcessor({ genesis: GENESIS, store: 'level', path });
    assert.deepEqual(processor.head, memory.head);
    for (const chain of [processor, memory]) for (let j = 0; j < 2; j++) await addBlock(chain);
    assert.deepEqual(processor.head, memory.head);
    await processor.close();
  }
  assert.equal(memory.head.height, 6n);
  await memory.close();
});

test('a block that was pending when the processor was closed is not there', async (t) => {
  const path = temporaryFolder(t);
  const processor = await openProcessor({ genesis: GENESIS, store: 'level', path });
  await processor.build(blockInput(1, [message(1, 0, CONTRACT, [5])]));
  await processor.close();
  const again = await openProcessor({ genesis: GENESIS, store: 'level', path });
  assert.equal(again.head.height, 0n);
  assert.equal(again.stateAt().getAccount(senderOf(1)).nonce, 0n);
  await again.close();
});

test('heights that are kept, and others', async (t) => {
  const path = temporaryFolder(t);
  const processor = await openProcessor({ genesis: GENESIS, store: 'level', path, keepBlocks: 2 });
  for (let i = 0; i < 4; i++) await addBlock(processor);
  const call = { to: CONTRACT, data: encodeValue([0]) };
  for (const [height, code] of [
    [1n, 'PRUNED'],
    [5n, 'UNKNOWN_HEIGHT'],
    [-1n, 'UNKNOWN_HEIGHT'],
  ] as const) {
    await assert.rejects(processor.call(call, { height }), { code });
    await assert.rejects(processor.rollback(height), { code });
  }
  assert.equal((await processor.call(call, { height: 2n })).end.kind, 'success');
  await processor.close();
});

test('a folder of another genesis, of a plain host, or of a chain for a plain host', async (t) => {
  const [chain, plain] = [temporaryFolder(t), temporaryFolder(t)];
  await (await openProcessor({ genesis: GENESIS, store: 'level', path: chain })).close();
  const other = genesisOf({ senders: 5 });
  await assert.rejects(openProcessor({ genesis: other, store: 'level', path: chain }), {
    code: 'BAD_GENESIS',
  });
  await assert.rejects(createHost({ store: 'level', path: chain }), { code: 'STORE_UNAVAILABLE' });
  const host = await createHost({ store: 'level', path: plain });
  await host.deploy('finish(1)');
  await host.close();
  await assert.rejects(openProcessor({ genesis: GENESIS, store: 'level', path: plain }), {
    code: 'BAD_GENESIS',
  });
  // Refused is not harmed.
  const again = await openProcessor({ genesis: GENESIS, store: 'level', path: chain });
  await again.close();
});

test('a folder that is in use, by this process or another', async (t) => {
  const path = temporaryFolder(t);
  const processor = await openProcessor({ genesis: GENESIS, store: 'level', path });
  await assert.rejects(openProcessor({ genesis: GENESIS, store: 'level', path }), { code: 'STORE_LOCKED' });
  const level = new URL('../../../host/state/level/level-store.js', import.meta.url).href;
  const script = `
    const { LevelStore } = await import(${JSON.stringify(level)});
    await LevelStore.open(process.argv[1]).catch((error) => console.log(error.code));`;
  const args = ['--input-type=module', '-e', script, path];
  assert.equal(execFileSync(process.execPath, args, { encoding: 'utf8' }), 'STORE_LOCKED\n');
  await addBlock(processor);
  assert.equal(processor.head.height, 1n);
  await processor.close();
});

test('a genesis that cannot be executed', async (t) => {
  const path = temporaryFolder(t);
  const fails = genesisOf({ contracts: [{ creator: formatAddress(senderOf(1)), source: 'revert("no")' }] });
  await assert.rejects(openProcessor({ genesis: fails, store: 'level', path }), { code: 'BAD_GENESIS' });
  // Nothing was written: another one can be.
  const processor = await openProcessor({ genesis: GENESIS, store: 'level', path });
  await processor.close();
  await assert.rejects(openProcessor({ genesis: GENESIS, store: 'level' }), { code: 'BAD_INPUT' });
});

test('inline execution makes the same blocks', async () => {
  const processor = await openProcessor({ genesis: GENESIS });
  for (let i = 0; i < 3; i++) await addBlock(processor);
  const worker = new Worker(new URL('./inline-chain.js', import.meta.url), {
    workerData: SOURCE,
    resourceLimits: { stackSizeMb: DEV_LIMITS.stackMb },
  });
  const [hash] = (await once(worker, 'message')) as [Uint8Array];
  assert.deepEqual(new Uint8Array(hash), processor.headHash);
  await processor.close();
});
