/** What every store must do. Each case gets an empty store; `reopen` gives it back as a new process would. */

import assert from 'node:assert/strict';
import type { Change, Store } from '../../../host/state/store.js';
import { HostFault } from '../../../runtime/errors.js';
import { createRandom } from '../vm/values/random-values.js';

export interface StoreUnderTest {
  readonly store: Store;
  /** Closes the store and opens it again, if it outlives the process. */
  readonly reopen?: () => Promise<Store>;
}

export interface StoreCase {
  readonly name: string;
  readonly run: (subject: StoreUnderTest) => Promise<void>;
}

const bytes = (...values: number[]) => Uint8Array.from(values);
const put = (key: Uint8Array, value: Uint8Array): Change => ({ key, value });
const remove = (key: Uint8Array): Change => ({ key, value: undefined });

async function contentOf(store: Store): Promise<string[]> {
  const lines: string[] = [];
  for await (const [key, value] of store.entries()) lines.push(`${hex(key)}=${hex(value)}`);
  return lines;
}

const hex = (data: Uint8Array) => Buffer.from(data).toString('hex');

export const STORE_CASES: readonly StoreCase[] = [
  {
    name: 'a new store is empty',
    run: async ({ store }) => {
      assert.equal(store.get(bytes(1)), undefined);
      assert.deepEqual(await contentOf(store), []);
    },
  },
  {
    name: 'what was committed is read back, as plain bytes',
    run: async ({ store }) => {
      await store.commit([put(bytes(1), bytes(7, 8)), put(bytes(1, 0), bytes()), put(bytes(0xff), bytes(9))]);
      assert.deepEqual(store.get(bytes(1)), bytes(7, 8));
      assert.deepEqual(store.get(bytes(1, 0)), bytes());
      assert.equal(Object.getPrototypeOf(store.get(bytes(1))), Uint8Array.prototype);
      assert.equal(store.get(bytes(1, 0, 0)), undefined);
      assert.deepEqual(await contentOf(store), ['01=0708', '0100=', 'ff=09']);
    },
  },
  {
    name: 'keys are views, exact and in the order of their bytes',
    run: async ({ store }) => {
      const buffer = bytes(9, 1, 2, 9);
      await store.commit([
        put(bytes(0x80), bytes(1)),
        put(buffer.subarray(1, 3), bytes(2)),
        put(bytes(1), bytes(3)),
      ]);
      assert.deepEqual(store.get(bytes(1, 2)), bytes(2));
      assert.deepEqual(await contentOf(store), ['01=03', '0102=02', '80=01']);
    },
  },
  {
    name: 'values are replaced and removed; removing what is not there is fine',
    run: async ({ store }) => {
      await store.commit([put(bytes(1), bytes(1)), put(bytes(2), bytes(2))]);
      await store.commit([put(bytes(1), bytes(3)), remove(bytes(2)), remove(bytes(3))]);
      assert.deepEqual(await contentOf(store), ['01=03']);
      await store.commit([]);
      assert.deepEqual(await contentOf(store), ['01=03']);
    },
  },
  {
    name: 'the store keeps copies',
    run: async ({ store }) => {
      const key = bytes(1);
      const value = bytes(1);
      await store.commit([put(key, value)]);
      key[0] = 2;
      value[0] = 2;
      assert.deepEqual(await contentOf(store), ['01=01']);
    },
  },
  {
    name: 'a commit with a bad key changes nothing',
    run: async ({ store }) => {
      const good = put(bytes(5), bytes(5));
      await assert.rejects(async () => store.commit([good, put(bytes(), bytes(1))]), HostFault);
      await assert.rejects(async () => store.commit([good, put(bytes(0, 1), bytes(1))]), HostFault);
      const twice = [good, put(bytes(1), bytes(1)), remove(bytes(1))];
      await assert.rejects(async () => store.commit(twice), HostFault);
      assert.deepEqual(await contentOf(store), []);
    },
  },
  {
    name: 'large values and many records',
    run: async ({ store }) => {
      const large = new Uint8Array(1_000_000).map((_, i) => i * 31);
      const many = Array.from({ length: 3_000 }, (_, i) => put(bytes(2, i >> 8, i & 255), bytes(i & 255)));
      await store.commit([put(bytes(1), large), ...many]);
      assert.deepEqual(store.get(bytes(1)), large);
      const content = await contentOf(store);
      assert.equal(content.length, 3_001);
      assert.deepEqual(content, [...content].sort());
    },
  },
  {
    name: 'random batches agree with a model, also after reopening',
    run: async ({ store, reopen }) => {
      const random = createRandom(11);
      const below = (bound: number) => Math.floor(random() * bound);
      const model = new Map<string, string>();
      for (let round = 0; round < 30; round++) {
        const changes = new Map<string, Change>();
        for (let i = below(40); i > 0; i--) {
          const key = bytes(1 + below(2), ...Array.from({ length: below(2) }, () => below(256)));
          const value =
            below(3) === 0 ? undefined : bytes(...Array.from({ length: below(20) }, () => below(256)));
          changes.set(hex(key), { key, value });
        }
        await store.commit([...changes.values()]);
        for (const [text, { value }] of changes) {
          if (value === undefined) model.delete(text);
          else model.set(text, hex(value));
        }
        for (const [text, value] of model)
          assert.equal(hex(store.get(Buffer.from(text, 'hex')) as Uint8Array), value);
      }
      const wanted = [...model.keys()].sort().map((key) => `${key}=${model.get(key)}`);
      assert.deepEqual(await contentOf(store), wanted);
      if (reopen !== undefined) assert.deepEqual(await contentOf(await reopen()), wanted);
    },
  },
  {
    name: 'after closing, everything says so; closing again is fine',
    run: async ({ store }) => {
      await store.commit([put(bytes(1), bytes(1))]);
      await store.close();
      await store.close();
      assert.throws(() => store.get(bytes(1)), { code: 'CLOSED' });
      await assert.rejects(async () => store.commit([]), { code: 'CLOSED' });
      await assert.rejects(contentOf(store), { code: 'CLOSED' });
    },
  },
];

/** Names of the cases that a store fails. */
export async function failedCases(create: () => Promise<StoreUnderTest>): Promise<string[]> {
  const failed: string[] = [];
  for (const { name, run } of STORE_CASES) {
    try {
      await run(await create());
    } catch {
      failed.push(name);
    }
  }
  return failed;
}
