/**
 * Multiproofs: what they prove, that a changed byte is refused, that a part of a tree works like the tree.
 */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { keyText } from '../../../../host/state/key-text.js';
import { Forest } from '../../../../host/state/tree/forest.js';
import { createMultiproof, verifyMultiproof } from '../../../../host/state/tree/multiproof.js';
import { NODE_KIND } from '../../../../host/state/tree/proof-nodes.js';
import { sealProof } from '../../../../host/state/tree/proof-reader.js';
import { EMPTY_ROOT, type StateTree } from '../../../../host/state/tree/state-tree.js';
import { ACCOUNT_TREE } from '../../../../host/state/tree/tree-id.js';
import { Random } from '../../../fuzz/random.js';
import { referenceRoot } from './reference-tree.js';
import { keyPool, type Model, PageMap, randomBytes, randomChanges, sharing } from './tree-cases.js';

const SMALL_CACHE = { cacheBytes: 8_000 };
const BAD_PROOF = { code: 'BAD_PROOF' };

function treeOf(model: Model, pages = new PageMap()): StateTree {
  const forest = new Forest(pages, SMALL_CACHE);
  const tree = forest.open(ACCOUNT_TREE, EMPTY_ROOT);
  tree.update([...model.values()]).keep();
  pages.write(forest.takeDirtyPages());
  return tree;
}

function modelOf(random: Random, keys: readonly Uint8Array[]): Model {
  return new Map(keys.map((key) => [keyText(key), { key, valueHash: randomBytes(random, 32) }]));
}

/** Some of the items, in an order of their own. */
function someOf<T>(random: Random, items: readonly T[], most: number): T[] {
  const left = [...items];
  const some: T[] = [];
  for (let i = random.below(most + 1); i > 0 && left.length > 0; i--) {
    some.push(...left.splice(random.below(left.length), 1));
  }
  return some;
}

describe('a proof of random keys proves them, and the part of the tree changes like the whole', () => {
  for (const seed of [1, 2, 3, 4]) {
    test(`seed ${seed}`, () => {
      const random = new Random(seed);
      for (let round = 0; round < 60; round++) proveAndChange(random);
    });
  }
});

function proveAndChange(random: Random): void {
  const keys = keyPool(random, random.pick([4, 20, 100]));
  const model = modelOf(random, someOf(random, keys, keys.length));
  const tree = treeOf(model);
  const asked = someOf(random, keys, random.pick([1, 5, keys.length]));
  const { entries, tree: part } = verifyMultiproof(tree.root, createMultiproof(tree, asked));
  assert.deepEqual(
    entries.map(({ key }) => keyText(key)),
    asked.map(keyText).sort(),
  );
  for (const { key, valueHash } of entries) {
    assert.deepEqual(valueHash, model.get(keyText(key))?.valueHash);
    assert.deepEqual(part.get(key), valueHash);
  }
  if (asked.length === 0) return;
  let now = model;
  for (let step = 0; step < 4; step++) {
    const removals = random.pick([1, 2, 5]);
    const { changes, model: next } = randomChanges(random, asked, now, { most: asked.length * 2, removals });
    const update = part.update(changes);
    assert.deepEqual(Buffer.from(update.root), Buffer.from(referenceRoot([...next.values()])));
    if (random.oneIn(4)) update.drop();
    else {
      update.keep();
      now = next;
    }
    assert.deepEqual(Buffer.from(part.root), Buffer.from(referenceRoot([...now.values()])));
  }
}

test('a proof of the tree as an update makes it', () => {
  const random = new Random(5);
  const keys = keyPool(random, 100);
  const model = modelOf(random, keys);
  const tree = treeOf(model);
  const update = tree.update([{ key: keys[0], valueHash: undefined }]);
  const [{ valueHash }] = verifyMultiproof(update.root, createMultiproof(update, [keys[0]])).entries;
  assert.equal(valueHash, undefined);
  const [before] = verifyMultiproof(tree.root, createMultiproof(tree, [keys[0]])).entries;
  assert.deepEqual(before.valueHash, model.get(keyText(keys[0]))?.valueHash);
  update.drop();
});

