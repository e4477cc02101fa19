/**
 * Images restore every byte: whole and as differences, forwards and backwards, whatever the memory held
 * before.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HostFault } from '../../../runtime/errors.js';
import { PAGE_BYTES } from '../../../runtime/limits.js';
import { GuestMemory } from '../../../runtime/sandbox/guest-memory.js';
import { MemoryImage, PIECE_OVERHEAD_BYTES } from '../../../runtime/sandbox/memory-image.js';
import { createRandom } from '../../host/vm/values/random-values.js';

const BLOCK_BYTES = 4_096;
const ROUNDS = 60;

const guestOf = (pages: number) => new GuestMemory(new WebAssembly.Memory({ initial: pages }));

class Memories {
  readonly #random: () => number;
  readonly #guests = new Map<number, GuestMemory>();

  constructor(seed: number) {
    this.#random = createRandom(seed);
  }

  below(bound: number): number {
    return Math.floor(this.#random() * bound);
  }

  /** Sparse, dense, or with bytes on the edges of blocks and pages only. */
  memory(pages: number): Uint8Array {
    const memory = new Uint8Array(pages * PAGE_BYTES);
    this.scribble(memory, [0, 1, 5, 40][this.below(4)]);
    return memory;
  }

  scribble(memory: Uint8Array, count: number): void {
    for (let i = 0; i < count; i++) {
      const unit = [1, BLOCK_BYTES, PAGE_BYTES][this.below(3)];
      const place = this.below(memory.length / unit) * unit;
      const start = Math.max(0, place - this.below(2));
      memory.fill(this.below(256), start, start + [1, 2, BLOCK_BYTES, 3 * BLOCK_BYTES + 1][this.below(4)]);
    }
    if (this.below(2) === 0) memory[memory.length - 1] = 1 + this.below(255);
    if (this.below(2) === 0) memory[0] = 1 + this.below(255);
  }

  /** What instances have, full of garbage. */
  guest(pages: number): GuestMemory {
    const memory = this.#guests.get(pages) ?? guestOf(pages);
    this.#guests.set(pages, memory);
    const words = new Uint32Array(memory.bytes.buffer);
    for (let i = 0; i < words.length; i++) words[i] = this.#random() * 2 ** 32;
    return memory;
  }
}

interface Case {
  readonly image: MemoryImage;
  readonly expected: Uint8Array;
}

/** An image of its own, and images that differ from it: of the same size, larger, equal. */
function randomCases(random: Memories): Case[] {
  const pages = 1 + random.below(4);
  const expected = random.memory(pages);
  const base = MemoryImage.capture(expected, []);
  const same = expected.slice();
  random.scribble(same, 3);
  const larger = new Uint8Array((pages + 1 + random.below(2)) * PAGE_BYTES);
  larger.set(expected);
  random.scribble(larger, 4);
  const differences = [same, larger, expected].map((memory) => ({
    image: MemoryImage.captureDifference(base, memory, []),
    expected: memory.slice(),
  }));
  return [{ image: base, expected: expected.slice() }, ...differences];
}

/**
 * Restores each image several times over garbage, in random order, so that both directions occur; returns
 * what is wrong.
 */
function restoreFailures(seed: number, copy: (image: MemoryImage, memory: GuestMemory) => void): string[] {
  const random = new Memories(seed);
  const failures: string[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const cases = randomCases(random);
    for (let i = 0; i < 12; i++) {
      const place = random.below(cases.length);
      const { image, expected } = cases[place];
      const memory = random.guest(expected.length / PAGE_BYTES);
      copy(image, memory);
      if (Buffer.compare(memory.bytes, expected) !== 0)
        failures.push(`round ${round}, case ${place}, time ${i}`);
    }
  }
  return failures;
}

test('every byte is what was captured', () => {
  assert.deepEqual(
    restoreFailures(1, (image, memory) => image.copyTo(memory)),
    [],
  );
});

test('seeded bug: a copy that leaves out one byte is seen', () => {
  const failures = restoreFailures(1, (image, memory) => {
    const place = memory.bytes.length - 1;
    const before = memory.bytes[place];
    image.copyTo(memory);
    memory.bytes[place] = before;
  });
  // One garbage byte in 256 happens to be right.
  assert.ok(failures.length > ROUNDS * 11, `${failures.length}`);
});

test('an image is a copy: later changes of the memory do not reach it', () => {
  const memory = new Uint8Array(PAGE_BYTES).fill(1);
  const base = MemoryImage.capture(memory, []);
  const changed = memory.slice().fill(2, 0, 10);
  const difference = MemoryImage.captureDifference(base, changed, []);
  memory.fill(8);
  changed.fill(9);
  const restored = guestOf(1);
  base.copyTo(restored);
  assert.ok(restored.bytes.every((byte) => byte === 1));
  difference.copyTo(restored);
  assert.ok(restored.bytes.every((byte, place) => byte === (place < 10 ? 2 : 1)));
});

test('a difference holds the blocks that differ, and no others', () => {
  const memory = new Uint8Array(4 * PAGE_BYTES).fill(7);
  const base = MemoryImage.capture(memory, []);
  assert.equal(MemoryImage.captureDifference(base, memory, []).ownBytes, 4 * PIECE_OVERHEAD_BYTES);
  memory[0] = 1;
  memory[3 * BLOCK_BYTES + 5] = 1;
  memory[4 * BLOCK_BYTES] = 1;
  memory[memory.length - 1] = 1;
  const difference = MemoryImage.captureDifference(base, memory, []);
  // [1][2 same][2][the rest of the page], two pages, all but a block, [1]
  assert.equal(difference.ownBytes, 4 * BLOCK_BYTES + 8 * PIECE_OVERHEAD_BYTES);
  assert.equal(base.ownBytes, memory.length + 4 * PIECE_OVERHEAD_BYTES);
  assert.equal(difference.pages, 4);
});

test('globals are kept in order', () => {
  const image = MemoryImage.capture(new Uint8Array(PAGE_BYTES), [1, -(2n ** 63n), 0.5]);
  assert.deepEqual(image.globals, [1, -(2n ** 63n), 0.5]);
});

test('a wrong size, or a base that is larger, is a HostFault', () => {
  const two = MemoryImage.capture(new Uint8Array(2 * PAGE_BYTES), []);
  for (const pages of [0, 1, 3]) {
    assert.throws(() => two.copyTo(guestOf(pages)), HostFault);
  }
  assert.throws(() => MemoryImage.captureDifference(two, new Uint8Array(PAGE_BYTES), []), HostFault);
});
