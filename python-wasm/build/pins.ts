/**
 * What went in and what came out: hashes of each group of inputs, the pin of the result, the stamp of the
 * last build.
 *
 * The pinned hash of python.wasm is the identity of the Python VM: nodes that disagree on it disagree on
 * fuel. So a build that gives anything else fails, and says which inputs are not the ones that were pinned.
 */

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compilerVersion } from './compiler.js';
import { BuildFailure } from './errors.js';
import { hashOfContents, listFiles, PYTHON_WASM, readFolder, sha256, writeWhole } from './files.js';
import { manifestText } from './manifest.js';
import { readPatches } from './patches.js';
import { profileText } from './profile.js';
import { isCode, linkArguments, type Modules, type Pins, unitNames, unitOf } from './recipe.js';
import { readScreeningTable } from './screening.js';

export type Inputs = Readonly<Record<string, string>>;

/** Written beside the result: what it was made from, and its hash. */
export interface Stamp {
  readonly key: string;
  readonly sha256: string;
}

/**
 * Hash of each group of inputs; the compiler by its version. Reads only files of the project, never the
 * sources.
 */
export function readInputs(modules: Modules, pins: Pins): Inputs {
  const isOurs = (name: string): boolean => isCode(name) || name.endsWith('.py');
  const flags = unitNames(modules).map((name) => unitOf(name, modules, pins).arguments.join(' '));
  return {
    sources: sha256(manifestText()),
    patches: hashOfContents(readPatches()),
    answers: sha256(readFileSync(join(PYTHON_WASM, 'pyconfig.answers'))),
    port: hashOfContents(readFolder('port', isOurs)),
    embed: hashOfContents(readFolder('embed', isCode)),
    screening: sha256(readScreeningTable()),
    modules: sha256(JSON.stringify(modules)),
    profile: sha256(profileText()),
    flags: sha256([...flags, ...linkArguments(pins)].join('\n')),
    compiler: compilerVersion(),
  };
}

/** Key of the stamp: the inputs, and this tool itself. */
export function stampKey(inputs: Inputs): string {
  const folder = dirname(fileURLToPath(import.meta.url));
  const tool = listFiles(folder, (name) => name.endsWith('.js'));
  const toolHash = hashOfContents(tool.map((name) => [name, readFileSync(join(folder, name))]));
  return sha256(JSON.stringify([inputs, toolHash]));
}

/** True if the file at `path` is the one that a build with this key left there. */
export function isUpToDate(path: string, key: string): boolean {
  const stamp = readStamp(path);
  return stamp?.key === key && existsSync(path) && sha256(readFileSync(path)) === stamp.sha256;
}

export function readStamp(path: string): Stamp | undefined {
  const stampPath = `${path}.stamp`;
  return existsSync(stampPath) ? (JSON.parse(readFileSync(stampPath, 'utf8')) as Stamp) : undefined;
}

export function writeStamp(path: string, stamp: Stamp): void {
  writeWhole(`${path}.stamp`, `${JSON.stringify(stamp)}\n`);
}

/** @throws BuildFailure if the hash is not the pinned one: names the groups of inputs that differ. */
export function checkPin(hash: string, inputs: Inputs, pins: Pins): void {
  if (hash === pins.interpreter) return;
  const changed = Object.keys(inputs).filter((group) => inputs[group] !== pins.inputs[group]);
  const named = changed.map((group) => explain(group, inputs, pins)).join(', ');
  const reason =
    changed.length > 0
      ? `These inputs are not the pinned ones: ${named}.`
      : 'All inputs are the pinned ones: the compiler did not give the same bytes for them.';
  throw new BuildFailure(
    `python.wasm is ${hash}, pinned is ${pins.interpreter || 'nothing'}.\n${reason}\n` +
      'If the change is meant, build again with --update-pins.',
  );
}

function explain(group: string, inputs: Inputs, pins: Pins): string {
  return group === 'compiler' ? `compiler (${inputs[group]}, pinned ${pins.inputs[group]})` : group;
}

/** Makes this build the pinned one. */
export function updatePins(hash: string, inputs: Inputs, pins: Pins): void {
  const text = JSON.stringify({ ...pins, inputs, interpreter: hash }, null, 2);
  writeWhole(join(PYTHON_WASM, 'pins.json'), `${text}\n`);
}
