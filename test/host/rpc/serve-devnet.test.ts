/**
 * A devnet as a client meets it: deploy, send, ask, look up, listen; bad input; closing and opening again.
 *
 */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { decodeHeader } from '../../../host/block/containers.js';
import { parseGenesis } from '../../../host/block/genesis.js';
import { openProcessor } from '../../../host/block/open-processor.js';
import { signTransaction } from '../../../host/block/signer.js';
import { encodeTransaction } from '../../../host/block/transaction.js';
import { type DevnetNode, serveDevnet } from '../../../host/rpc/serve-devnet.js';
import { devnetGenesis, testAccounts } from '../../../host/rpc/test-accounts.js';
import { verifyStateProof } from '../../../host/state/tree/state-proof.js';
import { encodeValue } from '../../../host/vm/values/cbor.js';
import { fromHex, toHex } from '../../../runtime/bytes.js';

const START = 1_800_000_000n;
const COUNTER = `
if new:
    chain["n"] = args[0]
else:
    match args:
        case ["add", n]:
            chain["n"] += n
            emit("Added", n=n, by=invoker)
            finish(chain["n"])
        case ["get"]:
            finish(chain["n"])
        case _:
            revert("add or get")
`;

const folder = mkdtempSync(join(tmpdir(), 'pbevm-devnet-'));
const [alice, bob] = testAccounts().map(({ address }) => toHex(address));
let node: DevnetNode;
let seconds = START;

async function open(intervalMs = 0): Promise<DevnetNode> {
  const genesis = parseGenesis(devnetGenesis(START));
  const processor = await openProcessor({ genesis, store: 'level', path: join(folder, 'chain') });
  const onFault = (fault: unknown) => assert.fail(String(fault));
  return serveDevnet(processor, { port: 0, now: () => seconds++, intervalMs, onFault });
}

before(async () => {
  node = await open();
});
after(async () => {
  await node.close();
  rmSync(folder, { recursive: true });
});

interface Answer {
  readonly result?: never;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: object };
}

