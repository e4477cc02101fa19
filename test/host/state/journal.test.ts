import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Journal } from '../../../host/state/journal.js';
import { keyText } from '../../../host/state/key-text.js';
import type { RecordReader } from '../../../host/state/store.js';
import { HostFault } from '../../../runtime/errors.js';
import { createRandom } from '../vm/values/random-values.js';

const bytes = (...values: number[]) => Uint8Array.from(values);
const key = (...values: number[]) => keyText(bytes(...values));

/** A base that counts its reads. */
class CountedBase implements RecordReader {
  reads = 0;
  readonly #records: ReadonlyMap<string, Uint8Array>;

  constructor(records: ReadonlyArray<readonly [Uint8Array, Uint8Array]>) {
    this.#records = new Map(records.map(([key, value]) => [keyText(key), value]));
  }

  get(key: Uint8Array): Uint8Array | undefined {
    this.reads++;
    return this.#records.get(keyText(key));
  }
}

test('reads fall through to the base, once', () => {
  const base = new CountedBase([[bytes(1), bytes(10)]]);
  const journal = new Journal(base);
  assert.deepEqual([journal.get(key(1)), journal.get(key(1))], [bytes(10), bytes(10)]);
  assert.deepEqual([journal.get(key(2)), journal.get(key(2))], [undefined, undefined]);
  assert.equal(base.reads, 2);
});

test('a deleted key is gone, also where the base has it; empty values are values', () => {
  const journal = new Journal(new CountedBase([[bytes(1), bytes(10)]]));
  journal.delete(key(1));
  journal.set(key(2), bytes());
  assert.equal(journal.get(key(1)), undefined);
  assert.deepEqual(journal.get(key(2)), bytes());
});

test('revert takes back to the checkpoint, commit hands on to the one below', () => {
  const journal = new Journal(new CountedBase([[bytes(1), bytes(10)]]));
  journal.set(key(1), bytes(11));
  journal.checkpoint();
  journal.set(key(1), bytes(12));
  journal.checkpoint();
  journal.delete(key(1));
  journal.set(key(2), bytes(20));
  journal.commit();
  assert.equal(journal.get(key(1)), undefined);
  assert.equal(journal.depth, 1);
  journal.revert();
  assert.deepEqual(journal.get(key(1)), bytes(11));
  assert.equal(journal.get(key(2)), undefined);
  assert.equal(journal.depth, 0);
});

test('commit or revert without a checkpoint is a HostFault', () => {
  const journal = new Journal(new CountedBase([]));
  assert.throws(() => journal.commit(), HostFault);
  assert.throws(() => journal.revert(), HostFault);
});

test('changes are what differs from the base, in the order of keys, whatever was read', () => {
  const changesOf = (reads: readonly number[]) => {
    const journal = new Journal(
      new CountedBase([
        [bytes(1), bytes(10)],
        [bytes(2), bytes(20)],
      ]),
    );
    for (const read of reads) journal.get(key(read));
    journal.set(key(0x80), bytes(1));
    journal.set(key(3), bytes(30));
    journal.set(key(1), bytes(99));
    journal.set(key(1), bytes(10));
    journal.delete(key(2));
    journal.delete(key(4));
    return journal.changes();
  };
  assert.deepEqual(changesOf([]), [
    { key: bytes(2), before: bytes(20), value: undefined },
    { key: bytes(3), before: undefined, value: bytes(30) },
    { key: bytes(0x80), before: undefined, value: bytes(1) },
  ]);
  assert.deepEqual(changesOf([1, 2, 3, 4]), changesOf([]));
});

test('a reset journal has no changes, and still knows what it read', () => {
  const base = new CountedBase([[bytes(1), bytes(10)]]);
  const journal = new Journal(base);
  journal.get(key(1));
  journal.checkpoint();
  journal.set(key(1), bytes(11));
  journal.reset();
  assert.equal(journal.depth, 0);
  assert.deepEqual(journal.changes(), []);
  assert.deepEqual(journal.get(key(1)), bytes(10));
  assert.equal(base.reads, 1);
  journal.dropKnown();
  assert.deepEqual(journal.get(key(1)), bytes(10));
  assert.equal(base.reads, 2);
});

test('a settled journal holds its changes to be what the base has, removals too', () => {
  const base = new CountedBase([[bytes(1), bytes(10)]]);
  const journal = new Journal(base);
  journal.set(key(2), bytes(20));
  journal.delete(key(1));
  journal.settle();
  assert.deepEqual(journal.changes(), []);
  assert.deepEqual([journal.get(key(1)), journal.get(key(2))], [undefined, bytes(20)]);
  journal.set(key(2), bytes(20));
  assert.deepEqual(journal.changes(), []);
  assert.equal(base.reads, 0);
});

test('2,000 checkpoints deep, a read touches the base once and undo is exact', () => {
  const base = new CountedBase([[bytes(1), bytes(1)]]);
  const journal = new Journal(base);
  const depth = 2_000;
  for (let i = 0; i < depth; i++) {
    journal.checkpoint();
    journal.set(key(2, i >> 8, i & 255), bytes(i & 255));
    journal.set(key(3), bytes(i >> 8, i & 255));
  }
  journal.get(key(1));
  assert.equal(base.reads, 1);
  for (let i = depth - 1; i > 0; i--) {
    assert.deepEqual(journal.get(key(3)), bytes(i >> 8, i & 255));
    journal.revert();
    assert.equal(journal.get(key(2, i >> 8, i & 255)), undefined);
  }
});

/** A model that copies everything at each checkpoint. */
class CopyingModel {
  readonly #layers: Map<string, Uint8Array | undefined>[] = [new Map()];

  get top(): Map<string, Uint8Array | undefined> {
    return this.#layers[this.#layers.length - 1];
  }

  get depth(): number {
    return this.#layers.length - 1;
  }

  checkpoint(): void {
    this.#layers.push(new Map(this.top));
  }

  commit(): void {
    this.#layers.splice(-2, 1);
  }

  revert(): void {
    this.#layers.pop();
  }
}

/** Runs random steps against the model; the first difference is an error. */
function compareWithModel(journal: Journal, seed: number): void {
  const random = createRandom(seed);
  const below = (bound: number) => Math.floor(random() * bound);
  const model = new CopyingModel();
  for (let step = 0; step < 5_000; step++) {
    const text = key(1 + below(12));
    switch (below(6)) {
      case 0:
        journal.checkpoint();
        model.checkpoint();
        break;
      case 1:
        if (model.depth === 0) break;
        journal.commit();
        model.commit();
        break;
      case 2:
        if (model.depth === 0) break;
        journal.revert();
        model.revert();
        break;
      case 3:
        journal.delete(text);
        model.top.set(text, undefined);
        break;
      default:
        journal.set(text, bytes(below(256)));
        model.top.set(text, journal.get(text));
    }
    for (let i = 1; i <= 12; i++) assert.deepEqual(journal.get(key(i)), model.top.get(key(i)));
  }
}

test('random steps agree with a model that copies', () => {
  for (let seed = 1; seed <= 5; seed++) compareWithModel(new Journal(new CountedBase([])), seed);
});

test('a seeded bug fails: commit that forgets what the checkpoint below must undo', () => {
  class Forgetful extends Journal {
    override commit(): void {
      const { depth } = this;
      const written = this.changes();
      this.reset();
      for (const { key, value } of written) if (value !== undefined) this.set(keyText(key), value);
      for (let i = 1; i < depth; i++) this.checkpoint();
    }
  }
  assert.throws(() => compareWithModel(new Forgetful(new CountedBase([])), 1), assert.AssertionError);
});