test('no keys at all, of an empty tree and of another', () => {
  const model = modelOf(new Random(6), keyPool(new Random(6), 10));
  for (const tree of [treeOf(new Map()), treeOf(model)]) {
    const proof = createMultiproof(tree, []);
    assert.deepEqual(verifyMultiproof(tree.root, proof).entries, []);
    assert.throws(() => verifyMultiproof(new Uint8Array(32).fill(1), proof), BAD_PROOF);
  }
});

test('a key that the proof does not show is refused, to read and to change', () => {
  const random = new Random(7);
  const keys = keyPool(random, 200);
  const tree = treeOf(modelOf(random, keys));
  const { tree: part } = verifyMultiproof(tree.root, createMultiproof(tree, keys.slice(0, 1)));
  const other = keys.find((key) => (key[0] ^ keys[0][0]) & 0x80) ?? assert.fail();
  assert.throws(() => part.get(other), BAD_PROOF);
  const shown = { key: keys[0], valueHash: undefined };
  const wanted = part.update([shown]);
  assert.throws(() => part.update([shown, { key: other, valueHash: other }]), BAD_PROOF);
  assert.deepEqual(part.root, tree.root, 'it is as it was');
  assert.deepEqual(part.update([shown]).root, wanted.root);
});

test('a proof has no more than it needs: siblings, opened where a leaf beside them may go', () => {
  const random = new Random(8);
  const key = randomBytes(random, 32);
  const others = [0, 1, 2].map((depth) => sharing(random, key, depth));
  const more = sharing(random, others[0], 10);
  const tree = treeOf(modelOf(random, [key, ...others, more]));
  const proof = createMultiproof(tree, [key]);
  // Count, key, flag, value; three pairs and the leaf; two hashes beside, and the leaf beside
  // it with key and value; the seal.
  assert.equal(proof.length, 4 + 32 + 1 + 32 + 4 + 2 * 33 + 65 + 8);
  const absent = createMultiproof(tree, [sharing(random, key, 3)]);
  assert.equal(absent.length, 4 + 32 + 1 + 3 + 65 + 3 * 33 + 8, 'the leaf that is there instead stays');
});

