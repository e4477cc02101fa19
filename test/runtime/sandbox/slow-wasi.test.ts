/**
 * The adapter around `@wasmer/wasi`: files in memory, constant time and entropy, and the interpreter linked
 * with WASI, which runs a contract by the same exports as the image. The interpreter is linked if it is
 * missing or out of date.
 */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import { buildInterpreter } from '../../../python-wasm/build/interpreter.js';
import { PbevmError } from '../../../runtime/errors.js';
import { GuestTrap } from '../../../runtime/sandbox/guest-exit.js';
import { GuestMemory } from '../../../runtime/sandbox/guest-memory.js';
import { createWasiInstance, type WasiInstance } from '../../../runtime/sandbox/wasi.js';
import { assemble } from '../instrument/harness.js';

const WASI = 'wasi_snapshot_preview1';

/**
 * Asks for what differs between machines and moments; answers lie at 0, 64, 128, 192. Folder 4 is the root.
 */
const PROBE_WAT = `(module
  (import "${WASI}" "clock_time_get" (func $time (param i32 i64 i32) (result i32)))
  (import "${WASI}" "clock_res_get" (func $resolution (param i32 i32) (result i32)))
  (import "${WASI}" "random_get" (func $random (param i32 i32) (result i32)))
  (import "${WASI}" "path_filestat_get" (func $stat (param i32 i32 i32 i32 i32) (result i32)))
  (import "${WASI}" "path_open"
    (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (import "${WASI}" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
  (import "${WASI}" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 1024) "data/in.txt")
  (data (i32.const 1100) "data/out.txt")
  (func (export "time") (param $clock i32) (result i32) local.get $clock i64.const 1 i32.const 0 call $time)
  (func (export "resolution") (result i32) i32.const 1 i32.const 64 call $resolution)
  (func (export "random") (param $length i32) (result i32) i32.const 128 local.get $length call $random)
  (func (export "stat") (result i32)
    i32.const 4 i32.const 0 i32.const 1024 i32.const 11 i32.const 192 call $stat)
  (func (export "copy") (result i32)
    ;; in.txt to 2048
    (if (call $open (i32.const 4) (i32.const 0) (i32.const 1024) (i32.const 11) (i32.const 0)
          (i64.const 2) (i64.const 0) (i32.const 0) (i32.const 512)) (then (return (i32.const 1))))
    (i32.store (i32.const 520) (i32.const 2048))
    (i32.store (i32.const 524) (i32.const 100))
    (if (call $read (i32.load (i32.const 512)) (i32.const 520) (i32.const 1) (i32.const 528))
      (then (return (i32.const 2))))
    ;; what was read to out.txt, and to standard output
    (if (call $open (i32.const 4) (i32.const 0) (i32.const 1100) (i32.const 12) (i32.const 1)
          (i64.const 64) (i64.const 0) (i32.const 0) (i32.const 516)) (then (return (i32.const 3))))
    (i32.store (i32.const 524) (i32.load (i32.const 528)))
    (if (call $write (i32.load (i32.const 516)) (i32.const 520) (i32.const 1) (i32.const 532))
      (then (return (i32.const 4))))
    (call $write (i32.const 1) (i32.const 520) (i32.const 1) (i32.const 532))))`;

let probeModule: WebAssembly.Module;
before(async () => {
  probeModule = new WebAssembly.Module(await assemble(PROBE_WAT));
});

const FILES = { '/data/in.txt': 'some text' };
const createProbe = () => createWasiInstance(probeModule, { files: FILES });

const call = ({ exports }: Pick<WasiInstance, 'exports'>, name: string, ...args: number[]): number =>
  (exports[name] as (...args: number[]) => number)(...args);

/**
 * Answers of the machine that are no constants. `memory` is filled before, so that an answer not given shows
 * too.
 */
function answersThatVary(guest: Pick<WasiInstance, 'exports' | 'memory'>): string[] {
  guest.memory.bytes.fill(0xff, 0, 256);
  const codes = [call(guest, 'time', 0), call(guest, 'time', 1), call(guest, 'resolution')];
  codes.push(call(guest, 'random', 32), call(guest, 'stat'));
  const expected: Readonly<Record<string, readonly [number, readonly number[]]>> = {
    time: [0, Array(8).fill(0)],
    resolution: [64, [1, 0, 0, 0, 0, 0, 0, 0]],
    random: [128, Array(32).fill(0)],
    'file times': [192 + 40, Array(24).fill(0)],
  };
  const varying = Object.entries(expected).flatMap(([name, [place, bytes]]) =>
    Buffer.compare(guest.memory.read(place, bytes.length), Uint8Array.from(bytes)) === 0 ? [] : [name],
  );
  return codes.every((code) => code === 0) ? varying : [...varying, `codes ${codes}`];
}

