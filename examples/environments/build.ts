/**
 * Builds the environments and contracts of assembly/ into dist/examples/environments. `npm run build:examples`.
 */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compileAssembly } from '../assembly-script.js';

const SOURCES = fileURLToPath(new URL('../../../examples/environments', import.meta.url));
const OUTPUT = fileURLToPath(new URL('.', import.meta.url));

/** No import of `abort`; no start, since nothing of the sources needs one: functions are entered by name. */
const ASC_OPTIONS = '--runtime stub -Oz --noAssert --use abort='.split(' ');

/** The environments, each in two languages. */
export const ENVIRONMENTS = ['ethereum', 'continuation'] as const;
/** Their contracts, each in two languages. */
export const CONTRACTS = ['wallet', 'token', 'employees', 'approver'] as const;

export type EnvironmentName = (typeof ENVIRONMENTS)[number];
export type ContractName = (typeof CONTRACTS)[number];
export type Language = 'python' | 'wasm';

/** Code of each environment and contract in each language. */
export type BuiltEnvironments = Readonly<
  Record<Language, ReadonlyMap<EnvironmentName | ContractName, Uint8Array>>
>;

/** @throws Error with the compiler's words. */
export async function buildEnvironments(): Promise<BuiltEnvironments> {
  const python = new Map<EnvironmentName | ContractName, Uint8Array>();
  const wasm = new Map<EnvironmentName | ContractName, Uint8Array>();
  for (const name of ENVIRONMENTS) python.set(name, readFileSync(`${SOURCES}/${name}.py`));
  for (const name of CONTRACTS) python.set(name, readFileSync(`${SOURCES}/contracts/${name}.py`));
  for (const name of python.keys())
    wasm.set(name, await compileAssembly(`${SOURCES}/assembly`, `${name}.ts`, ASC_OPTIONS));
  return { python, wasm };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(OUTPUT, { recursive: true });
  for (const [name, bytes] of (await buildEnvironments()).wasm) {
    writeFileSync(`${OUTPUT}${name}.wasm`, bytes);
    console.log(`dist/examples/environments/${name}.wasm: ${bytes.length} bytes`);
  }
}