describe('hostile bytes', () => {
  const random = new Random(9);
  const keys = keyPool(random, 40);
  const model = modelOf(random, keys.slice(0, 30));
  const tree = treeOf(model);
  const askedSets = [keys.slice(0, 1), keys.slice(-1), keys.slice(5, 9), keys.slice(25, 35), keys];

  /** Sealed anew, a damaged proof may prove something else, but nothing that is not so. */
  function assertTrueIfValid(proof: Uint8Array): void {
    try {
      for (const { key, valueHash } of verifyMultiproof(tree.root, proof).entries) {
        assert.deepEqual(valueHash, model.get(keyText(key))?.valueHash);
      }
    } catch (error) {
      assert.equal((error as { code?: string }).code, 'BAD_PROOF');
    }
  }

  test('each byte of several proofs, changed in every bit', () => {
    for (const asked of askedSets) {
      const proof = createMultiproof(tree, asked);
      for (let i = 0; i < proof.length * 8; i++) {
        const damaged = proof.slice();
        damaged[i >> 3] ^= 1 << (i & 7);
        assert.throws(() => verifyMultiproof(tree.root, damaged), BAD_PROOF, `bit ${i}`);
        assertTrueIfValid(sealProof([damaged.subarray(0, -8)]));
      }
    }
  });

  test('every prefix, trailing bytes, another root', () => {
    for (const asked of askedSets) {
      const proof = createMultiproof(tree, asked);
      for (let length = 0; length < proof.length; length++) {
        assert.throws(() => verifyMultiproof(tree.root, proof.subarray(0, length)), BAD_PROOF);
      }
      const [longer, sealed] = [Uint8Array.of(...proof, 0), sealProof([proof.subarray(0, -8), EMPTY_ROOT])];
      assert.throws(() => verifyMultiproof(tree.root, longer), { ...BAD_PROOF, message: /damaged/ });
      assert.throws(() => verifyMultiproof(tree.root, sealed), { ...BAD_PROOF, message: /trailing/ });
      assert.throws(() => verifyMultiproof(EMPTY_ROOT, proof), BAD_PROOF);
    }
  });

  test('keys out of order, or twice', () => {
    const proof = createMultiproof(tree, keys.slice(30, 32));
    const [first, second] = [proof.slice(4, 37), proof.slice(37, 70)];
    for (const wrong of [
      [second, first],
      [first, first],
    ]) {
      const swapped = proof.slice(0, -8);
      swapped.set(wrong[0], 4);
      swapped.set(wrong[1], 37);
      assert.throws(() => verifyMultiproof(tree.root, sealProof([swapped])), {
        ...BAD_PROOF,
        message: /order/,
      });
    }
    assert.throws(() => createMultiproof(tree, [keys[0], keys[0]]), { code: 'HOST_FAULT' });
  });

  /** A proof that one key is absent, then nodes. */
  function absence(key: Uint8Array, ...nodes: readonly (number | Uint8Array)[]): Uint8Array {
    const parts = nodes.map((node) => (typeof node === 'number' ? [node] : [...node]));
    return sealProof([Uint8Array.from([0, 0, 0, 1, ...key, 0, ...parts.flat()])]);
  }

  test('nodes that are shown in another way than the one', () => {
    const [a, b] = [new Uint8Array(32), new Uint8Array(32).fill(0xff)];
    const far = new Uint8Array(32).fill(1);
    const { empty, leaf, pair, hash, opened } = NODE_KIND;
    const two = treeOf(modelOf(random, [b, sharing(random, b, 1)]));
    const right = two.forest.arena.hash(two.rootSlot);
    const cases: readonly (readonly [RegExp, Uint8Array])[] = [
      [/denies/, absence(a, leaf, a, far)],
      [/wrong place/, absence(a, pair, leaf, b, far, hash, far)],
      [/wrong kind/, absence(a, hash, far)],
      [/wrong kind/, absence(a, 5)],
      [/wrong kind/, absence(a, pair, empty, pair, empty, empty)],
      [/less than two/, absence(a, pair, empty, empty)],
      [/as hash/, absence(a, pair, empty, leaf, b, far)],
      [/as hash/, absence(a, pair, empty, opened, far, far)],
      [/as a hash/, absence(a, pair, empty, hash, EMPTY_ROOT)],
      [/not of the root/, absence(a, pair, empty, hash, far)],
      [/too deep/, absence(a, ...Array.from({ length: 257 }, () => pair))],
      [/cut off/, absence(a, ...Array.from({ length: 256 }, () => pair))],
      [/cut off/, sealProof([Uint8Array.of(0xff, 0xff, 0xff, 0xff)])],
      [/cut off/, Uint8Array.of(0)],
    ];
    for (const [message, proof] of cases) {
      assert.throws(() => verifyMultiproof(right, proof), { ...BAD_PROOF, message });
    }
    const present = (...nodes: readonly (number | Uint8Array)[]): Uint8Array => {
      const parts = nodes.map((node) => (typeof node === 'number' ? [node] : [...node]));
      return sealProof([Uint8Array.from([0, 0, 0, 1, ...b, 1, ...far, ...parts.flat()])]);
    };
    assert.throws(() => verifyMultiproof(right, present(empty)), { ...BAD_PROOF, message: /misses/ });
    assert.throws(() => verifyMultiproof(right, present(pair, hash, far, leaf)), {
      ...BAD_PROOF,
      message: /as opened/,
    });
    assert.throws(() => verifyMultiproof(right, present(pair, opened, EMPTY_ROOT, EMPTY_ROOT, leaf)), {
      ...BAD_PROOF,
      message: /less than two/,
    });
  });

  test('random bytes', () => {
    for (let i = 0; i < 3000; i++) {
      const bytes = randomBytes(random, random.below(300));
      bytes.set(Uint8Array.of(0, 0, 0).subarray(0, bytes.length));
      if (bytes.length > 3) bytes[3] &= 1;
      assert.throws(() => verifyMultiproof(tree.root, sealProof([bytes])), BAD_PROOF);
    }
  });
});
