/** How far a proof of one key leads, as the tree itself says. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keyText } from '../../../../host/state/key-text.js';
import { Forest } from '../../../../host/state/tree/forest.js';
import { sharedBits } from '../../../../host/state/tree/key-bits.js';
import { createMultiproof, verifyMultiproof } from '../../../../host/state/tree/multiproof.js';
import { sealProof } from '../../../../host/state/tree/proof-reader.js';
import { readProofWay } from '../../../../host/state/tree/proof-way.js';
import { EMPTY_ROOT } from '../../../../host/state/tree/state-tree.js';
import { ACCOUNT_TREE } from '../../../../host/state/tree/tree-id.js';
import { Random } from '../../../fuzz/random.js';
import { bitOf } from './reference-tree.js';
import { keyPool, PageMap, randomBytes } from './tree-cases.js';

function treeOf(keys: readonly Uint8Array[]) {
  const tree = new Forest(new PageMap()).open(ACCOUNT_TREE, EMPTY_ROOT);
  tree.update(keys.map((key) => ({ key, valueHash: key }))).keep();
  return tree;
}

/** Pairs above a key's place, and the leaf there, from the keys alone. */
function wayOf(keys: readonly Uint8Array[], key: Uint8Array): [pairs: number, leaf: string | undefined] {
  let [left, pairs] = [keys, 0];
  for (; left.length > 1; pairs++) left = left.filter((other) => bitOf(other, pairs) === bitOf(key, pairs));
  return [pairs, left[0] && keyText(left[0])];
}

test('keys that are there and others, also deep ones', () => {
  const random = new Random(1);
  const depths = new Set<number>();
  for (let round = 0; round < 40; round++) {
    const pool = keyPool(random, random.pick([1, 5, 40]));
    const keys = pool.filter(() => random.oneIn(2));
    const tree = treeOf(keys);
    for (const key of pool) {
      const way = readProofWay(createMultiproof(tree, [key]), key) ?? assert.fail();
      assert.deepEqual([way.pairs, way.leafKey && keyText(way.leafKey)], wayOf(keys, key));
      depths.add(way.pairs);
    }
  }
  assert.ok(depths.has(0) && depths.has(256));
});

test('a proof of another key, of no keys or of two has none', () => {
  const keys = keyPool(new Random(2), 9);
  const tree = treeOf(keys);
  const [key, other] = [...keys].sort(Buffer.compare);
  for (const asked of [[], [other], [key, other]]) {
    assert.equal(readProofWay(createMultiproof(tree, asked), key), undefined);
  }
});

test('whatever is changed or cut off: what has no way is no proof', () => {
  const random = new Random(3);
  const keys = keyPool(random, 20);
  const tree = treeOf(keys);
  let without = 0;
  for (const key of [keys[0], randomBytes(random, 32)]) {
    const proof = createMultiproof(tree, [key]).subarray(0, -8);
    for (let i = 0; i < proof.length; i++) {
      const changed = proof.slice();
      changed[i] ^= 1 + random.below(255);
      for (const body of [changed, proof.subarray(0, i)]) {
        if (readProofWay(sealProof([body]), key) !== undefined) continue;
        without++;
        const asksOnlyKey = () => {
          const { entries } = verifyMultiproof(tree.root, sealProof([body]));
          assert.deepEqual(
            entries.map(({ key }) => key),
            [key],
          );
        };
        assert.throws(asksOnlyKey);
      }
    }
  }
  assert.ok(without > 40, `${without} without a way`);
});

test('bits that two keys share', () => {
  const key = randomBytes(new Random(4), 32);
  assert.equal(sharedBits(key, key.slice()), 256);
  for (let depth = 0; depth < 256; depth++) {
    const other = key.slice();
    other[depth >> 3] ^= 0x80 >> (depth & 7);
    if (depth < 200) other[31] ^= 0xff;
    assert.equal(sharedBits(key, other), depth);
  }
});
