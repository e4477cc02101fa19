/** What the gateway takes for a request, and what it does not. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concatBytes } from '@noble/hashes/utils.js';
import { decodeRequest, encodeBytesResult, encodeFailure } from '../../../host/evm/gateway-abi.js';
import { toHex } from '../../../runtime/bytes.js';
import { abiCall, abiCallBytes, abiWord, selector } from '../../support/solidity.js';

const READ = 'read(address,bytes)';
const QUEUE = 'queue(address,uint64,bytes)';
const TARGET = new Uint8Array(20).fill(0xab);

for (const length of [0, 1, 31, 32, 33, 1_000]) {
  test(`requests with ${length} bytes of arguments are what was encoded`, () => {
    const args = Uint8Array.from({ length }, (_, i) => i + 1);
    assert.deepEqual(decodeRequest(abiCallBytes(READ, [TARGET], args)), {
      function: 'read',
      target: TARGET,
      args,
    });
    assert.deepEqual(decodeRequest(abiCallBytes(QUEUE, [TARGET, 2n ** 64n - 1n], args)), {
      function: 'queue',
      target: TARGET,
      fuelLimit: 2n ** 64n - 1n,
      args,
    });
  });
}

test('root() has no arguments', () => {
  assert.deepEqual(decodeRequest(abiCall('root()')), { function: 'root' });
  assert.equal(decodeRequest(abiCall('root()', 0)), undefined);
});

const VALID = abiCallBytes(QUEUE, [TARGET, 7], Uint8Array.of(1, 2, 3));

function changed(at: number, byte: number): Uint8Array {
  const copy = VALID.slice();
  copy[at] = byte;
  return copy;
}

const REFUSED: readonly (readonly [string, Uint8Array])[] = [
  ['nothing', new Uint8Array()],
  ['half a selector', VALID.subarray(0, 3)],
  ['another function', concatBytes(selector('write(address,bytes)'), VALID.subarray(4))],
  ['an address with high bits', changed(4, 1)],
  ['fuel above 2^64 - 1', changed(4 + 32 + 23, 1)],
  ['another offset', changed(4 + 3 * 32 - 1, 0x80)],
  ['an offset beyond 2^64', changed(4 + 2 * 32, 0xff)],
  ['a length that is too long', changed(4 + 4 * 32 - 1, 33)],
  ['a length of 2^248', changed(4 + 3 * 32, 1)],
  ['padding that is not zero', changed(VALID.length - 1, 1)],
  ['a length that leaves out bytes', changed(4 + 4 * 32 - 1, 2)],
  ['a word too many', concatBytes(VALID, new Uint8Array(32))],
  ['a byte too few', VALID.subarray(0, -1)],
  ['no bytes at all', abiCall(QUEUE, TARGET, 7, 96)],
];

for (const [what, data] of REFUSED) {
  test(`refused: ${what}`, () => assert.equal(decodeRequest(data), undefined));
}

test('every truncation is refused', () => {
  for (let length = 0; length < VALID.length; length++) {
    assert.equal(decodeRequest(VALID.subarray(0, length)), undefined, `${length} bytes`);
  }
});

test('results and errors are as Solidity decodes them', () => {
  const bytes = Uint8Array.of(0xca, 0xfe);
  const tail = concatBytes(abiWord(2), bytes, new Uint8Array(30));
  assert.equal(toHex(encodeBytesResult(bytes)), toHex(concatBytes(abiWord(32), tail)));
  const failure = concatBytes(selector('PbevmFailed(uint8,bytes)'), abiWord(14), abiWord(64), tail);
  assert.equal(toHex(encodeFailure(14, bytes)), toHex(failure));
});
