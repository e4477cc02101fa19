/**
 * Object files and their cache. An object's key is the hash of all it is made from, so a build that was
 * interrupted, or where one file changed, compiles what is missing and nothing else.
 */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Compiler, compilerVersion } from './compiler.js';
import { BuildFailure } from './errors.js';
import { hashOfContents, sha256, writeWhole } from './files.js';
import type { Progress } from './progress.js';
import { isCode, PROFILE_FILE, type Unit } from './recipe.js';
import type { Tree } from './tree.js';

const REPORTED_FAILURES_MAX = 5;

/** What an object may depend on besides its own source. */
const isInput = (name: string): boolean => isCode(name) || name === PROFILE_FILE;

/** Where the object of a unit is kept: `<folder>/<key>.o`. */
export class ObjectCache {
  readonly #folder: string;
  readonly #tree: Tree;
  readonly #compiler = compilerVersion();
  readonly #sharedHash: string;
  readonly #embedHash: string;

  /** `units` are the C files compiled by themselves; every other file of the tree may be included. */
  constructor(folder: string, tree: Tree, units: readonly Unit[]) {
    this.#folder = folder;
    this.#tree = tree;
    const sources = new Set(units.map((unit) => unit.source));
    const included = [...tree].filter(([name]) => isInput(name) && !sources.has(name));
    this.#sharedHash = hashOfContents(included.filter(([name]) => !name.startsWith('embed/')));
    this.#embedHash = hashOfContents(included.filter(([name]) => name.startsWith('embed/')));
  }

  /** Path of the object of a unit that sees `extra` files besides the tree. */
  pathOf(unit: Unit, extra: Tree): string {
    const headers = unit.name.startsWith('embed/') ? [this.#sharedHash, this.#embedHash] : [this.#sharedHash];
    const source = this.#tree.get(unit.source);
    if (!source)
      throw new BuildFailure(`${unit.source} is not in the tree: see modules.json and sources.manifest`);
    const parts = [this.#compiler, ...unit.arguments, sha256(source), ...headers, hashOfContents(extra)];
    return join(this.#folder, `${sha256(parts.join('\n'))}.o`);
  }
}

const NO_FILES: Tree = new Map();

/** Paths of object files by the name of their unit, in link order. */
export type Objects = ReadonlyMap<string, string>;

/** Compiles the units whose object is not in the cache. Returns the objects in the order given. */
export async function compileUnits(
  units: readonly Unit[],
  cache: ObjectCache,
  compiler: Compiler,
  progress: Progress,
  extra: Tree = NO_FILES,
): Promise<Objects> {
  const all = units.map((unit) => ({ unit, path: cache.pathOf(unit, extra) }));
  const missing = all.filter(({ path }) => !existsSync(path));
  const failures: string[] = [];
  let done = 0;
  await Promise.all(
    ownFirst(missing).map(async ({ unit, path }) => {
      const { data, text } = await compiler.run({ arguments: unit.arguments, files: extra });
      progress.step('compile', ++done, missing.length, unit.source);
      if (!data) failures.push(`${unit.source} does not compile:\n${text.trimEnd()}`);
      else writeWhole(path, data);
      if (data && text !== '') progress.note(text.trimEnd());
    }),
  );
  if (failures.length > 0) throw new BuildFailure(failures.slice(0, REPORTED_FAILURES_MAX).join('\n'));
  return new Map(all.map(({ unit, path }) => [unit.name, path]));
}

/** Our own files before upstream's: they are the ones that may not compile. */
function ownFirst<T extends { readonly unit: Unit }>(missing: readonly T[]): T[] {
  const isUpstream = ({ unit }: T): boolean => /^(cpython|zlib)\//.test(unit.name);
  return [...missing.filter((item) => !isUpstream(item)), ...missing.filter(isUpstream)];
}
