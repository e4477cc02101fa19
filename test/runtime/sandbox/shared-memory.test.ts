/** Memories that may become large are shared (runtime/instrument/memory.ts); host and guest cannot tell. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instrument } from '../../../runtime/instrument/pipeline.js';
import { GuestMemory } from '../../../runtime/sandbox/guest-memory.js';
import { SandboxInstance } from '../../../runtime/sandbox/instance.js';
import { MemoryImage } from '../../../runtime/sandbox/memory-image.js';
import { assemble, OPTIONS } from '../instrument/harness.js';
import { START } from './guests.js';

const wat = (min: number, max: number) => `(memory (export "memory") ${min} ${max})
  (data (i32.const 16) "data")
  (func (export "grow")
    (drop (memory.grow (i32.const 300))) (i32.store8 (i32.const 19661000) (i32.const 7)))
  (func (export "beyond")
    (drop (memory.grow (i32.const 300))) (i32.store8 (i32.const 19726336) (i32.const 7)))`;

async function compile(min: number, max: number): Promise<WebAssembly.Module> {
  return new WebAssembly.Module(instrument(await assemble(wat(min, max)), OPTIONS).bytes);
}

async function isShared(min: number, max: number): Promise<boolean> {
  const { exports } = new WebAssembly.Instance(await compile(min, max));
  return (exports['memory'] as WebAssembly.Memory).buffer instanceof SharedArrayBuffer;
}

test('shared from 257 pages on, unless it cannot grow', async () => {
  assert.equal(await isShared(1, 256), false);
  assert.equal(await isShared(1, 257), true);
  assert.equal(await isShared(300, 300), false);
  assert.equal(await isShared(300, 301), true);
  assert.equal(await isShared(1, 65_536), true);
});

/** What a host does with a memory: reads copies, writes, sees growth. */
async function checkGrowth(viewOf: (memory: GuestMemory) => GuestMemory): Promise<void> {
  const instance = new SandboxInstance(await compile(1, 301), {});
  const memory = viewOf(instance.memory);
  assert.deepEqual([...memory.read(16, 4)], [...Buffer.from('data')]);
  assert.ok(memory.read(16, 4).buffer instanceof ArrayBuffer);
  assert.throws(() => memory.read(65_533, 4));
  assert.deepEqual(instance.run('grow', { ...START, pagesMax: 301 }), { kind: 'return' });
  assert.equal(memory.pages, 301);
  assert.deepEqual([...memory.read(19_661_000, 1)], [7]);
  memory.write(19_661_000, Uint8Array.of(8, 9));
  assert.deepEqual([...instance.memory.read(19_660_999, 3)], [0, 8, 9]);
  assert.equal(instance.isReusable, false);
}

test('the host reads, writes and follows growth', async () => {
  await checkGrowth((memory) => memory);
});

test('an access beyond the grown memory traps', async () => {
  const instance = new SandboxInstance(await compile(1, 302), {});
  const end = instance.run('beyond', { ...START, pagesMax: 302 });
  assert.deepEqual(end.kind === 'halt' && end.code, 'TRAP');
});

test('every byte is restored', async () => {
  const module = await compile(2, 300);
  const fresh = new SandboxInstance(module, {}).memory.bytes.slice();
  const instance = new SandboxInstance(module, {});
  const image = MemoryImage.capture(fresh, instance.readGlobals());
  instance.memory.bytes.fill(0xaa);
  instance.restore(image);
  assert.ok(Buffer.from(instance.memory.bytes).equals(Buffer.from(fresh)));
});

test('seeded bug: a view that does not follow growth is seen', async () => {
  const stale = (memory: GuestMemory) => new GuestMemory({ buffer: memory.bytes.buffer as ArrayBuffer });
  await assert.rejects(
    checkGrowth((memory) => stale(memory)),
    { name: 'AssertionError' },
  );
});
