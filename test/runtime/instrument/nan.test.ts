/** Bits of NaN: canonical after arithmetic, untouched otherwise. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { OPCODES } from '../../../runtime/wasm/opcodes.js';
import { load } from './harness.js';

const CANONICAL = { f32: 0x7fc00000n, f64: 0x7ff8000000000000n };
/** A negative NaN with a payload. */
const ODD = { f32: 0xffc12345n, f64: 0xfff8000012345678n };

type FloatType = 'f32' | 'f64';

const INTEGER = { f32: 'i32', f64: 'i64' } as const;
const OPERAND: Readonly<Record<string, FloatType>> = { f: 'f32', d: 'f64' };

/** Bits of `instruction` applied to operands given as bits. */
async function bitsOf(instruction: string, operands: readonly [FloatType, bigint][], result: FloatType) {
  const values = operands.map(
    ([type, bits]) => `(${type}.reinterpret_${INTEGER[type]} (${INTEGER[type]}.const ${bits}))`,
  );
  const integer = INTEGER[result];
  const guest = await load(`(func (export "f") (result ${integer})
    (${integer}.reinterpret_${result} (${instruction} ${values.join(' ')})))`);
  return BigInt.asUintN(result === 'f32' ? 32 : 64, BigInt(guest.call('f').value as number | bigint));
}

describe('arithmetic gives the canonical NaN', () => {
  for (const { name, signature, canonicalNan } of OPCODES) {
    if (!canonicalNan || signature === undefined) continue;
    const result = OPERAND[signature.results];
    test(name, async () => {
      const operands = [...signature.operands].map((letter): [FloatType, bigint] => {
        const type = OPERAND[letter];
        return [type, ODD[type]];
      });
      assert.equal(await bitsOf(name, operands, result), CANONICAL[result]);
    });
  }

  test('exactly the arithmetic opcodes: 12 for each width', () => {
    assert.equal(OPCODES.filter((opcode) => opcode.canonicalNan).length, 24);
  });

  test('numbers stay what they are', async () => {
    assert.equal(
      await bitsOf(
        'f64.add',
        [
          ['f64', 0x3ff0000000000000n],
          ['f64', 0x8000000000000000n],
        ],
        'f64',
      ),
      0x3ff0000000000000n,
    );
    assert.equal(
      await bitsOf(
        'f64.mul',
        [
          ['f64', 0x8000000000000000n],
          ['f64', 0x3ff0000000000000n],
        ],
        'f64',
      ),
      0x8000000000000000n,
    );
  });
});

describe('copied bits are left alone', () => {
  test('neg, abs, copysign', async () => {
    assert.equal(await bitsOf('f64.neg', [['f64', ODD.f64]], 'f64'), 0x7ff8000012345678n);
    assert.equal(await bitsOf('f64.abs', [['f64', ODD.f64]], 'f64'), 0x7ff8000012345678n);
    assert.equal(
      await bitsOf(
        'f32.copysign',
        [
          ['f32', ODD.f32],
          ['f32', 0n],
        ],
        'f32',
      ),
      0x7fc12345n,
    );
  });

  test('load, store, locals, select, globals', async () => {
    const guest = await load(`(memory 1) (global $g (mut f64) (f64.const 0))
      (func $id (param f64) (result f64) local.get 0)
      (func (export "f") (result i64) (local $x f64)
        (i64.store (i32.const 8) (i64.const ${ODD.f64}))
        (local.set $x (f64.load (i32.const 8)))
        (global.set $g (select (local.get $x) (f64.const 1) (i32.const 1)))
        (f64.store (i32.const 16) (call $id (global.get $g)))
        (i64.load (i32.const 16)))`);
    assert.equal(BigInt.asUintN(64, guest.call('f').value as bigint), ODD.f64);
  });
});
