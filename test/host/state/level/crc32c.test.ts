import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32c, maskedCrc } from '../../../../host/state/level/crc32c.js';

/** RFC 3720 B.4, and the check value of the catalogue of CRCs. */
const VECTORS: readonly (readonly [name: string, bytes: Uint8Array, crc: number])[] = [
  ['32 zero bytes', new Uint8Array(32), 0x8a9136aa],
  ['32 bytes of ones', new Uint8Array(32).fill(0xff), 0x62a8ab43],
  ['32 bytes up', Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
  ['32 bytes down', Uint8Array.from({ length: 32 }, (_, i) => 31 - i), 0x113fdb5c],
  ['123456789', new TextEncoder().encode('123456789'), 0xe3069283],
  ['nothing', new Uint8Array(0), 0],
];

test('CRC-32C of the vectors, of a range, and masked as LevelDB does', () => {
  for (const [name, bytes, crc] of VECTORS) {
    assert.equal(crc32c(bytes), crc, name);
    assert.equal(crc32c(Uint8Array.of(9, ...bytes, 9), 1, 1 + bytes.length), crc, name);
    const masked = (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
    assert.equal(maskedCrc(bytes), masked, name);
  }
});

test('every length and every byte counts', () => {
  const bytes = Uint8Array.from({ length: 40 }, (_, i) => i * 37);
  const seen = new Set<number>();
  for (let length = 0; length <= bytes.length; length++) seen.add(crc32c(bytes, 0, length));
  for (let i = 0; i < bytes.length; i++) {
    bytes[i] ^= 1;
    seen.add(crc32c(bytes));
    bytes[i] ^= 1;
  }
  assert.equal(seen.size, 2 * bytes.length + 1);
});

test('fewer bytes than a step takes', () => {
  assert.equal(crc32c(new TextEncoder().encode('a')), 0xc1d04330);
  assert.equal(crc32c(new TextEncoder().encode('abc')), 0x364b3fb7);
});
