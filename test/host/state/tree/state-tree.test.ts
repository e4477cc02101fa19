/**
 * Trees against the reference: whatever the order of changes, versions kept and dropped, pages let go and
 * read.
 */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Forest } from '../../../../host/state/tree/forest.js';
import { EMPTY_ROOT, type StateTree } from '../../../../host/state/tree/state-tree.js';
import { ACCOUNT_TREE, storageTreeId } from '../../../../host/state/tree/tree-id.js';
import { Random } from '../../../fuzz/random.js';
import { referenceRoot } from './reference-tree.js';
import {
  assertSame,
  keyPool,
  type Model,
  PageMap,
  randomBytes,
  randomChanges,
  sharing,
} from './tree-cases.js';

const SMALL_CACHE = { cacheBytes: 8_000 };

function emptyTree(): StateTree {
  return new Forest(new PageMap()).open(ACCOUNT_TREE, EMPTY_ROOT);
}

describe('roots', () => {
  const random = new Random(1);
  const [key, valueHash] = [randomBytes(random, 32), randomBytes(random, 32)];

  test('no leaf, one leaf, two that share 255 bits', () => {
    const tree = emptyTree();
    assertSame(tree, new Map(), [key], 'of nothing');
    tree.update([{ key, valueHash }]).keep();
    assertSame(tree, new Map([['', { key, valueHash }]]), [], 'of one');
    const other = sharing(random, key, 255);
    tree.update([{ key: other, valueHash }]).keep();
    const both = [key, other].map((key) => ({ key, valueHash }));
    assert.deepEqual(tree.root, new Uint8Array(referenceRoot(both)));
    tree.update([{ key, valueHash: undefined }]).keep();
    assert.deepEqual(tree.root, new Uint8Array(referenceRoot([{ key: other, valueHash }])));
    tree.update([{ key: other, valueHash: undefined }]).keep();
    assert.deepEqual(tree.root, EMPTY_ROOT);
  });

  test('no changes, removals of what is not there, and the same value again keep the root', () => {
    const tree = emptyTree();
    tree.update([{ key, valueHash }]).keep();
    const { root } = tree;
    for (const changes of [
      [],
      [{ key: sharing(random, key, 100), valueHash: undefined }],
      [{ key, valueHash }],
    ]) {
      const update = tree.update(changes);
      assert.deepEqual(update.root, root);
      update.keep();
      assert.deepEqual(tree.root, root);
    }
  });

  test('the order in which leaves come and go does not matter, nor how they are grouped', () => {
    const keys = keyPool(random, 200);
    const leaves = keys.map((key) => ({ key, valueHash: randomBytes(random, 32) }));
    const [once, singly] = [emptyTree(), emptyTree()];
    once.update(leaves).keep();
    for (const leaf of [...leaves].reverse()) singly.update([leaf]).keep();
    for (const { key } of leaves.slice(50)) singly.update([{ key, valueHash: undefined }]).keep();
    once.update(leaves.slice(50).map(({ key }) => ({ key, valueHash: undefined }))).keep();
    assert.deepEqual(singly.root, once.root);
    assert.deepEqual(once.root, new Uint8Array(referenceRoot(leaves.slice(0, 50))));
    assert.deepEqual(pagesOf(once), pagesOf(singly));
  });

  test('a key of another length, a hash of another length, the same key twice are refused', () => {
    const tree = emptyTree();
    assert.throws(() => tree.get(key.subarray(1)), { code: 'HOST_FAULT' });
    assert.throws(() => tree.update([{ key: key.subarray(1), valueHash }]), { code: 'HOST_FAULT' });
    assert.throws(() => tree.update([{ key, valueHash: valueHash.subarray(1) }]), { code: 'HOST_FAULT' });
    assert.throws(
      () =>
        tree.update([
          { key, valueHash },
          { key, valueHash },
        ]),
      { code: 'HOST_FAULT' },
    );
  });
});

/** Pages of a tree, in the order of keys; removals of pages that were never stored are none. */
function pagesOf(tree: StateTree): unknown[] {
  const pages = new PageMap();
  pages.write(tree.forest.takeDirtyPages());
  return [...pages.records].sort(([a], [b]) => (a < b ? -1 : 1));
}

describe('random sessions', () => {
  for (const seed of [1, 2, 3, 4, 5, 6]) test(`seed ${seed}`, () => runSession(new Random(seed), 60));
});

