import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RLP } from '@ethereumjs/rlp';
import { TransactionError } from '../../../host/block/errors.js';
import { decodeFlatList, encodeFlatList } from '../../../host/block/rlp.js';
import { integerBytes, readInteger } from '../../../host/block/rlp-integer.js';
import { fromHex, toHex } from '../../../runtime/bytes.js';
import { assertStrict, type StrictCodec } from './hostile-bytes.js';
import { RandomTransactions } from './samples.js';

const LISTS: StrictCodec<Uint8Array[]> = {
  decode: (bytes) => decodeFlatList(bytes, countOf(bytes)),
  encode: encodeFlatList,
  isRefusal: (error) => error instanceof TransactionError,
};

/** Items of a list that the library reads; 0 of any other bytes. */
function countOf(bytes: Uint8Array): number {
  try {
    return RLP.decode(bytes).length;
  } catch {
    return 0;
  }
}

test('lists of strings of every length around the forms of heads', () => {
  const random = new RandomTransactions(81);
  for (const length of [0, 1, 2, 54, 55, 56, 57, 255, 256, 257, 65_535, 65_536]) {
    for (const items of [[random.bytes(length)], [random.bytes(length), random.bytes(1), random.bytes(0)]]) {
      assert.deepEqual(decodeFlatList(encodeFlatList(items), items.length), items);
    }
  }
});

test('every other form of a string or a list is refused', () => {
  for (const [what, hex] of [
    ['nothing', ''],
    ['a string', '83010203'],
    ['a byte with a head that it does not need', 'c28101'],
    ['a long head for a short string', 'c3b80101'],
    ['a length with a leading zero', `f83cb9003a${'11'.repeat(58)}`],
    ['a long head for a short list', 'f80101'],
    ['a list that ends too early', 'c301'],
    ['a string that ends too late', 'c28301'],
    ['bytes behind the list', 'c10101'],
    ['a list in the list', 'c2c101'],
    ['a long list in the list', `f83bf838${'01'.repeat(56)}01`],
    ['a length of 2^64', 'ffffffffffffffffff'],
    ['a string of 2^64', 'c9bfffffffffffffffff'],
  ]) {
    assert.throws(
      () => decodeFlatList(fromHex(hex), 1),
      { code: 'BAD_TRANSACTION', reason: 'ENCODING' },
      what,
    );
  }
  assert.throws(() => decodeFlatList(fromHex('c20102'), 1), { reason: 'ARITY' });
});

test('cut, padded, or with a flipped bit: refused, or other items with these very bytes', () => {
  const random = new RandomTransactions(82);
  for (let round = 0; round < 40; round++) {
    const items = Array.from({ length: 1 + random.below(5) }, () => random.bytes(random.below(70)));
    assertStrict(LISTS, encodeFlatList(items));
  }
  for (let round = 0; round < 20_000; round++) {
    const bytes = random.bytes(random.below(12));
    if (bytes.length > 0) bytes[0] |= 0xc0;
    try {
      assert.deepEqual(encodeFlatList(LISTS.decode(bytes)), bytes);
    } catch (error) {
      assert.ok(LISTS.isRefusal(error), `${error}`);
    }
  }
});

test('integers are minimal and within their widths', () => {
  const random = new RandomTransactions(83);
  for (let round = 0; round < 2_000; round++) {
    const value = random.integer(128);
    assert.equal(readInteger('x', integerBytes(value), 128), value);
  }
  for (const [hex, bits, value] of [
    ['', 1, 0n],
    ['01', 1, 1n],
    ['ffffffff', 32, 2n ** 32n - 1n],
    ['01000000000000', 64, 2n ** 48n],
    ['ffffffffffffffff', 64, 2n ** 64n - 1n],
  ] as const) {
    assert.equal(readInteger('x', fromHex(hex), bits), value);
    assert.equal(toHex(integerBytes(value)), `0x${hex}`);
  }
  for (const [hex, bits] of [
    ['00', 64],
    ['0001', 64],
    ['02', 1],
    ['0100000000', 32],
    ['010000000000000000', 64],
  ] as const) {
    assert.throws(() => readInteger('x', fromHex(hex), bits), { code: 'BAD_TRANSACTION', reason: 'FIELD' });
  }
});
