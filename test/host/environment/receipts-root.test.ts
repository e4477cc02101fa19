/** The root of receipts is that of SSZ, as @chainsafe/ssz has it. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byteList, list } from '../../../host/block/ssz.js';
import { RECEIPT_BYTES_MAX, RECEIPTS_MAX, receiptsRoot } from '../../../host/environment/receipts-root.js';
import { PyTuple, type Value } from '../../../host/vm/values/types.js';
import { Random } from '../../fuzz/random.js';

const TYPE = list(byteList(RECEIPT_BYTES_MAX), RECEIPTS_MAX);

test('no receipts, empty ones, lengths around chunks and powers of two', () => {
  const random = new Random(1);
  const lengths = [[], [0], [0, 0, 0], [1], [31, 32, 33], [64, 65, 0, 127, 128, 129], [1024, 3], [100_000]];
  for (const each of lengths) {
    const receipts = each.map((length) => random.bytes(length));
    assert.deepEqual(receiptsRoot(receipts), TYPE.hashTreeRoot(receipts), `${each}`);
  }
});

test('random lists', () => {
  const random = new Random(2);
  for (let round = 0; round < 40; round++) {
    const receipts = Array.from({ length: random.below(40) }, () =>
      random.bytes(random.pick([0, 20, 100, 700])),
    );
    assert.deepEqual(receiptsRoot(receipts), TYPE.hashTreeRoot(receipts));
  }
});

test('the longest receipt and the longest list, and what is longer', () => {
  const longest = new Uint8Array(RECEIPT_BYTES_MAX).fill(7);
  assert.deepEqual(receiptsRoot([longest]), TYPE.hashTreeRoot([longest]));
  assert.equal(receiptsRoot([new Uint8Array(RECEIPT_BYTES_MAX + 1)]), undefined);
  const most: Value[] = Array.from({ length: RECEIPTS_MAX }, () => new Uint8Array(0));
  assert.equal(receiptsRoot(most)?.length, 32);
  assert.equal(receiptsRoot([...most, new Uint8Array(0)]), undefined);
});

test('what is no list of byte strings', () => {
  for (const value of [null, new Uint8Array(3), new PyTuple([]), new Map(), ['text'], [1], [[]]] as Value[]) {
    assert.equal(receiptsRoot(value), undefined);
  }
});

test('receipts in another order, or with a zero at the end, have another root', () => {
  const [a, b] = [Uint8Array.of(1), Uint8Array.of(2)];
  assert.notDeepEqual(receiptsRoot([a, b]), receiptsRoot([b, a]));
  assert.notDeepEqual(receiptsRoot([a]), receiptsRoot([Uint8Array.of(1, 0)]));
  assert.notDeepEqual(receiptsRoot([a]), receiptsRoot([a, new Uint8Array(0)]));
});
