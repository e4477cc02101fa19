/**
 * Builds the environments and contracts of assembly/ into dist/examples/environments, and beside them the
 * contracts of the salary example as a file for `pbevm ee`. `npm run build:examples`.
 */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { EnvironmentState } from '../../host/environment/environment-state.js';
import type { Value } from '../../host/vm/values/types.js';
import { compileAssembly } from '../assembly-script.js';

const SOURCES = fileURLToPath(new URL('../../../examples/environments', import.meta.url));
const OUTPUT = fileURLToPath(new URL('.', import.meta.url));

/** No import of `abort`; no start, since nothing here needs one: functions are entered by name. */
const ASC_OPTIONS = '--runtime stub -Oz --noAssert --use abort='.split(' ');

/** Pages of memory, as many as a Python frame has; a contract has the 32 of a binary that names none. */
const ENVIRONMENT_OPTIONS = ['--maximumMemory', '256'];

/** The environments, each in two languages. */
export const ENVIRONMENTS = ['ethereum', 'continuation'] as const;
/** Their contracts, each in two languages. */
export const CONTRACTS = ['wallet', 'token', 'employees', 'approver'] as const;

export type EnvironmentName = (typeof ENVIRONMENTS)[number];
export type ContractName = (typeof CONTRACTS)[number];
export type Language = 'python' | 'wasm';

/**
 * A file of assembly/ as a binary.
 * @param more files by name that are not there.
 * @throws Error with the compiler's words.
 */
export function compileScript(file: string, more?: Readonly<Record<string, string>>): Promise<Uint8Array> {
  const isContract = (CONTRACTS as readonly string[]).includes(file.replace('.ts', ''));
  const options = isContract ? ASC_OPTIONS : [...ASC_OPTIONS, ...ENVIRONMENT_OPTIONS];
  return compileAssembly(`${SOURCES}/assembly`, file, options, more);
}

/**
 * Code of an environment or contract in a language.
 * @throws Error with the compiler's words.
 */
export async function environmentCode(
  name: EnvironmentName | ContractName,
  language: Language,
): Promise<Uint8Array> {
  if (language === 'wasm') return compileScript(`${name}.ts`);
  const isContract = (CONTRACTS as readonly string[]).includes(name);
  return new Uint8Array(readFileSync(`${SOURCES}/${isContract ? 'contracts/' : ''}${name}.py`));
}

/** Code of each environment and contract in each language. */
export type BuiltEnvironments = Readonly<
  Record<Language, ReadonlyMap<EnvironmentName | ContractName, Uint8Array>>
>;

/** @throws Error with the compiler's words. */
export async function buildEnvironments(): Promise<BuiltEnvironments> {
  const built = { python: new Map(), wasm: new Map() };
  for (const name of [...ENVIRONMENTS, ...CONTRACTS]) {
    built.python.set(name, await environmentCode(name, 'python'));
    built.wasm.set(name, await environmentCode(name, 'wasm'));
  }
  return built;
}

/** Where the contracts of the salary example are in its file. */
const EMPLOYEES = new Uint8Array(20).fill(0xe1);
const APPROVER = new Uint8Array(20).fill(0xa9);

/** The salary example: two employees, and who judges what they earn. */
function salaryExample({ python }: BuiltEnvironments): EnvironmentState {
  const codeOf = (name: ContractName): Uint8Array => python.get(name) as Uint8Array;
  const salaries = new Map<Value, Value>([
    [7, 48_000],
    [8, 50_000],
  ]);
  const names = new Map<Value, Value>([
    ['employees', EMPLOYEES],
    ['alice', 7],
    ['bob', 8],
  ]);
  return new EnvironmentState([
    [EMPLOYEES, { code: codeOf('employees'), storage: salaries }],
    [APPROVER, { code: codeOf('approver'), storage: names }],
  ]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(OUTPUT, { recursive: true });
  const built = await buildEnvironments();
  for (const [name, bytes] of built.wasm) {
    writeFileSync(`${OUTPUT}${name}.wasm`, bytes);
    console.log(`dist/examples/environments/${name}.wasm: ${bytes.length} bytes`);
  }
  writeFileSync(`${OUTPUT}salary.json`, salaryExample(built).toJson());
  console.log('dist/examples/environments/salary.json');
}
