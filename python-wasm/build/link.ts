/** Links objects to a wasm module, and checks that it imports nothing but what it may. */

import { readFileSync } from 'node:fs';
import type { Compiler } from './compiler.js';
import { BuildFailure } from './errors.js';
import type { Objects } from './objects.js';
import { linkArguments, type Pins } from './recipe.js';
import { wasmApi } from './webassembly.js';

export const HOST_MODULE = 'pbevm';
export const WASI_MODULE = 'wasi_snapshot_preview1';

/**
 * @param allowed Modules from which the result may import.
 * @param options What the linker is told besides.
 * @throws BuildFailure with the linker's words, or naming an import from elsewhere.
 */
export async function link(
  objects: Objects,
  allowed: readonly string[],
  pins: Pins,
  compiler: Compiler,
  options: readonly string[] = [],
): Promise<Uint8Array> {
  const files = new Map(
    Array.from(
      objects,
      ([name, path]) => [`${name.replaceAll('/', '_')}.o`, new Uint8Array(readFileSync(path))] as const,
    ),
  );
  const all = [...files.keys(), ...linkArguments(pins), ...options];
  const { data, text } = await compiler.run({ arguments: all, files });
  if (!data) throw new BuildFailure(`the link failed:\n${text.trimEnd()}`);
  const imports = wasmApi.Module.imports(new wasmApi.Module(data));
  const foreign = imports.filter((entry) => !allowed.includes(entry.module));
  if (foreign.length > 0) {
    const names = foreign.map((entry) => `${entry.module}.${entry.name}`).join(', ');
    throw new BuildFailure(`the module imports ${names}: port/wasi.c must define them`);
  }
  return data;
}
