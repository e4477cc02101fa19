/** Vectors of docs/layouts.md: blocks of `field = value` lines, computed anew from the code. */

import type { Block } from '../page.js';

export type Fields = Readonly<Record<string, string>>;

/**
 * All fields that a vector must have, computed from some of them.
 * @param page the fenced blocks of the page.
 */
export type Recompute = (fields: Fields, page: readonly Block[]) => Fields | Promise<Fields>;

/** Vectors by name. */
export type Vectors = Readonly<Record<string, Recompute>>;

/** The fields of a block. @throws Error on a line that is none, or a name that is there twice. */
export function readFields(text: string): Fields {
  const fields: Record<string, string> = {};
  for (const line of text.trimEnd().split('\n')) {
    const parts = /^(\S+) = (.*)$/.exec(line);
    if (parts === null || parts[1] in fields) throw new Error(`not a new field: ${line}`);
    fields[parts[1]] = parts[2];
  }
  return fields;
}

export function writeFields(fields: Fields): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name} = ${value}\n`)
    .join('');
}
