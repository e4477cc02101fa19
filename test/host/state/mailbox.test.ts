/** Records asked for by a thread that does not own the store. */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { MailboxOwner, MailboxReader } from '../../../host/state/mailbox.js';
import { MemoryStore } from '../../../host/state/memory-store.js';
import type { RecordReader } from '../../../host/state/store.js';
import { HostFault } from '../../../runtime/errors.js';

const DATA_BYTES = 32;
const KEY = Uint8Array.of(1, 2, 3);

/** Both ends in one thread: the owner answers within the ring. */
function reader(store: RecordReader, rings: { count: number } = { count: 0 }): MailboxReader {
  const owner = new MailboxOwner(store, DATA_BYTES);
  return new MailboxReader(owner.shared, () => {
    rings.count++;
    owner.answer();
  });
}

test('values of every size come over, in pieces where they are larger than the mailbox', async () => {
  const store = new MemoryStore();
  for (const size of [0, 1, 31, 32, 33, 64, 65, 1_000]) {
    const value = Uint8Array.from({ length: size }, (_, i) => i * 7);
    await store.commit([{ key: KEY, value }]);
    const rings = { count: 0 };
    assert.deepEqual(reader(store, rings).get(KEY), value);
    assert.equal(rings.count, Math.max(1, Math.ceil(size / DATA_BYTES)));
  }
});

test('no record is no value; the next question is another one', async () => {
  const store = new MemoryStore();
  await store.commit([{ key: KEY, value: new Uint8Array(100) }]);
  const asked = reader(store);
  assert.equal(asked.get(Uint8Array.of(1, 2)), undefined);
  assert.deepEqual(asked.get(KEY), new Uint8Array(100));
  assert.equal(asked.get(Uint8Array.of(1, 2, 3, 4)), undefined);
});

test('the owner is never handed the shared memory, nor the asker', () => {
  const keys: Uint8Array[] = [];
  const asked = reader({
    get(key) {
      keys.push(key);
      return key;
    },
  });
  const value = asked.get(KEY);
  asked.get(Uint8Array.of(9));
  assert.deepEqual([keys[0], value], [KEY, KEY]);
});

test('what the store throws is a fault in the thread that asked, in its words', () => {
  const asked = reader({
    get() {
      throw new HostFault(`a record is damaged ${'x'.repeat(100)}`);
    },
  });
  assert.throws(() => asked.get(KEY), { code: 'HOST_FAULT', message: /^a record is damaged x{12}$/ });
});

test('a key that does not fit and a ring without a question are bugs', () => {
  assert.throws(() => reader(new MemoryStore()).get(new Uint8Array(DATA_BYTES + 1)), HostFault);
  assert.throws(() => new MailboxOwner(new MemoryStore()).answer(), HostFault);
});

const MAILBOX = new URL('../../../host/state/mailbox.js', import.meta.url).href;
const ASKER = `
import { parentPort, workerData } from 'node:worker_threads';
const { MailboxReader } = await import(${JSON.stringify(MAILBOX)});
const reader = new MailboxReader(workerData, () => parentPort.postMessage('ring'));
for (let i = 0; i < 500; i++) parentPort.postMessage(reader.get(Uint8Array.of(i, i >> 8))?.length ?? 'none');
parentPort.close();
`;

function asker(owner: MailboxOwner): Worker {
  const url = new URL(`data:text/javascript,${encodeURIComponent(ASKER)}`);
  return new Worker(url, { workerData: owner.shared });
}

test('from another thread: 500 answers in order, also by an owner that is busy in between', async () => {
  const owner = new MailboxOwner(
    { get: ([low, high]) => (low === 9 ? undefined : new Uint8Array(low + 256 * high)) },
    DATA_BYTES,
  );
  const worker = asker(owner);
  const answers: unknown[] = [];
  worker.on('message', (message: unknown) => {
    if (message !== 'ring') answers.push(message);
    else {
      if (answers.length % 100 === 50) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
      owner.answer();
    }
  });
  await once(worker, 'exit');
  const expected = Array.from({ length: 500 }, (_, i) => (i % 256 === 9 ? 'none' : i));
  assert.deepEqual(answers, expected);
});

test('an asker that waits for an answer can be ended', async () => {
  const owner = new MailboxOwner(new MemoryStore(), DATA_BYTES);
  const worker = asker(owner);
  await once(worker, 'message');
  await worker.terminate();
  // The question stands; whoever answers it now writes into memory that nobody reads.
  owner.answer();
});

test('seeded bug: an owner that starts each piece from the beginning is seen', () => {
  const owner = new MailboxOwner({ get: () => Uint8Array.from({ length: 70 }, (_, i) => i) }, DATA_BYTES);
  const words = new Int32Array(owner.shared, 0, 1);
  const forgetful = new MailboxReader(owner.shared, () => {
    // 1 is the state of a new question.
    Atomics.store(words, 0, 1);
    owner.answer();
  });
  assert.throws(() =>
    assert.deepEqual(
      forgetful.get(KEY),
      Uint8Array.from({ length: 70 }, (_, i) => i),
    ),
  );
});
