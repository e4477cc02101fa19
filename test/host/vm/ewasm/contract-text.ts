/** Native contracts from WAT, with the imports that the table says. */

import { parse } from '@bytecodealliance/jco';
import { EEI_DEBUG_FUNCTIONS } from '../../../../host/vm/ewasm/eei.js';
import { typeName, type ValueType } from '../../../../runtime/wasm/module.js';

const list = (kind: string, types: readonly ValueType[]): string =>
  types.length === 0 ? '' : `(${kind} ${types.map(typeName).join(' ')})`;

/** The import of a function of the table, under its name. */
export function importText(name: string): string {
  const row = EEI_DEBUG_FUNCTIONS.find((candidate) => candidate.name === name);
  if (row === undefined) throw new Error(`there is no ${name}`);
  const type = `${list('param', row.params)} ${list('result', row.results)}`;
  return `(import "${row.module}" "${name}" (func $${name} ${type}))`;
}

/** Every function that a body calls by its name in the table. */
function usedImports(text: string): string[] {
  const called = new Set([...text.matchAll(/call \$(\w+)/g)].map(([, name]) => name));
  return EEI_DEBUG_FUNCTIONS.map(({ name }) => name).filter((name) => called.has(name));
}

/** A module of these fields, with the imports they use. */
export function moduleOf(fields: string): Promise<Uint8Array> {
  return parse(`(module ${usedImports(fields).map(importText).join('\n')} ${fields})`);
}

/** A contract whose main is this body. */
export function contractOf(main: string, rest = '', memory = '1'): Promise<Uint8Array> {
  return moduleOf(`(memory (export "memory") ${memory}) ${rest} (func (export "main") ${main})`);
}

/** Data at an offset, from bytes. */
export function dataText(offset: number, bytes: Uint8Array): string {
  const text = [...bytes].map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('');
  return `(data (i32.const ${offset}) "${text}")`;
}

/** Finishes with `length` bytes from `offset` on. */
export const finishText = (offset: number, length: number): string =>
  `(call $finish (i32.const ${offset}) (i32.const ${length}))`;
