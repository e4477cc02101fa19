/**
 * CPython's own regression tests, inside the sandbox, on a test image that is linked from the product's
 * objects; and defects that they must notice. Without sources or compiler it fails as the build does.
 */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import { Compiler } from '../../python-wasm/build/compiler.js';
import { sha256 } from '../../python-wasm/build/files.js';
import { HOST_MODULE, link } from '../../python-wasm/build/link.js';
import type { Objects } from '../../python-wasm/build/objects.js';
import { readModules, readPins, unitNames } from '../../python-wasm/build/recipe.js';
import {
  buildTestImage,
  isShared,
  readTestModules,
  type TestImageBuild,
} from '../../python-wasm/build/test-image.js';
import { modulesOf } from './modules.js';
import { formatOutcome, formatTotal, judge, leftOutOf } from './report.js';
import { SKIPS } from './skips.js';
import { runModules } from './suite.js';
import type { GuestReport, ModuleRun } from './worker.js';

/** Tests that pass at least: a suite that shrinks is a defect. */
const PASSED_AT_LEAST = 4_000;

let image: TestImageBuild;
before(async () => {
  image = await buildTestImage();
});

/** Names of units whose objects in the test image are not those of the product. */
function differing(product: Objects, linked: Objects): string[] {
  const bytesOf = (objects: Objects, name: string): Buffer | undefined => {
    const path = objects.get(name);
    return path === undefined ? undefined : readFileSync(path);
  };
  return [...product.keys()].filter((name) => {
    const mine = bytesOf(linked, name);
    return mine === undefined || !mine.equals(bytesOf(product, name) as Buffer);
  });
}

test('what the product runs is what is tested: its objects are linked unchanged', () => {
  const test = readTestModules();
  const names = unitNames(readModules());
  assert.deepEqual([...image.product.keys()], names);
  const others = differing(image.product, image.linked);
  assert.deepEqual(
    others,
    names.filter((name) => !isShared(name, test)),
  );
  // All of CPython and zlib is shared: parser, objects, core, modules.
  assert.deepEqual(
    others.filter((name) => !/^(port|embed)\//.test(name)),
    [],
  );
  assert.ok(names.length - others.length > 150, `${names.length - others.length} objects are shared`);
});

test('those objects are the product: linked alone, they give the pinned interpreter', async () => {
  const compiler = new Compiler(new Map());
  try {
    const wasm = await link(image.product, [HOST_MODULE], readPins(), compiler);
    assert.equal(sha256(wasm), readPins().interpreter);
  } finally {
    await compiler.close();
  }
});

test('seeded bug: an object that differs is seen', () => {
  const [first, second] = image.product.keys();
  const other = new Map([...image.linked, [first, image.product.get(second) as string]]);
  assert.deepEqual(
    differing(image.product, other).filter((name) => isShared(name, readTestModules())),
    [first],
  );
});

test("CPython's own tests pass, or fail as the skip list explains", async () => {
  const names = modulesOf('test');
  const outcomes = await runModules(names, (outcome) => console.log(formatOutcome(outcome)));
  console.log(formatTotal(outcomes));
  assert.deepEqual(
    outcomes.flatMap(({ findings }) => findings),
    [],
  );
  assert.deepEqual(
    outcomes.map(({ run }) => run.name),
    names,
  );
  const passed = outcomes.reduce((sum, { counts }) => sum + counts.passed, 0);
  assert.ok(passed >= PASSED_AT_LEAST, `${passed} passed`);
});

test('the same fuel and the same end each time, in any thread', async () => {
  const runs = (await runModules(['test_bool', 'test_bool', 'test_bool'])).map(({ run }) => run);
  const seen = runs.map(({ end, fuelUsed, pages, report }) => ({ end, fuelUsed, pages, report }));
  assert.deepEqual(seen[1], seen[0]);
  assert.deepEqual(seen[2], seen[0]);
});

test('seeded bug: an interpreter with one digit wrong fails the tests of hashlib', async () => {
  const change = (interpreter: Uint8Array): Uint8Array => {
    const text = Buffer.from(interpreter).toString('latin1');
    return Buffer.from(text.replaceAll('0123456789abcdef', '0123456789abcdeF'), 'latin1');
  };
  const [{ findings }] = await runModules(['test_hashlib'], undefined, { change });
  assert.match(findings.join('\n'), /^test_hashlib HashLibTestCase\.test_case_md5_0 failed\nTraceback/m);
});

/** A run of test_list with other verdicts than it has. */
function made(
  verdicts: GuestReport['verdicts'],
  end: ModuleRun['end'] = 'return',
  name = 'test_str',
): ModuleRun {
  const report = end === 'return' ? { report: { verdicts, texts: { 'A.test_a': 'why' }, files: [] } } : {};
  return { name, end, value: 0, fuelUsed: 1n, milliseconds: 1, pages: 1, errors: 'words', ...report };
}

test('seeded bug: what is not as expected is found', () => {
  const [{ tests }] = SKIPS.filter(({ module }) => module === 'test_str');
  const explained = Object.fromEntries(tests.map((name) => [name, 'failed' as const]));
  const findingsOf = (run: ModuleRun): string[] =>
    judge(run).findings.map((text) => text.replace(/:.*exp.*/, ''));
  assert.deepEqual(findingsOf(made({ ...explained, 'A.test_a': 'failed' })), [
    'test_str A.test_a failed\nwhy',
    'test_str',
  ]);
  assert.deepEqual(findingsOf(made({ [tests[0]]: 'passed' })), [
    `test_str ${tests[0]} passes: its row in skips.ts is stale`,
    'test_str',
  ]);
  assert.deepEqual(findingsOf(made({})), [
    `test_str has no test ${tests[0]}: its row in skips.ts is stale`,
    'test_str',
  ]);
  assert.deepEqual(findingsOf(made({}, 'OUT_OF_FUEL')), ['test_str ended with OUT_OF_FUEL\nwords']);
  assert.deepEqual(findingsOf(made({ 'A.test_a': 'passed' }, 'return', 'test_nothing')), []);
});

test('only tests that say what they would do are left out', () => {
  for (const { module, tests, never } of SKIPS) {
    for (const pattern of tests) assert.equal(leftOutOf(module).includes(pattern), never !== undefined);
  }
});
