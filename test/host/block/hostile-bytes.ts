/** Bytes that are nearly right: what a strict decoder must refuse, or read as something else entirely. */

import assert from 'node:assert/strict';
import { equalBytes, toHex } from '../../../runtime/bytes.js';

/** Every beginning, some padding, every single bit flipped; with what was done. */
export function* hostileBytes(bytes: Uint8Array): Generator<readonly [what: string, bytes: Uint8Array]> {
  for (let length = 0; length < bytes.length; length++) {
    yield [`cut to ${length}`, bytes.subarray(0, length)];
  }
  for (const padding of [[0], [0x80], [0xff], [0, 0, 0, 0]]) {
    yield [`padded by ${padding}`, Uint8Array.of(...bytes, ...padding)];
    yield [`behind ${padding}`, Uint8Array.of(...padding, ...bytes)];
  }
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const flipped = bytes.slice();
    flipped[bit >> 3] ^= 1 << (bit & 7);
    yield [`bit ${bit}`, flipped];
  }
}

export interface StrictCodec<V> {
  decode(bytes: Uint8Array): V;
  encode(value: V): Uint8Array;
  /** Whether an error is how the decoder refuses. */
  isRefusal(error: unknown): boolean;
}

/** What of some hostile bytes a codec neither refuses nor writes again as it read it. */
export function laxities<V>(codec: StrictCodec<V>, bytes: Uint8Array): string[] {
  const found: string[] = [];
  for (const [what, hostile] of hostileBytes(bytes)) {
    const outcome = readAndWrite(codec, hostile);
    if (typeof outcome === 'string') found.push(`${what}: ${outcome}`);
  }
  return found;
}

function readAndWrite<V>(codec: StrictCodec<V>, bytes: Uint8Array): string | undefined {
  let value: V;
  try {
    value = codec.decode(bytes);
  } catch (error) {
    return codec.isRefusal(error) ? undefined : `threw ${error}`;
  }
  const again = codec.encode(value);
  return equalBytes(again, bytes) ? undefined : `read ${toHex(bytes)}, wrote ${toHex(again)}`;
}

/** Asserts that a codec is strict about what is like these bytes. */
export function assertStrict<V>(codec: StrictCodec<V>, bytes: Uint8Array): void {
  assert.equal(readAndWrite(codec, bytes), undefined);
  assert.deepEqual(laxities(codec, bytes), []);
}
