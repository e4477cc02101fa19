/**
 * Builds the native examples into dist/examples/native: AssemblyScript by asc, WAT by jco. `npm run
 * build:examples`.
 */

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from '@bytecodealliance/jco';
import { compileAssembly } from '../assembly-script.js';

const SOURCES = fileURLToPath(new URL('../../../examples/native', import.meta.url));
const OUTPUT = fileURLToPath(new URL('.', import.meta.url));

/** What a contract needs of asc: no runtime, no import of `abort`, the top level of the file as `main`. */
const ASC_OPTIONS = '--runtime stub -Oz --noAssert --use abort= --exportStart main'.split(' ');

/** Files of assembly/ that are libraries of the others. */
const LIBRARIES = ['shard.ts', 'cbor.ts', 'balances.ts'];

/** Custom sections that asc does not write, by file: docs/native.md says what they mean. */
const SECTIONS: Readonly<Record<string, string>> = { 'crossing.ts': 'pbevm.receives' };

async function compile(name: string): Promise<Uint8Array> {
  const bytes = await compileAssembly(`${SOURCES}/assembly`, name, ASC_OPTIONS);
  const section = SECTIONS[name];
  return section === undefined ? bytes : withSection(bytes, section);
}

/** A module with an empty custom section behind it: id 0, the size of the rest, the name with its length. */
function withSection(module: Uint8Array, name: string): Uint8Array {
  const text = new TextEncoder().encode(name);
  return Uint8Array.of(...module, 0, text.length + 1, text.length, ...text);
}

/**
 * The examples by name: `token.wasm` and so on of AssemblyScript, `token-wat.wasm` and so on of WAT.
 */
export async function buildExamples(): Promise<ReadonlyMap<string, Uint8Array>> {
  const built = new Map<string, Uint8Array>();
  for (const file of readdirSync(`${SOURCES}/assembly`)) {
    if (!file.endsWith('.ts') || LIBRARIES.includes(file)) continue;
    built.set(file.replace(/\.ts$/, '.wasm'), await compile(file));
  }
  for (const file of readdirSync(`${SOURCES}/wat`)) {
    built.set(
      file.replace(/\.wat$/, '-wat.wasm'),
      await parse(readFileSync(`${SOURCES}/wat/${file}`, 'utf8')),
    );
  }
  return built;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(OUTPUT, { recursive: true });
  for (const [name, bytes] of await buildExamples()) {
    writeFileSync(`${OUTPUT}${name}`, bytes);
    console.log(`dist/examples/native/${name}: ${bytes.length} bytes`);
  }
}
