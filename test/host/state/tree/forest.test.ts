/**
 * Pages: what is stored, what is read, what is kept in memory, and what happens to a page that is damaged.
 */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { keyBytes } from '../../../../host/state/key-text.js';
import { Forest } from '../../../../host/state/tree/forest.js';
import { PAGE_KIND } from '../../../../host/state/tree/page-load.js';
import { EMPTY_ROOT } from '../../../../host/state/tree/state-tree.js';
import { ACCOUNT_TREE, pageKey, storageTreeId, type TreeId } from '../../../../host/state/tree/tree-id.js';
import { toHex } from '../../../../runtime/bytes.js';
import { Random } from '../../../fuzz/random.js';
import { PageMap, randomBytes } from './tree-cases.js';

interface Stored {
  readonly pages: PageMap;
  readonly root: Uint8Array;
  readonly keys: readonly Uint8Array[];
}

function storedTree(leaves: number, id: TreeId = ACCOUNT_TREE): Stored {
  const random = new Random(leaves);
  const pages = new PageMap();
  const forest = new Forest(pages);
  const tree = forest.open(id, EMPTY_ROOT);
  const keys = Array.from({ length: leaves }, () => randomBytes(random, 32));
  tree.update(keys.map((key) => ({ key, valueHash: key }))).keep();
  pages.write(forest.takeDirtyPages());
  return { pages, root: tree.root, keys };
}

test('a tree of up to 30 leaves is one record of 64 bytes a leaf', () => {
  const id = storageTreeId(new Uint8Array(20).fill(7), 3n);
  const { pages } = storedTree(30, id);
  assert.deepEqual(
    [...pages.records].map(([key, value]) => [toHex(keyBytes(key)), value.length]),
    [[toHex(pageKey(id, 0, EMPTY_ROOT)), 1 + 30 * 64]],
  );
  assert.ok(storedTree(31, id).pages.records.size > 1);
});

test('a read loads the pages on its way, once', () => {
  const { pages, root, keys } = storedTree(20_000);
  const tree = new Forest(pages).open(ACCOUNT_TREE, root);
  pages.reads = 0;
  assert.deepEqual(tree.get(keys[5]), keys[5]);
  const first = pages.reads;
  assert.ok(first >= 1 && first <= 3, `${first} pages of about ${pages.records.size}`);
  tree.get(keys[5]);
  assert.equal(pages.reads, first);
});

test('memory stays within the bound, and everything can be read', () => {
  const { pages, root, keys } = storedTree(20_000);
  const forest = new Forest(pages, { cacheBytes: 200_000 });
  const tree = forest.open(ACCOUNT_TREE, root);
  let most = 0;
  for (const key of keys) {
    assert.deepEqual(tree.get(key), key);
    most = Math.max(most, forest.bytesUsed);
  }
  assert.ok(most <= 200_000 && most > 150_000, `${most}`);
});

test('an update that leaves a page as it was writes only what changed', () => {
  const { pages, root, keys } = storedTree(20_000);
  const forest = new Forest(pages);
  const tree = forest.open(ACCOUNT_TREE, root);
  tree.update([{ key: keys[9], valueHash: keys[8] }]).keep();
  const written = forest.takeDirtyPages();
  assert.ok(written.length >= 3 && written.length <= 4, `${written.length}`);
  assert.deepEqual(forest.takeDirtyPages(), []);
});

test('an emptied tree has no pages', () => {
  const { pages, root, keys } = storedTree(200);
  const forest = new Forest(pages);
  const tree = forest.open(ACCOUNT_TREE, root);
  tree.update(keys.map((key) => ({ key, valueHash: undefined }))).keep();
  pages.write(forest.takeDirtyPages());
  assert.equal(pages.records.size, 0);
  assert.deepEqual(tree.root, EMPTY_ROOT);
});

test('trees that nobody asks for are closed when their pages are written, and opened again', () => {
  const pages = new PageMap();
  const forest = new Forest(pages);
  const id = storageTreeId(new Uint8Array(20), 0n);
  const key = new Uint8Array(32).fill(9);
  const tree = forest.open(id, EMPTY_ROOT);
  tree.update([{ key, valueHash: key }]).keep();
  const { root } = tree;
  pages.write(forest.takeDirtyPages());
  assert.equal(forest.open(id, root), tree, 'it was asked for since');
  forest.takeDirtyPages();
  forest.takeDirtyPages();
  assert.equal(forest.bytesUsed, 0);
  assert.notEqual(forest.open(id, root), tree);
  assert.deepEqual(forest.open(id, root).get(key), key);
  assert.throws(() => forest.open(id, EMPTY_ROOT), { code: 'HOST_FAULT', message: /has root/ });
});

