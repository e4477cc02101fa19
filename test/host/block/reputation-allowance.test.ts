/** How a block's fuel is divided, and what shares become. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allowanceOf, divideFuel, newcomerKey, shareOf } from '../../../host/block/reputation-allowance.js';
import { defaultParameters } from '../../../host/block/reputation-parameters.js';
import { toHex } from '../../../runtime/bytes.js';
import { HostFault } from '../../../runtime/errors.js';
import { FUEL_MAX } from '../../../runtime/limits.js';
import { addressOf, randaoOf } from './policy-state.js';

const PARAMETERS = {
  ...defaultParameters(1_000n),
  newcomerFuel: 250n,
  allowanceMin: 10n,
  allowanceMax: 100n,
};

const DIVISIONS: readonly (readonly [fuelLimit: bigint, queue: bigint, newcomers: bigint, shared: bigint])[] =
  [
    [1_000n, 0n, 250n, 750n],
    [1_000n, 400n, 150n, 450n],
    [1_000n, 999n, 0n, 1n],
    [1_000n, 1_000n, 0n, 0n],
    [200n, 0n, 200n, 0n],
    [200n, 50n, 150n, 0n],
    [250n, 0n, 250n, 0n],
    [0n, 0n, 0n, 0n],
  ];

for (const [fuelLimit, queueFuel, newcomerFuel, sharedFuel] of DIVISIONS) {
  test(`${fuelLimit} fuel, ${queueFuel} for the queue: ${newcomerFuel} for newcomers`, () => {
    const block = { height: 1n, prevRandao: randaoOf(0n), fuelLimit, queueFuel };
    assert.deepEqual(divideFuel(PARAMETERS, block), { newcomerFuel, sharedFuel });
  });
}

test('a queue beyond the block, or a block beyond what fuel can be, is a fault', () => {
  const block = { height: 1n, prevRandao: randaoOf(0n), fuelLimit: 10n, queueFuel: 11n };
  assert.throws(() => divideFuel(PARAMETERS, block), HostFault);
  assert.throws(() => divideFuel(PARAMETERS, { ...block, fuelLimit: FUEL_MAX + 1n }), HostFault);
});

test('shares are rounded down; nobody has one of nothing', () => {
  assert.equal(shareOf(750n, 1n, 3n), 250n);
  assert.equal(shareOf(751n, 1n, 3n), 250n);
  assert.equal(shareOf(750n, 0n, 0n), 0n);
  const large = 2n ** 64n - 1n;
  assert.equal(shareOf(FUEL_MAX, large, large), FUEL_MAX);
});

test('shares below the least allowance are chances, above the cap they are cut', () => {
  const of = (share: bigint) => allowanceOf(PARAMETERS, randaoOf(1n), addressOf(1), share);
  assert.deepEqual(of(0n), { kind: 'none', fuel: 0n });
  assert.deepEqual(of(10n), { kind: 'share', fuel: 10n });
  assert.deepEqual(of(100n), { kind: 'share', fuel: 100n });
  assert.deepEqual(of(101n), { kind: 'share', fuel: 100n });
  const kinds = new Set(Array.from({ length: 200 }, (_, i) => small(i)));
  assert.deepEqual([...kinds].sort(), ['lot 10', 'none 0']);

  function small(index: number): string {
    const { kind, fuel } = allowanceOf(PARAMETERS, randaoOf(1n), addressOf(index), 9n);
    return `${kind} ${fuel}`;
  }
});

test('a lot says nothing about the turn among newcomers', () => {
  const parameters = { ...PARAMETERS, allowanceMin: 2n, allowanceMax: 2n };
  const firstHalf = { lot: 0, none: 0, share: 0 };
  for (let index = 0; index < 4_000; index++) {
    const address = addressOf(index);
    if (newcomerKey(randaoOf(1n), address)[0] >= 0x80) continue;
    firstHalf[allowanceOf(parameters, randaoOf(1n), address, 1n).kind]++;
  }
  // Half of about 2,000; six standard deviations are 134.
  assert.ok(Math.abs(firstHalf.lot - firstHalf.none) < 268, JSON.stringify(firstHalf));
});

test('the turn of a newcomer is keccak256(prevRandao || sender)', () => {
  // Of 52 zero bytes, by another implementation (js-sha3 0.8).
  const key = newcomerKey(new Uint8Array(32), new Uint8Array(20));
  assert.equal(toHex(key), '0xa86d54e9aab41ae5e520ff0062ff1b4cbd0b2192bb01080a058bb170d84e6457');
});
