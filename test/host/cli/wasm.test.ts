/** `pbevm wasm`: what the three commands print and write, and what bad input gets. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { parse } from '@bytecodealliance/jco';
import { packageRoot } from '../../support/package-root.js';

const MAIN = join(packageRoot(), 'dist/host/cli/main.js');
const folder = mkdtempSync(join(tmpdir(), 'pbevm-wasm-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const GUEST = `(module (memory (export "memory") 1 300) (global $g (export "g") (mut f32) (f32.const 0))
  (func (export "add") (param i32 i64 f64) (result i64 f64)
    (i64.add (i64.extend_i32_s (local.get 0)) (local.get 1)) (f64.sqrt (local.get 2)))
  (func (export "zero") (result i32) i32.const -1)
  (func $deep (export "deep") call $deep)
  (func (export "trap") unreachable)
  (func (export "spin") (loop br 0)))`;

interface Output {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function wasm(...args: string[]): Output {
  return spawnSync(process.execPath, [MAIN, 'wasm', ...args], { cwd: folder, encoding: 'utf8' });
}

before(async () => {
  const guest = await parse(GUEST);
  writeFileSync(join(folder, 'guest.wasm'), guest);
  writeFileSync(join(folder, 'guest.wat'), GUEST);
  writeFileSync(join(folder, 'cut.wasm'), guest.subarray(0, 60));
  writeFileSync(join(folder, 'text.wasm'), GUEST);
  writeFileSync(join(folder, 'start.wasm'), await parse('(module (func $f) (start $f))'));
  writeFileSync(
    join(folder, 'import.wasm'),
    await parse('(module (import "a" "b" (func)) (func (export "f")))'),
  );
  writeFileSync(join(folder, 'names.wasm'), await parse('(module (func (export "a\\1b[31m\\e2\\80\\ae")))'));
  const deep = `(module (func ${'block '.repeat(5_000)} ${'end '.repeat(5_000)}))`;
  writeFileSync(join(folder, 'deep.wasm'), await parse(deep));
});

describe('inspect', () => {
  test('sections, imports, exports and the verdict', () => {
    const { status, stdout } = wasm('inspect', 'guest.wasm');
    assert.equal(status, 0);
    assert.match(stdout, /^✔ accepted by the profile contract\n/);
    assert.match(stdout, /^sections type section, \d+ bytes$/m);
    assert.match(stdout, /^exports {2}memory: memory of 1 to 300 pages$/m);
    assert.match(stdout, /^ +g: mutable global f32$/m);
    assert.match(stdout, /^ +add: function \(i32, i64, f64\) -> \(i64, f64\)$/m);
    assert.match(wasm('inspect', 'import.wasm').stdout, /^imports {2}a\.b: function \(\) -> \(\)$/m);
  });

  for (const [file, reason] of [
    ['deep.wasm', /block nesting: 5000, limit \d+/],
    ['start.wasm', /start function/],
    ['cut.wasm', /unexpected end/],
    ['text.wasm', /not a wasm binary/],
  ] as const) {
    test(`${file} is refused, and why`, () => {
      const { status, stdout } = wasm('inspect', file, '--json');
      const { accepted, reason: said } = JSON.parse(stdout) as { accepted: boolean; reason: string };
      assert.equal(status, 1);
      assert.equal(accepted, false);
      assert.match(said, reason);
      assert.match(wasm('inspect', file).stdout, /^✘ refused by the profile contract: /);
    });
  }

  test('names cannot make a terminal do anything', () => {
    const { stdout } = wasm('inspect', 'names.wasm');
    assert.ok(stdout.includes('a\\u{1b}[31m\\u{202e}: function'), stdout);
  });

  test('what is refused for a limit is shown all the same', () => {
    const { stdout } = wasm('inspect', 'start.wasm');
    assert.match(stdout, /^ +start section, 1 bytes$/m);
    assert.doesNotMatch(stdout, /^broken/m);
    assert.match(wasm('inspect', 'cut.wasm').stdout, /^broken /m);
  });
});

describe('instrument', () => {
  test('writes a module that the engine takes, with the host exports', () => {
    const { status, stdout } = wasm('instrument', 'guest.wasm', '-o', 'out.wasm');
    assert.equal(status, 0);
    assert.match(stdout, /^out\.wasm: \d+ bytes from \d+, 5 functions, /);
    const module = new WebAssembly.Module(readFileSync(join(folder, 'out.wasm')));
    assert.ok(WebAssembly.Module.exports(module).some(({ name }) => name === 'pbevm:fuel'));
  });

  test('writes nothing for what is refused', () => {
    const { status, stderr } = wasm('instrument', 'deep.wasm', '-o', 'refused.wasm');
    assert.equal(status, 2);
    assert.match(stderr, /block nesting/);
    assert.throws(() => readFileSync(join(folder, 'refused.wasm')));
  });
});

interface RunJson {
  readonly status: string;
  readonly code?: string;
  readonly results: unknown;
  readonly fuelUsed: number;
}

/** What `run --json` answers, given the arguments after the file. */
type Runner = (...args: string[]) => RunJson;

