/** The store behind a working set: what a small or a full one holds changes no answer. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeBatch, encodeBatch } from '../../../host/state/batch-bytes.js';
import { MemoryStore } from '../../../host/state/memory-store.js';
import { RemoteStore } from '../../../host/state/remote-store.js';
import type { Change, Store } from '../../../host/state/store.js';
import { WorkingSet } from '../../../host/state/working-set.js';
import { HostFault } from '../../../runtime/errors.js';
import { createRandom } from '../vm/values/random-values.js';
import { failedCases, STORE_CASES } from './store-conformance.js';

/** A store and the thread that executes on it, as one: each batch is written at once. */
class Joined implements Store {
  readonly owner = new MemoryStore();
  readonly remote: RemoteStore;
  #isClosed = false;

  constructor(workingSetBytes: number) {
    this.remote = new RemoteStore(this.owner, workingSetBytes);
  }

  get(key: Uint8Array): Uint8Array | undefined {
    return this.#isClosed ? this.owner.get(key) : this.remote.get(key);
  }

  async commit(changes: readonly Change[]): Promise<void> {
    if (this.#isClosed) return this.owner.commit(changes);
    await this.remote.commit(changes);
    await this.owner.commit(this.transfer(this.remote.takeBatch() as ArrayBuffer));
  }

  transfer(batch: ArrayBuffer): Change[] {
    return decodeBatch(structuredClone(batch, { transfer: [batch] }));
  }

  entries = () => this.owner.entries();

  close(): Promise<void> {
    this.#isClosed = true;
    return this.owner.close();
  }
}

const SMALL_BYTES = 600;

for (const bytes of [0, SMALL_BYTES, 1e6]) {
  for (const { name, run } of STORE_CASES) {
    test(`working set of ${bytes} bytes: ${name}`, () => run({ store: new Joined(bytes) }));
  }
}

/** A key and a value or removal from a small choice. */
function randomChange(random: () => number): Change {
  const key = Uint8Array.of(5, Math.floor(random() * 40));
  const size = Math.floor(random() * 90);
  return { key, value: random() < 0.3 ? undefined : Uint8Array.from({ length: size }, () => random() * 256) };
}

test('random reads and batches give what the owner holds, whatever fits', async () => {
  for (const bytes of [0, SMALL_BYTES, 4_000, 1e6]) {
    const random = createRandom(bytes + 1);
    const store = new Joined(bytes);
    for (let round = 0; round < 400; round++) {
      const changes = new Map<number, Change>();
      for (let i = random() * 4; i > 0; i--) {
        const change = randomChange(random);
        changes.set(change.key[1], change);
      }
      if (changes.size > 0) await store.commit([...changes.values()]);
      for (let i = 0; i < 5; i++) {
        const { key } = randomChange(random);
        assert.deepEqual(store.get(key), store.owner.get(key));
      }
    }
  }
});

test('a record is fetched once while there is room, one that is not there too', () => {
  const asked: number[] = [];
  const owner = {
    get(key: Uint8Array) {
      asked.push(key[0]);
      return key[0] === 2 ? undefined : key;
    },
  };
  const store = new RemoteStore(owner, 1e6);
  for (let i = 0; i < 3; i++) for (const key of [1, 2, 3]) store.get(Uint8Array.of(key));
  assert.deepEqual(asked, [1, 2, 3]);
});

test('the working set is bounded, and what is used stays', () => {
  const set = new WorkingSet(10_000);
  set.set('hot', new Uint8Array(100));
  for (let i = 0; i < 1_000; i++) {
    set.set(`key ${i}`, i % 2 === 0 ? null : new Uint8Array(50));
    assert.notEqual(set.get('hot'), undefined);
    assert.ok(set.size <= 70, `${set.size} records`);
  }
  assert.equal(set.get('key 0'), undefined);
  assert.equal(set.get('key 998'), null);
  set.set('huge', new Uint8Array(1e6));
  set.set('huge 2', new Uint8Array(1e6));
  assert.ok(set.size <= 2);
});

test('a batch that is cut off is none', () => {
  const whole = encodeBatch([
    { key: Uint8Array.of(1), value: Uint8Array.of(2, 3) },
    { key: Uint8Array.of(4), value: undefined },
  ]);
  assert.equal(decodeBatch(whole).length, 2);
  const cuts = Array.from({ length: whole.byteLength }, (_, i) => i).filter((length) => {
    try {
      return decodeBatch(whole.slice(0, length)).length > 2;
    } catch (thrown) {
      assert.ok(thrown instanceof HostFault);
      return true;
    }
  });
  // Nothing, and the end of the first change, are batches.
  assert.equal(cuts.length, whole.byteLength - 2);
});

test('seeded bugs: a thread that forgets removals, and one that keeps what it read', async () => {
  class ForgetsRemovals extends Joined {
    override transfer(batch: ArrayBuffer): Change[] {
      return super.transfer(batch).filter(({ value }) => value !== undefined);
    }
  }
  class Stale extends Joined {
    override async commit(changes: readonly Change[]): Promise<void> {
      await this.owner.commit(changes);
    }
  }
  for (const Broken of [ForgetsRemovals, Stale]) {
    assert.notDeepEqual(await failedCases(async () => ({ store: new Broken(1e6) })), [], Broken.name);
  }
});
