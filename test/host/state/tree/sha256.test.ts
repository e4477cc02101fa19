/** Hashes of pairs: both libraries give the same, and the one that is missing or wrong is not used. */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import hashtree from '@chainsafe/hashtree';
import {
  chooseHashPairs,
  hashPairsInto,
  hashPairsPortable,
  sha256,
  sha256Of,
} from '../../../../host/state/tree/sha256.js';
import { Random } from '../../../fuzz/random.js';
import { randomBytes } from './tree-cases.js';

function plain(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHash('sha256').update(bytes).digest());
}

const random = new Random(1);

for (const [name, hashInto] of [
  ['chosen', hashPairsInto],
  ['portable', hashPairsPortable],
  ['native', hashtree.hashInto],
] as const) {
  test(`pairs by the ${name} function`, () => {
    for (const pairs of [0, 1, 2, 3, 4, 5, 8, 17, 100]) {
      const input = randomBytes(random, pairs * 64);
      const output = new Uint8Array(pairs * 32);
      if (pairs > 0 || name !== 'native') hashInto(input, output);
      for (let i = 0; i < pairs; i++) {
        const [found, pair] = [output.slice(i * 32, i * 32 + 32), input.subarray(i * 64, i * 64 + 64)];
        assert.deepEqual(found, plain(pair), `${i} of ${pairs}`);
      }
    }
  });
}

test('the native function is chosen where there is one, else the portable one', () => {
  assert.equal(hashPairsInto, hashtree.hashInto);
  assert.equal(
    chooseHashPairs(() => {
      throw new Error('Cannot find native binding');
    }),
    hashPairsPortable,
  );
});

test('a native function that hashes wrongly is not used', () => {
  const wrong = (input: Uint8Array, output: Uint8Array): void => {
    hashPairsPortable(input, output);
    output[output.length - 1] ^= 1;
  };
  assert.equal(
    chooseHashPairs(() => ({ hashInto: wrong })),
    hashPairsPortable,
  );
});

test('other lengths', () => {
  for (const length of [0, 1, 55, 56, 63, 64, 65, 255, 256, 257, 1000, 100_000]) {
    const bytes = randomBytes(random, length);
    assert.deepEqual(new Uint8Array(sha256(bytes)), plain(bytes), `${length}`);
    const joined = Uint8Array.of(1, ...bytes);
    assert.deepEqual(new Uint8Array(sha256Of(Uint8Array.of(1), bytes)), plain(joined), `1 + ${length}`);
  }
});
