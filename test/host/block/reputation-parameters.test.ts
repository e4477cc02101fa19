/** What a genesis can say of the policy `shares`. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultParameters, readParameters } from '../../../host/block/reputation-parameters.js';
import { FUEL_MAX } from '../../../runtime/limits.js';

const BLOCK_FUEL = 2_000_000_000n;
const badInput = { code: 'BAD_INPUT' };

test('defaults for what is not said, whatever the block', () => {
  assert.deepEqual(readParameters({}, BLOCK_FUEL), defaultParameters(BLOCK_FUEL));
  for (const fuel of [1n, 7n, 100_000_000n, FUEL_MAX]) {
    assert.deepEqual(readParameters({}, fuel), defaultParameters(fuel));
  }
});

test('integers of both kinds', () => {
  const given = { newcomerFuel: 5, activeBlocks: 9n };
  const expected = { ...defaultParameters(BLOCK_FUEL), newcomerFuel: 5n, activeBlocks: 9n };
  assert.deepEqual(readParameters(given, BLOCK_FUEL), expected);
});

const EDGES: readonly (readonly [name: string, least: bigint, most: bigint])[] = [
  ['reputationPerBlock', 0n, 2n ** 48n - 1n],
  ['reputationMax', 1n, 2n ** 64n - 1n],
  ['newcomerFuel', 0n, BLOCK_FUEL],
  ['activeBlocks', 1n, 2n ** 32n - 1n],
  ['activityFuel', 1n, FUEL_MAX],
  ['revertFactor', 2n, 2n ** 32n - 1n],
  ['haltFactor', 2n, 2n ** 32n - 1n],
];

for (const [name, least, most] of EDGES) {
  test(`${name} is from ${least} to ${most}`, () => {
    for (const value of [least, most]) {
      assert.equal(
        Object.entries(readParameters({ [name]: value }, BLOCK_FUEL)).find(([n]) => n === name)?.[1],
        value,
      );
    }
    for (const value of [least - 1n, most + 1n]) {
      assert.throws(() => readParameters({ [name]: value }, BLOCK_FUEL), badInput);
    }
  });
}

test('allowances: the least is at most the most', () => {
  readParameters({ allowanceMin: 7, allowanceMax: 7 }, BLOCK_FUEL);
  assert.throws(() => readParameters({ allowanceMin: 8, allowanceMax: 7 }, BLOCK_FUEL), badInput);
  assert.throws(() => readParameters({ allowanceMin: 0 }, BLOCK_FUEL), badInput);
  assert.throws(() => readParameters({ allowanceMax: FUEL_MAX + 1n }, BLOCK_FUEL), badInput);
});

test('unknown names and what is no integer are refused', () => {
  for (const given of [{ newcomerfuel: 5 }, { toString: 5 }, { newcomerFuel: '5' }, { newcomerFuel: 1.5 }]) {
    assert.throws(() => readParameters(given, BLOCK_FUEL), badInput);
  }
  assert.throws(() => readParameters({ newcomerFuel: 2 ** 53 }, FUEL_MAX), badInput);
});
