/**
 * The interpreter comes out the same, byte for byte, in another folder with nothing compiled before; and the
 * image made of it is the pinned one. Only the sources are shared with build/: their hashes are checked.
 */

import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { makeImage } from '../../host/cli/make-image.js';
import { PYTHON_IMAGE_SHA256 } from '../../host/vm/python/image-pin.js';
import { sha256 } from '../../python-wasm/build/files.js';
import { buildInterpreter } from '../../python-wasm/build/interpreter.js';
import { readPins } from '../../python-wasm/build/recipe.js';
import { packageRoot } from '../support/package-root.js';

const BUILD_MILLISECONDS = 15 * 60_000;

const folder = mkdtempSync(join(tmpdir(), 'pbevm-another build-'));
const sources = join(packageRoot(), 'build', 'sources');
let module: Uint8Array;

before(
  async () => {
    // Without them the build fetches its own.
    if (existsSync(sources)) process.env['PBEVM_SOURCES'] ??= sources;
    const { path, sha256: hash } = await buildInterpreter({ out: folder });
    module = readFileSync(path);
    assert.equal(sha256(module), hash);
  },
  { timeout: BUILD_MILLISECONDS },
);
after(() => rmSync(folder, { recursive: true, force: true }));

test('a build in a fresh folder gives the pinned interpreter', () => {
  assert.equal(sha256(module), readPins().interpreter);
});

test('it gives the same bytes as the build in build/', () => {
  const first = readFileSync(join(packageRoot(), 'build', 'python', 'python.wasm'));
  assert.ok(first.equals(module), `build/ has ${sha256(first)}, ${folder} has ${sha256(module)}`);
});

test('every object was compiled there, and is the same as in build/', () => {
  const objectsOf = (path: string): string[] => readdirSync(join(path, 'python', 'objects'));
  const made = objectsOf(folder).filter((name) => name.endsWith('.o'));
  assert.ok(made.length > 150, `${made.length} objects`);
  const kept = new Set(objectsOf(join(packageRoot(), 'build')));
  const read = (path: string, name: string): Buffer => readFileSync(join(path, 'python', 'objects', name));
  const different = made.filter(
    (name) => kept.has(name) && !read(folder, name).equals(read(join(packageRoot(), 'build'), name)),
  );
  assert.deepEqual(different, []);
});

test('it imports nothing but the contract API, and holds no path of this machine', () => {
  const modules = WebAssembly.Module.imports(new WebAssembly.Module(module)).map((entry) => entry.module);
  assert.deepEqual([...new Set(modules)], ['pbevm']);
  const text = Buffer.from(module).toString('latin1');
  for (const path of [folder, packageRoot(), `${tmpdir()}/`]) assert.ok(!text.includes(path), path);
});

test('its image is the pinned one, each time, and imports nothing but the contract API', () => {
  const image = makeImage(module);
  assert.equal(sha256(image), PYTHON_IMAGE_SHA256);
  assert.ok(Buffer.from(makeImage(module)).equals(image));
  const modules = WebAssembly.Module.imports(new WebAssembly.Module(image)).map((e) => e.module);
  assert.deepEqual([...new Set(modules)], ['pbevm']);
});

test('nothing is left to do afterwards, and a result that was changed is built again', async () => {
  const path = join(folder, 'python', 'python.wasm');
  const startMs = performance.now();
  await buildInterpreter({ out: folder, quiet: true });
  assert.ok(performance.now() - startMs < 5_000);
  writeFileSync(path, module.subarray(0, 1000));
  await buildInterpreter({ out: folder, quiet: true });
  assert.equal(sha256(readFileSync(path)), readPins().interpreter);
});

test('seeded bug: one other byte in an object is refused', async () => {
  const objects = join(folder, 'python', 'objects');
  const wanted = Buffer.from('maximum recursion depth exceeded');
  const name = readdirSync(objects).find((entry) => readFileSync(join(objects, entry)).includes(wanted));
  assert.ok(name !== undefined, 'an object holds the text');
  const object = readFileSync(join(objects, name));
  object[object.indexOf(wanted)] ^= 0x20;
  writeFileSync(join(objects, name), object);
  rmSync(join(folder, 'python', 'python.wasm'));
  await assert.rejects(
    buildInterpreter({ out: folder, quiet: true }),
    (error: Error & { exitCode?: number }) => {
      assert.match(
        error.message,
        /^python\.wasm is [0-9a-f]{64}, pinned is [0-9a-f]{64}\.\nAll inputs are the pinned ones/,
      );
      assert.equal(error.exitCode, 1);
      return true;
    },
  );
  assert.ok(!existsSync(join(folder, 'python', 'python.wasm')), 'what was refused is not kept');
});
