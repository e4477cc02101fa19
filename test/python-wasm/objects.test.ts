/** Objects of the interpreter's build: what is compiled again and what is not. The compiler only pretends. */

import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import type { Compiler, CompilerAnswer, CompilerTask } from '../../python-wasm/build/compiler.js';
import { BuildFailure } from '../../python-wasm/build/errors.js';
import { link } from '../../python-wasm/build/link.js';
import { compileUnits, ObjectCache, type Objects } from '../../python-wasm/build/objects.js';
import { Progress } from '../../python-wasm/build/progress.js';
import { readPins, type Unit } from '../../python-wasm/build/recipe.js';
import type { Tree } from '../../python-wasm/build/tree.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pbevm-objects-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

class Silent extends Progress {
  override note(): void {}
  override step(): void {}
}

const UNITS: readonly Unit[] = ['cpython/a', 'cpython/b', 'port/c', 'embed/d'].map((name) => ({
  name,
  source: `${name}.c`,
  arguments: ['-c', `${name}.c`],
}));

const TREE: Tree = new Map(
  ['cpython/a.c', 'cpython/b.c', 'cpython/a.h', 'port/c.c', 'embed/d.c', 'embed/d.h', 'cpython/x.py'].map(
    (name) => [name, bytes(`content of ${name}`)],
  ),
);

/** A compiler whose objects are the names of the sources; it notes them, and may answer otherwise. */
class FakeCompiler {
  readonly compiled: string[] = [];
  readonly #answer: (source: string) => Promise<CompilerAnswer>;

  constructor(answer: (source: string) => Promise<CompilerAnswer> = compiles) {
    this.#answer = answer;
  }

  run(task: CompilerTask): Promise<CompilerAnswer> {
    const source = task.arguments.at(-1) as string;
    this.compiled.push(source);
    return this.#answer(source);
  }
}

const compiles = async (source: string): Promise<CompilerAnswer> => ({ data: bytes(source), text: '' });

async function build(compiler: FakeCompiler, tree: Tree = TREE, units = UNITS): Promise<Objects> {
  const cache = new ObjectCache(folder, tree, units);
  return compileUnits(units, cache, compiler as unknown as Compiler, new Silent());
}

/** Sources that a second build compiles, after a first with TREE and UNITS. */
async function compiledAgain(tree: Tree, units = UNITS): Promise<string[]> {
  await build(new FakeCompiler());
  const compiler = new FakeCompiler();
  await build(compiler, tree, units);
  return compiler.compiled.sort();
}

test('every unit is compiled once; its own files first, objects in link order', async () => {
  const compiler = new FakeCompiler();
  const objects = await build(compiler);
  assert.deepEqual(compiler.compiled, ['port/c.c', 'embed/d.c', 'cpython/a.c', 'cpython/b.c']);
  assert.deepEqual(
    [...objects].map(([name, path]) => [name, readFileSync(path, 'utf8')]),
    UNITS.map(({ name, source }) => [name, source]),
  );
  assert.deepEqual(await compiledAgain(TREE), []);
});

const ALL = UNITS.map(({ source }) => source).sort();
for (const [name, again] of [
  ['cpython/a.c', ['cpython/a.c']],
  ['cpython/a.h', ALL],
  ['embed/d.h', ['embed/d.c']],
  ['embed/d.c', ['embed/d.c']],
  ['cpython/x.py', []],
] as const) {
  test(`${name} changed: compiles ${again.length} of ${UNITS.length}`, async () => {
    assert.deepEqual(await compiledAgain(new Map([...TREE, [name, bytes('changed')]])), again);
  });
}

test('a flag changed: compiles the unit that has it', async () => {
  const units = UNITS.map((unit, i) => (i === 1 ? { ...unit, arguments: ['-O1', ...unit.arguments] } : unit));
  assert.deepEqual(await compiledAgain(TREE, units), ['cpython/b.c']);
});

test('an interrupted build goes on where it was, with no half objects', async () => {
  const isCutOff = (source: string): boolean => source.startsWith('cpython/b');
  const interrupted = new FakeCompiler((source) =>
    isCutOff(source) ? Promise.reject(new Error('the compiler died')) : compiles(source),
  );
  await assert.rejects(build(interrupted), /the compiler died/);
  assert.equal(readdirSync(folder).length, UNITS.length - 1);
  const resumed = new FakeCompiler();
  assert.equal((await build(resumed)).size, UNITS.length);
  assert.deepEqual(resumed.compiled, ['cpython/b.c']);
  assert.deepEqual(
    readdirSync(folder).filter((file) => !/^[0-9a-f]{64}\.o$/.test(file)),
    [],
  );
});

test('what does not compile is said in the words of the compiler; the others are kept', async () => {
  const failing = new FakeCompiler(async (source) =>
    source === 'port/c.c' ? { data: undefined, text: 'c.c:1:1: error: no\n' } : compiles(source),
  );
  await assert.rejects(build(failing), (error: unknown) => {
    assert.ok(error instanceof BuildFailure);
    assert.equal(error.message, 'port/c.c does not compile:\nc.c:1:1: error: no');
    return true;
  });
  assert.equal(readdirSync(folder).length, UNITS.length - 1);
});

test('a unit whose source is not in the tree is named', async () => {
  const tree = new Map([...TREE].filter(([name]) => name !== 'port/c.c'));
  await assert.rejects(
    build(new FakeCompiler(), tree),
    /^BuildFailure: port\/c\.c is not in the tree: see modules\.json/,
  );
});

/** A module that imports one function: (import MODULE "f" (func)). */
function importing(module: string): Uint8Array {
  const name = bytes(module);
  const entry = [name.length, ...name, 1, 0x66, 0, 0];
  return Uint8Array.of(
    0,
    0x61,
    0x73,
    0x6d,
    1,
    0,
    0,
    0,
    1,
    4,
    1,
    0x60,
    0,
    0,
    2,
    entry.length + 1,
    1,
    ...entry,
  );
}

test('the link refuses imports from elsewhere, and passes on what the linker says', async () => {
  const linked = (answer: CompilerAnswer): Promise<Uint8Array> => {
    const compiler = new FakeCompiler(async () => answer) as unknown as Compiler;
    return link(new Map(), ['pbevm'], readPins(), compiler);
  };
  assert.deepEqual(await linked({ data: importing('pbevm'), text: '' }), importing('pbevm'));
  await assert.rejects(
    linked({ data: importing('wasi_snapshot_preview1'), text: '' }),
    /BuildFailure: the module imports wasi_snapshot_preview1\.f: port\/wasi\.c must define them/,
  );
  await assert.rejects(
    linked({ data: undefined, text: 'undefined symbol: f\n' }),
    /failed:\nundefined symbol: f$/,
  );
});
