/** Environments on a devnet: deployed, asked for, sent batches of transactions; a genesis with one. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { parseGenesis } from '../../../host/block/genesis.js';
import { openProcessor } from '../../../host/block/open-processor.js';
import { EnvironmentRunner } from '../../../host/environment-runner.js';
import { type DevnetNode, serveDevnet } from '../../../host/rpc/serve-devnet.js';
import { devnetGenesis, testAccounts } from '../../../host/rpc/test-accounts.js';
import { create2Address } from '../../../host/state/account.js';
import { stringifyValue } from '../../../host/vm/values/json.js';
import { RawJson, toText } from '../../../host/vm/values/json-text.js';
import type { Value } from '../../../host/vm/values/types.js';
import { fromHex, toHex } from '../../../runtime/bytes.js';
import { adding, FIRST, LEDGER, ledgerState, SECOND, utf8 } from '../environment/ledger.js';
import { wasmOf } from '../vm/script/programs.js';

const STATE = ledgerState();
const ARGS: Value[] = [STATE.root, 'merged'];
const raw = (value: Value): RawJson => new RawJson(stringifyValue(value));
const [alice, bob] = testAccounts().map(({ address }) => toHex(address));
/** The environment of the genesis. */
const FIRST_LEDGER = toHex(create2Address(fromHex(alice), new Uint8Array(32), utf8(LEDGER)));
let seconds = 1_800_000_000n;
let node: DevnetNode;

before(async () => {
  const contract = { creator: alice, vm: 'script', source: LEDGER, args: JSON.parse(raw(ARGS).text) };
  const genesis = { ...JSON.parse(devnetGenesis(seconds)), contracts: [contract] };
  const processor = await openProcessor({ genesis: parseGenesis(JSON.stringify(genesis)) });
  const onFault = (fault: unknown) => assert.fail(String(fault));
  node = await serveDevnet(processor, { port: 0, now: () => ++seconds, intervalMs: 0, onFault });
});
after(() => node.close());

interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: answers are as documented, and looked at by the tests
  readonly result?: any;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: object };
}

