import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeValue, encodeKey, encodeValue } from '../../../../host/vm/values/cbor.js';
import { PyFloat, PySet, PyTuple, type Value } from '../../../../host/vm/values/types.js';
import { fromHex, toHex } from '../../../../runtime/bytes.js';
import { RandomValues } from './random-values.js';
import { VECTORS, vectorFailures } from './vectors.js';

const hexOf = (value: unknown) => toHex(encodeValue(value)).slice(2);

/** Asserts BAD_VALUE with exactly this message. */
function refuses(body: () => unknown, message: string): void {
  assert.throws(body, { name: 'PbevmError', code: 'BAD_VALUE', message });
}

test('the codec passes the shared vectors', () => {
  assert.deepEqual(vectorFailures({ encode: encodeValue, decode: decodeValue }), []);
  assert.ok(VECTORS.valid.length >= 150 && VECTORS.invalid.length >= 150);
});

test('seeded bugs: the vectors catch a lenient decoder and a lazy encoder', () => {
  const lenientDecode = (bytes: Uint8Array): Value => {
    try {
      return decodeValue(bytes);
    } catch (error) {
      if (String(error).includes('after the value')) return decodeValue(bytes.subarray(0, -1));
      throw error;
    }
  };
  assert.ok(vectorFailures({ encode: encodeValue, decode: lenientDecode }).length > 0);
  const lazyEncode = (value: Value) => encodeValue(value instanceof PyFloat ? value.value : value);
  assert.ok(vectorFailures({ encode: lazyEncode, decode: decodeValue }).length > 0);
});

test('decoding yields the JavaScript types of SEMANTICS 12', () => {
  assert.equal(decodeValue(fromHex('1b001fffffffffffff')), Number.MAX_SAFE_INTEGER);
  assert.equal(decodeValue(fromHex('1b0020000000000000')), 2n ** 53n);
  assert.equal(decodeValue(fromHex('3b001ffffffffffffe')), Number.MIN_SAFE_INTEGER);
  assert.equal(decodeValue(fromHex('3b001fffffffffffff')), -(2n ** 53n));
  assert.equal(decodeValue(fromHex('f93e00')), 1.5);
  assert.equal(decodeValue(fromHex('f97e00')), NaN);
  assert.equal(decodeValue(fromHex('f97c00')), Infinity);
  assert.deepEqual(decodeValue(fromHex('f93c00')), new PyFloat(1));
  assert.deepEqual(decodeValue(fromHex('f98000')), new PyFloat(-0));
  const dict = decodeValue(fromHex('d9afc8846162016161f6'));
  assert.deepEqual(
    dict,
    new Map<Value, Value>([
      ['b', 1],
      ['a', null],
    ]),
  );
  assert.deepEqual([...(dict as Map<Value, Value>).keys()], ['b', 'a']);
  assert.deepEqual(decodeValue(fromHex('d9afc981d901028101')), new PyTuple([new PySet([1])]));
});

test('decoded bytes are copies', () => {
  const encoded = fromHex('4101');
  const decoded = decodeValue(encoded) as Uint8Array;
  encoded[1] = 2;
  assert.deepEqual(decoded, Uint8Array.of(1));
});

test('plain objects, bigints, Buffers and objects without prototype encode', () => {
  assert.equal(
    hexOf({ b: 1n, a: [true] }),
    hexOf(
      new Map<string, unknown>([
        ['b', 1],
        ['a', [true]],
      ]),
    ),
  );
  assert.equal(hexOf(Object.assign(Object.create(null), { x: 1 })), 'd9afc882617801');
  assert.equal(hexOf(Buffer.from([1, 2])), '420102');
  assert.equal(hexOf(-0), '00');
  assert.equal(hexOf(new PyFloat(1.5)), 'f93e00');
  assert.equal(hexOf(new PyFloat(NaN)), 'f97e00');
  assert.equal(hexOf({ ['__proto__']: 1 }), hexOf(new Map([['__proto__', 1]])));
});

test('what has no CBOR form is refused with its path', () => {
  const root = 'args';
  const cyclic: unknown[] = [];
  cyclic.push(cyclic);
  const hidden = { [Symbol('s')]: 1 };
  class Point {}
  refuses(
    () => encodeValue([1, 2, 3, { a: () => 1 }], root),
    "args[3]['a']: a function (a) has no CBOR form",
  );
  refuses(() => encodeValue(undefined), 'value: undefined has no CBOR form');
  refuses(() => encodeValue([Symbol('x')]), 'value[0]: a symbol has no CBOR form');
  refuses(() => encodeValue(new Array(1), root), 'args[0]: undefined has no CBOR form');
  refuses(() => encodeValue(new Point()), 'value: an instance of Point has no CBOR form');
  refuses(() => encodeValue(new Date(0)), 'value: an instance of Date has no CBOR form');
  refuses(
    () => encodeValue(new Set([1])),
    'value: an instance of Set (a Python set is a PySet) has no CBOR form',
  );
  refuses(() => encodeValue(new Uint16Array(1)), 'value: an instance of Uint16Array has no CBOR form');
  refuses(() => encodeValue(Object(1)), 'value: an instance of Number has no CBOR form');
  refuses(() => encodeValue(hidden), 'value: a key that is a symbol (Symbol(s)) has no CBOR form');
  refuses(
    () => encodeValue(2 ** 53),
    'value: the number 9007199254740992 is no safe integer: write a bigint, or a PyFloat',
  );
  refuses(() => encodeValue(['\ud800']), 'value[0]: a text with a lone surrogate has no UTF-8 form');
  refuses(() => encodeValue(2n ** 65_536n), 'value: an integer of more than 65536 bits');
  refuses(() => encodeValue(-(2n ** 65_536n)), 'value: an integer of more than 65536 bits');
  refuses(() => encodeValue(cyclic), `value${'[0]'.repeat(64)}: nested deeper than 64, or contains itself`);
});

