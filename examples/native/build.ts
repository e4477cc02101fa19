/**
 * Builds the native examples into dist/examples/native: AssemblyScript by asc, WAT by jco. `npm run
 * build:examples`.
 */

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from '@bytecodealliance/jco';

const SOURCES = fileURLToPath(new URL('../../../examples/native', import.meta.url));
const OUTPUT = fileURLToPath(new URL('.', import.meta.url));

/** What a contract needs of asc: no runtime, no import of `abort`, the top level of the file as `main`. */
const ASC_OPTIONS = '--runtime stub -Oz --noAssert --use abort= --exportStart main'.split(' ');

/** Files of assembly/ that are libraries of the others. */
const LIBRARIES = ['shard.ts', 'cbor.ts'];

interface Asc {
  main(
    args: readonly string[],
    host: {
      readFile(name: string): string | null;
      writeFile(name: string, contents: Uint8Array): void;
      listFiles(): readonly string[];
    },
  ): Promise<{ readonly error: Error | null; readonly stderr: { toString(): string } }>;
}

/** Its type declarations would declare `i32` and the like for all of our code. */
const ASC: string = 'assemblyscript/asc';

/** @throws Error with the compiler's words. */
async function compile(name: string): Promise<Uint8Array> {
  const { main } = (await import(ASC)) as Asc;
  const sources = new Map(
    readdirSync(`${SOURCES}/assembly`).map((file) => [
      file,
      readFileSync(`${SOURCES}/assembly/${file}`, 'utf8'),
    ]),
  );
  let bytes: Uint8Array | undefined;
  const { error, stderr } = await main([name, ...ASC_OPTIONS, '--outFile', 'output.wasm'], {
    readFile: (file) => sources.get(file) ?? null,
    writeFile: (file, contents) => {
      if (file === 'output.wasm') bytes = contents;
    },
    listFiles: () => [],
  });
  if (error !== null || bytes === undefined) throw new Error(`${error?.message}\n${stderr.toString()}`);
  return bytes;
}

/**
 * The examples by name: `token.wasm` and `escrow.wasm` of AssemblyScript, `token-wat.wasm` and so on of WAT.
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
