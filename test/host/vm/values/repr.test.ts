import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseValue } from '../../../../host/vm/values/json.js';
import { reprValue } from '../../../../host/vm/values/repr.js';
import { PyFloat, PySet, PyTuple, type Value } from '../../../../host/vm/values/types.js';
import { VECTORS } from './vectors.js';

/** Vectors whose repr differs from CPython's. */
function reprFailures(repr: (value: Value) => string): string[] {
  return VECTORS.valid
    .filter(({ value, python }) => repr(parseValue(value)) !== python)
    .map(({ value, python }) => `${repr(parseValue(value))} instead of ${python}`);
}

test('prints what CPython prints', () => {
  assert.deepEqual(reprFailures(reprValue), []);
});

test('a seeded bug fails: floats as JavaScript prints them', () => {
  assert.ok(
    reprFailures((value) => (value instanceof PyFloat ? String(value.value) : reprValue(value))).length > 0,
  );
});

test('samples', () => {
  assert.equal(
    reprValue([null, true, 1, new PyFloat(1), 'x', Uint8Array.of(0, 65)]),
    "[None, True, 1, 1.0, 'x', b'\\x00A']",
  );
  assert.equal(reprValue(new PyTuple([1])), '(1,)');
  assert.equal(reprValue(new PySet([])), 'set()');
  assert.equal(reprValue(new PySet([1, 2])), '{1, 2}');
  assert.equal(reprValue(new Map<Value, Value>([[1, 2]])), '{1: 2}');
  assert.equal(reprValue({ a: 1n }), "{'a': 1}");
});

test('what is no value prints too, and cycles end', () => {
  const cyclic: unknown[] = [];
  cyclic.push(cyclic);
  assert.equal(reprValue(undefined), '<undefined>');
  assert.equal(reprValue(new Date(0)), '<an instance of Date>');
  assert.equal(reprValue('\ud800'), "'\\ud800'");
  assert.match(reprValue(cyclic), /^\[{64}<\.\.\.>\]{64}$/);
});
