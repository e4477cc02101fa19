/**
 * Limits of the profile: a module at a limit is accepted, one beyond it refused with limit, value and place;
 * for every row of the table and both profiles.
 */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { instrument } from '../../../runtime/instrument/pipeline.js';
import { DEV_SCHEDULE } from '../../../runtime/schedule.js';
import { type LimitName, PROFILES, type Profile } from '../../../runtime/wasm/profile.js';
import { assemble, check, refuses } from './assemble.js';
import { refusal } from './limit-of.js';

const { limits } = PROFILES.contract;
const NAMES = Object.keys(limits) as LimitName[];

const repeat = (count: number, field: (k: number) => string): string =>
  Array.from({ length: count }, (_, k) => field(k)).join('');

/** A function whose compile cost is exactly `cost`, which is at least that of an empty one. */
function functionOfCost(cost: number): string {
  const without = (loops: number): number =>
    40 + 1 + loops * (64 + 8 + 1) + 2 * loops ** 2 + Math.floor(loops ** 2 / 8);
  let loops = 0;
  while (without(loops + 1) <= cost) loops++;
  const nops = cost - without(loops);
  return `(func ${'loop end '.repeat(loops)} ${'nop '.repeat(nops)})`;
}

/** Fields of a module whose value for the limit is `n`, and that is within all the others. */
const MODULES: Readonly<Record<LimitName, (n: number, profile: Profile) => string>> = {
  // Preamble, memory section, data section with two lengths of three or four bytes; the rest is content.
  'module bytes': (n) => `(memory 1) (data "${'x'.repeat(n - (n < 1 << 21 ? 22 : 24))}")`,
  types: (n) => '(type (func))'.repeat(n),
  parameters: (n) => `(type (func (param ${'i32 '.repeat(n)})))`,
  results: (n) => `(type (func (result ${'i32 '.repeat(n)})))`,
  imports: (n) => repeat(n, (k) => `(import "m" "${k}" (func))`),
  functions: (n) => '(func)'.repeat(n),
  tables: (n) => '(table 0 funcref)'.repeat(n),
  'table entries': (n) => `(table ${n} funcref)`,
  'initial memory pages': (n) => `(memory ${n})`,
  globals: (n) => '(global i32 (i32.const 0))'.repeat(n),
  exports: (n) => `(func ${repeat(n, (k) => `(export "${k}")`)})`,
  'name bytes': (n) => `(func (export "${'x'.repeat(n)}"))`,
  'element segments': (n) => '(elem func)'.repeat(n),
  elements: (n) => `(func $f) (elem func ${'$f '.repeat(n - 1)}) (elem func $f)`,
  'data segments': (n) => '(data "")'.repeat(n),
  'parameters and locals': (n) => `(func (param i32) (local ${'i32 '.repeat(n - 1)}))`,
  'block nesting': (n) => `(func ${'block '.repeat(n)} ${'end '.repeat(n)})`,
  'operand stack': (n) => `(func ${'i32.const 0 '.repeat(n)} ${'drop '.repeat(n)})`,
  'compile cost': functionOfCost,
  'compile cost, sum': (n, profile) => {
    const count = Math.ceil(n / profile.limits['compile cost']) + 1;
    const each = Math.floor(n / count);
    return functionOfCost(each).repeat(count - 1) + functionOfCost(n - each * (count - 1));
  },
};

/** What is wrong with a limit, which the profile should have at `limit`. */
async function pairProblems(name: LimitName, limit: number, profile: Profile): Promise<string[]> {
  const build = MODULES[name];
  const inside = refusal(await assemble(build(limit, profile)), profile);
  const outside = refusal(await assemble(build(limit + 1, profile)), profile);
  return [
    ...(inside === undefined ? [] : [`${name}: ${limit} is refused by ${inside}`]),
    ...(outside === name ? [] : [`${name}: ${limit + 1} is refused by ${outside ?? 'nothing'}`]),
  ];
}

