/** Stretches of a memory become zero, whatever is in them, and nothing beside them does. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { parse } from '@bytecodealliance/jco';
import { PAGE_BYTES } from '../../../runtime/limits.js';
import { CLEAR_BYTES, type Clear, clearOf, MODULE_BYTES } from '../../../runtime/sandbox/clear-memory.js';
import type { GuestBuffer } from '../../../runtime/sandbox/engine-types.js';
import { packageRoot } from '../../support/package-root.js';

const PAGES = 2;
/** The description of a shared memory, which the sandbox itself never makes. */
const SHARED = { initial: PAGES, maximum: 300, shared: true };

const KINDS: Readonly<Record<string, () => GuestBuffer>> = {
  'a memory': () => new WebAssembly.Memory({ initial: PAGES }),
  'a shared memory': () => new WebAssembly.Memory(SHARED),
  'a buffer alone': () => ({ buffer: new ArrayBuffer(PAGES * PAGE_BYTES) }),
};

/** Stretches of the first two pages, in bytes; at the edges, one unit, all. */
const STRETCHES: readonly (readonly [start: number, end: number])[] = [
  [0, CLEAR_BYTES],
  [0, PAGE_BYTES],
  [CLEAR_BYTES, 3 * CLEAR_BYTES],
  [4_096, 8_192],
  [PAGES * PAGE_BYTES - CLEAR_BYTES, PAGES * PAGE_BYTES],
  [0, PAGES * PAGE_BYTES],
];

/** What is wrong once a stretch with one byte in it, at each place of its first and last unit, is cleared. */
function failuresOf(memory: GuestBuffer, clear: Clear): string[] {
  const bytes = new Uint8Array(memory.buffer);
  const failures: string[] = [];
  for (const [start, end] of STRETCHES) {
    const expected = new Uint8Array(bytes.length).fill(0xff).fill(0, start, end);
    for (let i = 0; i < 2 * CLEAR_BYTES; i++) {
      const place = i < CLEAR_BYTES ? start + i : end - 2 * CLEAR_BYTES + i;
      bytes.set(expected);
      bytes[place] = 1 + (i % 255);
      clear(start, end);
      if (Buffer.compare(bytes, expected) !== 0) failures.push(`[${start}, ${end}) with a byte at ${place}`);
    }
  }
  return failures;
}

for (const [kind, create] of Object.entries(KINDS)) {
  describe(kind, () => {
    test('a stretch becomes zero, and nothing else', () => {
      const memory = create();
      assert.deepEqual(failuresOf(memory, clearOf(memory)), []);
    });

    test('a stretch that is full becomes zero', () => {
      const memory = create();
      new Uint8Array(memory.buffer).fill(0xee);
      clearOf(memory)(0, PAGES * PAGE_BYTES);
      assert.ok(new Uint8Array(memory.buffer).every((byte) => byte === 0));
    });

    test('a stretch that is not within the memory throws', () => {
      const memory = create();
      const size = PAGES * PAGE_BYTES;
      for (const [start, end] of [
        [size, size + CLEAR_BYTES],
        [size - CLEAR_BYTES, size + CLEAR_BYTES],
      ]) {
        assert.throws(() => clearOf(memory)(start, end));
      }
    });
  });
}

test('it follows growth', () => {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 2 });
  const clear = clearOf(memory);
  memory.grow(1);
  new Uint8Array(memory.buffer).fill(7);
  clear(PAGE_BYTES, 2 * PAGE_BYTES);
  const bytes = new Uint8Array(memory.buffer);
  assert.ok(bytes.every((byte, place) => byte === (place < PAGE_BYTES ? 7 : 0)));
});

test('the module is what its source says', async () => {
  const source = readFileSync(join(packageRoot(), 'runtime/sandbox/clear-memory.wat'), 'utf8');
  const compiled = await parse(source);
  assert.deepEqual(compiled.subarray(0, MODULE_BYTES.length), new Uint8Array(MODULE_BYTES));
  // What is left is the section of names.
  const [section, size] = compiled.subarray(MODULE_BYTES.length);
  assert.deepEqual([section, size], [0, compiled.length - MODULE_BYTES.length - 2]);
});

test('seeded bug: a module that looks at every other 64 bytes is seen', () => {
  const memory = new WebAssembly.Memory({ initial: PAGES });
  const bytes = new Uint8Array(memory.buffer);
  const failures = failuresOf(memory, (start, end) => {
    for (let at = start; at < end; at += CLEAR_BYTES) {
      if (bytes.subarray(at, at + 64).some((byte) => byte !== 0)) bytes.fill(0, at, at + CLEAR_BYTES);
    }
  });
  assert.equal(failures.length, STRETCHES.length * CLEAR_BYTES);
});
