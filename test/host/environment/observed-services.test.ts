/** Services that remember what was hashed: while they are asked to, in order, within bounds. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ObservedServices } from '../../../host/environment/observed-services.js';
import type { EnvironmentServices } from '../../../host/vm/script/services.js';

/** The root of anything is its first byte, but for bytes that begin with 0; as many nodes are paid. */
const SERVICES: EnvironmentServices = {
  verifyState(root, _address, _state, pay) {
    pay(root[0]);
    return root[0] === 1;
  },
  hashTreeRoot([first], _root, pay) {
    pay(first);
    return first === 0 ? undefined : Uint8Array.of(first);
  },
  recover: (hash, v) => Uint8Array.of(hash[0], v),
};

const FREE = (): void => undefined;

const bytes = (...all: number[]): Uint8Array => Uint8Array.of(...all);

test('answers are those of the services', () => {
  const observed = new ObservedServices(SERVICES);
  const paid: number[] = [];
  const pay = (nodes: number): unknown => paid.push(nodes);
  assert.equal(observed.verifyState(bytes(1), bytes(), bytes(), pay), true);
  assert.equal(observed.verifyState(bytes(2), bytes(), bytes(), pay), false);
  assert.deepEqual(observed.hashTreeRoot(bytes(3, 4), undefined, pay), bytes(3));
  assert.equal(observed.hashTreeRoot(bytes(0), undefined, pay), undefined);
  assert.deepEqual(paid, [1, 2, 3, 0]);
  assert.deepEqual(observed.recover(bytes(9), 28, bytes(), bytes()), bytes(9, 28));
});

test('what was hashed is remembered in order, refusals are not', () => {
  const observed = new ObservedServices(SERVICES);
  const { result, hashed } = observed.observe(() => {
    observed.hashTreeRoot(bytes(3), undefined, FREE);
    observed.hashTreeRoot(bytes(0), undefined, FREE);
    observed.hashTreeRoot(bytes(4, 1), bytes(3), FREE);
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
  observed.hashTreeRoot(bytes(3), undefined, FREE);
  assert.deepEqual(hashed, []);
  assert.throws(() => observed.observe(() => assert.fail('thrown')), /thrown/);
  observed.hashTreeRoot(bytes(5), undefined, FREE);
  assert.deepEqual(observed.observe(() => observed.hashTreeRoot(bytes(4), undefined, FREE)).hashed, [
    { root: bytes(4), value: bytes(4) },
  ]);
});

test('beyond the bound the oldest values are forgotten', () => {
  const observed = new ObservedServices(SERVICES, 6);
  const values = [bytes(1, 0), bytes(2, 0, 0), bytes(3), bytes(4, 0)];
  const { hashed } = observed.observe(() => {
    for (const value of values) observed.hashTreeRoot(value, undefined, FREE);
  });
  assert.deepEqual(
    hashed.map(({ value }) => value),
    values.slice(1),
  );
  const large = observed.observe(() => observed.hashTreeRoot(new Uint8Array(7).fill(1), undefined, FREE));
  assert.deepEqual(large.hashed, []);
});
