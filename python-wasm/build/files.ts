/** Files and hashes: where the project is, folders as sorted lists, writes that are whole or absent. */

import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json: this code runs from below it, compiled. */
export const PROJECT = findProject();
/** The folder `python-wasm` of the project: recipe, patches, port, embed. */
export const PYTHON_WASM = join(PROJECT, 'python-wasm');

function findProject(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'python-wasm', 'pins.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('the folder python-wasm/ was not found above the build tool');
    folder = parent;
  }
  return folder;
}

/** SHA-256 as 64 lower-case hex digits. */
export function sha256(data: Uint8Array | string): string {
  return createHash('sha256').update(data).digest('hex');
}

/** One hash over named contents, whatever order they come in: the hash of the sorted lines `hash  name`. */
export function hashOfContents(
  contents: Iterable<readonly [name: string, data: Uint8Array | string]>,
): string {
  const lines = Array.from(contents, ([name, data]) => `${sha256(data)}  ${name}\n`);
  return sha256(lines.sort().join(''));
}

/** Names of the files below a folder, sorted, relative to it with `/`; those for which `wanted` is true. */
export function listFiles(folder: string, wanted: (name: string) => boolean): string[] {
  const names: string[] = [];
  const pending = [''];
  for (let prefix = pending.pop(); prefix !== undefined; prefix = pending.pop()) {
    for (const entry of readdirSync(join(folder, prefix), { withFileTypes: true })) {
      const name = prefix + entry.name;
      if (entry.isDirectory()) pending.push(`${name}/`);
      else if (wanted(name)) names.push(name);
    }
  }
  return names.sort();
}

/** [name, content] of the files of a folder of python-wasm; names begin with the folder's. */
export function readFolder(folder: string, wanted: (name: string) => boolean): [string, Uint8Array][] {
  const path = join(PYTHON_WASM, folder);
  if (!existsSync(path)) return [];
  return listFiles(path, wanted).map((name) => [`${folder}/${name}`, readFileSync(join(path, name))]);
}

/** Writes a file so that it is either complete or absent, also if the build is interrupted. */
export function writeWhole(path: string, data: Uint8Array | string): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${randomBytes(6).toString('hex')}.part`;
  try {
    writeFileSync(temporary, data);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
