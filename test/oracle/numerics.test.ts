/**
 * Every numeric instruction, load and store on edges and kinds of NaN: the oracle against this engine running
 * the same module raw, and against the product. Floats cross as bits.
 */

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { instrument } from '../../runtime/instrument/pipeline.js';
import { OPCODES, type Opcode } from '../../runtime/wasm/opcodes.js';
import { assemble, Guest, OPTIONS } from '../runtime/instrument/harness.js';
import { OPERANDS } from './numeric-operands.js';
import { Oracle } from './oracle.js';
import { F32_NAN, F64_NAN } from './values.js';

type Bits = number | bigint;
type Result = Bits | 'trap';
type Evaluate = (name: string, args: readonly Bits[]) => Result;

interface Row extends Opcode {
  readonly signature: { readonly operands: string; readonly results: string };
}

const NUMERIC_ROWS = OPCODES.filter(
  (row): row is Row => row.signature !== undefined && row.immediate === 'none' && row.name !== 'nop',
);
const ACCESS_ROWS = OPCODES.filter((row): row is Row => row.immediate === 'memarg');

/** Type at the boundary and the way to and from it, by letter of signatures. */
const CROSSING: Readonly<Record<string, { type: string; into: string; out: string }>> = {
  i: { type: 'i32', into: '', out: '' },
  l: { type: 'i64', into: '', out: '' },
  f: { type: 'i32', into: 'f32.reinterpret_i32', out: 'i32.reinterpret_f32' },
  d: { type: 'i64', into: 'f64.reinterpret_i64', out: 'i64.reinterpret_f64' },
};

function functionText({ name, signature: { operands, results } }: Row, suffix = ''): string {
  const params = [...operands].map((letter) => `(param ${CROSSING[letter].type})`).join(' ');
  const result = [...results].map((letter) => `(result ${CROSSING[letter].type})`).join(' ');
  const gets = [...operands].map((letter, k) => `local.get ${k} ${CROSSING[letter].into}`).join(' ');
  const out = results === '' ? '' : CROSSING[results].out;
  return `(func (export "${name}${suffix}") ${params} ${result} ${gets} ${name} ${suffix} ${out})`;
}

let raw: Evaluate;
let product: Evaluate;
let oracle: Evaluate;

before(async () => {
  const bytes = await assemble(NUMERIC_ROWS.map((row) => functionText(row)).join('\n'));
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
  raw = (name, args) => {
    try {
      return (exports[name] as (...args: readonly Bits[]) => Bits)(...args);
    } catch (error) {
      assert.equal((error as Error).name, 'RuntimeError');
      return 'trap';
    }
  };
  const sides = [new Guest(instrument(bytes, OPTIONS)), new Oracle(bytes, OPTIONS)];
  [product, oracle] = sides.map(
    (side): Evaluate =>
      (name, args) => {
        const { end, value } = side.call(name, args);
        return end === 'RETURN' ? (value as Bits) : 'trap';
      },
  );
});

function operandsOf({ signature: { operands } }: Row): readonly (readonly Bits[])[] {
  const [first, second] = [...operands].map((letter) => OPERANDS[letter]);
  if (second === undefined) return first.map((x) => [x]);
  return first.flatMap((x) => second.map((y) => [x, y]));
}

const IS_NAN: Readonly<Record<string, (bits: Bits) => boolean>> = {
  f: (bits) => (Number(bits) & 0x7fff_ffff) > 0x7f80_0000,
  d: (bits) => BigInt.asUintN(63, bits as bigint) > 0x7ff0_0000_0000_0000n,
};
const CANONICAL: Readonly<Record<string, Bits>> = { f: F32_NAN, d: F64_NAN };

/** What a raw result is after the rule for NaNs that arithmetic makes. */
function canonical({ canonicalNan, signature: { results } }: Row, result: Result): Result {
  if (!canonicalNan || result === 'trap') return result;
  return IS_NAN[results](result) ? CANONICAL[results] : result;
}

/** Operands on which two ways to evaluate differ. */
function differences(row: Row, expected: Evaluate, actual: Evaluate, actualName = row.name): string[] {
  return operandsOf(row).flatMap((args) => {
    const [x, y] = [canonical(row, expected(row.name, args)), actual(actualName, args)];
    return x === y ? [] : [`${row.name}(${args}): ${x}, ${y}`];
  });
}

describe('numeric instructions', () => {
  for (const row of NUMERIC_ROWS) {
    test(row.name, () => {
      assert.deepEqual(differences(row, raw, oracle), []);
      assert.deepEqual(differences(row, product, oracle), []);
    });
  }

  test('seeded bug: a wrong instruction is noticed, for none is like another of its signature', () => {
    const alike = NUMERIC_ROWS.flatMap((row) =>
      NUMERIC_ROWS.filter(
        (other) =>
          other !== row &&
          other.signature.operands === row.signature.operands &&
          other.signature.results === row.signature.results &&
          differences(row, raw, oracle, other.name).length === 0,
      ).map((other) => `${row.name} ${other.name}`),
    );
    assert.deepEqual(alike, []);
  });

  test('arithmetic makes one NaN; what only moves or changes the sign keeps its payload', () => {
    const payload = 0x7fd1_2345;
    assert.equal(oracle('f32.add', [payload, 0]), F32_NAN);
    assert.equal(oracle('f32.neg', [payload]), payload | 0x8000_0000);
    assert.equal(oracle('f32.reinterpret_i32', [payload]), payload);
  });
});

describe('loads and stores', () => {
  const ADDRESSES = [0, 1, 7, 100, 65_527, 65_528, 65_531, 65_532, 65_533, 65_534, 65_535, 65_536, -1, -4];
  const OFFSETS = ['', 'offset=1', 'offset=3', 'offset=65535', 'offset=4294967295'];
  const contents = Array.from(
    { length: 200 },
    (_, k) => `\\${((k * 37 + 129) % 256).toString(16).padStart(2, '0')}`,
  );

  for (const offset of OFFSETS) {
    test(`offset '${offset}'`, async () => {
      const functions = ACCESS_ROWS.map((row) => functionText(row, offset)).join('\n');
      const ends = [0, 65_336].map((start) => `(data (i32.const ${start}) "${contents.join('')}")`).join('');
      const bytes = await assemble(`(memory (export "memory") 1) ${ends} ${functions}`);
      const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
      const second = new Oracle(bytes, OPTIONS);
      for (const { name, signature } of ACCESS_ROWS) {
        for (const address of ADDRESSES) {
          const rest = [...signature.operands.slice(1)].map((letter) => OPERANDS[letter][25]);
          let expected: unknown = 'TRAP';
          try {
            expected = (exports[`${name}${offset}`] as (...args: readonly Bits[]) => Bits)(address, ...rest);
          } catch {}
          const { end, value } = second.call(`${name}${offset}`, [address, ...rest]);
          assert.equal(end === 'TRAP' ? end : value, expected, `${name} ${address}`);
        }
      }
      const memory = new Uint8Array((exports['memory'] as WebAssembly.Memory).buffer);
      assert.equal(Buffer.compare(memory, second.memory), 0);
    });
  }
});
