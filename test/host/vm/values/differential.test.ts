/** Against npm `cbor2`, an independent implementation of RFC 8949, where its forms and ours coincide. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decode } from 'cbor2';
import { decodeValue, encodeValue } from '../../../../host/vm/values/cbor.js';
import { encodeByPeer, simplify } from './peer.js';
import { RandomValues } from './random-values.js';

test('cbor2 writes the same bytes', () => {
  const random = new RandomValues(3);
  let compared = 0;
  for (let i = 0; i < 6_000; i++) {
    const value = random.value();
    const peer = encodeByPeer(value);
    if (peer === undefined) continue;
    compared++;
    assert.deepEqual(Buffer.from(peer), Buffer.from(encodeValue(value)));
  }
  assert.ok(compared > 3_000, `${compared} compared`);
});

test('cbor2 reads the same values', () => {
  const random = new RandomValues(4);
  for (let i = 0; i < 6_000; i++) {
    const encoded = encodeValue(random.value());
    const peer = decode(encoded, { requirePreferred: false });
    assert.deepEqual(simplify(peer), simplify(decodeValue(encoded)));
  }
});
