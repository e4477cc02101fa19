/**
 * The rules of native contracts beyond the profile (DESIGN 8): exactly the exports `memory` and
 * `main: () -> ()`, no start section, imports by exact name and signature from one interface, sections of the
 * host as it knows them. They hold where code is created and again where it runs.
 */

import { PAGE_BYTES } from '../../../runtime/limits.js';
import type { FunctionType, WasmModule } from '../../../runtime/wasm/module.js';
import { badModule } from '../../../runtime/wasm/reader.js';
import type { Finding } from '../vm.js';
import { placeOf, SECTION, SECTION_BYTES, SECTION_PREFIX } from './contract-sections.js';
import { type HostFunction, type InterfaceName, signatureText } from './host-function.js';
import { CHUNK_BYTES } from './storage-layout.js';

/** Export by which a contract is entered. */
export const MAIN = 'main';

/** Kind of each export that a contract has. */
const EXPORTS: Readonly<Record<string, string>> = { memory: 'memory', [MAIN]: 'function' };

export const MAIN_TYPE: FunctionType = { params: [], results: [] };

/** Rule, its code, what to do instead. A code is never given to another rule. */
const RULES = {
  binary: ['N001', '`pbevm wasm inspect FILE` shows what is in a binary, and the limit that fails'],
  start: ['N002', 'do the work in main; asc makes the top level of a file main by `--exportStart main`'],
  exports: ['N003', 'export memory and main and nothing else; asc exports what a source exports'],
  main: ['N004', 'main takes nothing and gives nothing: call data and results go through host functions'],
  imports: ['N005', 'docs/native.md lists the functions of `shard`; asc needs `--use abort=`'],
  signature: ['N006', 'declare it as docs/native.md does: pointers and lengths are i32, fuel is i64'],
  interface: ['N007', 'import from `shard` or from `ethereum`, not from both'],
  section: ['N008', 'sections named pbevm.* are pbevm.reentrant, pbevm.storage-memory and pbevm.receives'],
  'storage-memory': ['N009', 'a page-aligned place in the memory that the module starts with, as u32'],
} as const satisfies Readonly<Record<string, readonly [code: string, hint: string]>>;

export type RuleName = keyof typeof RULES;

/** What a rule found, as screening says it of Python. */
export function brokenRule(rule: RuleName, message: string): Finding {
  const [code, hint] = RULES[rule];
  const nowhere = { line: null, column: null, endLine: null, endColumn: null };
  return { code, rule, severity: 'error', message, hint, ...nowhere };
}

/** Imports a contract may have, by module and name. */
export type ImportTable = ReadonlyMap<string, HostFunction>;

export function importTable(functions: readonly HostFunction[]): ImportTable {
  return new Map(functions.map((row) => [importKey(row.module, row.name), row]));
}

/** No name of the table has a line feed. */
export const importKey = (module: string, name: string): string => `${module}\n${name}`;

/** The interfaces, of which a contract imports one. */
const INTERFACES: readonly InterfaceName[] = ['ethereum', 'shard'];

/**
 * The rules that a decoded module breaks, in the order of the table; indices are checked by validation.
 * @param table what may be imported.
 * @param hasSections whether sections of the host mean something.
 * @throws PbevmError BAD_MODULE if an import or export has no type.
 */
export function brokenRules(module: WasmModule, table: ImportTable, hasSections: boolean): Finding[] {
  const found = [...ofStart(module), ...ofExports(module), ...ofImports(module, table)];
  return hasSections ? [...found, ...ofSections(module)] : found;
}

export function ofStart({ start }: WasmModule): Finding[] {
  return start === undefined ? [] : [brokenRule('start', 'a contract has no start section')];
}

function* ofExports(module: WasmModule): Iterable<Finding> {
  for (const { name, kind, index } of module.exports) {
    const wanted = Object.hasOwn(EXPORTS, name) ? EXPORTS[name] : undefined;
    if (wanted === undefined) {
      yield brokenRule('exports', `export ${name}: a contract exports \`memory\` and \`main\` alone`);
    } else if (kind !== wanted) {
      yield brokenRule('exports', `export ${name}: a ${kind}, not a ${wanted}`);
    } else if (name === MAIN) {
      yield* ofType('main', 'export main', typeOf(module, index), MAIN_TYPE);
    }
  }
  for (const name of Object.keys(EXPORTS)) {
    if (!module.exports.some((item) => item.name === name)) {
      yield brokenRule('exports', `there is no export \`${name}\``);
    }
  }
}

function* ofImports(module: WasmModule, table: ImportTable): Iterable<Finding> {
  const used = INTERFACES.filter((name) => module.imports.some((item) => item.module === name));
  if (used.length > 1) {
    yield brokenRule('interface', `imports from ${used.map((name) => `\`${name}\``).join(' and from ')}`);
    return;
  }
  for (const { module: from, name, kind, index } of module.imports) {
    const row = kind === 'function' ? table.get(importKey(from, name)) : undefined;
    if (row === undefined) yield brokenRule('imports', `import ${from}.${name}: there is no such function`);
    else yield* ofType('signature', `import ${from}.${name}`, typeOf(module, index), row);
  }
}

export function typeOf({ functions, types }: WasmModule, index: number): FunctionType {
  return types[functions[index]] ?? badModule(`unknown type of function ${index}`);
}

export function* ofType(
  rule: RuleName,
  place: string,
  type: FunctionType,
  wanted: FunctionType,
): Iterable<Finding> {
  const [is, must] = [signatureText(type), signatureText(wanted)];
  if (is !== must) yield brokenRule(rule, `${place}: ${is}, not ${must}`);
}

function* ofSections(module: WasmModule): Iterable<Finding> {
  const sections = module.customs.filter(({ name }) => name.startsWith(SECTION_PREFIX));
  for (const [at, section] of sections.entries()) {
    const { name, bytes } = section;
    const wanted = SECTION_BYTES.get(name);
    if (wanted === undefined) yield brokenRule('section', `section ${name}: there is no such section`);
    else if (sections.findIndex((other) => other.name === name) < at)
      yield brokenRule('section', `section ${name}: it is there twice`);
    else if (bytes.length !== wanted)
      yield brokenRule('section', `section ${name}: ${bytes.length} bytes, not ${wanted}`);
    else if (name === SECTION.storageMemory) yield* ofMapping(module, placeOf(section));
  }
}

/** Functions of storage that a contract has no use for whose storage is in its memory. */
const UNMAPPED_FUNCTIONS: readonly string[] = ['readStorage', 'setStorage'];

function* ofMapping({ memories, imports }: WasmModule, place: number): Iterable<Finding> {
  const bytes = (memories[0]?.min ?? 0) * PAGE_BYTES;
  if (place % CHUNK_BYTES !== 0 || place >= bytes) {
    const wanted = `a multiple of ${CHUNK_BYTES} below the ${bytes} bytes of memory`;
    yield brokenRule('storage-memory', `place ${place}: ${wanted} expected`);
  }
  for (const { name } of imports) {
    if (UNMAPPED_FUNCTIONS.includes(name))
      yield brokenRule('storage-memory', `import ${name}: the storage is in memory`);
  }
}
