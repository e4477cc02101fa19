/**
 * SEMANTICS 10: the compile cost, by hand for each of its parts, and on random programs against a second
 * implementation that follows the text without thought for speed.
 */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parse } from '@bytecodealliance/jco';
import { decodeModule } from '../../../runtime/wasm/binary.js';
import { PROFILES } from '../../../runtime/wasm/profile.js';
import { randomProgram } from '../instrument/programs.js';
import { assemble, check } from './assemble.js';
import { type NaiveVariant, naiveCompileCost } from './naive-compile-cost.js';

const SEEDS = 60;

async function costs(fields: string): Promise<number[]> {
  const bytes = await assemble(fields);
  return check(bytes).map(({ compileCost }) => compileCost);
}

/** Cost of the last function. */
async function cost(fields: string): Promise<number> {
  return (await costs(fields)).at(-1) ?? 0;
}

/** The function and its `end`. */
const EMPTY = 40 + 1;

describe('parts of the cost', () => {
  const CASES: readonly (readonly [what: string, fields: string, cost: number])[] = [
    ['an empty function', '(func)', EMPTY],
    ['a simple instruction', '(func nop nop)', EMPTY + 2],
    ['15 values in parameters, results and locals', `(func (local ${'i32 '.repeat(15)}))`, EMPTY],
    ['16 of them', `(func (param i32) (local ${'i32 '.repeat(15)}))`, EMPTY + 1],
    ['a load', '(memory 1) (func i32.const 0 i32.load drop)', EMPTY + 1 + 5 + 1],
    ['a store', '(memory 1) (func i32.const 0 i32.const 0 i32.store8)', EMPTY + 1 + 1 + 5],
    [
      '16 loads and 16 stores: 32^2 / 256',
      `(memory 1) (func ${'i32.const 0 i32.const 0 i32.load i32.store '.repeat(16)})`,
      EMPTY + 16 * 12 + 4,
    ],
    ['a global', '(global i32 (i32.const 0)) (func global.get 0 drop)', EMPTY + 5 + 1],
    ['a float constant', '(func f64.const 1 drop)', EMPTY + 4 + 1],
    ['float arithmetic', '(func f64.const 1 f64.const 1 f64.add drop)', EMPTY + 8 + 24 + 1],
    ['float negation', '(func f64.const 1 f64.neg drop)', EMPTY + 4 + 1 + 1],
    ['a conversion', '(func i32.const 1 f32.convert_i32_s drop)', EMPTY + 1 + 32 + 1],
    ['division', '(func i32.const 1 i32.const 1 i32.div_s drop)', EMPTY + 2 + 4 + 1],
    ['memory.fill', '(memory 1) (func i32.const 0 i32.const 0 i32.const 0 memory.fill)', EMPTY + 3 + 80],
    ['memory.grow', '(memory 1) (func i32.const 0 memory.grow drop)', EMPTY + 1 + 80 + 1],
    ['a call', '(func $f) (func call $f)', EMPTY + 8],
    [
      'a call with operands',
      '(func $f (param i32 i32) (result i64) i64.const 0) (func i32.const 0 i32.const 0 call $f drop)',
      EMPTY + 3 + 8 + 3,
    ],
    ['an indirect call', '(table 1 funcref) (func i32.const 0 call_indirect)', EMPTY + 1 + 16],
    ['a call of the host', '(import "m" "f" (func $f)) (func call $f)', EMPTY + 8 + 128],
    [
      '4 calls of the host: 4^2 / 16, 4^2 / 2',
      '(import "m" "f" (func $f)) (func call $f call $f call $f call $f)',
      EMPTY + 4 * 136 + 1 + 8,
    ],
    ['4 calls: 4^2 / 16', '(func $f) (func call $f call $f call $f call $f)', EMPTY + 32 + 1],
    ['a block', '(func block end)', EMPTY + 2 + 8],
    ['edges x locals / 16', `(func (local ${'i32 '.repeat(8)}) block end block end)`, EMPTY + 4 + 16 + 1],
    ['a loop', '(func loop end)', EMPTY + 64 + 1 + 8 + 2],
    ['2 loops: 2 x 2^2', '(func loop end loop end)', EMPTY + 2 * (64 + 1 + 8) + 8],
    ['an if', '(func i32.const 0 if end)', EMPTY + 1 + 1 + 1 + 8],
    ['two labels of a br_table', '(func block i32.const 0 br_table 0 1 end)', EMPTY + 4 + 8 + 2 * 5],
    // The function's label: two arrivals of one value each; the jump keeps 1 + 1 values, of 1 + 0 + 1,
    // across 1 edge.
    ['a branch with a value', '(func (result i32) i32.const 0 i32.const 0 br_if 0)', EMPTY + 3 + 8 + 2 * 2],
    // Two arrivals of local 0 at the end of the block; one of both locals at the end of the function.
    [
      'a local assigned in a block',
      '(func (local i32 i32) i32.const 0 local.set 1 block i32.const 0 local.set 0 i32.const 0 br_if 0 end)',
      EMPTY + 2 + 6 + 2 * 8 + 2 * 2 + 2 * 2,
    ],
    // br leaves two loops: 2 x 8; loops: 2 x 2^2; kept: 1 x 3 by br, 2 x 4 by the tests.
    [
      'a branch out of two loops',
      '(func block loop loop br 2 end end end)',
      EMPTY + 1 + 2 * 64 + 1 + 3 + 4 * 8 + 8 + 2 * 8 + 1,
    ],
  ];
  for (const [what, fields, expected] of CASES) {
    test(`${what}: ${expected}`, async () => assert.equal(await cost(fields), expected));
  }

  test('an instruction costs the same where it cannot be reached', async () => {
    const code = 'block i32.const 1 br_if 0 end';
    assert.equal(await cost(`(func return ${code})`), await cost(`(func ${code} return)`));
  });

  test("a label of a br_table counts 5 more in the module's sum", async () => {
    const [facts] = check(await assemble('(func block i32.const 0 br_table 0 1 end)'));
    assert.equal(facts.compileShare, facts.compileCost + 2 * 5);
  });

  test('nested blocks do not keep more values than are made', async () => {
    const nest = (n: number) => `(func ${'block '.repeat(n)} ${'i32.const 0 br_if 0 end '.repeat(n)})`;
    const n = 100;
    // 2n edges, no assignments: (2n)^2 / 8 at most; each block keeps 1 value over the edges in it.
    const kept = Math.floor(Array.from({ length: n }, (_, k) => 2 * k + 1).reduce((a, b) => a + b) / 8);
    assert.equal(await cost(nest(n)), EMPTY + n * 4 + 2 * n * 8 + kept);
  });
});

/** Seeds on which the naive implementation and the product differ. */
async function differences(variant: NaiveVariant): Promise<number[]> {
  const found: number[] = [];
  for (let seed = 1; seed <= SEEDS; seed++) {
    const bytes = await parse(randomProgram(seed));
    const module = decodeModule(bytes, PROFILES.contract);
    const ours = check(bytes).map(({ compileCost }) => compileCost);
    const naive = module.bodies.map((body) => naiveCompileCost(module, body, variant));
    if (ours.join() !== naive.join()) found.push(seed);
  }
  return found;
}

test(`${SEEDS} random programs: the naive implementation agrees`, async () => {
  assert.deepEqual(await differences('correct'), []);
});

for (const variant of ['assigned anywhere', 'loops once', 'no fall-through'] as const) {
  test(`seeded bug: ${variant}: seen`, async () => assert.notEqual((await differences(variant)).length, 0));
}
