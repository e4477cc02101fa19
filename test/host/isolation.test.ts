/** Calls that are ended from outside: what their callers see, what the calls behind them see. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { DEFAULT_LIMITS } from '../../host/api.js';
import { EngineClient } from '../../host/engine-client.js';
import { type CallOptions, createHost, type ErrorCode, Host, PbevmError } from '../../host/index.js';
import { MemoryStore } from '../../host/state/memory-store.js';
import { HostFault } from '../../runtime/errors.js';
import { DEV_PROTOCOL } from '../../runtime/protocol.js';
import { ALICE, deploy, describe, successValue, withHost } from '../support/host.js';

const COUNTER = 'chain["n"] = chain.get("n", 0) + 1\nfinish(chain["n"])';
const ENDLESS = 'chain["n"] = 1\nwhile not new: pass';
/** Minutes. */
const LONG: CallOptions = { limits: { fuel: 2 ** 45 } };

async function codeOf(call: Promise<unknown>): Promise<ErrorCode | 'none'> {
  return call.then(
    () => 'none',
    (error: unknown) => {
      assert.ok(error instanceof PbevmError, String(error));
      return error.code;
    },
  );
}

/** A call that runs for minutes, unless it is ended; resolves once it runs. */
async function startEndless(host: Host, address: string, control: CallOptions): Promise<Promise<unknown>[]> {
  const call = host.send(address, [], { ...LONG, ...control });
  call.catch(() => undefined);
  await wait(30);
  return [call];
}

test('what is no signal and no deadline is refused', async () => {
  await withHost(async (host) => {
    const counter = await deploy(host, COUNTER);
    const deadlines = [0, -1, -0, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31, '5', null, 5n, {}];
    for (const deadlineMs of deadlines) {
      const call = host.send(counter, [], { deadlineMs: deadlineMs as number });
      assert.equal(await codeOf(call), 'BAD_INPUT', String(deadlineMs));
    }
    for (const signal of ['now', {}, new EventTarget(), new AbortController(), null]) {
      assert.equal(await codeOf(host.call(counter, [], { signal: signal as AbortSignal })), 'BAD_INPUT');
    }
    assert.equal(await codeOf(host.deploy('pass', { signal: AbortSignal.abort() })), 'ABORTED');
    const { signal } = new AbortController();
    assert.equal(successValue(await host.send(counter, [], { deadlineMs: 2 ** 31 - 1, signal })), 2);
  });
});

test('a deadline ends a call, counts from its start, and the calls behind it run in order', async () => {
  await withHost(async (host) => {
    const [endless, counter] = [await deploy(host, ENDLESS), await deploy(host, COUNTER)];
    const late = [1, 2].map(() => codeOf(host.send(endless, [], { ...LONG, deadlineMs: 300 })));
    // Waits for both: longer than its own deadline.
    const behind = [1, 2, 3].map(() => host.send(counter, [], { deadlineMs: 500 }));
    assert.deepEqual(await Promise.all(late), ['DEADLINE', 'DEADLINE']);
    assert.deepEqual((await Promise.all(behind)).map(successValue), [2, 3, 4]);
  });
});

test('a signal ends a running call and one that waits, once; its reason is the cause', async () => {
  await withHost(async (host) => {
    const [endless, counter] = [await deploy(host, ENDLESS), await deploy(host, COUNTER)];
    const running = new AbortController();
    const waiting = new AbortController();
    const [call] = await startEndless(host, endless, { signal: running.signal });
    const removed = host.send(counter, [], { signal: waiting.signal });
    const kept = host.send(counter);
    waiting.abort('not needed');
    assert.equal(await codeOf(removed), 'ABORTED');
    await assert.rejects(removed, { cause: 'not needed' });
    running.abort();
    running.abort();
    assert.equal(await codeOf(call), 'ABORTED');
    assert.equal(successValue(await kept), 2);
    waiting.abort();
    assert.equal(successValue(await host.send(counter)), 3);
  });
});

test('a call that has ended cannot be aborted, and leaves nothing at its signal', async () => {
  const warnings: Error[] = [];
  const listener = (warning: Error) => warnings.push(warning);
  process.on('warning', listener);
  await withHost(async (host) => {
    const counter = await deploy(host, COUNTER);
    const controller = new AbortController();
    for (let n = 2; n < 40; n++) {
      assert.equal(successValue(await host.send(counter, [], { signal: controller.signal })), n);
    }
    const together = Array.from({ length: 30 }, () => host.send(counter, [], { signal: controller.signal }));
    await Promise.all(together);
    controller.abort();
    await turn();
    assert.equal(successValue(await host.send(counter)), 70);
    // Thirty that wait for their turn, one signal.
    const shared = new AbortController();
    const waiting = Array.from({ length: 30 }, () =>
      codeOf(host.send(counter, [], { signal: shared.signal })),
    );
    shared.abort();
    assert.deepEqual(await Promise.all(waiting), Array(30).fill('ABORTED'));
    assert.equal(successValue(await host.send(counter)), 71);
  });
  process.off('warning', listener);
  assert.deepEqual(warnings, []);
});

