/** What a block came to: receipts by their root, changes by the way from root to root. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { outcomeOf } from '../../../host/environment/block-outcome.js';
import type { HashedValue } from '../../../host/environment/observed-services.js';
import { encodeValue } from '../../../host/vm/values/cbor.js';
import type { Value } from '../../../host/vm/values/types.js';

const root = (n: number): Uint8Array => new Uint8Array(32).fill(n);
const RECEIPTS = root(0xee);

/** Stands for States: a dict that says which. */
const states = (name: string): Uint8Array => encodeValue(new Map<Value, Value>([[name, 1]]));

const step = (from: number | undefined, to: number, name: string): HashedValue => ({
  root: root(to),
  value: states(name),
  ...(from === undefined ? {} : { preRoot: root(from) }),
});

const changes = (from: number, to: number, ...hashed: HashedValue[]) =>
  outcomeOf({ stateRoot: root(to), receiptsRoot: RECEIPTS }, root(from), hashed).changes;

const changed = (...names: string[]) => ({ base: 'before', states: names.map(states) });

test('steps lead from the root before to the root after, whatever else was hashed', () => {
  const one = step(1, 2, 'a');
  const two = step(2, 3, 'b');
  assert.deepEqual(changes(1, 3, one, two), changed('a', 'b'));
  // Another environment's, one that was given up, and a question about a root between.
  const others = [step(7, 8, 'other'), step(1, 9, 'given up'), step(2, 4, 'beside')];
  assert.deepEqual(changes(1, 3, others[0], one, others[1], two, others[2]), changed('a', 'b'));
});

test('nothing changes where the root is the same, whatever was there between', () => {
  assert.deepEqual(changes(1, 1), changed());
  assert.deepEqual(changes(1, 1, step(1, 2, 'a'), step(2, 1, 'b')), changed());
});

test('the later of two ways to a root counts', () => {
  assert.deepEqual(changes(1, 2, step(1, 2, 'first'), step(1, 2, 'second')), changed('second'));
});

test('States by themselves are all that there is', () => {
  assert.deepEqual(changes(1, 3, step(undefined, 2, 'all'), step(2, 3, 'b')), {
    base: 'nothing',
    states: ['all', 'b'].map(states),
  });
});

test('a root that the host has not computed from the root before', () => {
  assert.equal(changes(1, 3), undefined);
  assert.equal(changes(1, 3, step(2, 3, 'b')), undefined);
  // A step before the one that would lead to it.
  assert.equal(changes(1, 3, step(2, 3, 'b'), step(1, 2, 'a')), undefined);
  // A list of receipts has no place on the way.
  assert.equal(changes(1, 3, { root: root(3), value: encodeValue([]), preRoot: root(1) }), undefined);
});

test('receipts are those of the root, if the host has seen them', () => {
  const receipts = [Uint8Array.of(1), Uint8Array.of(2, 3)];
  const list = { root: RECEIPTS, value: encodeValue(receipts) };
  const roots = { stateRoot: root(1), receiptsRoot: RECEIPTS };
  const other = { root: root(5), value: encodeValue([Uint8Array.of(9)]) };
  const known = outcomeOf(roots, root(1), [other, list, other]);
  assert.deepEqual([known.stateRoot, known.receiptsRoot], [root(1), RECEIPTS]);
  assert.deepEqual(known.receipts, receipts);
  assert.equal(outcomeOf(roots, root(1), [other]).receipts, undefined);
  // A dict is no list of receipts.
  assert.equal(outcomeOf(roots, root(1), [{ root: RECEIPTS, value: states('a') }]).receipts, undefined);
});