async function rpc(method: string, ...params: unknown[]): Promise<Answer> {
  const response = await fetch(`http://127.0.0.1:${node.port}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: toText({ jsonrpc: '2.0', id: 1, method, params }),
  });
  return (await response.json()) as Answer;
}

async function result(method: string, ...params: unknown[]) {
  const { result, error } = await rpc(method, ...params);
  assert.equal(error, undefined, JSON.stringify(error));
  return result;
}

async function receiptOf(hash: string) {
  for (let tries = 0; tries < 400; tries++) {
    const found = await result('pbevm_getReceipt', hash);
    if (found !== null) return found;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return assert.fail('no receipt after 10 s');
}

const request = (to: string, transactions: Value, more: object = {}): object => ({
  from: bob,
  to,
  transactions: raw(transactions),
  ...more,
});

test('a batch is processed: roots are those of the offline runner, and in the receipt', async () => {
  const before = await result('pbevm_getEnvironment', FIRST_LEDGER);
  assert.equal(before.root, toHex(STATE.root));
  const transactions = [adding(STATE, FIRST, ['a', 1]), adding(STATE, SECOND, ['a', 2])];
  const hash = await result('pbevm_sendEnvironmentTransactions', request(FIRST_LEDGER, transactions));
  const { receipt, height } = await receiptOf(hash);
  assert.equal(receipt.status, 'SUCCESS', JSON.stringify(receipt));
  const runner = await EnvironmentRunner.start();
  try {
    const block = { code: LEDGER, args: ARGS, address: FIRST_LEDGER, from: bob, transactions };
    const offline = await runner.process({ ...block, preStateRoot: STATE.root });
    const { stateRoot, receiptsRoot } = offline.result.environment ?? assert.fail('no outcome');
    const after = await result('pbevm_getEnvironment', FIRST_LEDGER);
    assert.deepEqual(after, { ...before, root: toHex(stateRoot) });
    assert.deepEqual(receipt.value, {
      $tuple: [{ $bytes: toHex(stateRoot) }, { $bytes: toHex(receiptsRoot) }],
    });
  } finally {
    await runner.close();
  }
  assert.equal((await result('pbevm_getTransaction', hash)).from, bob);
  const earlier = `0x${(BigInt(height) - 1n).toString(16)}`;
  assert.deepEqual(await result('pbevm_getEnvironment', FIRST_LEDGER, earlier), before);
});

test('environments in both languages; what is none is null', async () => {
  const program = { init: [], process_block: [] };
  for (const [code, language] of [
    [utf8(LEDGER), 'python'],
    [await wasmOf('script', program), 'wasm'],
  ] as const) {
    const args = language === 'python' ? ARGS : [];
    const creation = {
      from: alice,
      code: toHex(code),
      args: raw(args),
      vm: 'script',
      salt: `0x${'01'.repeat(32)}`,
    };
    const { receipt } = await receiptOf(await result('pbevm_sendTransaction', creation));
    assert.equal(receipt.status, 'SUCCESS', JSON.stringify(receipt));
    const { codeHash } = await result('pbevm_getAccount', receipt.created);
    const root = language === 'python' ? toHex(STATE.root) : `0x${'00'.repeat(32)}`;
    const environment = await result('pbevm_getEnvironment', receipt.created);
    assert.deepEqual(environment, { vm: 'script', language, codeHash, root });
    assert.equal(await result('pbevm_getEnvironment', receipt.created, 'earliest'), null);
  }
  const contract = await receiptOf(await result('pbevm_sendTransaction', { from: alice, source: 'pass' }));
  assert.equal(await result('pbevm_getEnvironment', contract.receipt.created), null);
  assert.equal(await result('pbevm_getEnvironment', bob), null);
});

test('wrong requests name their place', async () => {
  const method = 'pbevm_sendEnvironmentTransactions';
  const cases: readonly (readonly [object, RegExp])[] = [
    [request(bob, []), /^\[0\]\.to: there is no environment/],
    [request('0x12', []), /^\[0\]\.to: /],
    [request(FIRST_LEDGER, new Map()), /^\[0\]\.transactions: a list expected/],
    [request(FIRST_LEDGER, [], { transactions: raw('all') }), /^\[0\]\.transactions: a list expected/],
    [{ from: bob, to: FIRST_LEDGER }, /transactions is missing/],
    [{ to: FIRST_LEDGER, transactions: [] }, /from is missing/],
    [request(FIRST_LEDGER, [], { args: [] }), /^\[0\]\.args: is not known/],
    [request(FIRST_LEDGER, [], { fuel: -1 }), /^\[0\]\.fuel: /],
    [request(FIRST_LEDGER, [], { from: FIRST_LEDGER }), /none of the test accounts/],
  ];
  for (const [params, message] of cases) {
    const { error } = await rpc(method, params);
    assert.equal(error?.code, -32_602, JSON.stringify(error));
    assert.match(error.message, message);
  }
  assert.equal((await rpc(method)).error?.code, -32_602);
  assert.equal((await rpc('pbevm_getEnvironment')).error?.code, -32_602);
  const future = await rpc('pbevm_getEnvironment', bob, 1_000_000);
  assert.deepEqual(future.error?.data, { code: 'UNKNOWN_HEIGHT' });
  const large = await rpc(method, request(FIRST_LEDGER, [new Uint8Array(140_000)]));
  assert.deepEqual([large.error?.code, Object.keys(large.error?.data ?? {})], [-32_000, ['code', 'reason']]);
});

test('fuel and nonce are those of the request; what fails has a receipt and leaves the root', async () => {
  const method = 'pbevm_sendEnvironmentTransactions';
  const { root } = await result('pbevm_getEnvironment', FIRST_LEDGER);
  const nonce = await result('pbevm_getNonce', bob);
  const fuel = 1_000_000;
  const hash = await result(method, request(FIRST_LEDGER, [], { fuel, nonce }));
  const { receipt } = await receiptOf(hash);
  assert.deepEqual([receipt.status, Number(receipt.fuelUsed)], ['OUT_OF_FUEL', fuel]);
  const again = await rpc(method, request(FIRST_LEDGER, [], { nonce }));
  assert.deepEqual(again.error?.data, { code: 'BAD_TRANSACTION', reason: 'NONCE_LOW' });
  assert.equal((await result('pbevm_getEnvironment', FIRST_LEDGER)).root, root);
});
