/**
 * Frozen modules: Python sources as marshalled code in a C header, made by the same interpreter as wasm.
 *
 * The header is cached under the hash of the freezer's objects and the sources, so that changing the
 * embedding neither links nor runs the freezer.
 */

import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Compiler } from './compiler.js';
import { BuildFailure } from './errors.js';
import { hashOfContents, sha256, writeWhole } from './files.js';
import { HOST_MODULE, link } from './link.js';
import type { Objects } from './objects.js';
import type { FrozenModule, Modules, Pins } from './recipe.js';
import type { Tree } from './tree.js';
import { wasmApi } from './webassembly.js';

/** What freeze_main.c exports. Numbers are addresses and lengths in bytes. */
interface Freezer {
  readonly memory: { readonly buffer: ArrayBuffer };
  _initialize(): void;
  freeze_start(): number;
  freeze_alloc(bytes: number): number;
  freeze_module(name: number, source: number): number;
  freeze_result(): number;
}

const BYTES_PER_LINE = 32;

/** generated/frozen_modules.h as the one file that port/frozen.c sees besides the tree. */
export async function freezeModules(
  modules: Modules,
  objects: Objects,
  tree: Tree,
  folder: string,
  pins: Pins,
  compiler: Compiler,
): Promise<Tree> {
  const frozen = modules.frozen.modules;
  const sources = frozen.map((module) => [module.source, sourceOf(module, tree)] as const);
  const key = sha256(
    [
      JSON.stringify(modules.frozen),
      hashOfContents(sources),
      ...Array.from(objects.values(), (path) => basename(path)),
    ].join('\n'),
  );
  const path = join(folder, `${key}.h`);
  if (!existsSync(path)) {
    const freezer = startFreezer(await link(objects, [HOST_MODULE], pins, compiler));
    const arrays = frozen.map((module) => arrayOf(module, freeze(freezer, module, tree)));
    const text = [...arrays, tableOf('FROZEN_MODULES', frozen)];
    writeWhole(path, text.join('\n'));
  }
  return new Map([['generated/frozen_modules.h', readFileSync(path)]]);
}

function sourceOf(module: FrozenModule, tree: Tree): Uint8Array {
  const source = tree.get(module.source);
  if (!source)
    throw new BuildFailure(`${module.source} is not in the tree: see modules.json and sources.manifest`);
  return source;
}

function startFreezer(wasm: Uint8Array): Freezer {
  // hashlib's module is linked, and nothing of it runs.
  const sha2 = (): never => {
    throw new BuildFailure('freeze.wasm: compiling a module hashes nothing');
  };
  const imports = { [HOST_MODULE]: { sha2 } };
  const freezer = new wasmApi.Instance(new wasmApi.Module(wasm), imports).exports as Freezer;
  freezer._initialize();
  if (freezer.freeze_start() !== 0) throw new BuildFailure('freeze.wasm: the interpreter does not start');
  return freezer;
}

function freeze(freezer: Freezer, module: FrozenModule, tree: Tree): Uint8Array {
  const name = putText(freezer, new TextEncoder().encode(module.name));
  const source = putText(freezer, sourceOf(module, tree));
  const length = freezer.freeze_module(name, source);
  if (length < 0) throw new BuildFailure(`${module.source} does not compile as Python`);
  return new Uint8Array(freezer.memory.buffer, freezer.freeze_result(), length).slice();
}

/** A NUL-terminated copy in the freezer's memory, never freed: the freezer lives for one build. */
function putText(freezer: Freezer, text: Uint8Array): number {
  const address = freezer.freeze_alloc(text.length + 1);
  const target = new Uint8Array(freezer.memory.buffer, address, text.length + 1);
  target.set(text);
  target[text.length] = 0;
  return address;
}

const symbolOf = (module: FrozenModule): string => `frozen_${module.name.replaceAll('.', '_')}`;

function arrayOf(module: FrozenModule, data: Uint8Array): string {
  const lines: string[] = [];
  for (let at = 0; at < data.length; at += BYTES_PER_LINE) {
    lines.push(`    ${[...data.subarray(at, at + BYTES_PER_LINE)].join(', ')},`);
  }
  return `static unsigned char ${symbolOf(module)}[] = {\n${lines.join('\n')}\n};\n`;
}

function tableOf(macro: string, modules: readonly FrozenModule[]): string {
  const rows = modules.map((module) => {
    const symbol = symbolOf(module);
    return `{"${module.name}", ${symbol}, (int)sizeof(${symbol}), 0},`;
  });
  return `#define ${macro} \\\n    ${rows.join(' \\\n    ')}\n`;
}