test('a deployment that was aborted has not happened: its address is free', async () => {
  await withHost(async (host) => {
    const source = 'chain["n"] = 1\nfor i in args: \n  while i: pass';
    const options = { from: ALICE, args: [1], ...LONG, deadlineMs: 150 };
    assert.equal(await codeOf(host.deploy(source, options)), 'DEADLINE');
    const result = await host.deploy(source, { from: ALICE });
    assert.equal(result.status, 'success', describe(result));
  });
});

/** Threads of this process; undefined where nobody says. */
function threadCount(): number | undefined {
  return existsSync('/proc/self/task') ? readdirSync('/proc/self/task').length : undefined;
}

test('aborts by the hundred, running or not, leave one thread and the state as it was', async () => {
  await withHost(async (host) => {
    const [endless, counter] = [await deploy(host, ENDLESS), await deploy(host, COUNTER)];
    const before = threadCount();
    for (let n = 0; n < 100; n++) {
      const controller = new AbortController();
      const call = codeOf(host.send(endless, [], { ...LONG, signal: controller.signal }));
      // Some are ended as they start, some while the thread for them starts, some as they run.
      for (let turns = n % 5; turns > 0; turns--) await wait(4);
      controller.abort();
      assert.equal(await call, 'ABORTED');
    }
    for (let round = 0; round < 10; round++) {
      const controllers = Array.from({ length: 10 }, () => new AbortController());
      const calls = controllers.map(({ signal }) => codeOf(host.send(endless, [], { ...LONG, signal })));
      if (round % 2 === 0) await wait(5 * round);
      for (const controller of round % 3 === 0 ? controllers.reverse() : controllers) {
        controller.abort();
        if (round % 4 === 0) await turn();
      }
      assert.deepEqual(await Promise.all(calls), Array(10).fill('ABORTED'));
    }
    assert.equal(successValue(await host.send(counter)), 2);
    const after = threadCount();
    if (before !== undefined && after !== undefined) assert.ok(after <= before + 1, `${before} -> ${after}`);
    assert.equal((await host.statistics()).memories.live, 1);
  });
});

test('close waits for the calls before it, which can still be aborted', async () => {
  const host = await createHost();
  const [endless, counter] = [await deploy(host, ENDLESS), await deploy(host, COUNTER)];
  const controller = new AbortController();
  const [running] = await startEndless(host, endless, { signal: controller.signal });
  const behind = host.send(counter);
  const closed = Promise.all([host.close(), host.close()]);
  assert.equal(await codeOf(host.send(counter)), 'CLOSED');
  assert.equal(await codeOf(host.inspect(counter)), 'CLOSED');
  controller.abort();
  assert.equal(await codeOf(running), 'ABORTED');
  assert.equal(successValue(await behind), 2);
  await closed;
});

test('closing after an abort leaves no thread', async () => {
  const before = threadCount();
  const host = await createHost();
  const endless = await deploy(host, ENDLESS);
  const controller = new AbortController();
  const [running] = await startEndless(host, endless, { signal: controller.signal });
  controller.abort();
  const closed = host.close();
  assert.equal(await codeOf(running), 'ABORTED');
  await closed;
  await wait(200);
  const after = threadCount();
  if (before !== undefined && after !== undefined) assert.ok(after <= before, `${before} -> ${after}`);
});

test('a caller whose own thread is busy is late, and is given what came meanwhile', async () => {
  await withHost(async (host) => {
    const busy = (milliseconds: number) =>
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
    const counter = await deploy(host, COUNTER);
    // Asks for a record that the thread has not seen: the account of the sender.
    const asking = host.send(counter);
    await turn();
    busy(300);
    assert.equal(successValue(await asking), 2);
    const call = host.send(counter, [], { deadlineMs: 400 });
    await turn();
    busy(800);
    assert.equal(successValue(await call), 3);
  });
});

/** Runs a body and hands it the Workers that messages were sent to meanwhile. */
async function withWorkers(body: (workers: Set<Worker>) => Promise<void>): Promise<void> {
  const original = Worker.prototype.postMessage;
  const workers = new Set<Worker>();
  Worker.prototype.postMessage = function (this: Worker, ...args: Parameters<Worker['postMessage']>) {
    workers.add(this);
    return original.apply(this, args);
  };
  try {
    await body(workers);
  } finally {
    Worker.prototype.postMessage = original;
  }
}

