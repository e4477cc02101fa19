/**
 * The manifest: every upstream file the build reads, with its SHA-256, in python-wasm/sources.manifest.
 *
 * Files are pinned, not archives, so that upstream's tarball, Debian's (zlib is repacked there) and an
 * unpacked tree are the same sources. The manifest is also the list of what the compiler sees: nothing else
 * is mounted.
 */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BuildFailure } from './errors.js';
import { listFiles, PYTHON_WASM, sha256, writeWhole } from './files.js';
import { isHeader, type Modules } from './recipe.js';

/** Where the unpacked sources are: the folders that `cpython/` and `zlib/` of the tree stand for. */
export interface SourceFolders {
  readonly cpython: string;
  readonly zlib: string;
}

const MANIFEST = join(PYTHON_WASM, 'sources.manifest');
const NAMED_IN_MESSAGE_MAX = 10;

export function manifestText(): string {
  return readFileSync(MANIFEST, 'utf8');
}

/** Reads every file of a manifest and checks it. @throws BuildFailure naming the files that differ. */
export function readVerified(
  folders: SourceFolders,
  manifest: string = manifestText(),
): Map<string, Uint8Array> {
  const contents = new Map<string, Uint8Array>();
  const wrong: string[] = [];
  for (const line of manifest.trimEnd().split('\n')) {
    const [hash, name] = line.split('  ');
    const path = pathOf(name, folders);
    if (!existsSync(path)) {
      wrong.push(`${name} (missing)`);
      continue;
    }
    const data = readFileSync(path);
    if (sha256(data) !== hash) wrong.push(name);
    contents.set(name, data);
  }
  if (wrong.length > 0) {
    const named = wrong.slice(0, NAMED_IN_MESSAGE_MAX).join('\n  ');
    const more =
      wrong.length > NAMED_IN_MESSAGE_MAX ? `\n  and ${wrong.length - NAMED_IN_MESSAGE_MAX} more` : '';
    throw new BuildFailure(
      `sources differ from python-wasm/sources.manifest in ${wrong.length} file(s):\n  ${named}${more}\n` +
        `read from ${folders.cpython} and ${folders.zlib}`,
    );
  }
  return contents;
}

/**
 * Rewrites the manifest from modules.json and the sources at hand. Deliberate: it decides what is trusted.
 */
export function writeManifest(modules: Modules, folders: SourceFolders): void {
  const names = new Set<string>(modules.headers.files);
  names.add('cpython/pyconfig.h.in');
  for (const folder of modules.headers.folders) {
    for (const name of listFiles(pathOf(folder, folders), isHeader)) names.add(`${folder}/${name}`);
  }
  for (const group of modules.groups) {
    for (const file of group.files) names.add(`${group.folder}/${file}.c`);
  }
  for (const module of modules.frozen.modules) names.add(module.source);
  writeManifestOf(
    MANIFEST,
    [...names].filter((name) => /^(cpython|zlib)\//.test(name)),
    folders,
  );
}

/** Writes a manifest of the files named, by the sources at hand. */
export function writeManifestOf(path: string, names: readonly string[], folders: SourceFolders): void {
  const lines = [...new Set(names)]
    .sort()
    .map((name) => `${sha256(readFileSync(pathOf(name, folders)))}  ${name}\n`);
  writeWhole(path, lines.join(''));
}

function pathOf(name: string, folders: SourceFolders): string {
  const slash = name.indexOf('/');
  return join(folders[name.slice(0, slash) as keyof SourceFolders], name.slice(slash + 1));
}