test('pages that are taken while an update is open are the same, and taken again', () => {
  const { pages, root, keys } = storedTree(20_000);
  const forest = new Forest(pages, { cacheBytes: 0 });
  const tree = forest.open(ACCOUNT_TREE, root);
  const gone = keys.slice(0, 2_000).map((key) => ({ key, valueHash: undefined }));
  tree.update(gone).keep();
  const update = tree.update(keys.slice(1_900, 4_000).map((key) => ({ key, valueHash: root })));
  const taken = forest.takeDirtyPages();
  pages.write(taken);
  const other = new Forest(pages).open(ACCOUNT_TREE, tree.root);
  assert.deepEqual(
    keys.map((key) => other.get(key)),
    keys.map((key, i) => (i < 2_000 ? undefined : key)),
  );
  update.drop();
  assert.deepEqual(forest.takeDirtyPages(), taken);
  assert.deepEqual(forest.takeDirtyPages(), []);
  assert.deepEqual(tree.get(keys[3_000]), keys[3_000]);
});

test('updates that meet a damaged page leave all trees as they were', () => {
  const { pages, root, keys } = storedTree(20_000);
  const forest = new Forest(pages);
  const tree = forest.open(ACCOUNT_TREE, root);
  const other = forest.open(storageTreeId(new Uint8Array(20), 0n), EMPTY_ROOT);
  const change = (key: Uint8Array) => ({ key, valueHash: undefined });
  tree.get(keys[1]);
  const whole = new Map(pages.records);
  pages.records.clear();
  const both = [
    { tree: other, changes: [{ key: root, valueHash: root }] },
    { tree, changes: keys.slice(1, 100).map(change) },
  ];
  assert.throws(() => forest.update(both), { code: 'HOST_FAULT', message: /missing/ });
  assert.equal(forest.isUpdating, false);
  assert.deepEqual([tree.root, other.root], [root, EMPTY_ROOT]);
  for (const [text, record] of whole) pages.records.set(text, record);
  const [, update] = forest.update(both);
  assert.deepEqual(update.root, new Forest(pages).open(ACCOUNT_TREE, root).update(both[1].changes).root);
});

describe('damage', () => {
  /** Reads every key; the fault that this ends with. */
  function faultOf({ pages, root, keys }: Stored): unknown {
    try {
      const tree = new Forest(pages).open(ACCOUNT_TREE, root);
      for (const key of keys) assert.deepEqual(tree.get(key), key);
      return undefined;
    } catch (fault) {
      return fault;
    }
  }

  /**
   * The fault names the page; or, where its parent's word on the number of leaves is wrong, the one below.
   */
  function assertFault(stored: Stored, text: string, what: string, others: readonly string[] = []): void {
    const fault = faultOf(stored) as { code?: string; message?: string } | undefined;
    assert.equal(fault?.code, 'HOST_FAULT', what);
    const named = [text, ...others].some((key) => fault?.message?.includes(`page ${toHex(keyBytes(key))} `));
    assert.ok(named, `${what}: ${fault?.message}`);
  }

  const stored = storedTree(75);

  test('an undamaged tree reads', () => assert.equal(faultOf(stored), undefined));

  test('each byte of each page', () => {
    for (const [text, record] of [...stored.pages.records]) {
      const isInner = record[0] === PAGE_KIND.inner;
      for (let i = 0; i < record.length; i++) {
        const damaged = record.slice();
        damaged[i] ^= 1 << (i % 8);
        stored.pages.records.set(text, damaged);
        assertFault(stored, text, `byte ${i}`, isInner ? [...stored.pages.records.keys()] : []);
      }
      stored.pages.records.set(text, record);
    }
  });

  test('a page that is missing, cut off, too long, or another one', () => {
    const [, other] = [...stored.pages.records.values()];
    for (const [text, record] of [...stored.pages.records]) {
      stored.pages.records.delete(text);
      assertFault(stored, text, 'missing');
      const wrong = [
        record.subarray(0, -1),
        record.subarray(0, 1),
        new Uint8Array(0),
        Uint8Array.of(...record, 0),
      ];
      if (record !== other) wrong.push(other);
      for (const bytes of wrong) {
        stored.pages.records.set(text, bytes);
        assertFault(stored, text, 'wrong');
      }
      stored.pages.records.set(text, record);
    }
    assert.equal(faultOf(stored), undefined);
  });

  test('a root that is not that of the pages', () => {
    const root = stored.root.slice();
    root[31] ^= 1;
    assert.throws(() => new Forest(stored.pages).open(ACCOUNT_TREE, root), {
      code: 'HOST_FAULT',
      message: /another hash/,
    });
  });
});
