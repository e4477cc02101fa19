/** Native contracts from WAT, with the imports that the table says. */

import { parse } from '@bytecodealliance/jco';
import { EEI_DEBUG_FUNCTIONS } from '../../../../host/vm/ewasm/eei.js';
import type { HostFunction } from '../../../../host/vm/ewasm/host-function.js';
import { SHARD_FUNCTIONS } from '../../../../host/vm/ewasm/shard.js';
import { typeName, type ValueType } from '../../../../runtime/wasm/module.js';

const list = (kind: string, types: readonly ValueType[]): string =>
  types.length === 0 ? '' : `(${kind} ${types.map(typeName).join(' ')})`;

type Table = readonly HostFunction[];

/** The import of a function of the table, under its name. */
export function importText(name: string, table: Table = EEI_DEBUG_FUNCTIONS): string {
  const row = table.find((candidate) => candidate.name === name);
  if (row === undefined) throw new Error(`there is no ${name}`);
  const type = `${list('param', row.params)} ${list('result', row.results)}`;
  return `(import "${row.module}" "${name}" (func $${name} ${type}))`;
}

/** Every function that a body calls by its name in the table. */
function usedImports(text: string, table: Table): string[] {
  const called = new Set([...text.matchAll(/call \$(\w+)/g)].map(([, name]) => name));
  return table.map(({ name }) => name).filter((name) => called.has(name));
}

/** A module of these fields, with the imports they use. */
export function moduleOf(fields: string, table: Table = EEI_DEBUG_FUNCTIONS): Promise<Uint8Array> {
  const imports = usedImports(fields, table).map((name) => importText(name, table));
  return parse(`(module ${imports.join('\n')} ${fields})`);
}

/** A contract whose main is this body. */
export function contractOf(main: string, rest = '', memory = '1'): Promise<Uint8Array> {
  return moduleOf(`(memory (export "memory") ${memory}) ${rest} (func (export "main") ${main})`);
}

/** The same of the module `shard`. */
export function shardContractOf(main: string, rest = '', memory = '1'): Promise<Uint8Array> {
  const fields = `(memory (export "memory") ${memory}) ${rest} (func (export "main") ${main})`;
  return moduleOf(fields, SHARD_FUNCTIONS);
}

/** Data at an offset, from bytes. */
export function dataText(offset: number, bytes: Uint8Array): string {
  const text = [...bytes].map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('');
  return `(data (i32.const ${offset}) "${text}")`;
}

/** Finishes with `length` bytes from `offset` on. */
export const finishText = (offset: number, length: number): string =>
  `(call $finish (i32.const ${offset}) (i32.const ${length}))`;
