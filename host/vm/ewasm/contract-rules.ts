/**
 * The rules of native contracts beyond the profile (DESIGN 8): exactly the exports `memory` and
 * `main: () -> ()`, and imports by exact name and signature. They hold where code is created and again where
 * it runs.
 */

import type { FunctionType, WasmModule } from '../../../runtime/wasm/module.js';
import { badModule } from '../../../runtime/wasm/reader.js';
import { type HostFunction, signatureText } from './host-function.js';

/** Export by which a contract is entered. */
export const MAIN = 'main';

/** Kind of each export that a contract has. */
const EXPORTS: Readonly<Record<string, string>> = { memory: 'memory', [MAIN]: 'function' };

const MAIN_TYPE: FunctionType = { params: [], results: [] };

/** Imports a contract may have, by module and name. */
export type ImportTable = ReadonlyMap<string, HostFunction>;

export function importTable(functions: readonly HostFunction[]): ImportTable {
  return new Map(functions.map((row) => [importKey(row.module, row.name), row]));
}

/** No name of the table has a line feed. */
const importKey = (module: string, name: string): string => `${module}\n${name}`;

/**
 * Checks exports and imports of a decoded module; indices are checked by validation.
 * @throws PbevmError BAD_MODULE that names the import or export.
 */
export function checkContract(module: WasmModule, table: ImportTable): void {
  if (module.start !== undefined) badModule('a contract has no start section');
  checkExports(module);
  checkImports(module, table);
}

function checkExports(module: WasmModule): void {
  for (const { name, kind, index } of module.exports) {
    const wanted = Object.hasOwn(EXPORTS, name) ? EXPORTS[name] : undefined;
    if (wanted === undefined) badModule(`export ${name}: a contract exports \`memory\` and \`main\` alone`);
    if (kind !== wanted) badModule(`export ${name}: a ${kind}, not a ${wanted}`);
    if (name === MAIN) checkType('export main', typeOf(module, index), MAIN_TYPE);
  }
  for (const name of Object.keys(EXPORTS)) {
    if (!module.exports.some((item) => item.name === name)) badModule(`there is no export \`${name}\``);
  }
}

function checkImports(module: WasmModule, table: ImportTable): void {
  for (const { module: from, name, kind, index } of module.imports) {
    const row = kind === 'function' ? table.get(importKey(from, name)) : undefined;
    if (row === undefined) badModule(`import ${from}.${name}: there is no such function`);
    checkType(`import ${from}.${name}`, typeOf(module, index), row);
  }
}

function typeOf({ functions, types }: WasmModule, index: number): FunctionType {
  return types[functions[index]] ?? badModule(`unknown type of function ${index}`);
}

function checkType(place: string, type: FunctionType, wanted: FunctionType): void {
  const [is, must] = [signatureText(type), signatureText(wanted)];
  if (is !== must) badModule(`${place}: ${is}, not ${must}`);
}
