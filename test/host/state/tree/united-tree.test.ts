/** Proofs of one root, each of a few keys, that together change like the whole tree. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { keyText } from '../../../../host/state/key-text.js';
import { Forest } from '../../../../host/state/tree/forest.js';
import { createMultiproof } from '../../../../host/state/tree/multiproof.js';
import { EMPTY_ROOT, type StateTree } from '../../../../host/state/tree/state-tree.js';
import { ACCOUNT_TREE } from '../../../../host/state/tree/tree-id.js';
import type { TreeChange } from '../../../../host/state/tree/tree-update.js';
import { UnitedTree } from '../../../../host/state/tree/united-tree.js';
import { Random } from '../../../fuzz/random.js';
import { referenceRoot } from './reference-tree.js';
import { keyPool, type Model, PageMap, randomBytes, randomChanges } from './tree-cases.js';

const BAD_PROOF = { code: 'BAD_PROOF' };

function treeOf(model: Model): StateTree {
  const tree = new Forest(new PageMap()).open(ACCOUNT_TREE, EMPTY_ROOT);
  tree.update([...model.values()]).keep();
  return tree;
}

function modelOf(random: Random, keys: readonly Uint8Array[]): Model {
  return new Map(keys.map((key) => [keyText(key), { key, valueHash: randomBytes(random, 32) }]));
}

/** Proofs of a key each, in any order, some of them twice; or of several keys. */
function proofsOf(random: Random, tree: StateTree, keys: readonly Uint8Array[]): Uint8Array[] {
  const proofs: Uint8Array[] = [];
  for (let at = 0; at < keys.length; ) {
    const next = at + (random.oneIn(5) ? 3 : 1);
    proofs.push(createMultiproof(tree, keys.slice(at, next)));
    if (random.oneIn(8)) proofs.push(proofs[proofs.length - 1]);
    at = next;
  }
  return proofs.sort(() => random.below(3) - 1);
}

describe('random trees, of which many proofs of one key are united', () => {
  for (const seed of [1, 2, 3]) {
    test(`seed ${seed}`, () => {
      const random = new Random(seed);
      let refused = 0;
      for (let round = 0; round < 80; round++) {
        const keys = keyPool(random, random.pick([4, 20, 60]));
        const model = modelOf(
          random,
          keys.filter(() => random.oneIn(2)),
        );
        const tree = treeOf(model);
        const asked = keys.filter(() => random.oneIn(random.pick([2, 5])));
        if (asked.length === 0) continue;
        const united = UnitedTree.verify(tree.root, proofsOf(random, tree, asked));
        for (let step = 0; step < 4; step++) {
          const options = { most: asked.length * 2, removals: random.pick([1, 2, 5]) };
          const { changes, model: after } = randomChanges(random, asked, model, options);
          const root = rootOrRefused(united, changes);
          if (root === undefined) refused++;
          else assert.deepEqual(Buffer.from(root), Buffer.from(referenceRoot([...after.values()])));
          // With proofs of all keys nothing is missing.
          const whole = UnitedTree.verify(
            tree.root,
            keys.map((key) => createMultiproof(tree, [key])),
          );
          assert.deepEqual(
            Buffer.from(whole.rootAfter(changes)),
            Buffer.from(referenceRoot([...after.values()])),
          );
        }
      }
      assert.ok(refused > 0 && refused < 80, `${refused} refused`);
    });
  }
});

function rootOrRefused(united: UnitedTree, changes: readonly TreeChange[]): Uint8Array | undefined {
  try {
    return united.rootAfter(changes);
  } catch (error) {
    assert.equal((error as { code?: string }).code, 'BAD_PROOF');
    return undefined;
  }
}

/** A key that begins with these bits. */
function keyAt(bits: string): Uint8Array {
  const key = new Uint8Array(32);
  [...bits].forEach((bit, i) => {
    if (bit === '1') key[i >> 3] |= 0x80 >> (i & 7);
  });
  return key;
}

const leaf = (bits: string) => ({ key: keyAt(bits), valueHash: keyAt(`1${bits}`) });
const gone = (bits: string) => ({ key: keyAt(bits), valueHash: undefined });

describe('what is beside a subtree that is emptied by proofs of different keys', () => {
  const [a, b] = ['00', '01'];
  const cases = {
    'a leaf, which would be lifted': { beside: ['1'], helper: '1' },
    'a pair, which would stay where it is': { beside: ['10', '11'], helper: '10' },
    'a pair, shown by the absence of a key': { beside: ['100', '101'], helper: '11' },
  };
  for (const [what, { beside, helper }] of Object.entries(cases)) {
    test(what, () => {
      const leaves = [a, b, ...beside].map(leaf);
      const tree = treeOf(new Map(leaves.map((each) => [keyText(each.key), each])));
      const proof = (bits: string) => createMultiproof(tree, [keyAt(bits)]);
      const both = UnitedTree.verify(tree.root, [proof(a), proof(b)]);
      assert.throws(() => both.rootAfter([gone(a), gone(b)]), BAD_PROOF);
      const rest = (...without: string[]) =>
        Buffer.from(
          referenceRoot(
            leaves.filter(({ key }) => !without.some((bits) => Buffer.compare(keyAt(bits), key) === 0)),
          ),
        );
      assert.deepEqual(Buffer.from(both.rootAfter([gone(a)])), rest(a), 'it is as it was');
      const helped = UnitedTree.verify(tree.root, [proof(a), proof(helper), proof(b)]);
      assert.deepEqual(Buffer.from(helped.rootAfter([gone(a), gone(b)])), rest(a, b));
      const one = UnitedTree.verify(tree.root, [createMultiproof(tree, [keyAt(a), keyAt(b)])]);
      assert.deepEqual(
        Buffer.from(one.rootAfter([gone(a), gone(b)])),
        rest(a, b),
        'one proof of both shows it',
      );
      const replaced = [gone(a), gone(b), leaf('001')];
      const inserting = UnitedTree.verify(tree.root, [a, b, '001'].map(proof));
      const wanted = [...leaves.slice(2), leaf('001')];
      assert.deepEqual(Buffer.from(inserting.rootAfter(replaced)), Buffer.from(referenceRoot(wanted)));
    });
  }
});

test('a proof of another root among others, a key that no proof shows, no changes', () => {
  const random = new Random(4);
  const keys = keyPool(random, 30);
  const tree = treeOf(modelOf(random, keys));
  const [first, second] = keys;
  const other = treeOf(modelOf(random, keys));
  const proofs = [createMultiproof(tree, [first]), createMultiproof(tree, [second])];
  const foreign = createMultiproof(other, [second]);
  for (const wrong of [[proofs[0], foreign], [foreign, proofs[0]], [foreign]]) {
    assert.throws(() => UnitedTree.verify(tree.root, wrong), BAD_PROOF);
  }
  const united = UnitedTree.verify(tree.root, proofs);
  assert.deepEqual(united.rootAfter([]), tree.root);
  const hidden = keys.find((key) => [first, second].every((shown) => (key[0] ^ shown[0]) >= 0x40));
  assert.ok(hidden !== undefined);
  assert.throws(() => united.rootAfter([{ key: hidden, valueHash: undefined }]), BAD_PROOF);
  assert.deepEqual(united.rootAfter([]), tree.root);
});
