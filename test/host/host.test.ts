/** The embedding API: what it takes, what it refuses, and that a host survives both. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { createHost, type ErrorCode, PbevmError } from '../../host/index.js';
import { ALICE, BOB, deploy, describe, successValue, withHost } from '../support/host.js';

async function assertRejects(code: ErrorCode, body: () => Promise<unknown>): Promise<void> {
  await assert.rejects(body, (error: unknown) => {
    assert.ok(error instanceof PbevmError, String(error));
    assert.equal(error.code, code, error.message);
    return true;
  });
}

test('bad input is refused with a code, and the next call is unaffected', async () => {
  await withHost(async (host) => {
    const address = await deploy(host, 'finish(len(args))');
    const cyclic: unknown[] = [];
    cyclic.push(cyclic);
    const bad: readonly [ErrorCode, () => Promise<unknown>][] = [
      ['BAD_INPUT', () => host.send('0x1234')],
      ['BAD_INPUT', () => host.send(`${ALICE}00`)],
      ['BAD_INPUT', () => host.send(address, [], { from: 'me' })],
      ['BAD_INPUT', () => host.send(address, 'args' as never)],
      ['BAD_INPUT', () => host.send(address, [], { limits: { fuel: -1 } })],
      ['BAD_INPUT', () => host.send(address, [], { limits: { fuel: 1.5 } })],
      ['BAD_INPUT', () => host.send(address, [], { limits: { fuel: 2 ** 46 } })],
      ['BAD_INPUT', () => host.send(address, [], { limits: { memoryPages: 1_025 } })],
      ['BAD_INPUT', () => host.send(address, [], { limits: { debugBytes: Number.NaN } })],
      ['BAD_INPUT', () => host.deploy('pass', { salt: '0x123' })],
      ['BAD_INPUT', () => host.deploy('pass', { salt: new Uint8Array(33) })],
      ['BAD_INPUT', () => host.inspect('nowhere')],
      ['BAD_VALUE', () => host.send(address, [(() => 1) as never])],
      ['BAD_VALUE', () => host.send(address, [undefined as never])],
      ['BAD_VALUE', () => host.send(address, [2 ** 53])],
      ['BAD_VALUE', () => host.send(address, [2n ** 70_000n])],
      ['BAD_VALUE', () => host.send(address, ['\ud800'])],
      ['BAD_VALUE', () => host.send(address, cyclic as never)],
      ['BAD_VALUE', () => host.send(address, [new Uint8Array(10_000_000)])],
      ['BAD_VALUE', () => host.send(address, ['x'.repeat(10_000_000)])],
      ['BAD_VALUE', () => host.send(address, [new Map([[[1], 2]] as never)])],
    ];
    for (const [code, body] of bad) await assertRejects(code, body);
    assert.equal(successValue(await host.send(address, [1, 2])), 2);
  });
});

test('an error names the place of a value', async () => {
  await withHost(async (host) => {
    await assert.rejects(host.send(ALICE, [1, { a: [Symbol('x')] }] as never), /args\[1\]\['a'\]\[0\]/);
  });
});

test('calls are executed in the order in which they were made', async () => {
  await withHost(async (host) => {
    const counter = await deploy(host, 'chain["n"] = chain.get("n", 0) + 1\nfinish(chain["n"])');
    const results = await Promise.all(Array.from({ length: 20 }, () => host.send(counter)));
    assert.deepEqual(
      results.map(successValue),
      Array.from({ length: 20 }, (_, i) => i + 2),
    );
  });
});

test('call keeps nothing, whatever the contract does', async () => {
  await withHost(async (host) => {
    const address = await deploy(
      host,
      'if not new:\n    chain["x"] = 1\n    self_destruct()\nfinish(dict(chain))',
    );
    assert.deepEqual(successValue(await host.call(address)), new Map([['x', 1]]));
    assert.deepEqual((await host.inspect(address))?.chain, new Map());
  });
});

test('changes of chain are reported on request', async () => {
  await withHost(async (host) => {
    const source =
      'if new: chain.update(a=1, b=2, c=3)\nelse:\n  chain["a"] = [1]\n  del chain["b"]\n  chain[4] = None';
    const address = await deploy(host, source);
    const result = await host.send(address, [], { withChanges: true });
    const changes = new Map(result.changes?.map(({ key, ...change }) => [key, change]));
    assert.deepEqual(
      changes,
      new Map<unknown, unknown>([
        ['a', { address, path: [], before: 1, after: [1] }],
        ['b', { address, path: [], before: 2 }],
        [4, { address, path: [], after: null }],
      ]),
    );
    assert.equal((await host.send(address)).changes, undefined);
  });
});

test('limits of the host hold where a call sets none', async () => {
  await withHost(
    async (host) => {
      const result = await host.deploy('while True: print("x" * 100)');
      assert.equal(describe(result), 'halt OUT_OF_FUEL');
      assert.equal(result.fuelUsed, 50_000_000);
      assert.equal(
        result.logs.reduce((sum, { text }) => sum + text.length, 0),
        250,
      );
    },
    { limits: { fuel: 50_000_000, debugBytes: 250 } },
  );
});

test('fuel N - 1 halts and N succeeds', async () => {
  await withHost(async (host) => {
    const address = await deploy(host, 'if not new:\n    chain["n"] = sum(range(100))\n    finish(1)');
    const { fuelUsed } = await host.call(address);
    const exact = await host.call(address, [], { limits: { fuel: fuelUsed } });
    assert.deepEqual([describe(exact), exact.fuelUsed], ['success', fuelUsed]);
    const short = await host.call(address, [], { limits: { fuel: fuelUsed - 1 } });
    assert.deepEqual([describe(short), short.fuelUsed], ['halt OUT_OF_FUEL', fuelUsed - 1]);
    const none = await host.call(address, [], { limits: { fuel: 0 } });
    assert.deepEqual([describe(none), none.fuelUsed], ['halt OUT_OF_FUEL', 0]);
  });
});

test('a closed host rejects calls, and closing twice is harmless', async () => {
  const host = await createHost();
  await host.close();
  await host.close();
  await assertRejects('CLOSED', () => host.send(ALICE));
});

test('options that make no sense are refused', async () => {
  await assertRejects('BAD_INPUT', () => createHost({ store: 'level' }));
  await assertRejects('BAD_INPUT', () => createHost({ store: 'disk' as never }));
  await assertRejects('BAD_INPUT', () => createHost({ isolation: 'none' as never }));
  await assertRejects('BAD_INPUT', () => createHost({ limits: { fuel: -1 } }));
  await assertRejects('BAD_INPUT', () => createHost({ imageCacheBytes: -1 }));
});

test('warm loads a contract once, and says so; statistics tell of images', async () => {
  const imageBytes = await withHost(async (host) => {
    await deploy(host, 'finish(1)');
    return (await host.statistics()).images.bytes;
  });
  await withHost(
    async (host) => {
      assert.equal(await host.warm(ALICE), 'no contract');
      await assertRejects('BAD_INPUT', () => host.warm('0x1'));
      const [first, second] = [await deploy(host, 'finish(1)'), await deploy(host, 'finish(2)')];
      assert.equal(await host.warm(second), 'cached');
      // The budget is for one.
      assert.equal(await host.warm(first), 'loaded');
      assert.equal(await host.warm(first), 'cached');
      const before = (await host.statistics()).images;
      assert.deepEqual([before.count, before.misses, before.evicted], [1, 3, 2]);
      assert.ok(before.bytes > 0 && before.bytes <= before.bytesMax);
      assert.equal(successValue(await host.send(first)), 1);
      assert.equal(successValue(await host.send(second)), 2);
      const { hits, misses } = (await host.statistics()).images;
      assert.deepEqual([hits - before.hits, misses - before.misses], [1, 1]);
    },
    { imageCacheBytes: Math.floor(imageBytes * 1.5) },
  );
});

test('a missing and a wrong image are told apart', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pbevm-image-'));
  try {
    await assertRejects('IMAGE_MISSING', () => createHost({ imagePath: join(folder, 'none.wasm') }));
    const path = join(folder, 'other.wasm');
    writeFileSync(path, Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
    await assertRejects('IMAGE_MISMATCH', () => createHost({ imagePath: path }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

const INLINE = `
import { parentPort } from 'node:worker_threads';
import { createHost } from ${JSON.stringify(new URL('../../host/index.js', import.meta.url).href)};
try {
  const host = await createHost({ isolation: 'inline' });
  const { status, fuelUsed } = await host.deploy('finish(1)');
  parentPort.postMessage([status, fuelUsed]);
} catch (error) {
  parentPort.postMessage([error.code, 0]);
}`;

/** What a Worker with this stack reports of an inline host. */
function inline(stackSizeMb: number): Promise<[outcome: string, fuelUsed: number]> {
  const url = new URL(`data:text/javascript,${encodeURIComponent(INLINE)}`);
  return new Promise((resolve, reject) => {
    const worker = new Worker(url, { resourceLimits: { stackSizeMb } });
    worker.on('message', resolve);
    worker.on('error', reject);
  });
}

test('inline execution wants a thread with a large stack, and then gives the same', async () => {
  await assertRejects('STACK_TOO_SMALL', () => createHost({ isolation: 'inline' }));
  assert.deepEqual(await inline(64), ['STACK_TOO_SMALL', 0]);
  const [status, fuelUsed] = await inline(128);
  const inWorker = await withHost((host) => host.deploy('finish(1)'));
  assert.deepEqual([status, fuelUsed], ['success', inWorker.fuelUsed]);
});

test('a level store keeps what a host wrote', async () => {
  const path = mkdtempSync(join(tmpdir(), 'pbevm-host-'));
  try {
    const address = await withHost((host) => deploy(host, 'chain["kept"] = True'), { store: 'level', path });
    await withHost(
      async (host) => {
        assert.deepEqual((await host.inspect(address))?.chain, new Map([['kept', true]]));
        await assertRejects('STORE_LOCKED', () => createHost({ store: 'level', path }));
        assert.equal(describe(await host.send(BOB)), 'refused NO_CODE');
      },
      { store: 'level', path },
    );
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
});
