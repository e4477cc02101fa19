/** One block under the policy `shares`: who is admitted, what outcomes earn or cost (SEMANTICS 29). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PolicyBlock, ReputationBlock, TransactionOutcome } from '../../../host/block/reputation.js';
import { newcomerKey } from '../../../host/block/reputation-allowance.js';
import { ReputationLedger } from '../../../host/block/reputation-ledger.js';
import type { SharesParameters } from '../../../host/block/reputation-parameters.js';
import { SharesPolicy } from '../../../host/block/reputation-shares.js';
import { compareBytes } from '../../../runtime/bytes.js';
import { HostFault } from '../../../runtime/errors.js';
import { addressOf, MapState, randaoOf } from './policy-state.js';

const PARAMETERS: SharesParameters = {
  reputationPerBlock: 1_000n,
  reputationMax: 5_000n,
  allowanceMax: 400n,
  allowanceMin: 50n,
  newcomerFuel: 200n,
  activeBlocks: 10n,
  activityFuel: 10n,
  revertFactor: 2n,
  haltFactor: 4n,
};
const FUEL_LIMIT = 1_200n;
const [ALICE, BOB, CAROL, DAVE] = [1, 2, 3, 4].map(addressOf);

/** Alice has three quarters of the shared 1,000 fuel, above the cap; Bob 240; Carol a share of 10. */
const INITIAL = [
  [ALICE, 3_000n],
  [BOB, 960n],
  [CAROL, 40n],
] as const;

function start(changes: Partial<SharesParameters> = {}, block: Partial<PolicyBlock> = {}) {
  const policy = new SharesPolicy({ ...PARAMETERS, ...changes });
  const state = new MapState();
  policy.initialize(state, INITIAL);
  const environment = {
    height: 1n,
    prevRandao: randaoOf(0n),
    fuelLimit: FUEL_LIMIT,
    queueFuel: 0n,
    ...block,
  };
  const run = policy.begin(state, environment);
  const reputationOf = (address: Uint8Array): bigint =>
    new ReputationLedger(state, PARAMETERS.activeBlocks).standing(address).reputation;
  return { state, block: run, reputationOf };
}

function execute(
  block: ReputationBlock,
  sender: Uint8Array,
  fuelLimit: bigint,
  outcome: TransactionOutcome = 'success',
  fuelUsed = fuelLimit,
): void {
  assert.equal(block.admit(sender, fuelLimit), undefined);
  block.record(sender, outcome, fuelUsed);
}

/** Newcomers in the order of their turns. */
function newcomers(count: number): Uint8Array[] {
  const key = (address: Uint8Array): Uint8Array => newcomerKey(randaoOf(0n), address);
  return Array.from({ length: count }, (_, i) => addressOf(100 + i)).sort((a, b) =>
    compareBytes(key(a), key(b)),
  );
}

test('an address may use its share, at most the cap, in any number of transactions', () => {
  const { block } = start();
  assert.equal(block.admit(ALICE, 401n), 'ALLOWANCE');
  execute(block, ALICE, 400n);
  assert.equal(block.admit(ALICE, 1n), 'ALLOWANCE');
  execute(block, BOB, 100n);
  assert.equal(block.admit(BOB, 141n), 'ALLOWANCE');
  execute(block, BOB, 140n);
  assert.equal(block.admit(BOB, 1n), 'ALLOWANCE');
});

test('what a transaction did not use is there for the next', () => {
  const { block } = start();
  execute(block, BOB, 240n, 'success', 90n);
  assert.equal(block.admit(BOB, 151n), 'ALLOWANCE');
  execute(block, BOB, 150n);
});

test('what was admitted and not recorded was not there', () => {
  const { block } = start();
  assert.equal(block.admit(BOB, 240n), undefined);
  assert.equal(block.admit(BOB, 240n), undefined);
  block.record(BOB, 'success', 240n);
  assert.throws(() => block.record(BOB, 'success', 1n), HostFault);
});

test('a record of another sender, or of more than was admitted, is a fault', () => {
  const { block } = start();
  assert.equal(block.admit(BOB, 100n), undefined);
  assert.throws(() => block.record(ALICE, 'success', 1n), HostFault);
  assert.throws(() => block.record(BOB, 'success', 101n), HostFault);
  assert.equal(block.admit(BOB, 300n), 'ALLOWANCE');
  assert.throws(() => block.record(BOB, 'success', 1n), HostFault);
});

test('newcomers share a pool, once each, in the order of their turns', () => {
  const { block } = start();
  const [first, second, third, fourth] = newcomers(4);
  assert.equal(block.admit(first, 201n), 'ALLOWANCE');
  execute(block, second, 150n, 'success', 120n);
  assert.equal(block.admit(second, 1n), 'NEWCOMER_ONCE');
  assert.equal(block.admit(first, 1n), 'NEWCOMER_ORDER');
  assert.equal(block.admit(third, 81n), 'NEWCOMER_FUEL');
  execute(block, third, 80n);
  assert.equal(block.admit(fourth, 1n), 'NEWCOMER_FUEL');
});

test("the first transaction of anybody may be a newcomer's, and is then the only one", () => {
  const { block } = start({ allowanceMax: 100n });
  execute(block, ALICE, 150n);
  assert.equal(block.admit(ALICE, 10n), 'NEWCOMER_ONCE');
  execute(block, BOB, 10n);
  assert.equal(block.admit(BOB, 150n), 'ALLOWANCE');
});

test('no allowance holds a transaction without fuel', () => {
  const { block } = start();
  const [first] = newcomers(1);
  execute(block, first, 0n);
  assert.equal(block.admit(first, 0n), 'NEWCOMER_ONCE');
});

