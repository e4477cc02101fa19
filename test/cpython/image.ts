/**
 * What the tests run on: the test image, instrumented as the product's, and the files of its library. The
 * sources are those of the build; every file is checked against sources.manifest.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listFiles } from '../../python-wasm/build/files.js';
import { readVerified, writeManifestOf } from '../../python-wasm/build/manifest.js';
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

/** The test image, rewritten as every guest is: fuel, height, memory, NaN. Built if it is missing. */
export async function makeTestModule(pagesMax: number): Promise<WebAssembly.Module> {
  const { path } = await buildTestImage();
  const { schedule, limits } = DEV_PROTOCOL;
  const { bytes } = instrument(readFileSync(path), {
    schedule: interpreterSchedule(schedule),
    heightMax: limits.heightMax,
    pagesMax,
    profile: PROFILES.interpreter,
  });
  return new WebAssembly.Module(bytes);
}

/** CPython's library and tests, as far as sources.manifest lists them, and guest/. */
export async function readLibrary(): Promise<GuestFiles> {
  const sources = await obtainSources(join(packageRoot(), 'build'), readPins(), new Progress());
  const library = readVerified(sources, readFileSync(MANIFEST, 'utf8'));
  const files = Array.from(library, ([name, data]) => [name.replace(SOURCE, LIBRARY), data] as const);
  const guest = join(folder, 'guest');
  const own = listFiles(guest, (name) => name.endsWith('.py')).map(
    (name) => [`${OURS}/${name}`, new Uint8Array(readFileSync(join(guest, name)))] as const,
  );
  return Object.fromEntries([...files, ...own]);
}

/** Writes the manifest of these files of the library: paths in the guest. */
export async function updateManifest(paths: readonly string[]): Promise<void> {
  const sources = await obtainSources(join(packageRoot(), 'build'), readPins(), new Progress());
  const names = paths.filter((path) => path.startsWith(LIBRARY)).map((path) => path.replace(LIBRARY, SOURCE));
  writeManifestOf(MANIFEST, names, sources);
}
