/** What contracts are answered by system contract 0x…30. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { REPUTATION_ADDRESS } from '../../../host/block/reputation.js';
import { answerReputationCall } from '../../../host/block/reputation-contract.js';
import { readParameters } from '../../../host/block/reputation-parameters.js';
import { SharesPolicy } from '../../../host/block/reputation-shares.js';
import { UnlimitedPolicy } from '../../../host/block/reputation-unlimited.js';
import type { Value } from '../../../host/vm/values/types.js';
import { formatAddress } from '../../../runtime/address.js';
import { addressOf, MapState, randaoOf } from './policy-state.js';

const [ALICE, BOB, NOBODY] = [1, 2, 3].map((index) => formatAddress(addressOf(index)));
const BLOCK = { height: 1n, prevRandao: randaoOf(1n), fuelLimit: 1_000n, queueFuel: 200n };

const policy = new SharesPolicy(
  readParameters({ newcomerFuel: 500, allowanceMin: 50, allowanceMax: 300 }, BLOCK.fuelLimit),
);
const state = new MapState();
policy.initialize(state, [
  [addressOf(1), 900n],
  [addressOf(2), 100n],
]);

const ANSWERS: readonly (readonly [call: Value[], shares: Value, unlimited: Value | 'BAD_ARGS'])[] = [
  [['reputation', ALICE], 900, 0],
  [['reputation', NOBODY], 0, 0],
  [['share', ALICE], 360, 'BAD_ARGS'],
  [['share', BOB], 40, 'BAD_ARGS'],
  [['allowance', ALICE], 300, 800],
  [['allowance', NOBODY], 0, 800],
  [['total'], 1_000, 0],
  [['newcomerFuel'], 400, 'BAD_ARGS'],
];

for (const [call, shares, unlimited] of ANSWERS) {
  test(call.join(' '), () => {
    assert.deepEqual(answerReputationCall(policy, state, BLOCK, call), { value: shares });
    const other = answerReputationCall(new UnlimitedPolicy(), new MapState(), BLOCK, call);
    assert.deepEqual(other, unlimited === 'BAD_ARGS' ? 'BAD_ARGS' : { value: unlimited });
  });
}

test('either case of digits, and integers beyond those that are safe', () => {
  assert.deepEqual(answerReputationCall(policy, state, BLOCK, ['reputation', `0x${'0'.repeat(38)}0A`]), {
    value: 0,
  });
  const large = new SharesPolicy(readParameters({ reputationMax: 2n ** 60n }, BLOCK.fuelLimit));
  const books = new MapState();
  large.initialize(books, [[addressOf(1), 2n ** 60n]]);
  assert.deepEqual(answerReputationCall(large, books, BLOCK, ['total']), { value: 2n ** 60n });
});

const BAD_CALLS: readonly Value[] = [
  null,
  'total',
  [],
  [null],
  ['no such function'],
  ['total', ALICE],
  ['reputation'],
  ['reputation', ALICE, ALICE],
  ['reputation', 1],
  ['reputation', addressOf(1)],
  ['reputation', ALICE.slice(2)],
  ['reputation', `${ALICE}00`],
  ['reputation', `0x${'g'.repeat(40)}`],
  ['toString'],
  [['total']],
  new Map([['total', 1]]),
];

test('bad arguments', () => {
  for (const call of BAD_CALLS) {
    assert.equal(answerReputationCall(policy, state, BLOCK, call), 'BAD_ARGS', JSON.stringify(call));
  }
});

test('the contract is at 0x30', () => {
  assert.equal(formatAddress(REPUTATION_ADDRESS), `0x${'00'.repeat(19)}30`);
});
