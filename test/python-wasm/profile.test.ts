/**
 * The profile, from counters in a wasm memory to what clang makes of it: the pinned compiler itself counts,
 * reads and judges, on functions of a few lines.
 */

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Compiler } from '../../python-wasm/build/compiler.js';
import { counterSections, readCounters } from '../../python-wasm/build/counters.js';
import { BuildFailure } from '../../python-wasm/build/errors.js';
import { readFolder } from '../../python-wasm/build/files.js';
import {
  type FunctionProfile,
  formatProfile,
  indexedProfile,
  parseProfile,
  profileText,
} from '../../python-wasm/build/profile.js';
import { PROFILE_FILE, PROFILE_FLAGS, type Purpose } from '../../python-wasm/build/recipe.js';
import { trainingScripts } from '../../python-wasm/build/train.js';
import { TrainingHost } from '../../python-wasm/build/training-host.js';
import { packageRoot } from '../support/package-root.js';

const SOURCE = `
static __attribute__((noinline)) int rare(int a) { return a > 90 ? a * 3 : a / 3; }
__attribute__((export_name("f"))) int f(int n) {
    int sum = 0;
    for (int i = 0; i < n; i++) sum += i % 100 == 7 ? rare(i) : i;
    return sum;
}`;
const UNIT = 'port/f.c';
const TARGET = ['--target=wasm32-wasip1', '-O2', '-Wall', '-Werror'];

const tree = new Map([
  [UNIT, new TextEncoder().encode(SOURCE)],
  ...readFolder('port', (name) => name === 'profile_counters.c'),
]);
let compiler: Compiler;
let functions: readonly FunctionProfile[];

async function clang(options: readonly string[], files = new Map<string, Uint8Array>()): Promise<string> {
  const { data, text } = await compiler.run({ arguments: [...TARGET, ...options], files });
  assert.ok(data, text);
  assert.equal(text, '');
  return Buffer.from(data).toString('latin1');
}

const flags = (purpose: Purpose): readonly string[] => PROFILE_FLAGS[purpose];

interface Counting {
  readonly memory: { readonly buffer: ArrayBuffer };
  f(n: number): number;
  profile_bound(index: number): number;
}

before(async () => {
  compiler = new Compiler(tree);
  const wasm = await clang([
    ...flags('training'),
    '-nostdlib',
    '-Wno-unused-parameter',
    '-Wl,--no-entry',
    '-Wl,--allow-undefined',
    UNIT,
    'port/profile_counters.c',
  ]);
  const module = new WebAssembly.Module(Buffer.from(wasm, 'latin1'));
  const counting = new WebAssembly.Instance(module, {}).exports as unknown as Counting;
  counting.f(1_000);
  functions = readCounters(
    new Uint8Array(counting.memory.buffer),
    counterSections((index) => counting.profile_bound(index)),
  );
});
after(() => compiler.close());

/** Weights of branches in clang's intermediate code, compiled with this profile. */
async function weightsWith(profile: readonly FunctionProfile[]): Promise<string[]> {
  const files = new Map([[PROFILE_FILE, indexedProfile(profile)]]);
  const code = await clang([...flags('product'), '-S', '-emit-llvm', UNIT], files);
  return [...code.matchAll(/"branch_weights", (i32 \d+, i32 \d+)/g)].map(([, weights]) => weights).sort();
}

test('counters: every function by name, with the counts of the run', () => {
  const names = functions.map(({ name }) => name).filter((name) => !name.includes('wasi'));
  assert.deepEqual(names.sort(), ['f', 'port/f.c;rare', 'profile_bound']);
  const counts = functions.find(({ name }) => name === 'f')?.counts ?? [];
  assert.ok(counts.includes(10), `${counts}`);
  assert.ok(counts.includes(990) || counts.includes(1_000), `${counts}`);
});

test('clang takes the counts of the run as weights of branches', async () => {
  const weights = await weightsWith(functions);
  assert.ok(
    weights.some((text) => /i32 (10, i32 990|990, i32 10)$/.test(text)),
    weights.join('; '),
  );
});

test('seeded bug: of a function with another hash nothing is taken, and nothing said', async () => {
  const other = functions.map((one) => ({ ...one, hash: one.hash ^ 1n }));
  assert.deepEqual(await weightsWith(other), []);
});

test('what is compiled does not depend on the order of functions, nor on others that are gone', async () => {
  const gone = { name: 'gone', hash: 5n, counts: [1, 2, 3] };
  assert.deepEqual(indexedProfile([...functions].reverse()), indexedProfile(functions));
  assert.deepEqual(await weightsWith([gone, ...functions]), await weightsWith(functions));
});

test('text: one line a function, sorted, runs of equal counts short; and back', () => {
  const some = [
    { name: 'b.c;g', hash: 0xfffffffffffffffen, counts: [0, 0, 0, 7] },
    { name: 'a', hash: 1n, counts: [12] },
  ];
  const text = formatProfile(some);
  assert.equal(text, 'a 1 12\nb.c;g fffffffffffffffe 0*3 7\n');
  assert.deepEqual(parseProfile(text), [...some].reverse());
  assert.deepEqual(parseProfile(''), []);
});

for (const [what, line] of [
  ['without counts', 'f 1'],
  ['with a hash of 17 digits', `f ${'1'.repeat(17)} 1`],
  ['with a count that is no number', 'f 1 x'],
  ['with more counts than a function has', 'f 1 0*9999999'],
] as const) {
  test(`text: a line ${what} is named`, () => {
    assert.throws(
      () => parseProfile(`a 1 1\n${line}\n`),
      (error: unknown) => error instanceof BuildFailure && error.message.startsWith('profile.txt:2: '),
    );
  });
}

test('the training scripts run on the interpreter as it is now, each to its end', (context) => {
  const path = join(packageRoot(), 'build', 'python', 'python.wasm');
  if (!existsSync(path)) return context.skip('no interpreter in build/python: run `sh build.sh`');
  const wasm = readFileSync(path);
  const scripts = trainingScripts();
  for (const [name, source] of scripts) new TrainingHost(wasm).runScript(name, source, 3);
  assert.ok(scripts.length >= 9);
  const head = '# runs: 1\n# args: 80\n';
  for (const [source, message] of [
    [`${head}raise KeyError(1)`, /KeyError/],
    [`${head}def`, /is refused at deploy/],
    ['pass', /begins with/],
  ] as const) {
    assert.throws(() => new TrainingHost(wasm).runScript('x', Buffer.from(source)), message);
  }
});

test('the committed profile is canonical, and the bytecode loop has the highest counts of many', () => {
  const all = parseProfile(profileText());
  assert.equal(formatProfile(all), profileText());
  const loop = all.find(({ name }) => name === '_PyEval_EvalFrameDefault');
  assert.ok(loop !== undefined && Math.max(...loop.counts) > 100_000);
});
