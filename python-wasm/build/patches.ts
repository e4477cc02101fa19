/**
 * Applies python-wasm/patches/*.patch, unified diffs with a/ and b/ prefixes, to the CPython sources in
 * memory.
 */

import { applyPatch, parsePatch } from 'diff';
import { BuildFailure } from './errors.js';
import { readFolder } from './files.js';

const PREFIX = 'b/';

/** [name, text] of the patches, sorted: the order in which they apply. */
export function readPatches(): [string, string][] {
  return readFolder('patches', (name) => name.endsWith('.patch')).map(([name, data]) => [
    name,
    new TextDecoder().decode(data),
  ]);
}

/**
 * Changes `contents` (tree paths) in place. @throws BuildFailure naming a patch that does not fit exactly.
 */
export function applyPatches(contents: Map<string, Uint8Array>): void {
  for (const [patchName, text] of readPatches()) {
    for (const change of parsePatch(text)) {
      const target = change.newFileName ?? '';
      const name = `cpython/${target.slice(PREFIX.length)}`;
      const before = contents.get(name);
      if (!target.startsWith(PREFIX) || before === undefined) {
        throw new BuildFailure(`${patchName} changes ${target}, which is not one of the sources`);
      }
      const after = applyPatch(new TextDecoder().decode(before), change);
      if (after === false) throw new BuildFailure(`${patchName} does not apply to ${name}`);
      contents.set(name, new TextEncoder().encode(after));
    }
  }
}