test('time, entropy and file times are constant', async () => {
  assert.deepEqual(answersThatVary(await createProbe()), []);
});

test('seeded bug: the library alone is seen to let them in', async () => {
  const { init, MemFS, WASI: Library } = await import('@wasmer/wasi');
  await init();
  const fs = new MemFS();
  fs.createDir('/data');
  fs.open('/data/in.txt', { read: true, write: true, create: true }).flush();
  const library = new Library({ fs, args: ['guest'], env: {}, preopens: { '/': '/' } });
  const imports = library.getImports(probeModule) as WebAssembly.Imports;
  const { exports } = library.instantiate(new WebAssembly.Instance(probeModule, imports));
  const memory = new GuestMemory(exports['memory'] as WebAssembly.Memory);
  const varying = answersThatVary({ exports, memory });
  assert.ok(varying.includes('time') && varying.includes('random'), varying.join());
});

test('a random range outside memory traps, before anything is allocated', async () => {
  const probe = await createProbe();
  assert.throws(() => call(probe, 'random', -1), GuestTrap);
  assert.throws(() => call(probe, 'random', 65_536 - 127), GuestTrap);
});

test('files go in, and come out as the guest left them', async () => {
  const probe = await createProbe();
  assert.equal(call(probe, 'copy'), 0);
  assert.equal(new TextDecoder().decode(probe.readFile('/data/out.txt')), 'some text');
  assert.equal(probe.takeOutput(), 'some text');
  assert.equal(probe.takeErrors(), '');
  assert.throws(() => probe.readFile('/data/none'), PbevmError);
  await assert.rejects(createWasiInstance(probeModule, { files: { relative: '' } }), PbevmError);
});

/** Thrown by a host function to leave the guest. */
class Left {
  readonly name: string;
  readonly bytes: Uint8Array;

  constructor(name: string, bytes: Uint8Array) {
    this.name = name;
    this.bytes = bytes;
  }
}

/**
 * Stubs of the contract API: ends leave the guest with what they were given, storage is empty, the rest does
 * nothing.
 */
function pbevmImports(module: WebAssembly.Module, memoryOf: () => WasiInstance['memory']) {
  const leave = (name: string) => (pointer: number, length: number) => {
    throw new Left(name, memoryOf().read(pointer, length));
  };
  const stubs: Record<string, (...args: number[]) => number | undefined> = {
    finish: leave('finish'),
    revert: leave('revert'),
    output: leave('output'),
    storage_get: () => -1,
  };
  const names = WebAssembly.Module.imports(module).filter((entry) => entry.module === 'pbevm');
  return Object.fromEntries(names.map(({ name }) => [name, stubs[name] ?? (() => 0)]));
}

/** Writes the input of an export and calls it; returns how the guest was left, if it was. */
function runExport(guest: WasiInstance, name: string, input: Uint8Array): Left | undefined {
  guest.memory.write(call(guest, 'input', input.length), input);
  try {
    assert.equal(call(guest, name), name === 'load' ? 0 : undefined);
    return undefined;
  } catch (thrown) {
    if (thrown instanceof Left) return thrown;
    throw thrown;
  }
}

test('the interpreter with WASI boots and runs a contract by the exports of the image', async () => {
  const { path } = await buildInterpreter({ wasi: true, quiet: true });
  const module = new WebAssembly.Module(readFileSync(path));
  const boot = async (): Promise<WasiInstance> => {
    const guest: WasiInstance = await createWasiInstance(module, {
      imports: { pbevm: pbevmImports(module, () => guest.memory) },
    });
    call(guest, '_initialize');
    assert.equal(call(guest, 'boot'), 0);
    return guest;
  };
  const run = async (source: string): Promise<Left | undefined> => {
    const compiled = runExport(await boot(), 'compile', new TextEncoder().encode(source));
    assert.equal(compiled?.name, 'output');
    const guest = await boot();
    assert.equal(runExport(guest, 'load', compiled.bytes), undefined);
    // Flags, invoker, address, value, then the arguments [20, 22].
    const message = new Uint8Array(60);
    message.set([0x82, 20, 22], 57);
    return runExport(guest, 'run', message);
  };
  const finished = await run('import math\nfinish([sum(args), math.isqrt(99), 1 / 4])');
  assert.deepEqual(finished, new Left('finish', Uint8Array.of(0x83, 0x18, 42, 9, 0xf9, 0x34, 0x00)));
  assert.deepEqual(await run('revert("no")'), new Left('revert', Uint8Array.of(0x62, 0x6e, 0x6f)));
  assert.equal((await run('1 / 0'))?.name, 'revert');
});