test('keys that Python holds to be equal, and keys that are not hashable, are refused', () => {
  refuses(
    () =>
      encodeValue(
        new Map<unknown, unknown>([
          [1, 0],
          [1n, 0],
        ]),
      ),
    'value: two keys are equal: 1',
  );
  refuses(
    () =>
      encodeValue(
        new Map<unknown, unknown>([
          [1, 0],
          [true, 0],
        ]),
      ),
    'value: two keys are equal: True',
  );
  refuses(
    () =>
      encodeValue(
        new Map([
          [new PyFloat(0), 0],
          [new PyFloat(-0), 0],
        ]),
      ),
    'value: two keys are equal: -0.0',
  );
  refuses(() => encodeValue([new PySet([1, true])]), 'value[0]: two elements of a set are equal');
  refuses(() => encodeValue(new Map([[NaN, 0]])), 'value<key nan>: NaN equals nothing and can be no key');
  refuses(
    () => encodeValue({ a: new Map([[new PyTuple([1, [2]]), 0]]) }),
    "value['a']<key (1, [2])>[1]: a list is not hashable",
  );
  refuses(() => encodeValue(new PySet([new Map()])), 'value<element 0>: a dict is not hashable');
  assert.equal(toHex(encodeKey(new PyTuple([true, new PyFloat(2)]))), '0xd9afc9820102');
});

test('decoding tells path and offset', () => {
  const root = 'args';
  refuses(
    () => decodeValue(fromHex('8201d9afc8826161f7'), root),
    "args[1]['a']: a simple value other than False, True and None (byte 8)",
  );
  refuses(() => decodeValue(fromHex('d9afc88201')), 'value: 2 items declared, 1 bytes left (byte 4)');
  refuses(() => decodeValue(fromHex('a0')), 'value: a plain map; a dict is tag 45000 (byte 0)');
  refuses(() => decodeValue(new Uint8Array(11), 'value', 10), 'value: the encoding is larger than 10 bytes');
});

test('a declared length is refused before anything is allocated', () => {
  const before = process.memoryUsage().arrayBuffers;
  for (const hex of [
    '9affffffff',
    'd9afc89affffffff',
    '5affffffff',
    '7affffffff',
    'd901029bffffffffffffffff',
  ]) {
    assert.throws(() => decodeValue(fromHex(hex)), { code: 'BAD_VALUE' });
  }
  assert.ok(process.memoryUsage().arrayBuffers - before < 1_000_000);
});

test('the size limit ends shared structures that would be huge', () => {
  let shared: unknown = 'xxxxxxxxxxxxxxxx';
  for (let i = 0; i < 60; i++) shared = [shared, shared];
  assert.throws(() => encodeValue(shared), /the encoding is larger than 1048576 bytes/);
  assert.throws(() => encodeValue('x'.repeat(1 << 21)), /the encoding is larger than 1048576 bytes/);
  assert.equal(encodeValue(new Uint8Array(1_048_571)).length, 1_048_576);
  assert.throws(() => encodeValue(new Uint8Array(1_048_572)), /larger than/);
  assert.equal(encodeValue('abc', 'value', 4).length, 4);
  assert.throws(() => encodeValue('abc', 'value', 3), /larger than 3 bytes/);
});

test('random values survive, and any changed byte is refused or another value', () => {
  const random = new RandomValues(1);
  for (let i = 0; i < 3_000; i++) {
    const encoded = encodeValue(random.value());
    assert.deepEqual(encodeValue(decodeValue(encoded)), encoded);
    const mutant = encoded.slice();
    mutant[random.below(mutant.length)] ^= 1 << random.below(8);
    let decoded: Value;
    try {
      decoded = decodeValue(mutant);
    } catch (error) {
      assert.equal((error as { code?: string }).code, 'BAD_VALUE');
      continue;
    }
    // One value has one form: accepted bytes are the ones that encoding writes.
    assert.deepEqual(encodeValue(decoded), mutant);
  }
});

test('random bytes are refused or canonical', () => {
  const random = new RandomValues(2);
  for (let i = 0; i < 20_000; i++) {
    const bytes = random.bytes(1 + random.below(12));
    if (random.below(2) === 0) bytes.set([0xd9, 0xaf, 0xc8 + random.below(2)].slice(0, bytes.length));
    let decoded: Value;
    try {
      decoded = decodeValue(bytes);
    } catch (error) {
      assert.equal((error as { code?: string }).code, 'BAD_VALUE');
      continue;
    }
    assert.deepEqual(encodeValue(decoded), bytes);
  }
});

test('an overflow of the native stack while a text is decoded is no fault of the bytes', (context) => {
  const overflow = new RangeError('Maximum call stack size exceeded');
  const text = encodeValue('text'.repeat(100));
  context.mock.method(TextDecoder.prototype, 'decode', () => {
    throw overflow;
  });
  assert.throws(
    () => decodeValue(text),
    (thrown) => thrown === overflow,
  );
});
