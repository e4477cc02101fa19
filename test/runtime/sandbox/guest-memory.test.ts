/** Ranges that a guest may name, and all those it may not: outside, beyond 2^31, wrapping around 2^32. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PAGE_BYTES } from '../../../runtime/limits.js';
import { GuestTrap } from '../../../runtime/sandbox/guest-exit.js';
import { GuestMemory } from '../../../runtime/sandbox/guest-memory.js';

type Range = readonly [pointer: number, length: number];

const SIZE = 2 * PAGE_BYTES;
const I32_MIN = -(2 ** 31);

const INSIDE: readonly Range[] = [
  [0, 0],
  [0, 1],
  [0, SIZE],
  [PAGE_BYTES - 1, 2],
  [SIZE - 1, 1],
  [SIZE - 1, 0],
  [SIZE, 0],
];

/** As wasm passes them, i32; and as a caller that knows no i32 might write them. */
const OUTSIDE: readonly Range[] = [
  [SIZE, 1],
  [SIZE + 1, 0],
  [SIZE - 1, 2],
  [0, SIZE + 1],
  [1, SIZE],
  [-1, 0],
  [-1, 1],
  [-1, 2],
  [-4, 8],
  [-SIZE, SIZE],
  [I32_MIN, 0],
  [I32_MIN, I32_MIN],
  [0, -1],
  [1, -1],
  [5, -1],
  [SIZE - 1, -1],
  [4, -4],
  [0, I32_MIN],
  [2 ** 32 - 1, 1],
  [2 ** 32 - 4, 8],
  [-1, -1],
];

/** What an implementation of `read` gets wrong, one line a range. */
function readFailures(read: (pointer: number, length: number) => Uint8Array): string[] {
  const failures: string[] = [];
  const outcome = ([pointer, length]: Range): string => {
    try {
      return `${read(pointer, length).length} bytes`;
    } catch (thrown) {
      return thrown instanceof GuestTrap ? 'trap' : String(thrown);
    }
  };
  const expect = (range: Range, wanted: string) => {
    const got = outcome(range);
    if (got !== wanted) failures.push(`${range}: ${got} instead of ${wanted}`);
  };
  for (const range of INSIDE) expect(range, `${range[1]} bytes`);
  for (const range of OUTSIDE) expect(range, 'trap');
  return failures;
}

const create = (pages: number, maximum = 16) =>
  new GuestMemory(new WebAssembly.Memory({ initial: pages, maximum }));

test('ranges just inside are read, ranges just outside trap', () => {
  const memory = create(2);
  assert.deepEqual(
    readFailures((pointer, length) => memory.read(pointer, length)),
    [],
  );
});

test('seeded bug: a check that adds in 32 bits is seen', () => {
  const { bytes } = create(2);
  const failures = readFailures((pointer, length) => {
    const end = (pointer + length) >>> 0;
    if (end > bytes.length) throw new GuestTrap('out of bounds');
    return bytes.slice(pointer >>> 0, end);
  });
  assert.ok(failures.length >= 5, failures.join('\n'));
});

test('writing is checked like reading', () => {
  const memory = create(2);
  memory.write(SIZE - 3, Uint8Array.of(1, 2, 3));
  assert.deepEqual([...memory.bytes.subarray(SIZE - 4)], [0, 1, 2, 3]);
  memory.write(SIZE, new Uint8Array(0));
  for (const pointer of [SIZE - 2, SIZE, SIZE + 1, -1, -3, I32_MIN]) {
    assert.throws(() => memory.write(pointer, new Uint8Array(3)), GuestTrap, `${pointer}`);
  }
  assert.deepEqual([...memory.bytes.subarray(0, 4)], [0, 0, 0, 0]);
});

test('what is read is a copy', () => {
  const memory = create(1);
  const copy = memory.read(0, 4);
  memory.write(0, Uint8Array.of(9));
  assert.deepEqual([...copy], [0, 0, 0, 0]);
});

test('the view follows growth', () => {
  const wasmMemory = new WebAssembly.Memory({ initial: 1, maximum: 4 });
  const memory = new GuestMemory(wasmMemory);
  memory.write(PAGE_BYTES - 1, Uint8Array.of(5));
  assert.throws(() => memory.read(PAGE_BYTES, 1), GuestTrap);
  wasmMemory.grow(2);
  assert.equal(memory.pages, 3);
  assert.deepEqual([...memory.read(PAGE_BYTES - 1, 2)], [5, 0]);
  assert.throws(() => memory.read(3 * PAGE_BYTES, 1), GuestTrap);
});

test('above 2 GiB an i32 with the high bit set is a place like others', () => {
  // Reserved, not touched: costs address space only.
  const pages = 2 ** 15 + 1;
  const memory = create(pages, pages);
  const place = I32_MIN + 8;
  memory.write(place, Uint8Array.of(1, 2));
  assert.deepEqual([...memory.read(place, 2)], [1, 2]);
  assert.deepEqual([...memory.read(2 ** 31 + 8, 2)], [1, 2]);
  assert.equal(memory.read(I32_MIN + PAGE_BYTES - 1, 1).length, 1);
  assert.throws(() => memory.read(I32_MIN + PAGE_BYTES, 1), GuestTrap);
  assert.throws(() => memory.read(-1, 2), GuestTrap);
});
