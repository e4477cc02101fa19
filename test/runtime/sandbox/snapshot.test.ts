/**
 * A module made of an instance starts with the memory and globals that the instance had, and does the same
 * from there.
 */

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { HostFault } from '../../../runtime/errors.js';
import { SandboxInstance } from '../../../runtime/sandbox/instance.js';
import { snapshot } from '../../../runtime/sandbox/snapshot.js';
import { PROFILES } from '../../../runtime/wasm/profile.js';
import { createRandom } from '../../host/vm/values/random-values.js';
import { compileGuest, GUEST_WAT, type GuestModule, PASSIVE_WAT, START } from './guests.js';

let guest: GuestModule;
before(async () => {
  guest = await compileGuest();
});

const instantiate = (bytes: Uint8Array) =>
  new SandboxInstance(new WebAssembly.Module(bytes), { host: { hook: () => undefined } });

/** The instance's twin, made by way of a snapshot. */
const twinOf = (instance: SandboxInstance, { bytes }: GuestModule = guest) =>
  instantiate(snapshot(bytes, instance, PROFILES.contract));

function differences(a: SandboxInstance, b: SandboxInstance): string[] {
  const globals = b.readGlobals();
  const wrong = a.readGlobals().flatMap((value, i) => (Object.is(value, globals[i]) ? [] : [`global ${i}`]));
  return Buffer.compare(a.memory.bytes, b.memory.bytes) === 0 ? wrong : [...wrong, 'memory'];
}

test('memory and globals of a run are the start of the snapshot', () => {
  const instance = guest.create();
  instance.run('change', START);
  const twin = twinOf(instance);
  assert.deepEqual(differences(instance, twin), []);
  assert.deepEqual(twin.readGlobals(), [8, 5n]);
  instance.run('change', START);
  assert.notDeepEqual(differences(instance, twin), []);
  assert.equal(twin.run('change', START).kind, 'return');
  assert.deepEqual(differences(instance, twin), []);
});

test('the same run on the twin uses the same fuel', () => {
  const instance = guest.create();
  instance.run('change', START);
  const twin = twinOf(instance);
  for (const each of [instance, twin]) each.run('change', START);
  assert.equal(instance.fuel, twin.fuel);
});

test('a byte or a global that was left out is seen', () => {
  const instance = guest.create();
  instance.run('change', START);
  const twin = twinOf(instance);
  twin.memory.bytes[65_535] = 0;
  assert.deepEqual(differences(instance, twin), ['memory']);
  instance.run('growByNothing', START);
  assert.deepEqual(differences(guest.create(), twin), ['global 0', 'global 1', 'memory']);
});

test('random contents, with gaps of every length around that from which a segment of its own is made', () => {
  const random = createRandom(7);
  for (let round = 0; round < 20; round++) {
    const instance = guest.create();
    const { bytes } = instance.memory;
    bytes.fill(0);
    for (let place = Math.floor(random() * 3); place < 60_000; place += 1 + Math.floor(random() * 70)) {
      bytes[place] = random() * 256;
    }
    if (round % 2 === 0) bytes[65_535] = 1;
    assert.deepEqual(differences(instance, twinOf(instance)), []);
  }
});

test('a grown memory stays grown', () => {
  const instance = guest.create();
  instance.run('grow', START);
  instance.memory.bytes[131_071] = 9;
  const twin = twinOf(instance);
  assert.equal(twin.memory.pages, 2);
  assert.deepEqual(differences(instance, twin), []);
  assert.equal(twin.isReusable, true);
});

test('snapshots are deterministic, and a snapshot of a snapshot is the same', () => {
  const instance = guest.create();
  instance.run('change', START);
  const bytes = snapshot(guest.bytes, instance, PROFILES.contract);
  assert.deepEqual(snapshot(guest.bytes, instance, PROFILES.contract), bytes);
  assert.deepEqual(snapshot(bytes, instantiate(bytes), PROFILES.contract), bytes);
});

test('an empty memory', async () => {
  const module = await compileGuest(GUEST_WAT.replace('"data"', '""'));
  const instance = module.create();
  assert.deepEqual(differences(instance, twinOf(instance, module)), []);
});

test('passive data segments are kept, or refused; never lost in silence', async () => {
  const module = await compileGuest(PASSIVE_WAT);
  const instance = module.create();
  try {
    assert.deepEqual(differences(instance, twinOf(instance, module)), []);
  } catch (thrown) {
    assert.ok(thrown instanceof HostFault, String(thrown));
  }
});

for (const value of [
  0n,
  -1n,
  2n ** 31n,
  -(2n ** 31n),
  2n ** 53n + 1n,
  -(2n ** 53n) - 1n,
  2n ** 63n - 1n,
  -(2n ** 63n),
]) {
  test(`an i64 global of ${value} survives`, async () => {
    const module = await compileGuest(GUEST_WAT.replace('-9000000001', `${value}`));
    const instance = module.create();
    assert.deepEqual(instance.readGlobals()[1], value);
    assert.deepEqual(differences(instance, twinOf(instance, module)), []);
  });
}