test('a share below the least allowance becomes a chance to get that', () => {
  let drawn = 0;
  const rounds = 4_000;
  for (let round = 0; round < rounds; round++) {
    const { block } = start({ newcomerFuel: 200n }, { prevRandao: randaoOf(7n, round) });
    if (block.place(CAROL, 50n).stage === 1) {
      drawn++;
      execute(block, CAROL, 50n);
      assert.equal(block.admit(CAROL, 1n), 'ALLOWANCE');
    } else assert.equal(block.place(CAROL, 50n).stage, 2);
  }
  // One in five; six standard deviations of a binomial distribution are 152.
  assert.ok(Math.abs(drawn - rounds / 5) < 152, `${drawn} of ${rounds}`);
});

test('lots do not take what is set aside for newcomers', () => {
  const policy = new SharesPolicy({ ...PARAMETERS, allowanceMin: 100n });
  const all = Array.from({ length: 40 }, (_, i) => addressOf(i));
  let blocksWithTooMany = 0;
  for (let round = 0; round < 50; round++) {
    const state = new MapState();
    // Shares of 25: on average 10 of 40 draw the lot, and 1,000 fuel holds 10.
    policy.initialize(
      state,
      all.map((address) => [address, 100n]),
    );
    const prevRandao = randaoOf(3n, round);
    const block = policy.begin(state, { height: 1n, prevRandao, fuelLimit: FUEL_LIMIT, queueFuel: 0n });
    const lots = all.filter((address) => block.place(address, 100n).stage === 1);
    const refusals = lots.map((address) => {
      const refusal = block.admit(address, 100n);
      if (refusal === undefined) block.record(address, 'success', 100n);
      return refusal;
    });
    const tooMany = Array.from({ length: Math.max(lots.length - 10, 0) }, () => 'SHARED_FUEL');
    assert.deepEqual(refusals.slice(10), tooMany);
    assert.ok(refusals.slice(0, 10).every((refusal) => refusal === undefined));
    if (lots.length > 10) blocksWithTooMany++;
  }
  assert.ok(blocksWithTooMany > 5, `${blocksWithTooMany} blocks with too many`);
});

const OUTCOMES: readonly (readonly [TransactionOutcome, fuelUsed: bigint, change: bigint])[] = [
  ['success', 120n, 100n],
  ['success', 121n, 100n],
  ['success', 10n, 8n],
  ['success', 9n, 0n],
  ['revert', 120n, -200n],
  ['revert', 1n, -2n],
  ['halt', 120n, -400n],
  ['halt', 1n, -4n],
  ['refused', 120n, -200n],
];

for (const [outcome, fuelUsed, change] of OUTCOMES) {
  test(`${outcome} of ${fuelUsed} fuel: ${change}`, () => {
    const { block, reputationOf } = start();
    execute(block, BOB, 200n, outcome, fuelUsed);
    assert.equal(reputationOf(BOB), 960n, 'nothing changes before the block ends');
    block.finish();
    assert.equal(reputationOf(BOB), 960n + change);
  });
}

test('the transactions of an address are one sum: rounded once, in any order', () => {
  const ends = [
    ['success', 13n],
    ['revert', 7n],
    ['success', 17n],
    ['halt', 1n],
  ] as const;
  for (const order of [ends, ends.toReversed()]) {
    const { block, reputationOf } = start();
    for (const [outcome, fuel] of order) execute(block, BOB, fuel, outcome);
    block.finish();
    // 1,000 x 30 / 1,200 down, 1,000 x (2 x 7 + 4 x 1) / 1,200 up.
    assert.equal(reputationOf(BOB), 960n + 25n - 15n);
  }
});

test('reputation stays between 0 and the most that an address can have', () => {
  const { block, reputationOf } = start({ reputationMax: 3_050n });
  execute(block, ALICE, 400n);
  execute(block, BOB, 240n, 'halt');
  const [first] = newcomers(1);
  execute(block, first, 200n, 'halt');
  block.finish();
  assert.equal(reputationOf(ALICE), 3_050n);
  assert.equal(reputationOf(BOB), 160n);
  assert.equal(reputationOf(first), 0n);
});

test('a block is finished once, and the next is its successor', () => {
  const { block, state } = start();
  block.finish();
  assert.throws(() => block.finish(), HostFault);
  const policy = new SharesPolicy(PARAMETERS);
  const next = { prevRandao: randaoOf(0n), fuelLimit: FUEL_LIMIT, queueFuel: 0n };
  assert.throws(() => policy.begin(state, { ...next, height: 1n }), HostFault);
  assert.throws(() => policy.begin(state, { ...next, height: 3n }), HostFault);
  policy.begin(state, { ...next, height: 2n }).finish();
});

test('queued calls take from allowances and newcomers alike, and change no rate of earning', () => {
  const { block, reputationOf } = start({}, { queueFuel: 600n });
  const [first] = newcomers(1);
  assert.equal(block.admit(BOB, 121n), 'ALLOWANCE');
  execute(block, BOB, 120n);
  assert.equal(block.admit(first, 101n), 'ALLOWANCE');
  execute(block, first, 100n);
  block.finish();
  assert.equal(reputationOf(BOB), 960n + 100n);
  assert.throws(() => start({}, { queueFuel: 1_201n }), HostFault);
});

test('a block without fuel admits nobody who needs some', () => {
  const { block, reputationOf } = start({}, { fuelLimit: 0n });
  assert.equal(block.admit(ALICE, 1n), 'ALLOWANCE');
  assert.equal(block.admit(DAVE, 1n), 'ALLOWANCE');
  block.finish();
  assert.equal(reputationOf(ALICE), 3_000n);
});
