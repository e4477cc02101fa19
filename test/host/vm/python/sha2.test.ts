/**
 * SHA-2 by the host: known answers, what a forged call gets, and hashlib's objects, which ask the host only
 * for messages that are there as a whole. Node's streaming hashes are the oracle.
 */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { HOST_FUNCTIONS } from '../../../../host/vm/python/host-functions.js';
import { PythonRun } from '../../../../host/vm/python/run.js';
import { sha2 } from '../../../../host/vm/python/sha2.js';
import { decodeValue, encodeValue } from '../../../../host/vm/values/cbor.js';
import type { Value } from '../../../../host/vm/values/types.js';
import { toHex } from '../../../../runtime/bytes.js';
import { instrument } from '../../../../runtime/instrument/pipeline.js';
import { DEV_PROTOCOL } from '../../../../runtime/protocol.js';
import { GuestOutOfFuel, GuestTrap } from '../../../../runtime/sandbox/guest-exit.js';
import { SandboxInstance } from '../../../../runtime/sandbox/instance.js';
import { Random } from '../../../fuzz/random.js';
import { assemble, OPTIONS } from '../../../runtime/instrument/harness.js';
import { ContractRunner, describeFrame, StubFrame } from './contract-runner.js';

const NAMES = ['sha224', 'sha256', 'sha384', 'sha512'];

/** FIPS 180-4, examples of NIST: the first eight digits of the digest of "abc", and of nothing. */
const KNOWN = [
  [28, '0x23097d22', '0xd14a028c'],
  [32, '0xba7816bf', '0xe3b0c442'],
  [48, '0xcb00753f', '0x38b060a7'],
  [64, '0xddaf35a1', '0xcf83e135'],
] as const;

for (const [bytes, abc, nothing] of KNOWN) {
  test(`digests of ${bytes} bytes: known answers`, () => {
    const digests = [sha2(bytes, new TextEncoder().encode('abc')), sha2(bytes, new Uint8Array(0))];
    assert.deepEqual(
      digests.map((digest) => digest?.length),
      [bytes, bytes],
    );
    assert.deepEqual(
      digests.map((digest) => toHex(digest as Uint8Array).slice(0, 10)),
      [abc, nothing],
    );
  });
}

test('there are no digests of other lengths', () => {
  for (const bytes of [0, 16, 20, 31, 33, 65, -1, 2 ** 31])
    assert.equal(sha2(bytes, new Uint8Array(3)), undefined);
});

// ---- the host function ----

const PAGE = 65_536;
const FUEL = 1_000_000n;

async function startRun(): Promise<{ readonly sandbox: SandboxInstance; readonly run: PythonRun }> {
  const wasm = await assemble('(memory (export "memory") 1 1)');
  const sandbox = new SandboxInstance(new WebAssembly.Module(instrument(wasm, OPTIONS).bytes), {});
  sandbox.begin({ fuel: FUEL, height: 0, pagesMax: 1 });
  const subject = { address: undefined, source: new Uint8Array(0), isStatic: true };
  return { sandbox, run: new PythonRun(sandbox, new StubFrame(), DEV_PROTOCOL, subject) };
}

test('the digest of a range is written, for the price of its length; a static frame may hash', async () => {
  const { sandbox, run } = await startRun();
  sandbox.memory.write(PAGE - 3, new TextEncoder().encode('abc'));
  HOST_FUNCTIONS.sha2(run, 32, PAGE - 3, 3, 8);
  assert.equal(toHex(sandbox.memory.read(8, 4)), '0xba7816bf');
  const { base, perByte } = DEV_PROTOCOL.schedule.host.sha2;
  assert.equal(FUEL - sandbox.fuel, BigInt(base + 3 * perByte));
});

test('a digest may be written over its message, and fits up to the last byte', async () => {
  const { sandbox, run } = await startRun();
  sandbox.memory.write(PAGE - 64, new TextEncoder().encode('abc'));
  HOST_FUNCTIONS.sha2(run, 64, PAGE - 64, 3, PAGE - 64);
  assert.equal(toHex(sandbox.memory.read(PAGE - 64, 4)), '0xddaf35a1');
});

test('what a forged object asks for traps: ranges outside memory, digests that do not exist', async () => {
  const forged: readonly (readonly [digestBytes: number, pointer: number, length: number, to: number])[] = [
    [32, PAGE - 3, 4, 0],
    [32, 0, PAGE + 1, 0],
    [32, -1, 1, 0],
    [32, -1, 2, 0],
    [32, 0, 3, PAGE - 31],
    [32, 0, 3, -32],
    [20, 0, 3, 0],
    [0, 0, 3, 0],
    [-32, 0, 3, 0],
  ];
  for (const [digestBytes, pointer, length, to] of forged) {
    const { sandbox, run } = await startRun();
    assert.throws(() => HOST_FUNCTIONS.sha2(run, digestBytes, pointer, length, to), GuestTrap);
    assert.deepEqual(sandbox.memory.bytes, new Uint8Array(PAGE), 'nothing is written');
  }
});

test('the price is taken before anything is hashed', async () => {
  const { run } = await startRun();
  for (const length of [PAGE * 2, -1]) {
    assert.throws(() => HOST_FUNCTIONS.sha2(run, 32, 0, length, 0), GuestOutOfFuel);
  }
});

// ---- hashlib ----

const runner = new ContractRunner();

