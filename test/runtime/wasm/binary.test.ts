/**
 * Binary format: round trips, strictness of integers and names, malformed modules beside well-formed ones.
 */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { decodeModule, encodeModule } from '../../../runtime/wasm/binary.js';
import { PROFILES } from '../../../runtime/wasm/profile.js';
import { ByteReader } from '../../../runtime/wasm/reader.js';
import { ByteWriter } from '../../../runtime/wasm/writer.js';
import { assemble, check, rawFunction, rawModule, refuses } from './assemble.js';

const reader = (...bytes: number[]) => new ByteReader(Uint8Array.from(bytes), 0, bytes.length, 'test');

describe('integers', () => {
  test('unsigned: longest forms, one too long, one too large', () => {
    assert.equal(reader(0xff, 0xff, 0xff, 0xff, 0x0f).u32(), 0xffff_ffff);
    assert.equal(reader(0x80, 0x80, 0x80, 0x80, 0x00).u32(), 0);
    assert.throws(() => reader(0xff, 0xff, 0xff, 0xff, 0x1f).u32(), /too large/);
    assert.throws(() => reader(0x80, 0x80, 0x80, 0x80, 0x80, 0x00).u32(), /too long/);
    assert.throws(() => reader(0x80).u32(), /unexpected end/);
  });

  test('signed: the unused bits of the last byte repeat the sign', () => {
    assert.equal(reader(0x80, 0x80, 0x80, 0x80, 0x78).signed(32), -(2 ** 31));
    assert.equal(reader(0xff, 0xff, 0xff, 0xff, 0x07).signed(32), 2 ** 31 - 1);
    assert.throws(() => reader(0xff, 0xff, 0xff, 0xff, 0x0f).signed(32), /too large/);
    assert.throws(() => reader(0x80, 0x80, 0x80, 0x80, 0x70).signed(32), /too large/);
    assert.throws(() => reader(0x80, 0x80, 0x80, 0x80, 0x80, 0x00).signed(32), /too long/);
    const nine = Array.from({ length: 9 }, () => 0x80);
    reader(...nine, 0x7f).signed(64);
    assert.throws(() => reader(...nine, 0x01).signed(64) && reader(...nine, 0x41).signed(64), /too large/);
  });

  test('what the writer writes, the reader reads', () => {
    for (const value of [0, 1, 63, 64, 127, 128, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1]) {
      const writer = new ByteWriter(1);
      writer.u32(value);
      writer.signed(value);
      writer.signed(-value);
      const back = new ByteReader(writer.toBytes(), 0, writer.length, 'test');
      assert.deepEqual([back.u32(), back.signed(33) + 0, back.signed(33) + 0], [value, value, 0 - value]);
      back.finish();
    }
  });
});

describe('64-bit constants', () => {
  for (const value of [0n, -1n, 63n, 64n, -64n, -65n, 2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 63n)]) {
    test(`${value}`, async () => {
      const writer = new ByteWriter(1);
      writer.signed64(value);
      const bytes = await assemble(`(global i64 (i64.const ${value}))`);
      assert.notEqual(Buffer.from(bytes).indexOf(Uint8Array.of(0x42, ...writer.toBytes(), 0x0b)), -1);
    });
  }
});

describe('round trips', () => {
  const MODULES: Readonly<Record<string, string>> = {
    empty: '',
    types: '(type (func)) (type (func (param i32 i64 f32 f64) (result i32 i64)))',
    functions: '(func (param i32) (local i64 i64 f32) nop) (func (result i32) i32.const 1)',
    imports: '(import "a" "f" (func (param i32))) (import "é" "" (func))',
    'table, memory, globals': `(table 1 2 funcref) (table 0 externref) (memory 1 2) (export "m" (memory 0))
      (global i32 (i32.const -5)) (global (mut f64) (f64.const nan:0x123)) (global i64 (i64.const 1))`,
    'element segments': `(table $t 4 funcref) (table $u 4 funcref) (func $f)
      (elem (i32.const 0) $f) (elem (table $u) (i32.const 1) func $f $f) (elem func $f) (elem declare func $f)
      (elem (i32.const 0) funcref (ref.func $f) (ref.null func)) (elem funcref (ref.func $f))
      (elem (table $u) (i32.const 0) funcref (ref.null func)) (elem externref (ref.null extern))`,
    'data segments': `(memory 1) (data (i32.const 3) "abc") (data "passive") (data "")
      (func (memory.init 1 (i32.const 0) (i32.const 0) (i32.const 1)))`,
    'custom sections': '(@custom "one" "x") (func) (@custom "two" "y")',
  };
  for (const [name, fields] of Object.entries(MODULES)) {
    test(name, async () => {
      const bytes = await assemble(fields);
      const once = encodeModule(decodeModule(bytes, PROFILES.contract));
      check(once);
      assert.deepEqual(decodeModule(once, PROFILES.contract), decodeModule(bytes, PROFILES.contract));
      assert.deepEqual(encodeModule(decodeModule(once, PROFILES.contract)), once);
      if (name !== 'custom sections') assert.deepEqual(Buffer.from(once), Buffer.from(bytes));
    });
  }
});

