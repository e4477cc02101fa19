/** Blocks of environments offline: from code, a root and witnesses. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { receiptsRoot } from '../../host/environment/receipts-root.js';
import { stateAfter } from '../../host/environment/state-after.js';
import { type EnvironmentBlock, EnvironmentRunner } from '../../host/environment-runner.js';
import { encodeValue } from '../../host/vm/values/cbor.js';
import type { Value } from '../../host/vm/values/types.js';
import { describe } from '../support/host.js';
import { added, adding, FIRST, LEDGER, ledgerState, SECOND, THIRD } from './environment/ledger.js';

let runner: EnvironmentRunner;
before(async () => {
  runner = await EnvironmentRunner.start();
});
after(() => runner.close());

const STATE = ledgerState();

async function processed(transactions: readonly Value[], more: Partial<EnvironmentBlock> = {}) {
  const { root } = STATE;
  const block = { code: LEDGER, args: [root, 'merged'], preStateRoot: root, transactions, ...more };
  const { entry, result } = await runner.process(block);
  assert.equal(entry, 'process_block', describe(result));
  assert.equal(result.status, 'success', describe(result));
  assert.ok(result.environment !== undefined);
  return { result, outcome: result.environment };
}

test('roots, receipts, changes and instances of a block', async () => {
  const transactions = [adding(STATE, FIRST, ['a', 1], ['a', 2]), adding(STATE, SECOND, ['a', 2])];
  const { result, outcome } = await processed(transactions);
  assert.deepEqual(outcome.receipts, [added(3), added(42)]);
  assert.deepEqual(outcome.receiptsRoot, receiptsRoot([...(outcome.receipts ?? [])]));
  const state = stateAfter(STATE, outcome);
  const numbers = [FIRST, SECOND, THIRD].map((address) => [...(state?.get(address)?.storage ?? [])]);
  assert.deepEqual(numbers, [[['a', 3]], [['a', 42]], [['z', 1]]]);
  assert.deepEqual(state?.root, outcome.stateRoot);
  // The script, two children, three linked functions.
  assert.equal(result.frames, 6);
  assert.ok(result.fuelUsed > 0);
});

test('a stale witness is skipped; a transaction that fails has a receipt and no effect', async () => {
  const transactions = [
    adding(STATE, FIRST, ['a', 1]),
    adding(STATE, FIRST, ['a', 1]),
    adding(STATE, SECOND, ['a', 100]),
  ];
  const { result, outcome } = await processed(transactions, { args: [STATE.root] });
  // The first changed the root that both others are against.
  assert.deepEqual(outcome.receipts, [added(1)]);
  assert.equal(result.logs.map(({ text }) => text).join(''), 'skipped\nskipped\n');
  const failing = await processed([adding(STATE, SECOND, ['a', 100])], { args: [STATE.root] });
  assert.deepEqual(failing.outcome.receipts, [encodeValue([2, encodeValue('too much')])]);
  assert.deepEqual(failing.outcome.stateRoot, STATE.root);
  assert.equal(stateAfter(STATE, failing.outcome)?.toJson(), STATE.toJson());
});

test('the same block ends alike in a runner that has run others', async () => {
  const transactions = [adding(STATE, FIRST, ['a', 1])];
  const first = await processed(transactions);
  const other = await EnvironmentRunner.start();
  try {
    const block = { code: LEDGER, args: [STATE.root, 'merged'], preStateRoot: STATE.root, transactions };
    assert.deepEqual((await other.process(block)).result, first.result);
  } finally {
    await other.close();
  }
});

test('the root that is given counts, not what the creation has written', async () => {
  const transactions = [adding(STATE, FIRST, ['a', 1])];
  const elsewhere = new Uint8Array(32).fill(7);
  const { outcome } = await processed(transactions, { args: [elsewhere, 'merged'] });
  assert.deepEqual(outcome.receipts, [added(1)]);
  const lost = await processed(transactions, { preStateRoot: elsewhere });
  assert.deepEqual([lost.outcome.receipts, lost.outcome.stateRoot], [[], elsewhere]);
});

test('an environment is told its id, its shard and who sends', async () => {
  const code = `
def init(): pass
def process_block(transactions, pre_state):
    print(hex(eei.get_context()['es_callee']), eei.shard_id(), invoker, address)
    return (pre_state, eei.hash_tree_root([]))
`;
  const [address, from] = [`0x${'ab'.repeat(20)}`, `0x${'cd'.repeat(20)}`];
  const { result } = await processed([], { code, args: [], address, from, shardId: 7n });
  assert.equal(result.logs[0].text, `${address} 7 ${from} ${address}\n`);
});

test('an environment that cannot be created has no block', async () => {
  const block = { preStateRoot: STATE.root, transactions: [] };
  for (const [code, status, wanted] of [
    ['def init(): revert("no")', 'revert', 'REVERT'],
    ['def init(', 'halt', 'INVALID_CODE'],
    ['x = 1', 'revert', 'BAD_ARGS'],
  ] as const) {
    const { entry, result } = await runner.process({ ...block, code });
    assert.deepEqual([entry, result.status, (result as { code?: string }).code], ['init', status, wanted]);
    assert.equal(result.environment, undefined);
  }
});

test('a block that fails tells why, and has no outcome', async () => {
  const block = { args: [], preStateRoot: STATE.root, transactions: [] };
  const code = 'def init(): pass\ndef process_block(transactions, pre_state): ';
  for (const [body, wanted] of [
    ['revert("no")', 'revert REVERT: no'],
    ['return 5', 'halt TRAP (process_block gave no (root, receipts root))'],
    ['return [pre_state, pre_state[1:]]', 'halt TRAP (process_block gave no (root, receipts root))'],
  ]) {
    const { entry, result } = await runner.process({ ...block, code: code + body });
    assert.deepEqual([entry, describe(result), result.environment], ['process_block', wanted, undefined]);
  }
  const limits = { fuel: 40_000_000 };
  const loop = { ...block, code: `${code}\n    while True: pass`, limits };
  assert.equal(describe((await runner.process(loop)).result), 'halt OUT_OF_FUEL');
});

test('bad input is refused by name', async () => {
  const block = { code: LEDGER, preStateRoot: STATE.root, transactions: [] };
  const cases: readonly (readonly [object, string])[] = [
    [{ preStateRoot: new Uint8Array(31) }, 'BAD_INPUT'],
    [{ transactions: 'none' }, 'BAD_INPUT'],
    [{ shardId: -1n }, 'BAD_INPUT'],
    [{ shardId: 2n ** 64n }, 'BAD_INPUT'],
    [{ address: '0x12' }, 'BAD_INPUT'],
    [{ from: 'me' }, 'BAD_INPUT'],
    [{ limits: { fuel: -1 } }, 'BAD_INPUT'],
    [{ transactions: [undefined] }, 'BAD_VALUE'],
    [{ transactions: [new Uint8Array(1_048_576)] }, 'BAD_VALUE'],
  ];
  for (const [part, code] of cases)
    await assert.rejects(runner.process({ ...block, ...part }), { code }, JSON.stringify(Object.keys(part)));
});

test('a runner that is closed answers what it was asked, and nothing more', async () => {
  const other = await EnvironmentRunner.start();
  const block = { code: LEDGER, args: [STATE.root], preStateRoot: STATE.root, transactions: [] };
  const asked = other.process(block);
  await other.close();
  assert.equal((await asked).result.status, 'success');
  await assert.rejects(other.process(block), { code: 'CLOSED' });
});
