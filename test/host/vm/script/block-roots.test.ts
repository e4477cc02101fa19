/** The two roots that `process_block` returns, and what is none. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readRoots } from '../../../../host/vm/script/block-roots.js';
import { encodeValue } from '../../../../host/vm/values/cbor.js';
import { PyTuple, type Value } from '../../../../host/vm/values/types.js';

const [STATE, RECEIPTS] = [1, 2].map((n) => new Uint8Array(32).fill(n));

test('a list and a tuple of two roots are read', () => {
  for (const pair of [[STATE, RECEIPTS], new PyTuple([STATE, RECEIPTS])]) {
    assert.deepEqual(readRoots(encodeValue(pair)), { stateRoot: STATE, receiptsRoot: RECEIPTS });
  }
});

test('one root, three, a short one and no canonical CBOR are none', () => {
  const others: readonly Value[] = [
    null,
    STATE,
    [STATE],
    [STATE, RECEIPTS, STATE],
    [STATE, RECEIPTS.slice(1)],
    ['a'.repeat(32), RECEIPTS],
    new Map([[STATE, RECEIPTS]]),
  ];
  for (const value of others) assert.equal(readRoots(encodeValue(value)), undefined);
  assert.equal(readRoots(new Uint8Array()), undefined);
  const good = encodeValue([STATE, RECEIPTS]);
  assert.equal(readRoots(Uint8Array.of(...good, 0)), undefined);
});
