/** Which instances come back from a pool, and which never do (SEMANTICS 6). */

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { HostFault } from '../../../runtime/errors.js';
import type { SandboxInstance } from '../../../runtime/sandbox/instance.js';
import { InstancePool } from '../../../runtime/sandbox/instance-pool.js';
import { MemoryImage } from '../../../runtime/sandbox/memory-image.js';
import { compileGuest, type GuestModule, PASSIVE_WAT, START } from './guests.js';

interface Wrapped {
  readonly sandbox: SandboxInstance;
}

let guest: GuestModule;
before(async () => {
  guest = await compileGuest(PASSIVE_WAT);
});

const create = (idleMax = 4) => new InstancePool<Wrapped>(() => ({ sandbox: guest.create() }), 1, idleMax);

/** An instance that an image of two pages was restored into. */
function takeLarge(pool: InstancePool<Wrapped>): Wrapped {
  const instance = pool.take(2);
  const image = MemoryImage.capture(new Uint8Array(2 * 65_536), instance.sandbox.readGlobals());
  instance.sandbox.restore(image);
  return instance;
}

test('an instance comes back; without one a new one is made', () => {
  const pool = create();
  const first = pool.take(1);
  const second = pool.take(1);
  assert.notEqual(first, second);
  pool.give(first);
  assert.equal(pool.take(1), first);
  assert.deepEqual(pool.statistics, { live: 2, idle: 0, created: 2, reused: 1, discarded: 0 });
});

for (const run of ['trap', 'loop', 'grow', 'setTable', 'dropData']) {
  test(`an instance that ran ${run} never comes back`, () => {
    const pool = create();
    const instance = pool.take(1);
    instance.sandbox.run(run, START);
    pool.give(instance);
    assert.notEqual(pool.take(1), instance);
    assert.deepEqual(pool.statistics, { live: 1, idle: 0, created: 2, reused: 0, discarded: 1 });
  });
}

test('what is beyond idleMax is dropped', () => {
  const pool = create(2);
  const instances = [1, 2, 3].map(() => pool.take(1));
  for (const instance of instances) pool.give(instance);
  assert.deepEqual(pool.statistics, { live: 2, idle: 2, created: 3, reused: 0, discarded: 1 });
  assert.equal(pool.take(1), instances[1]);
});

test('sizes are kept apart: a grown instance serves its size only, a base-sized one may grow', () => {
  const pool = create();
  const large = takeLarge(pool);
  pool.give(large);
  assert.notEqual(pool.take(1), large);
  assert.equal(pool.take(2), large);
  const base = pool.take(1);
  pool.give(base);
  assert.equal(takeLarge(pool), base);
  pool.give(base);
  assert.equal(base.sandbox.memory.pages, 2);
  assert.notEqual(pool.take(3), base);
  const { idle, created, reused, discarded } = pool.statistics;
  assert.deepEqual({ idle, created, reused, discarded }, { idle: 1, created: 4, reused: 2, discarded: 0 });
});

test('live instances are bounded: idle ones of another size go first', () => {
  const pool = new InstancePool<Wrapped>(() => ({ sandbox: guest.create() }), 1, 4, 3);
  const large = [takeLarge(pool), takeLarge(pool)];
  for (const instance of large) pool.give(instance);
  const held = [1, 2, 3].map(() => pool.take(1));
  assert.deepEqual(pool.statistics, { live: 3, idle: 0, created: 5, reused: 0, discarded: 2 });
  assert.throws(() => pool.take(1), HostFault);
  pool.give(held[0]);
  assert.equal(pool.take(1), held[0]);
});

test('an instance that cannot be allocated costs the idle ones, then it is a fault of the host', () => {
  let room = 3;
  const pool = new InstancePool<Wrapped>(
    () => {
      if (room-- <= 0) throw new RangeError('Out of memory: Cannot allocate Wasm memory for new instance');
      return { sandbox: guest.create() };
    },
    1,
    4,
  );
  const [first, second] = [takeLarge(pool), takeLarge(pool)];
  pool.give(first);
  pool.take(1);
  room = 0;
  assert.throws(() => pool.take(1), HostFault);
  assert.deepEqual(pool.statistics, { live: 2, idle: 0, created: 3, reused: 0, discarded: 1 });
  pool.give(second);
  assert.equal(pool.take(2), second);
});