const runJson: Runner = (...args) => JSON.parse(wasm('run', 'guest.wasm', ...args, '--json').stdout);

function checkRuns(run: Runner): void {
  const { status, results, fuelUsed } = run('--invoke', 'add', '--args', '[-3, 10, 2.25]');
  assert.deepEqual([status, results], ['success', [7, 1.5]]);
  assert.ok(fuelUsed > 0);
  assert.deepEqual(run('--invoke', 'add', '--args', '[1, 2, 9.0]').results, [3, { $float: 3 }]);
  const limit = String(fuelUsed);
  assert.equal(run('--invoke', 'add', '--args', '[1, 1, 1]', '--fuel', limit).status, 'success');
  const short = run('--invoke', 'add', '--args', '[1, 1, 1]', '--fuel', String(fuelUsed - 1));
  assert.deepEqual([short.code, short.fuelUsed], ['OUT_OF_FUEL', fuelUsed - 1]);
}

describe('run', () => {
  test('results, fuel, and the exact limit', () => {
    checkRuns(runJson);
  });

  test('a deep recursion meets our limit in a thread that is large enough', () => {
    assert.equal(runJson('--invoke', 'deep').code, 'STACK_LIMIT');
    assert.equal(runJson('--invoke', 'trap').code, 'TRAP');
    assert.equal(runJson('--invoke', 'spin', '--fuel', '100000').code, 'OUT_OF_FUEL');
    assert.deepEqual(runJson('--invoke', 'zero').results, [-1]);
  });

  test('for people', () => {
    const { status, stdout } = wasm('run', 'guest.wasm', '--invoke', 'trap', '--fuel', '1000');
    assert.equal(status, 1);
    assert.match(stdout, /^✘ halt TRAP: unreachable\nfuel +1,000 of 1,000\nmemory +1 pages\n$/);
  });

  for (const [what, args, message] of [
    ['an unknown function', ['guest.wasm', '--invoke', 'nope'], /there are: add, zero, deep, trap, spin/],
    ['a memory', ['guest.wasm', '--invoke', 'memory'], /no exported function memory/],
    ['too few arguments', ['guest.wasm', '--invoke', 'add'], /0 arguments were given/],
    ['text for a number', ['guest.wasm', '--invoke', 'add', '--args', '["1", 1, 1]'], /no number: '1'/],
    ['a float for an i32', ['guest.wasm', '--invoke', 'add', '--args', '[1.5, 1, 1]'], /no i32: 1\.5/],
    ['a whole float for an i32', ['guest.wasm', '--invoke', 'add', '--args', '[1.0, 1, 1]'], /no i32: 1\.0/],
    ['2^32 for an i32', ['guest.wasm', '--invoke', 'add', '--args', '[4294967296, 1, 1]'], /no i32/],
    ['imports', ['import.wasm', '--invoke', 'f'], /it imports a\.b/],
    ['too much fuel', ['guest.wasm', '--invoke', 'zero', '--fuel', '70368744177664'], /at most 7036/],
    ['a refused module', ['deep.wasm', '--invoke', 'f'], /block nesting/],
    ['no file', ['nowhere.wasm', '--invoke', 'f'], /no such file/],
    ['no function named', ['guest.wasm'], /--invoke/],
  ] as const) {
    test(`${what}: exit code 2 and a reason`, () => {
      const { status, stdout, stderr } = wasm('run', ...args);
      assert.deepEqual([status, stdout], [2, '']);
      assert.match(stderr, message);
    });
  }
});

test('seeded bug: a run that does not meter is seen', () => {
  const unmetered: Runner = (...args) => {
    const limit = args.indexOf('--fuel');
    return runJson(...(limit < 0 ? args : args.slice(0, limit)));
  };
  assert.throws(() => checkRuns(unmetered), { name: 'AssertionError' });
});

test('each of them assembles WAT', () => {
  const { accepted } = JSON.parse(wasm('inspect', 'guest.wat', '--json').stdout) as { accepted: boolean };
  assert.equal(accepted, true);
  assert.match(wasm('instrument', 'guest.wat', '-o', 'out.wasm').stdout, /^out\.wasm: \d+ bytes from \d+/);
  const [text, binary] = ['guest.wat', 'guest.wasm'].map((file) => wasm('run', file, '--invoke', 'zero'));
  assert.match(text.stdout, /success/);
  assert.equal(text.stdout, binary.stdout);
  writeFileSync(join(folder, 'wrong.wat'), '(module\n  (func i32.cnst))');
  assert.match(wasm('inspect', 'wrong.wat').stderr, /wrong\.wat:2:9: error: unexpected token i32\.cnst/);
});
