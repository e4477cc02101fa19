/**
 * A strict JSON reader (RFC 8259) that keeps what `JSON.parse` loses: the text of numbers, so that integers
 * stay exact, the order of keys, and where each item stands. Recursion is bounded by JSON_DEPTH_MAX.
 */

import { PbevmError } from '../../../runtime/errors.js';
import { hasLoneSurrogate, VALUE_DEPTH_MAX } from './types.js';

/** `{"$dict": [[key, value]]}` opens three brackets for one level of a value. */
const JSON_DEPTH_MAX = 3 * VALUE_DEPTH_MAX + 3;

/** `offset` counts UTF-16 units from the start of the text. */
export type JsonNode = { readonly offset: number } & (
  | { readonly kind: 'literal'; readonly value: null | boolean | string }
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'array'; readonly items: readonly JsonNode[] }
  | { readonly kind: 'object'; readonly entries: ReadonlyArray<readonly [key: string, value: JsonNode]> }
);

// Sticky: each matches at lastIndex or not at all.
const WHITESPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const LITERAL = /true|false|null/y;

/** @throws PbevmError BAD_VALUE that tells line and column, both from 1, the column in UTF-16 units. */
export function failAt(text: string, offset: number, what: string): never {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  const column = offset - before.lastIndexOf('\n');
  throw new PbevmError('BAD_VALUE', `JSON line ${line}, column ${column}: ${what}`);
}

export class JsonReader {
  readonly #text: string;
  #offset = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The one JSON value of the text. */
  read(): JsonNode {
    const node = this.#readValue(0);
    if (this.#offset < this.#text.length) this.#fail('text after the value');
    return node;
  }

  #readValue(depth: number): JsonNode {
    this.#skipWhitespace();
    const node = this.#readBare(depth);
    this.#skipWhitespace();
    return node;
  }

  #readBare(depth: number): JsonNode {
    const offset = this.#offset;
    const first = this.#text[offset];
    if (first === '[' || first === '{') {
      if (depth >= JSON_DEPTH_MAX) this.#fail(`nested deeper than ${VALUE_DEPTH_MAX} values can be`);
      return first === '[' ? this.#readArray(depth + 1) : this.#readObject(depth + 1);
    }
    if (first === '"') return { offset, kind: 'literal', value: this.#readString() };
    const number = this.#match(NUMBER);
    if (number !== undefined) return { offset, kind: 'number', text: number };
    const literal = this.#match(LITERAL);
    if (literal === undefined)
      this.#fail(first === undefined ? 'the text ends too early' : 'a value expected');
    return { offset, kind: 'literal', value: literal === 'null' ? null : literal === 'true' };
  }

  #readArray(depth: number): JsonNode {
    const offset = this.#offset++;
    const items: JsonNode[] = [];
    this.#skipWhitespace();
    if (this.#accept(']')) return { offset, kind: 'array', items };
    do {
      items.push(this.#readValue(depth));
    } while (this.#accept(','));
    if (!this.#accept(']')) this.#fail("',' or ']' expected");
    return { offset, kind: 'array', items };
  }

  #readObject(depth: number): JsonNode {
    const offset = this.#offset++;
    const entries: Array<readonly [string, JsonNode]> = [];
    const seen = new Set<string>();
    this.#skipWhitespace();
    if (this.#accept('}')) return { offset, kind: 'object', entries };
    do {
      this.#skipWhitespace();
      const keyOffset = this.#offset;
      if (this.#text[keyOffset] !== '"') this.#fail('a key in double quotes expected');
      const key = this.#readString();
      if (seen.has(key)) failAt(this.#text, keyOffset, `the key ${JSON.stringify(key)} occurs twice`);
      seen.add(key);
      this.#skipWhitespace();
      if (!this.#accept(':')) this.#fail("':' expected");
      entries.push([key, this.#readValue(depth)]);
    } while (this.#accept(','));
    if (!this.#accept('}')) this.#fail("',' or '}' expected");
    return { offset, kind: 'object', entries };
  }

  /** Finds the end; escapes and control characters are left to JSON.parse, which is strict about them. */
  #readString(): string {
    const start = this.#offset;
    let end = start + 1;
    while (end < this.#text.length && this.#text[end] !== '"') end += this.#text[end] === '\\' ? 2 : 1;
    this.#offset = end + 1;
    let value: string;
    try {
      value = JSON.parse(this.#text.slice(start, end + 1));
    } catch {
      return failAt(this.#text, start, 'a string without end, or with a bad escape or character');
    }
    if (hasLoneSurrogate(value))
      failAt(this.#text, start, 'a string with a lone surrogate has no UTF-8 form');
    return value;
  }

  #skipWhitespace(): void {
    this.#match(WHITESPACE);
  }

  #accept(character: string): boolean {
    if (this.#text[this.#offset] !== character) return false;
    this.#offset++;
    return true;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#offset;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#offset += found.length;
    return found;
  }

  #fail(what: string): never {
    failAt(this.#text, this.#offset, what);
  }
}