describe('malformed beside well-formed', () => {
  const PAIRS: readonly (readonly [name: string, good: Uint8Array, bad: Uint8Array, message: RegExp])[] = [
    ['preamble', rawModule(), Uint8Array.of(0, 0x61, 0x73, 0x6d, 2, 0, 0, 0), /not a wasm binary/],
    ['truncated preamble', rawModule(), Uint8Array.of(0, 0x61, 0x73), /unexpected end/],
    ['section order', rawModule([1, [0]], [3, [0]]), rawModule([3, [0]], [1, [0]]), /out of order/],
    ['section twice', rawModule([1, [0]]), rawModule([1, [0]], [1, [0]]), /out of order/],
    ['section number', rawModule([12, [0]]), rawModule([13, [0]]), /unknown section/],
    ['trailing bytes', rawModule([1, [0]]), rawModule([1, [0, 0]]), /trailing/],
    ['section beyond the end', rawModule([0, [0]]), rawModule().slice(0, 8), /./],
    [
      'type form',
      rawModule([1, [1, 0x60, 0, 0]]),
      rawModule([1, [1, 0x5f, 0, 0]]),
      /malformed function type/,
    ],
    [
      'value type',
      rawModule([1, [1, 0x60, 1, 0x7c, 0]]),
      rawModule([1, [1, 0x60, 1, 0x7b, 0]]),
      /value type/,
    ],
    ['count beyond the end', rawModule([1, [1, 0x60, 0, 0]]), rawModule([1, [9, 0x60, 0, 0]]), /bytes left/],
    ['memory flags', rawModule([5, [1, 1, 0, 1]]), rawModule([5, [1, 2, 0, 1]]), /limits flags/],
    ['custom section name', rawModule([0, [1, 0x41]]), rawModule([0, [1, 0xff]]), /UTF-8/],
    ['custom section without name', rawModule([0, [0]]), rawModule([0, []]), /unexpected end/],
    ['bodies', rawFunction(), rawModule([1, [1, 0x60, 0, 0]], [3, [1, 0]]), /1 functions declared, 0 bodies/],
    ['data count', rawModule([12, [0]]), rawModule([12, [1]]), /data count/],
    ['blocks nest', rawFunction(0x02, 0x40, 0x0b), rawFunction(0x02, 0x40), /unexpected end/],
    ['code after the end', rawFunction(0x01), rawFunction(0x0b, 0x01), /trailing/],
    ['block type', rawFunction(0x02, 0x40, 0x0b), rawFunction(0x02, 0x41, 0x0b), /block type/],
    ['reserved byte', rawFunction(0x01), rawFunction(0x3f, 0x01, 0x1a), /zero byte/],
    ['too many locals', rawFunction(), tooManyLocals(), /too many locals/],
  ];

  function tooManyLocals(): Uint8Array {
    const most = [0xff, 0xff, 0xff, 0xff, 0x0f, 0x7f];
    const body = [2, ...most, ...most, 0x0b];
    return rawModule([1, [1, 0x60, 0, 0]], [3, [1, 0]], [10, [1, body.length, ...body]]);
  }

  for (const [name, good, bad, message] of PAIRS) {
    test(name, () => {
      check(good);
      if (name !== 'section beyond the end') refuses(bad, message);
      else refuses(Uint8Array.from([...bad, 0, 5, 0]), /unexpected end/);
    });
  }

  test('every prefix and every changed byte is refused, or accepted by the engine too', async () => {
    const bytes =
      await assemble(`(memory 1) (table 2 funcref) (elem (i32.const 0) $f) (data (i32.const 0) "abc")
      (func $f (export "f") (param i32) (result i32) (block (br_table 0 0 (local.get 0)))
        (loop (br_if 0 (i32.load8_u offset=3 (local.get 0)))) (i32.const 1000))`);
    for (let length = 0; length < bytes.length; length++) accepts(bytes.slice(0, length));
    for (let at = 0; at < bytes.length; at++) {
      for (let value = 0; value < 256; value += 5) {
        const changed = bytes.slice();
        changed[at] = value;
        accepts(changed);
      }
    }
  });

  /** What we accept, the engine accepts. */
  function accepts(bytes: Uint8Array): void {
    try {
      check(bytes);
    } catch (error) {
      assert.equal((error as { code?: string }).code, 'BAD_MODULE');
      return;
    }
    assert.doesNotThrow(() => new WebAssembly.Module(bytes));
  }
});
