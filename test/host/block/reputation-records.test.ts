/** The records of the policy `shares`, byte by byte (docs/layouts.md). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  decodeStanding,
  decodeSum,
  decodeTotals,
  encodeStanding,
  encodeSum,
  encodeTotals,
  standingKey,
  sumKey,
} from '../../../host/block/reputation-records.js';
import { fromHex, toHex } from '../../../runtime/bytes.js';
import { HostFault } from '../../../runtime/errors.js';

const U64_MAX = 2n ** 64n - 1n;
const U128_MAX = 2n ** 128n - 1n;
const ff = (bytes: number): string => `0x${'ff'.repeat(bytes)}`;

test('keys', () => {
  assert.equal(toHex(sumKey(0x0102n)), '0x010000000000000102');
  assert.equal(toHex(standingKey(fromHex('ab'.repeat(20)))), `0x02${'ab'.repeat(20)}`);
});

test('values there and back', () => {
  const totals = { total: (5n << 64n) + 7n, height: 9n };
  assert.equal(toHex(encodeTotals(totals)), '0x000000000000000500000000000000070000000000000009');
  assert.deepEqual(decodeTotals(encodeTotals(totals)), totals);
  const standing = { reputation: 3n, lastActive: 4n };
  assert.equal(toHex(encodeStanding(standing)), '0x00000000000000030000000000000004');
  assert.deepEqual(decodeStanding(encodeStanding(standing)), standing);
  assert.equal(toHex(encodeSum(6n)), '0x00000000000000000000000000000006');
  assert.equal(decodeSum(encodeSum(6n)), 6n);
});

test('the largest numbers fit, larger and negative ones are faults', () => {
  assert.equal(toHex(encodeSum(U128_MAX)), ff(16));
  assert.equal(decodeSum(fromHex(ff(16))), U128_MAX);
  assert.equal(toHex(encodeStanding({ reputation: U64_MAX, lastActive: U64_MAX })), ff(16));
  for (const sum of [-1n, U128_MAX + 1n]) assert.throws(() => encodeSum(sum), HostFault);
  for (const reputation of [-1n, U64_MAX + 1n]) {
    assert.throws(() => encodeStanding({ reputation, lastActive: 0n }), HostFault);
  }
});

test('bytes of another length are no record', () => {
  for (const length of [0, 15, 17, 23, 25]) {
    const bytes = new Uint8Array(length);
    for (const decode of [decodeSum, decodeTotals, decodeStanding])
      assert.throws(() => decode(bytes), HostFault);
  }
  assert.throws(() => decodeSum(new Uint8Array(24)), HostFault);
  assert.throws(() => decodeTotals(new Uint8Array(16)), HostFault);
});
