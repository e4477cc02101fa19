/** The policies that a genesis can name, and what they are given at the start. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createReputationPolicy, DEFAULT_REPUTATION } from '../../../host/block/reputation-policies.js';
import { SharesPolicy } from '../../../host/block/reputation-shares.js';
import { UnlimitedPolicy } from '../../../host/block/reputation-unlimited.js';
import { addressOf, assertBooksBalance, MapState, randaoOf, recount } from './policy-state.js';

const BLOCK_FUEL = 1_000n;
const badInput = { code: 'BAD_INPUT' };

test('by name, shares by default', () => {
  assert.ok(createReputationPolicy(DEFAULT_REPUTATION, BLOCK_FUEL) instanceof SharesPolicy);
  assert.ok(createReputationPolicy({ policy: 'unlimited' }, BLOCK_FUEL) instanceof UnlimitedPolicy);
  const policy = createReputationPolicy({ policy: 'shares', parameters: { activeBlocks: 7 } }, BLOCK_FUEL);
  assert.equal((policy as SharesPolicy).parameters.activeBlocks, 7n);
});

test('other names, and parameters of a policy that has none, are refused', () => {
  assert.throws(() => createReputationPolicy({ policy: 'Shares' }, BLOCK_FUEL), badInput);
  const parameters = { activeBlocks: 7 };
  assert.throws(() => createReputationPolicy({ policy: 'unlimited', parameters }, BLOCK_FUEL), badInput);
  assert.throws(
    () => createReputationPolicy({ policy: 'shares', parameters: { x: 1 } }, BLOCK_FUEL),
    badInput,
  );
});

test('a genesis gives reputation, which counts from block 1 on', () => {
  const policy = new SharesPolicy({ ...createShares().parameters, activeBlocks: 2n });
  const state = new MapState();
  policy.initialize(state, [
    [addressOf(1), 5n],
    [addressOf(2), 6n],
  ]);
  const books = recount(state, 2n);
  assertBooksBalance(books);
  assert.deepEqual([books.total, books.height], [11n, 1n]);
  for (let height = 1n; height <= 2n; height++) {
    policy
      .begin(state, { height, prevRandao: randaoOf(height), fuelLimit: BLOCK_FUEL, queueFuel: 0n })
      .finish();
  }
  assert.equal(recount(state, 2n).total, 0n);
});

test('a genesis without reputation: everybody is a newcomer', () => {
  const policy = createShares();
  const state = new MapState();
  policy.initialize(state, []);
  const block = policy.begin(state, {
    height: 1n,
    prevRandao: randaoOf(1n),
    fuelLimit: BLOCK_FUEL,
    queueFuel: 0n,
  });
  assert.equal(block.place(addressOf(1), 1n).stage, 2);
  assert.equal(block.admit(addressOf(1), 125n), undefined);
  assert.equal(block.admit(addressOf(1), 126n), 'ALLOWANCE');
});

test('reputation that a genesis cannot give', () => {
  const policy = createShares();
  const most = policy.parameters.reputationMax;
  const cases = [[0n], [-1n], [most + 1n], [1n, 1n]];
  for (const amounts of cases) {
    const initial = amounts.map((amount) => [addressOf(1), amount] as const);
    assert.throws(() => policy.initialize(new MapState(), initial), badInput);
  }
  const state = new MapState();
  policy.initialize(state, [[addressOf(1), most]]);
  assert.throws(() => policy.initialize(state, []), badInput);
});

test('unlimited: everybody may use what the block has, nothing is kept', () => {
  const policy = new UnlimitedPolicy();
  const state = new MapState();
  policy.initialize(state, []);
  assert.throws(() => policy.initialize(state, [[addressOf(1), 1n]]), badInput);
  const block = policy.begin(state, { height: 5n, prevRandao: randaoOf(1n), fuelLimit: 9n, queueFuel: 0n });
  for (let i = 0; i < 3; i++) {
    assert.equal(block.admit(addressOf(1), 9n), undefined);
    block.record(addressOf(1), 'halt', 9n);
  }
  assert.deepEqual(block.place(addressOf(1), 1n), { stage: 0 });
  block.finish();
  assert.equal(state.records.size, 0);
});

function createShares(): SharesPolicy {
  return createReputationPolicy(DEFAULT_REPUTATION, BLOCK_FUEL) as SharesPolicy;
}