test('a thread that dies by itself stops the host; closing it is still fine', async () => {
  await withWorkers(async (workers) => {
    const host = await createHost();
    const [endless, counter] = [await deploy(host, ENDLESS), await deploy(host, COUNTER)];
    const [running] = await startEndless(host, endless, {});
    const behind = codeOf(host.send(counter));
    assert.equal(workers.size, 1);
    for (const worker of workers) await worker.terminate();
    assert.equal(await codeOf(running), 'HOST_FAULT');
    assert.equal(await behind, 'HOST_FAULT');
    assert.equal(await codeOf(host.inspect(counter)), 'HOST_FAULT');
    await host.close();
  });
});

/** A host on a store that breaks when told to. */
async function withBreakingStore(
  body: (host: Host, store: { broken: 'no' | 'read' | 'commit' }) => Promise<void>,
): Promise<void> {
  class Breaking extends MemoryStore {
    broken: 'no' | 'read' | 'commit' = 'no';
    override get(key: Uint8Array) {
      if (this.broken === 'read') throw new HostFault('a record is damaged');
      return super.get(key);
    }
    override async commit(...args: Parameters<MemoryStore['commit']>) {
      if (this.broken === 'commit') throw new HostFault('the disk is full');
      return super.commit(...args);
    }
  }
  const store = new Breaking();
  const options = { stackSizeMb: DEV_PROTOCOL.limits.stackMb };
  const host = new Host(await EngineClient.start(Promise.resolve(store), undefined, options), DEFAULT_LIMITS);
  await body(host, store);
  await host.close();
}

test('what the thread has seen it does not ask for again', async () => {
  class Counting extends MemoryStore {
    reads = 0;
    override get(key: Uint8Array) {
      this.reads++;
      return super.get(key);
    }
  }
  const store = new Counting();
  const options = { stackSizeMb: DEV_PROTOCOL.limits.stackMb };
  const host = new Host(await EngineClient.start(Promise.resolve(store), undefined, options), DEFAULT_LIMITS);
  const counter = await deploy(host, COUNTER);
  await host.send(counter);
  const { reads } = store;
  for (let n = 3; n < 20; n++) assert.equal(successValue(await host.send(counter)), n);
  assert.equal(store.reads, reads);
  await host.close();
});

test('a store that cannot be read or written is a fault of the call, and of all after it', async () => {
  for (const [broken, message] of [
    ['read', /a record is damaged/],
    ['commit', /the disk is full/],
  ] as const) {
    await withBreakingStore(async (host, store) => {
      const counter = await deploy(host, COUNTER);
      store.broken = broken;
      // Another contract: its records are not in the working set.
      const failing = host.deploy(`${COUNTER}\n`);
      await assert.rejects(failing, { code: 'HOST_FAULT', message });
      store.broken = 'no';
      assert.equal(await codeOf(host.send(counter)), 'HOST_FAULT');
    });
  }
});

const INLINE = `
import { parentPort } from 'node:worker_threads';
import { createHost } from ${JSON.stringify(new URL('../../host/index.js', import.meta.url).href)};
const host = await createHost({ isolation: 'inline' });
const { signal } = new AbortController();
const codes = [];
for (const options of [{ deadlineMs: 5 }, { signal }, { signal: AbortSignal.abort() }, {}]) {
  codes.push(await host.deploy('pass', options).then(({ status }) => status, ({ code }) => code));
}
parentPort.postMessage(codes);`;

test('inline, nothing can end a call: asking for it is refused', async () => {
  const url = new URL(`data:text/javascript,${encodeURIComponent(INLINE)}`);
  const worker = new Worker(url, { resourceLimits: { stackSizeMb: DEV_PROTOCOL.limits.stackMb } });
  const codes = await new Promise((resolve, reject) => {
    worker.on('message', resolve);
    worker.on('error', reject);
  });
  assert.deepEqual(codes, ['BAD_INPUT', 'BAD_INPUT', 'ABORTED', 'success']);
});

const ABANDONED = `
import { createHost } from ${JSON.stringify(new URL('../../host/index.js', import.meta.url).href)};
const host = await createHost();
const { address } = await host.deploy('while not new: pass');
const call = host.send(address, [], { limits: { fuel: 2 ** 45 }, deadlineMs: 50 });
await call.catch(({ code }) => console.log(code));`;

test('a host that is idle after an abort does not keep the process alive', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', ABANDONED], {
    encoding: 'utf8',
    timeout: 30_000,
  });
  assert.deepEqual([status, stdout, stderr], [0, 'DEADLINE\n', '']);
});