describe('at the limit and one beyond', () => {
  for (const profile of Object.values(PROFILES)) {
    for (const name of NAMES) {
      const limit = profile.limits[name];
      test(`${profile.name}, ${name}: ${limit}`, async () => {
        assert.ok(name in MODULES, 'every row of the table has a pair');
        assert.deepEqual(await pairProblems(name, limit, profile), []);
      });
    }
  }

  test('seeded bug: a limit that is one off is seen, whichever it is', async () => {
    for (const name of NAMES) {
      for (const off of [1, -1]) {
        const wrong = { ...PROFILES.contract, limits: { ...limits, [name]: limits[name] + off } };
        assert.equal((await pairProblems(name, limits[name], wrong)).length, 1, `${name}: ${off}`);
      }
    }
  });

  test('a refusal names limit, value and place', async () => {
    const locals = limits['parameters and locals'];
    refuses(
      await assemble(`(func) ${MODULES['parameters and locals'](locals + 1, PROFILES.contract)}`),
      /function 1: parameters and locals: 4097, limit 4096 \(profile contract\)/,
    );
    const options = { schedule: DEV_SCHEDULE, heightMax: 32_000, pagesMax: 32, profile: PROFILES.contract };
    const beyond = await assemble(
      MODULES['compile cost, sum'](limits['compile cost, sum'] + 1, PROFILES.contract),
    );
    assert.throws(() => instrument(beyond, options), {
      code: 'BAD_MODULE',
      message: /function 3: compile cost, sum: 393217, limit 393216/,
    });
  });
});

describe('the boundary', () => {
  const REFUSED: Readonly<Record<string, string>> = {
    'start function': '(func $f) (start $f)',
    'imported memory': '(import "m" "x" (memory 1))',
    'imported table': '(import "m" "x" (table 1 funcref))',
    'imported global': '(import "m" "x" (global i32))',
    'exported table': '(table (export "t") 1 funcref)',
    'imported function with a reference': '(import "m" "x" (func (param externref)))',
    'exported function with a reference': '(func (export "f") (result funcref) ref.null func)',
    'exported global with a reference': '(global (export "g") funcref (ref.null func))',
  };
  for (const [name, fields] of Object.entries(REFUSED)) {
    test(`${name} is refused`, async () => refuses(await assemble(fields), /profile contract/));
  }

  /** Fields before the offset, the largest offset, fields after it. */
  const SEGMENTS: Readonly<Record<string, readonly [before: string, most: number, after: string]>> = {
    'data segment': ['(memory 1) (data (i32.const', 65_535, ') "x")'],
    'empty data segment': ['(memory 1 2) (data (i32.const', 65_536, ') "")'],
    'element segment': ['(table 3 funcref) (func $f) (elem (i32.const', 1, ') $f $f)'],
    'element segment of the second table': [
      '(table 9 funcref) (table 1 funcref) (func $f) (elem (table 1) (i32.const',
      0,
      ') funcref (ref.func $f))',
    ],
  };
  for (const [name, [before, most, after]] of Object.entries(SEGMENTS)) {
    test(`an active ${name} fits, or is refused: it could not be instantiated`, async () => {
      const fits = await assemble(`${before} ${most} ${after}`);
      check(fits);
      new WebAssembly.Instance(new WebAssembly.Module(fits));
      for (const offset of [most + 1, -1]) {
        const bytes = await assemble(`${before} ${offset} ${after}`);
        refuses(bytes, /segment \d: out of bounds: .*profile contract/);
        assert.throws(
          () => new WebAssembly.Instance(new WebAssembly.Module(bytes)),
          WebAssembly.RuntimeError,
        );
      }
    });
  }

  test('references inside are accepted', async () => {
    check(await assemble('(table 1 externref) (func (param externref) (result externref) local.get 0)'));
  });

  test('the interpreter may have at least what contracts may', () => {
    for (const name of Object.keys(limits) as LimitName[]) {
      assert.ok(PROFILES.interpreter.limits[name] >= limits[name], name);
    }
  });
});
