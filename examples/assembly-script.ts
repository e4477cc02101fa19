/** Runs asc, the compiler of AssemblyScript, on the files of a folder. */

import { readdirSync, readFileSync } from 'node:fs';

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

/**
 * @param folder where the file is, and what it imports.
 * @param options of asc.
 * @param more files by name that are not there.
 * @throws Error with the compiler's words.
 */
export async function compileAssembly(
  folder: string,
  name: string,
  options: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Promise<Uint8Array> {
  const sources = new Map([
    ...readdirSync(folder).map((file) => [file, readFileSync(`${folder}/${file}`, 'utf8')] as const),
    ...Object.entries(more),
  ]);
  return compileSources(sources, name, options);
}

/**
 * @param sources files by name.
 * @throws Error with the compiler's words.
 */
export async function compileSources(
  sources: ReadonlyMap<string, string>,
  name: string,
  options: readonly string[],
): Promise<Uint8Array> {
  const { main } = (await import(ASC)) as Asc;
  let bytes: Uint8Array | undefined;
  const { error, stderr } = await main([name, ...options, '--outFile', 'output.wasm'], {
    readFile: (file) => sources.get(file) ?? null,
    writeFile: (file, contents) => {
      if (file === 'output.wasm') bytes = contents;
    },
    listFiles: () => [],
  });
  if (error !== null || bytes === undefined) throw new Error(`${error?.message}\n${stderr.toString()}`);
  return bytes;
}
