/**
 * The build of the interpreter, from sources to `<out>/python/python.wasm`, step by step:
 *
 *     sources -> tree (verified, patched, configured) -> objects -> frozen modules -> link -> pin
 */

import { join } from 'node:path';
import { Compiler } from './compiler.js';
import { PROJECT, sha256, writeWhole } from './files.js';
import { freezeModules } from './freeze.js';
import { HOST_MODULE, link, WASI_MODULE } from './link.js';
import { writeManifest } from './manifest.js';
import { compileUnits, ObjectCache, type Objects } from './objects.js';
import { checkPin, isUpToDate, readInputs, readStamp, stampKey, updatePins, writeStamp } from './pins.js';
import { Progress } from './progress.js';
import {
  type Modules,
  type Pins,
  type Purpose,
  readModules,
  readPins,
  type Unit,
  unitNames,
  unitOf,
} from './recipe.js';
import { obtainSources } from './sources/obtain.js';
import { makeTree, type Tree } from './tree.js';

export interface BuildOptions {
  /** Folder for everything the build writes; `build` of the project by default. */
  readonly out?: string;
  /** Say nothing if there is nothing to do. */
  readonly quiet?: boolean;
  /** Pin what comes out, instead of failing if it is not what was pinned. */
  readonly updatePins?: boolean;
  /** Trust the sources at hand: write sources.manifest anew. */
  readonly updateSources?: boolean;
  /** Build python-wasi.wasm, which keeps its WASI imports; it is not pinned. */
  readonly wasi?: boolean;
}

export interface BuildResult {
  readonly path: string;
  readonly sha256: string;
}

/** The unit that sees the frozen modules. */
const FROZEN_UNIT = 'port/frozen';

/**
 * Builds the interpreter, or finds that it is up to date (well below a second).
 * @throws EnvironmentProblem if packages or sources cannot be had; BuildFailure if anything does not fit.
 */
export async function buildInterpreter(options: BuildOptions = {}): Promise<BuildResult> {
  const out = options.out ?? join(PROJECT, 'build');
  const wasi = options.wasi === true;
  const path = join(out, 'python', wasi ? 'python-wasi.wasm' : 'python.wasm');
  const modules = readModules();
  const pins = readPins();
  const progress = new Progress();
  if (options.updateSources) writeManifest(modules, await obtainSources(out, pins, progress));

  const inputs = readInputs(modules, pins);
  const key = stampKey(inputs);
  const stamp = isUpToDate(path, key) ? readStamp(path) : undefined;
  const wasm = stamp ? undefined : await compileAndLink(out, wasi, modules, pins, progress);
  const hash = stamp ? stamp.sha256 : sha256(wasm as Uint8Array);
  if (!wasi) {
    if (options.updatePins) updatePins(hash, inputs, pins);
    else checkPin(hash, inputs, pins);
  }
  if (wasm) {
    writeWhole(path, wasm);
    writeStamp(path, { key, sha256: hash });
    progress.note(`${path}: ${wasm.length} bytes, ${hash}, ${progress.elapsed()}`);
  } else if (!options.quiet) {
    progress.note(`${path} is up to date`);
  }
  return { path, sha256: hash };
}

async function compileAndLink(
  out: string,
  wasi: boolean,
  modules: Modules,
  pins: Pins,
  progress: Progress,
): Promise<Uint8Array> {
  const { objects, tree } = await compileObjects(out, modules, pins, progress);
  const linked = select(objects, unitNames(modules), wasi ? modules.wasi.without : []);
  return await linkObjects(linked, tree, wasi ? [HOST_MODULE, WASI_MODULE] : [HOST_MODULE], pins);
}

/**
 * The build that counts, for train.ts: compiled and linked, written nowhere but for its objects.
 * @throws EnvironmentProblem, BuildFailure as buildInterpreter does.
 */
export async function buildForTraining(out: string, progress: Progress): Promise<Uint8Array> {
  const modules = readModules();
  const pins = readPins();
  const { objects, tree } = await compileObjects(out, modules, pins, progress, 'training');
  const linked = select(objects, [...unitNames(modules), ...modules.training.with], []);
  return await linkObjects(linked, tree, [HOST_MODULE], pins, ['-Wl,--export=__stack_pointer']);
}

async function linkObjects(
  objects: Objects,
  tree: Tree,
  allowed: readonly string[],
  pins: Pins,
  options: readonly string[] = [],
): Promise<Uint8Array> {
  const compiler = new Compiler(tree);
  try {
    return await link(objects, allowed, pins, compiler, options);
  } finally {
    await compiler.close();
  }
}

/** The objects of every unit and of the freezer, from the cache or compiled, and the tree they are of. */
export async function compileObjects(
  out: string,
  modules: Modules,
  pins: Pins,
  progress: Progress,
  purpose: Purpose = 'product',
): Promise<{ readonly objects: Objects; readonly tree: Tree }> {
  const tree = makeTree(await obtainSources(out, pins, progress), purpose);
  const compiler = new Compiler(tree);
  try {
    return { objects: await compileAll(out, modules, pins, purpose, tree, compiler, progress), tree };
  } finally {
    await compiler.close();
  }
}

/** All but one are compiled at once; that one needs the frozen modules first. */
async function compileAll(
  out: string,
  modules: Modules,
  pins: Pins,
  purpose: Purpose,
  tree: Tree,
  compiler: Compiler,
  progress: Progress,
): Promise<Objects> {
  const { freezer, training } = modules;
  const added = [...freezer.with, ...(purpose === 'training' ? training.with : [])];
  const names = [...unitNames(modules), ...added];
  const units = names.map((name) => unitOf(name, modules, pins, purpose));
  const cache = new ObjectCache(join(out, 'python', 'objects'), tree, units);
  const isLate = (unit: Unit): boolean => unit.name === FROZEN_UNIT;
  const early = await compileUnits(
    units.filter((unit) => !isLate(unit)),
    cache,
    compiler,
    progress,
  );
  const embedded = names.filter((name) => name.startsWith('embed/'));
  const freezerObjects = select(early, [...early.keys()], [...freezer.without, ...embedded]);
  const folder = join(out, 'python', 'frozen');
  const header = await freezeModules(modules, freezerObjects, tree, folder, pins, compiler);
  const late = await compileUnits(units.filter(isLate), cache, compiler, progress, header);
  return new Map([...early, ...late]);
}

/** The objects of the units named, in that order, but for those left out. */
function select(objects: Objects, names: readonly string[], without: readonly string[]): Objects {
  const chosen = names.filter((name) => !without.includes(name));
  return new Map(chosen.map((name) => [name, objects.get(name) as string]));
}
