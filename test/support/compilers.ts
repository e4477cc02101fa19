/**
 * What real compilers emit: the programs of test/runtime/wasm/sources, by solc 0.8.19, AssemblyScript and
 * LLVM, all from node_modules.
 */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { compileSources } from '../../examples/assembly-script.js';
import { decodeModule } from '../../runtime/wasm/binary.js';
import { PROFILES } from '../../runtime/wasm/profile.js';
import { packageRoot } from './package-root.js';

export interface CompiledModule {
  /** Compiler, program, options. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

function source(name: string): string {
  return readFileSync(join(packageRoot(), 'test/runtime/wasm/sources', name), 'utf8');
}

// ---- solc

interface SolcOutput {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[];
  readonly contracts?: Readonly<
    Record<string, Readonly<Record<string, { readonly ewasm: { readonly wasm: string } }>>>
  >;
}

const CONTRACTS = ['token', 'ballot', 'text', 'market', 'wide'];

/** Creation code of every contract, and the deployed code that is in a custom section of it. */
export function solidityModules(names = CONTRACTS, optimize = false): CompiledModule[] {
  const { compile } = createRequire(import.meta.url)('solc') as { compile(input: string): string };
  const sources = Object.fromEntries(names.map((name) => [name, { content: source(`${name}.sol`) }]));
  const settings = {
    optimizer: { enabled: optimize },
    // Without the text there is no binary either.
    outputSelection: { '*': { '*': ['ewasm.wasm', 'ewasm.wast'] } },
  };
  const input = { language: 'Solidity', sources, settings };
  const { errors = [], contracts = {} } = JSON.parse(compile(JSON.stringify(input))) as SolcOutput;
  const failed = errors.find(({ severity }) => severity === 'error');
  if (failed !== undefined) throw new Error(failed.formattedMessage);
  return Object.values(contracts).flatMap((file) =>
    Object.entries(file).flatMap(([name, { ewasm }]) =>
      ewasm.wasm === '' ? [] : withDeployed(`solc ${name}`, Buffer.from(ewasm.wasm, 'hex')),
    ),
  );
}

function withDeployed(name: string, bytes: Uint8Array): CompiledModule[] {
  const { customs } = decodeModule(bytes, PROFILES.contract);
  const inner = customs.filter((custom) => Buffer.from(custom.bytes).subarray(0, 4).equals(WASM_MAGIC));
  return [{ name, bytes }, ...inner.map((custom) => ({ name: `${name}, deployed`, bytes: custom.bytes }))];
}

const WASM_MAGIC = Buffer.from('\0asm', 'latin1');

// ---- AssemblyScript

/** Top-level statements run in an export: a start function would run outside any call, and is refused. */
export const NO_START = ['--exportStart', 'init'];

/** Compiles `name`.as. */
export async function assemblyScriptModule(
  name: string,
  options: readonly string[],
): Promise<CompiledModule> {
  const bytes = await assemblyScriptText(name, source(`${name}.as`), options);
  return { name: `AssemblyScript ${name} ${options.join(' ')}`, bytes };
}

/** Compiles a source. @throws Error with the compiler's words. */
export async function assemblyScriptText(
  name: string,
  text: string,
  options: readonly string[],
): Promise<Uint8Array> {
  return compileSources(new Map([[`${name}.ts`, text]]), `${name}.ts`, options);
}

const RUNTIMES = ['stub', 'minimal', 'incremental'];

async function assemblyScriptModules(): Promise<CompiledModule[]> {
  const modules: CompiledModule[] = [];
  for (const level of ['-O0', '-O3']) {
    modules.push(await assemblyScriptModule('contract', ['--runtime', 'stub', level]));
    for (const program of ['objects', 'numbers']) {
      for (const runtime of RUNTIMES) {
        modules.push(await assemblyScriptModule(program, ['--runtime', runtime, level, ...NO_START]));
      }
    }
  }
  return modules;
}

// ---- LLVM

const CLANG = ['--target=wasm32-wasip1', '-nostartfiles', '-Wl,--no-entry', '-mbulk-memory', '-o', 'output'];

/** Compiles `name`.c and links it with what it uses of the C library. */
export async function llvmModule(name: string, options: readonly string[]): Promise<CompiledModule> {
  const { commands, runLLVM } = await import('@yowasp/clang');
  await runLLVM(undefined, {}, { fetchProgress: () => {} });
  const text: string[] = [];
  const keep = (bytes: Uint8Array | null): void => {
    if (bytes !== null) text.push(new TextDecoder().decode(bytes));
  };
  const files = { [`${name}.c`]: source(`${name}.c`) };
  let bytes: unknown;
  try {
    const output = { stdout: keep, stderr: keep, decodeASCII: false };
    const result = await commands.clang([...CLANG, ...options, `${name}.c`], files, output);
    bytes = result?.['output'];
  } catch (error) {
    // The compiler's exit with an error is thrown; its words are in `text`.
    if (text.length === 0) throw error;
  }
  if (!(bytes instanceof Uint8Array)) throw new Error(text.join(''));
  return { name: `LLVM ${name} ${options.join(' ')}`, bytes };
}

async function llvmModules(): Promise<CompiledModule[]> {
  const modules: CompiledModule[] = [];
  for (const program of ['program', 'library']) {
    for (const level of ['-O0', '-O3']) modules.push(await llvmModule(program, [level]));
  }
  return modules;
}

/** Everything (about 20 s). */
export async function compiledModules(): Promise<CompiledModule[]> {
  return [...solidityModules(), ...(await assemblyScriptModules()), ...(await llvmModules())];
}