function runSession(random: Random, rounds: number): void {
  const keys = keyPool(random, random.pick([30, 120, 250]));
  const pages = new PageMap();
  let forest = new Forest(pages, SMALL_CACHE);
  let tree = forest.open(ACCOUNT_TREE, EMPTY_ROOT);
  let model: Model = new Map();
  for (let round = 0; round < rounds; round++) {
    const removals = random.pick([1, 2, 2, 3, 10]);
    const most = random.pick([1, 5, 40, 200]);
    model = step(random, tree, pages, keys, model, { most, removals });
    if (!random.oneIn(3)) continue;
    pages.write(forest.takeDirtyPages());
    assert.ok(forest.bytesUsed <= SMALL_CACHE.cacheBytes, `${forest.bytesUsed} bytes are kept`);
    if (random.oneIn(3)) {
      forest = new Forest(pages, SMALL_CACHE);
      tree = forest.open(ACCOUNT_TREE, tree.root);
    }
    assertSame(tree, model, keys, 'after pages were written');
    const anew = emptyTree();
    anew.update([...model.values()]).keep();
    assert.deepEqual(
      [...pages.records].sort(([a], [b]) => (a < b ? -1 : 1)),
      pagesOf(anew),
      'stored pages',
    );
  }
}

/** One update, or two on top of each other, or two side by side; kept or dropped. */
function step(
  random: Random,
  tree: StateTree,
  pages: PageMap,
  keys: readonly Uint8Array[],
  before: Model,
  sizes: { most: number; removals: number },
): Model {
  const some = keys.slice(0, 20);
  const first = randomChanges(random, keys, before, sizes);
  const update = tree.update(first.changes);
  assertSame(update, first.model, some, 'of an update');
  const kind = random.below(4);
  if (kind === 0) {
    update.drop();
    assertSame(tree, before, keys, 'after a drop');
    return before;
  }
  if (kind === 1) {
    update.keep();
    assertSame(tree, first.model, keys, 'after it was kept');
    return first.model;
  }
  const isOnTop = kind === 2;
  const second = randomChanges(random, keys, isOnTop ? first.model : before, sizes);
  const other = isOnTop ? update.update(second.changes) : tree.update(second.changes);
  assertSame(other, second.model, some, 'of another update');
  assertSame(tree, before, some, 'below both');
  if (random.oneIn(4)) pages.write(tree.forest.takeDirtyPages());
  assertSame(update, first.model, some, 'of the first again');
  assertSame(other, second.model, some, 'of the other again');
  if (isOnTop && random.oneIn(2)) {
    update.keep();
    other.keep();
    assertSame(tree, second.model, keys, 'with both kept');
    return second.model;
  }
  if (isOnTop) other.drop();
  update.keep();
  if (!isOnTop) {
    assert.throws(() => other.get(keys[0]), { code: 'HOST_FAULT' });
    assert.throws(() => other.keep(), { code: 'HOST_FAULT' });
    other.drop();
  }
  assertSame(tree, first.model, keys, 'with one kept');
  return first.model;
}

test('an update that is over cannot be used, nor one dropped below another', () => {
  const tree = emptyTree();
  const [key, valueHash] = [new Uint8Array(32), new Uint8Array(32).fill(1)];
  const update = tree.update([{ key, valueHash }]);
  const onTop = update.update([{ key, valueHash: undefined }]);
  assert.throws(() => update.drop(), { code: 'HOST_FAULT' });
  onTop.drop();
  onTop.drop();
  update.keep();
  for (const use of [
    () => update.root,
    () => update.get(key),
    () => update.update([]),
    () => update.keep(),
  ]) {
    assert.throws(use, { code: 'HOST_FAULT' });
  }
  update.drop();
  assert.deepEqual(tree.get(key), valueHash);
});

test('trees are updated together as one by one', () => {
  const random = new Random(7);
  const [together, apart] = [new Forest(new PageMap()), new Forest(new PageMap())];
  const ids = [1, 2, 3].map((i) => storageTreeId(new Uint8Array(20).fill(i), 0n));
  const keys = keyPool(random, 60);
  const work = ids.map((id) => ({
    id,
    changes: randomChanges(random, keys, new Map(), { most: 80, removals: 9 }).changes,
  }));
  const updates = together.update(
    work.map(({ id, changes }) => ({ tree: together.open(id, EMPTY_ROOT), changes })),
  );
  work.forEach(({ id, changes }, i) => {
    assert.deepEqual(updates[i].root, apart.open(id, EMPTY_ROOT).update(changes).root);
  });
});