/** Performs operations on hash objects, of which `copy` adds one; answers with all digests asked for. */
const OPERATIONS = runner.compile(`
import hashlib
name, how, operations = args
KINDS = {"bytes": bytes, "bytearray": bytearray, "memoryview": memoryview}
objects, digests = [], []
for which, operation, data in operations:
    if operation == "new":
        objects.append(getattr(hashlib, name)(KINDS[how](data)))
    elif operation == "update":
        objects[which].update(KINDS[how](data))
    elif operation == "copy":
        objects.append(objects[which].copy())
    elif operation == "digest":
        digests.append(objects[which].digest())
    else:
        digests.append(bytes.fromhex(objects[which].hexdigest()))
finish(digests)
`);

type Operation = readonly [which: number, operation: string, data: Uint8Array | null];

function digestsOf(name: string, how: string, operations: readonly Operation[]): Value {
  const data = encodeValue([name, how, operations.map((operation) => [...operation])]);
  const result = runner.run(OPERATIONS, data);
  assert.equal(result.kind, 'success', describeFrame(result));
  return result.kind === 'success' ? decodeValue(result.output) : null;
}

function expectedDigests(name: string, operations: readonly Operation[]): Uint8Array[] {
  const messages: Uint8Array[] = [];
  const digests: Uint8Array[] = [];
  for (const [which, operation, data] of operations) {
    if (operation === 'new') messages.push(data as Uint8Array);
    else if (operation === 'update') messages[which] = Buffer.concat([messages[which], data as Uint8Array]);
    else if (operation === 'copy') messages.push(messages[which]);
    else digests.push(new Uint8Array(createHash(name).update(messages[which]).digest()));
  }
  return digests;
}

/** What a message is handed over as. */
const HOWS = ['bytes', 'bytearray', 'memoryview'];

/** Around blocks, around what is hashed in the guest, around what is put together from parts. */
const LENGTHS = [
  0, 1, 54, 55, 56, 63, 64, 65, 110, 111, 112, 119, 120, 127, 128, 129, 240, 255, 256, 257, 4_000, 4_095,
  4_096, 4_097, 10_000, 70_000,
];

for (const name of NAMES) {
  test(`${name}: messages of every interesting length, at once and in parts`, () => {
    const random = new Random(1);
    for (const length of LENGTHS) {
      const data = random.bytes(length);
      const at = random.below(length + 1);
      const operations: Operation[] = [
        [0, 'new', data],
        [0, 'digest', null],
        [0, 'hexdigest', null],
        [1, 'new', data.subarray(0, at)],
        [1, 'update', data.subarray(at)],
        [1, 'digest', null],
        [0, 'copy', null],
        [2, 'update', data],
        [2, 'digest', null],
        [0, 'digest', null],
      ];
      for (const how of HOWS)
        assert.deepEqual(
          digestsOf(name, how, operations),
          expectedDigests(name, operations),
          `${length} ${how}`,
        );
    }
  });
}

function randomOperations(random: Random): Operation[] {
  const lengths = [0, 1, 40, 64, 200, 1_000, 3_000, 5_000];
  const data = (): Uint8Array => random.bytes(random.pick(lengths));
  const operations: Operation[] = [[0, 'new', data()]];
  let objects = 1;
  for (let step = 0; step < 25; step++) {
    const which = random.below(objects);
    const operation = random.pick(['update', 'update', 'copy', 'digest', 'hexdigest', 'new']);
    operations.push([which, operation, operation === 'update' || operation === 'new' ? data() : null]);
    if (operation === 'copy' || operation === 'new') objects++;
  }
  for (let which = 0; which < objects; which++) operations.push([which, 'digest', null]);
  return operations;
}

test('100 random programs of updates, copies and digests', () => {
  const random = new Random(2);
  for (let program = 0; program < 100; program++) {
    const name = random.pick(NAMES);
    const how = random.pick(HOWS);
    const operations = randomOperations(random);
    assert.deepEqual(
      digestsOf(name, how, operations),
      expectedDigests(name, operations),
      `program ${program}`,
    );
  }
});

function fuelOf(source: string, data: Value[] = []): bigint {
  const result = runner.run(runner.compile(source), encodeValue(data));
  assert.equal(result.kind, 'success', describeFrame(result));
  return result.fuelUsed;
}

test('a whole message is hashed by the host, one that grew long by the guest', () => {
  const head = 'import hashlib\ndata = bytes(1_000_000)\n';
  const none = fuelOf(head);
  const { base, perByte } = DEV_PROTOCOL.schedule.host.sha2;
  const price = BigInt(base + perByte * 1_000_000);
  const whole = fuelOf(`${head}hashlib.sha256(data).digest()`) - none;
  assert.ok(whole > price && whole < price + 20_000n, `${whole}`);
  const again = fuelOf(`${head}h = hashlib.sha256(data)\nfor _ in range(10): h.digest()`) - none;
  assert.ok(again < price + 40_000n, `the digest is kept: ${again}`);
  const grown = fuelOf(`${head}h = hashlib.sha256(data)\nh.update(data)\nh.digest()`) - none;
  assert.ok(grown > 8n * price, `${grown}`);
});

test('the object behind a buffer is not asked again, and what it does meanwhile changes nothing', () => {
  const code = runner.compile(`
import hashlib
class Source:
    def __init__(self, data): self.data = data
    def __buffer__(self, flags):
        seen.append("shown")
        h.update(b"inner")
        return memoryview(self.data)
    def __release_buffer__(self, view):
        seen.append("released")
        h.update(b"outer")
seen, h = [], hashlib.sha256(b"a" * 100)
h.update(Source(b"b" * 5_000))
finish([seen, h.digest() == hashlib.sha256(b"a" * 100 + b"inner" + b"b" * 5_000 + b"outer").digest()])
`);
  const result = runner.run(code, encodeValue([]));
  assert.equal(describeFrame(result), `success ${toHex(encodeValue([['shown', 'released'], true]))}`);
});
