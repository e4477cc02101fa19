/**
 * The compiler's tree: every file that the compiler can see, by path, in memory.
 *
 *     cpython/ zlib/        upstream, verified and patched
 *     generated/            pyconfig.h made from pyconfig.answers, the profile from profile.txt
 *     port/ embed/          ours; embed/screening_table.h is made from screening.json
 */

import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { PYTHON_WASM, readFolder } from './files.js';
import { readVerified, type SourceFolders } from './manifest.js';
import { applyPatches } from './patches.js';
import { indexedProfile, parseProfile, profileText } from './profile.js';
import { fillTemplate, parseAnswers } from './pyconfig.js';
import { isCode, PROFILE_FILE, type Purpose } from './recipe.js';
import { readScreeningTable, SCREENING_HEADER, screeningHeader } from './screening.js';
import { withSmallTables } from './unicode-tables.js';

const UNICODE_TYPES = 'cpython/Objects/unicodectype.c';
const UNICODE_TABLES = 'cpython/Objects/unicodetype_db.h';

export type Tree = Map<string, Uint8Array>;

/** @throws BuildFailure if a source differs or a patch does not apply. */
export function makeTree(folders: SourceFolders, purpose: Purpose): Tree {
  const tree = readVerified(folders);
  applyPatches(tree);
  const text = (name: string): string => new TextDecoder().decode(tree.get(name));
  const types = withSmallTables(text(UNICODE_TYPES), text(UNICODE_TABLES));
  tree.set(UNICODE_TYPES, new TextEncoder().encode(types));
  for (const [name, data] of tree) tree.set(name, withoutParentIncludes(name, data));
  const template = text('cpython/pyconfig.h.in');
  const answers = parseAnswers(readFileSync(join(PYTHON_WASM, 'pyconfig.answers'), 'utf8'));
  tree.set('generated/pyconfig.h', new TextEncoder().encode(fillTemplate(template, answers)));
  const isOurs = (name: string): boolean => isCode(name) || name.endsWith('.py');
  for (const [name, data] of [...readFolder('port', isOurs), ...readFolder('embed', isOurs)])
    tree.set(name, data);
  tree.set(SCREENING_HEADER, new TextEncoder().encode(screeningHeader(readScreeningTable())));
  if (purpose === 'product') tree.set(PROFILE_FILE, indexedProfile(parseProfile(profileText())));
  return tree;
}

/**
 * Rewrites `#include "../x.h"` to a path below `cpython/`, which is an include folder: the compiler's virtual
 * file system does not resolve `..` (measured with @yowasp/clang 22). Line numbers stay.
 */
export function withoutParentIncludes(name: string, data: Uint8Array): Uint8Array {
  if (!isCode(name)) return data;
  const text = Buffer.from(data).toString('latin1');
  const folder = posix.dirname(name);
  const rewritten = text.replace(/^(\s*#\s*include\s+")((?:\.\.\/)+[^"]+)(?=")/gm, (_line, start, path) => {
    const resolved = posix.normalize(posix.join(folder, path));
    return start + posix.relative('cpython', resolved);
  });
  return rewritten === text ? data : new Uint8Array(Buffer.from(rewritten, 'latin1'));
}
