/**
 * What the tests run on: the test image, instrumented as the product's, and the files of its library. The
 * sources are those of the build; every file is checked against sources.manifest.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listFiles } from '../../python-wasm/build/files.js';
import { readVerified, type SourceFolders, writeManifestOf } from '../../python-wasm/build/manifest.js';
import { Progress } from '../../python-wasm/build/progress.js';
import { readPins } from '../../python-wasm/build/recipe.js';
import { obtainSources } from '../../python-wasm/build/sources/obtain.js';
import { buildTestImage } from '../../python-wasm/build/test-image.js';
import { instrument } from '../../runtime/instrument/pipeline.js';
import { DEV_PROTOCOL } from '../../runtime/protocol.js';
import { interpreterSchedule } from '../../runtime/schedule.js';
import { PROFILES } from '../../runtime/wasm/profile.js';
import { packageRoot } from '../support/package-root.js';

/** Files of a guest: absolute path to contents. */
export type GuestFiles = Readonly<Record<string, Uint8Array>>;

/** Where a guest finds CPython's library and tests, and what stands in for parts of it (guest/). */
const LIBRARY = '/lib';
const OURS = '/ours';
/** The library in the source tree. */
const SOURCE = 'cpython/Lib';

const folder = join(packageRoot(), 'test', 'cpython');
const MANIFEST = join(folder, 'sources.manifest');

/**
 * Names that are not ASCII are a syntax error (ascii-names.patch) and would take a whole file of tests along:
 * in these they are others. The tests that are about such names then fail, and are in the skip list.
 */
const RENAMED: Readonly<Record<string, readonly (readonly [from: string, to: string])[]>> = {
  'test/test_fstring.py': [['tenπ', 'ten_pi']],
  'test/test_traceback.py': [
    ['áóí', 'aoi'],
    ['ｗｉｄｔｈ', 'width'],
    ['ｗｗｗ', 'www'],
    ['ｔｈ', 'th'],
    ['说明说明', 'shuoming'],
    ['şçöğıĤellö', 'hello'],
  ],
};

/** Parts of the library that no test here imports. */
const FOREIGN = /^(idlelib|tkinter|turtledemo|ensurepip|pydoc_data|test\/(test_asyncio|test_tkinter))\//;

/** Files that tests read beside the modules they import. */
const DATA: readonly string[] = [
  'levenshtein_examples.json',
  'exception_hierarchy.txt',
  'data/README',
  'mathdata/cmath_testcases.txt',
  'mathdata/floating_points.txt',
  'mathdata/formatfloat_testcases.txt',
  'mathdata/ieee754.txt',
  'mathdata/math_testcases.txt',
];

/**
 * The test image, rewritten as every guest is: fuel, height, memory, NaN. Built if it is missing.
 * @param change made to the module first.
 */
export async function makeTestModule(
  pagesMax: number,
  change: (interpreter: Uint8Array) => Uint8Array = (interpreter) => interpreter,
): Promise<WebAssembly.Module> {
  const { path } = await buildTestImage();
  const { schedule, limits } = DEV_PROTOCOL;
  const { bytes } = instrument(change(readFileSync(path)), {
    schedule: interpreterSchedule(schedule),
    heightMax: limits.heightMax,
    pagesMax,
    profile: PROFILES.interpreter,
  });
  return new WebAssembly.Module(bytes);
}

/** CPython's library and tests, all or as far as sources.manifest lists them, and guest/. */
export async function readLibrary(whole: boolean): Promise<GuestFiles> {
  const sources = await sourceFolders();
  const library = whole ? readWhole(sources.cpython) : readVerified(sources, readFileSync(MANIFEST, 'utf8'));
  const files = Array.from(
    library,
    ([name, data]) => [name.replace(SOURCE, LIBRARY), renamed(name, data)] as const,
  );
  const guest = join(folder, 'guest');
  const own = listFiles(guest, (name) => name.endsWith('.py')).map(
    (name) => [`${OURS}/${name}`, new Uint8Array(readFileSync(join(guest, name)))] as const,
  );
  return Object.fromEntries([...files, ...own]);
}

/** Writes the manifest anew: these files of the library, paths in the guest, and what tests read. */
export async function updateManifest(paths: readonly string[]): Promise<void> {
  const imported = paths.filter((path) => path.startsWith(`${LIBRARY}/`));
  const names = [...imported, ...DATA.map((name) => `${LIBRARY}/test/${name}`)];
  writeManifestOf(
    MANIFEST,
    names.map((path) => path.replace(LIBRARY, SOURCE)),
    await sourceFolders(),
  );
}

function renamed(name: string, data: Uint8Array): Uint8Array {
  const changes = RENAMED[name.slice(SOURCE.length + 1)];
  if (changes === undefined) return data;
  const text = changes.reduce((all, [from, to]) => all.replaceAll(from, to), new TextDecoder().decode(data));
  return new TextEncoder().encode(text);
}

async function sourceFolders(): Promise<SourceFolders> {
  return obtainSources(join(packageRoot(), 'build'), readPins(), new Progress());
}

function readWhole(cpython: string): Map<string, Uint8Array> {
  const library = join(cpython, 'Lib');
  const isData = (name: string): boolean => DATA.some((path) => name === `test/${path}`);
  const names = listFiles(library, (name) => (name.endsWith('.py') && !FOREIGN.test(name)) || isData(name));
  return new Map(names.map((name) => [`${SOURCE}/${name}`, readFileSync(join(library, name))]));
}
