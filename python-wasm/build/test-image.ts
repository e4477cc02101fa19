/**
 * The build of the test image, `<out>/python/test-image.wasm`: the product's own objects, and what CPython's
 * regression tests need beside them (test-image/modules.json). Not pinned, not for contracts.
 *
 * The product's objects come from the product's build: they are compiled with the product's tree, in which no
 * file of this image is seen. What is added sees that tree and more.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Compiler } from './compiler.js';
import { PROJECT, PYTHON_WASM, readFolder, sha256, writeWhole } from './files.js';
import { freezeModules } from './freeze.js';
import { compileObjects } from './interpreter.js';
import { HOST_MODULE, link, WASI_MODULE } from './link.js';
import { readVerified, type SourceFolders, writeManifestOf } from './manifest.js';
import { compileUnits, ObjectCache, type Objects } from './objects.js';
import { isUpToDate, writeStamp } from './pins.js';
import { Progress } from './progress.js';
import {
  isCode,
  type Modules,
  type Pins,
  readModules,
  readPins,
  type Unit,
  unitNames,
  unitOf,
} from './recipe.js';
import { obtainSources } from './sources/obtain.js';
import { type Tree, withoutParentIncludes } from './tree.js';

/** test-image/modules.json */
export interface TestModules extends Pick<Modules, 'groups' | 'headers' | 'frozen'> {
  /** Units of the product that are not in this image, or are made again: name, or folder with `/`; reason. */
  readonly without: Readonly<Record<string, string>>;
  readonly pagesMax: number;
  /** Flags beside the product's, by how the names of units begin. */
  readonly flags: Readonly<Record<string, readonly string[]>>;
}

/** What the link was given: paths of object files by unit. */
export interface TestImageBuild {
  readonly path: string;
  readonly product: Objects;
  readonly linked: Objects;
}

const FOLDER = 'test-image';
const MANIFEST = join(PYTHON_WASM, FOLDER, 'sources.manifest');
const FROZEN_UNIT = 'port/frozen';

export function readTestModules(): TestModules {
  return JSON.parse(readFileSync(join(PYTHON_WASM, FOLDER, 'modules.json'), 'utf8')) as TestModules;
}

/** Names of the units that this image adds or makes again, in link order. */
export function addedUnitNames({ groups }: TestModules): string[] {
  return groups.flatMap(({ folder, files }) =>
    files.map((file) => (folder === '' ? file : `${folder}/${file}`)),
  );
}

/** Whether a unit of the product is linked as it is. */
export function isShared(name: string, { without }: TestModules): boolean {
  return !Object.keys(without).some((left) => (left.endsWith('/') ? name.startsWith(left) : name === left));
}

/**
 * Builds the test image, or finds that it is up to date.
 * @param options.updateSources trust the sources at hand: write test-image/sources.manifest anew.
 * @throws EnvironmentProblem, BuildFailure as buildInterpreter does.
 */
export async function buildTestImage(
  options: { readonly out?: string; readonly updateSources?: boolean } = {},
): Promise<TestImageBuild> {
  const out = options.out ?? join(PROJECT, 'build');
  const modules = readModules();
  const test = readTestModules();
  const pins = readPins();
  const progress = new Progress();
  const path = join(out, 'python', 'test-image.wasm');
  const folders = await obtainSources(out, pins, progress);
  const { objects, tree } = await compileObjects(out, modules, pins, progress);
  if (options.updateSources) {
    const upstream = filesOf(test).filter((name) => name.startsWith('cpython/') && !tree.has(name));
    writeManifestOf(MANIFEST, upstream, folders);
  }
  const wholeTree = extendTree(tree, folders);
  const compiler = new Compiler(wholeTree);
  try {
    const added = await compileAdded(out, {
      modules,
      test,
      pins,
      tree: wholeTree,
      objects,
      compiler,
      progress,
    });
    const product: Objects = new Map(unitNames(modules).map((name) => [name, objects.get(name) as string]));
    const linked = new Map([...[...product].filter(([name]) => isShared(name, test)), ...added]);
    const key = sha256([...linked.values(), test.pagesMax].join('\n'));
    if (!isUpToDate(path, key)) {
      const wasm = await link(
        linked,
        [HOST_MODULE, WASI_MODULE],
        { ...pins, pagesMax: test.pagesMax },
        compiler,
      );
      writeWhole(path, wasm);
      writeStamp(path, { key, sha256: sha256(wasm) });
      progress.note(`${path}: ${wasm.length} bytes, ${progress.elapsed()}`);
    }
    return { path, product, linked };
  } finally {
    await compiler.close();
  }
}

/** Files of the tree that this image is made of, in no order. */
function filesOf(test: TestModules): string[] {
  const units = addedUnitNames(test).map((name) => `${name}.c`);
  return [...units, ...test.headers.files, ...test.frozen.modules.map(({ source }) => source)];
}

/** The product's tree with this image's files. */
function extendTree(tree: Tree, folders: SourceFolders): Tree {
  const extended = new Map(tree);
  const added = [...readVerified(folders, readFileSync(MANIFEST, 'utf8')), ...readFolder(FOLDER, isCode)];
  for (const [name, data] of added) extended.set(name, withoutParentIncludes(name, data));
  return extended;
}

interface Addition {
  readonly modules: Modules;
  readonly test: TestModules;
  readonly pins: Pins;
  readonly tree: Tree;
  /** The product's. */
  readonly objects: Objects;
  readonly compiler: Compiler;
  readonly progress: Progress;
}

/** The objects that this image adds or makes again. */
async function compileAdded(
  out: string,
  { modules, test, pins, tree, objects, compiler, progress }: Addition,
): Promise<Objects> {
  const units = addedUnitNames(test).map((name) =>
    withFlags(unitOf(name, modules, { ...pins, pagesMax: test.pagesMax }), test),
  );
  // Sources of the product are no headers of this image.
  const others = [...objects.keys()].map((name) => unitOf(name, modules, pins));
  const cache = new ObjectCache(join(out, 'python', 'objects'), tree, [...others, ...units]);
  const freezer = new Map([...objects].filter(([name]) => !isLeftOutOfFreezer(name, modules)));
  const frozen = { ...modules, frozen: test.frozen };
  const header = await freezeModules(frozen, freezer, tree, join(out, 'python', 'frozen'), pins, compiler);
  const isFrozen = ({ name }: Unit): boolean => name === FROZEN_UNIT;
  const early = await compileUnits(
    units.filter((unit) => !isFrozen(unit)),
    cache,
    compiler,
    progress,
  );
  const late = await compileUnits(units.filter(isFrozen), cache, compiler, progress, header);
  return new Map([...early, ...late]);
}

const isLeftOutOfFreezer = (name: string, { freezer }: Modules): boolean =>
  name.startsWith('embed/') || freezer.without.includes(name);

/** After the flags of the product: they may take one back. */
function withFlags(unit: Unit, { flags }: TestModules): Unit {
  const own = Object.entries(flags).flatMap(([start, list]) => (unit.name.startsWith(start) ? list : []));
  return { ...unit, arguments: [...unit.arguments.slice(0, -2), ...own, '-c', unit.source] };
}
