/** Services that remember what was hashed: while they are asked to, in order, within bounds. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ObservedServices } from '../../../host/environment/observed-services.js';
import type { EnvironmentServices } from '../../../host/vm/script/services.js';

/** The root of anything is its first byte, but for bytes that begin with 0. */
const SERVICES: EnvironmentServices = {
  verifyState: (root) => root[0] === 1,
  hashTreeRoot: ([first]) => (first === 0 ? undefined : Uint8Array.of(first)),
  recover: (hash, v) => Uint8Array.of(hash[0], v),
};

const free = (): void => {};
const bytes = (...all: number[]): Uint8Array => Uint8Array.of(...all);

test('answers are those of the services', () => {
  const observed = new ObservedServices(SERVICES);
  assert.equal(observed.verifyState(bytes(1), bytes(), bytes(), free), true);
  assert.equal(observed.verifyState(bytes(2), bytes(), bytes(), free), false);
  assert.deepEqual(observed.hashTreeRoot(bytes(3, 4), undefined, free), bytes(3));
  assert.equal(observed.hashTreeRoot(bytes(0), undefined, free), undefined);
  assert.deepEqual(observed.recover(bytes(9), 28, bytes(), bytes()), bytes(9, 28));
});

test('what was hashed is remembered in order, refusals are not', () => {
  const observed = new ObservedServices(SERVICES);
  const { result, hashed } = observed.observe(() => {
    observed.hashTreeRoot(bytes(3), undefined, free);
    observed.hashTreeRoot(bytes(0), undefined, free);
    observed.hashTreeRoot(bytes(4, 1), bytes(3), free);
    return 'done';
  });
  assert.equal(result, 'done');
  assert.deepEqual(hashed, [
    { root: bytes(3), value: bytes(3) },
    { root: bytes(4), value: bytes(4, 1), preRoot: bytes(3) },
  ]);
});

test('outside of an observation nothing is remembered, after one that threw neither', () => {
  const observed = new ObservedServices(SERVICES);
  const { hashed } = observed.observe(() => undefined);
  observed.hashTreeRoot(bytes(3), undefined, free);
  assert.deepEqual(hashed, []);
  assert.throws(() => observed.observe(() => assert.fail('thrown')), /thrown/);
  observed.hashTreeRoot(bytes(5), undefined, free);
  assert.deepEqual(observed.observe(() => observed.hashTreeRoot(bytes(4), undefined, free)).hashed, [
    { root: bytes(4), value: bytes(4) },
  ]);
});

test('beyond the bound the oldest values are forgotten', () => {
  const observed = new ObservedServices(SERVICES, 6);
  const values = [bytes(1, 0), bytes(2, 0, 0), bytes(3), bytes(4, 0)];
  const { hashed } = observed.observe(() => {
    for (const value of values) observed.hashTreeRoot(value, undefined, free);
  });
  assert.deepEqual(
    hashed.map(({ value }) => value),
    values.slice(1),
  );
  const large = observed.observe(() => observed.hashTreeRoot(new Uint8Array(7).fill(1), undefined, free));
  assert.deepEqual(large.hashed, []);
});