async function rpc(method: string, ...params: unknown[]): Promise<Answer> {
  const response = await fetch(`http://127.0.0.1:${node.port}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  });
  return (await response.json()) as Answer;
}

// biome-ignore lint/suspicious/noExplicitAny: answers are as documented, and looked at by the tests
async function result(method: string, ...params: unknown[]): Promise<any> {
  const { result, error } = await rpc(method, ...params);
  assert.equal(error, undefined, JSON.stringify(error));
  return result;
}

/** The receipt of a transaction, once a block has it. */
async function receiptOf(hash: string) {
  for (let tries = 0; tries < 400; tries++) {
    const found = await result('pbevm_getReceipt', hash);
    if (found !== null) return found.receipt;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return assert.fail('no receipt after 10 s');
}

const send = async (transaction: unknown) => receiptOf(await result('pbevm_sendTransaction', transaction));

async function deploy(salt = 0): Promise<string> {
  const receipt = await send({
    from: alice,
    source: COUNTER,
    args: [5],
    salt: `0x${`${salt}`.padStart(64, '0')}`,
  });
  assert.equal(receipt.status, 'SUCCESS', JSON.stringify(receipt));
  return receipt.created;
}

test('deploy, send, ask, and look up what happened', async () => {
  const counter = await deploy();
  const receipt = await send({ from: bob, to: counter, args: ['add', 2] });
  assert.deepEqual([receipt.status, receipt.value], ['SUCCESS', 7]);
  assert.deepEqual(receipt.events[0].fields, { by: bob, n: 2 });
  const asked = await result('pbevm_call', { to: counter, args: ['get'] });
  assert.equal(asked.receipt.value, 7);
  assert.equal((await result('pbevm_call', { to: counter, args: ['get'] }, 1)).receipt.value, 5);
  const { events } = await result('pbevm_getEvents', { contract: counter, name: 'Added' });
  assert.equal(events.length, 1);
  const head = await result('pbevm_blockNumber');
  const block = await result('pbevm_getBlock', head, true);
  assert.equal(block.transactions[0].to, counter);
  assert.deepEqual(await result('pbevm_getBlock', block.hash, true), block);
  const found = await result('pbevm_getTransaction', block.transactions[0].hash);
  assert.deepEqual([found.from, found.height], [bob, head]);
  assert.equal((await result('pbevm_getAccount', bob)).nonce, '0x1');
});

test('an envelope that a client signed, and what is wrong with others', async () => {
  const [, , carol] = testAccounts();
  const counter = await deploy(1);
  const unsigned = {
    chainId: 1337n,
    shardId: 0n,
    nonce: 0n,
    fuelLimit: 50_000_000n,
    to: fromHex(counter),
    value: 0n,
    vm: 0,
    salt: new Uint8Array(),
    payload: encodeValue(['add', 1]),
  };
  const envelope = toHex(encodeTransaction(signTransaction(unsigned, carol.privateKey)));
  assert.equal((await send(envelope)).status, 'SUCCESS');
  const again = await rpc('pbevm_sendTransaction', envelope);
  assert.deepEqual(again.error?.data, { code: 'BAD_TRANSACTION', reason: 'NONCE_LOW' });
  const other = toHex(encodeTransaction(signTransaction({ ...unsigned, chainId: 1n }, carol.privateKey)));
  assert.deepEqual((await rpc('pbevm_sendTransaction', other)).error?.data, {
    code: 'BAD_TRANSACTION',
    reason: 'CHAIN',
  });
  const cut = await rpc('pbevm_sendTransaction', envelope.slice(0, -2));
  assert.equal(cut.error?.code, -32_000);
  const stranger = await rpc('pbevm_sendTransaction', { from: counter, to: bob });
  assert.equal(stranger.error?.code, -32_602);
});

test('a failing call tells why; an estimate is enough and hardly more', async () => {
  const counter = await deploy(2);
  const failed = await result('pbevm_call', { to: counter, args: [1] });
  assert.deepEqual([failed.receipt.status, failed.receipt.reason], ['REVERT', 'add or get']);
  assert.equal(failed.trace.type, 'revert');
  const call = { from: bob, to: counter, args: ['add', 1] };
  const fuel = await result('pbevm_estimateFuel', call);
  const enough = await result('pbevm_call', { ...call, fuel });
  assert.equal(enough.receipt.status, 'SUCCESS');
  const less = await result('pbevm_call', { ...call, fuel: `${(BigInt(fuel) * 60n) / 64n}` });
  assert.equal(less.receipt.status, 'OUT_OF_FUEL');
  const impossible = await rpc('pbevm_estimateFuel', { to: counter, args: [1] });
  assert.deepEqual(impossible.error?.data, { code: 'CALL_FAILED' });
});

test('wrong parameters name their place', async () => {
  const cases: readonly (readonly [string, unknown[], RegExp])[] = [
    ['pbevm_getReceipt', [], /parameter 1, hash/],
    ['pbevm_getReceipt', ['0x12'], /\[0\]: /],
    ['pbevm_call', [{ to: '0x12' }], /\[0\]\.to: /],
    ['pbevm_call', [{ to: alice, args: 5 }], /\[0\]\.args: /],
    ['pbevm_call', [{ to: alice, size: 5 }], /size/],
    ['pbevm_getAccount', [alice, 'soon'], /\[1\]: /],
    ['pbevm_getEvents', [{ limit: 0 }], /limit/],
    ['pbevm_getEvents', [{ limit: 1_000_000 }], /limit/],
  ];
  for (const [method, params, message] of cases) {
    const { error } = await rpc(method, ...params);
    assert.equal(error?.code, -32_602, `${method}: ${JSON.stringify(error)}`);
    assert.match(error.message, message);
  }
  const future = await rpc('pbevm_getAccount', alice, 1_000_000);
  assert.deepEqual(future.error?.data, { code: 'UNKNOWN_HEIGHT' });
  assert.equal(await result('pbevm_getBlock', 1_000_000), null);
});

test('a proof is against the root of its header, and shows what is there and what is not', async () => {
  const counter = await deploy(6);
  // The header of the root dict, asked for twice, and a key that is not there.
  const [root, other] = [`0x00${'00'.repeat(8)}`, '0x77'];
  const { header, headerBytes, proof } = await result('pbevm_getProof', counter, [root, other, root]);
  assert.equal(toHex(decodeHeader(fromHex(headerBytes)).stateRoot), header.stateRoot);
  const { accounts } = verifyStateProof(fromHex(header.stateRoot), fromHex(proof));
  const [{ address, account, storage }] = accounts;
  assert.deepEqual([toHex(address), account?.vm, storage.length], [counter, 1, 2]);
  assert.deepEqual(storage.map(({ key, value }) => [toHex(key), value !== undefined]).sort(), [
    [root, true],
    [other, false],
  ]);
  const tooLong = await rpc('pbevm_getProof', counter, [`0x${'00'.repeat(65)}`]);
  assert.equal(tooLong.error?.code, -32_602);
});

test('a listener is told of each block', async () => {
  const response = await fetch(`http://127.0.0.1:${node.port}/events`);
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const counter = await deploy(3);
  const text = new TextDecoder().decode((await reader.read()).value);
  const { header } = JSON.parse(text.split('\ndata: ')[1]);
  const block = await result('pbevm_getBlock', header.height);
  assert.equal(block.header.stateRoot, header.stateRoot);
  assert.ok(counter.length === 42);
  await reader.cancel();
});

test('a hundred transactions of one moment share blocks', async () => {
  const counter = await deploy(4);
  const start = Number(await result('pbevm_blockNumber'));
  const hashes = await Promise.all(
    Array.from({ length: 20 }, () =>
      result('pbevm_sendTransaction', { from: alice, to: counter, args: ['add', 1], fuel: 12_000_000 }),
    ),
  );
  for (const hash of hashes) assert.equal((await receiptOf(hash)).status, 'SUCCESS');
  const end = Number(await result('pbevm_blockNumber'));
  assert.ok(end - start < 20, `${end - start} blocks`);
});

test('what a block has no place for is in the next: a newcomer has one transaction in each', async () => {
  const privateKey = new Uint8Array(32).fill(0x77);
  const common = { chainId: 1337n, shardId: 0n, fuelLimit: 1_000_000n, to: fromHex(alice), value: 0n };
  const hashes: string[] = [];
  for (const nonce of [1n, 0n]) {
    const unsigned = { ...common, nonce, vm: 0, salt: new Uint8Array(0), payload: encodeValue([]) };
    const envelope = toHex(encodeTransaction(signTransaction(unsigned, privateKey)));
    hashes.push(await result('pbevm_sendTransaction', envelope));
  }
  for (const hash of hashes) assert.equal((await receiptOf(hash)).status, 'NO_CODE');
});

test('the chain is there when the node opens again, and blocks come at intervals if so told', async () => {
  const counter = await deploy(5);
  const head = await result('pbevm_getBlock');
  await node.close();
  node = await open(50);
  assert.deepEqual((await result('pbevm_getBlock', head.header.height)).hash, head.hash);
  const receipt = await send({ from: bob, to: counter, args: ['add', 3] });
  assert.equal(receipt.value, 8);
});
