/**
 * The JSON forms of values, for the CLI and RPC (SEMANTICS 12).
 *
 * Integers are exact, whatever their size. A number with a fraction or an exponent is a float. An object
 * whose keys do not begin with `$` is a dict with string keys; everything else has a form with one `$` key:
 * `{"$bytes":"0x.."} {"$float":1} {"$tuple":[..]} {"$set":[..]} {"$dict":[[k,v]..]}`, and `"nan"`, `"inf"`,
 * `"-inf"` within `$float`.
 */

import { fromHex, toHex } from '../../../runtime/bytes.js';
import { PbevmError } from '../../../runtime/errors.js';
import { encodeKey } from './encode.js';
import { failAt, type JsonNode, JsonReader } from './json-reader.js';
import { describe } from './repr.js';
import {
  floatToValue,
  INTEGER_BITS_MAX,
  integerToValue,
  isIntegerInRange,
  PyFloat,
  PySet,
  PyTuple,
  VALUE_DEPTH_MAX,
  type Value,
} from './types.js';
import { fail, withRoot } from './value-fault.js';

/** Decimal digits of an integer of INTEGER_BITS_MAX bits, with its sign: more is refused unconverted. */
const INTEGER_CHARACTERS_MAX = Math.ceil(INTEGER_BITS_MAX * Math.log10(2)) + 1;

const SPECIAL_FLOATS: ReadonlyMap<string, number> = new Map([
  ['nan', NaN],
  ['inf', Infinity],
  ['-inf', -Infinity],
]);

/**
 * The value that a JSON text stands for.
 * @throws PbevmError BAD_VALUE with line and column.
 */
export function parseValue(text: string): Value {
  return nodeToValue(text, new JsonReader(text).read());
}

/**
 * The value that a part of a JSON text stands for.
 * @param text all of it, for places in errors.
 * @throws PbevmError BAD_VALUE with line and column.
 */
export function nodeToValue(text: string, node: JsonNode): Value {
  return new NodeConverter(text).toValue(node, 0);
}

/**
 * The JSON text of a value; `parseValue` gives the value back.
 * @param indent spaces per level; without it the text has one line.
 * @throws PbevmError BAD_VALUE if it is nested too deep, or is no value.
 */
export function stringifyValue(value: Value, indent = 0): string {
  return withRoot('value', () => print(value, indent, 0, 0));
}

class NodeConverter {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** @param depth containers around the value. */
  toValue(node: JsonNode, depth: number): Value {
    switch (node.kind) {
      case 'literal':
        return node.value;
      case 'number':
        return this.#toNumber(node, node.text);
      case 'array':
        return this.#toItems(node, depth);
      case 'object':
        return this.#toObject(node, depth);
    }
  }

  #toNumber(node: JsonNode, text: string): Value {
    if (!/^-?[0-9]+$/.test(text)) return floatToValue(this.#toFloat(node, text));
    if (text.length <= INTEGER_CHARACTERS_MAX) {
      const value = BigInt(text);
      if (isIntegerInRange(value)) return integerToValue(value);
    }
    return failAt(this.#text, node.offset, `an integer of more than ${INTEGER_BITS_MAX} bits`);
  }

  #toFloat(node: JsonNode, text: string): number {
    const value = Number(text);
    if (!Number.isFinite(value)) failAt(this.#text, node.offset, 'a number beyond the range of a float');
    return value;
  }

  #toItems(node: JsonNode, depth: number): Value[] {
    if (node.kind !== 'array') return failAt(this.#text, node.offset, 'an array expected');
    if (depth >= VALUE_DEPTH_MAX) failAt(this.#text, node.offset, `nested deeper than ${VALUE_DEPTH_MAX}`);
    return node.items.map((item) => this.toValue(item, depth + 1));
  }

  #toObject(node: JsonNode & { kind: 'object' }, depth: number): Value {
    const special = node.entries.find(([key]) => key.startsWith('$'));
    if (special === undefined) {
      if (depth >= VALUE_DEPTH_MAX) failAt(this.#text, node.offset, `nested deeper than ${VALUE_DEPTH_MAX}`);
      return new Map(node.entries.map(([key, item]): [Value, Value] => [key, this.toValue(item, depth + 1)]));
    }
    if (node.entries.length > 1) {
      failAt(
        this.#text,
        node.offset,
        `a dict with the key ${JSON.stringify(special[0])} is written with $dict`,
      );
    }
    return this.#toSpecial(node, special[0], special[1], depth);
  }

  #toSpecial(node: JsonNode, form: string, body: JsonNode, depth: number): Value {
    switch (form) {
      case '$bytes':
        return this.#toBytes(body);
      case '$float':
        return this.#toFloatForm(body);
      case '$tuple':
        return new PyTuple(this.#toItems(body, depth));
      case '$set':
        return this.#toSet(body, depth);
      case '$dict':
        return this.#toDict(body, depth);
      default:
        return failAt(this.#text, node.offset, `unknown form ${JSON.stringify(form)}`);
    }
  }

  #toBytes(body: JsonNode): Value {
    const text = body.kind === 'literal' ? body.value : undefined;
    if (typeof text !== 'string' || !/^0x(?:[0-9a-fA-F]{2})*$/.test(text)) {
      return failAt(this.#text, body.offset, '"0x" and two hexadecimal digits per byte expected');
    }
    return fromHex(text);
  }

  #toFloatForm(body: JsonNode): Value {
    if (body.kind === 'number') return floatToValue(this.#toFloat(body, body.text));
    const named = body.kind === 'literal' ? SPECIAL_FLOATS.get(String(body.value)) : undefined;
    return named ?? failAt(this.#text, body.offset, 'a number, "nan", "inf" or "-inf" expected');
  }

  #toSet(body: JsonNode, depth: number): Value {
    const items = this.#toItems(body, depth);
    const seen = new Set<string>();
    for (let i = 0; i < items.length; i++)
      this.#checkKey((body as JsonNode & { kind: 'array' }).items[i], items[i], seen);
    return new PySet(items);
  }

  #toDict(body: JsonNode, depth: number): Value {
    if (body.kind !== 'array')
      return failAt(this.#text, body.offset, 'an array of [key, value] pairs expected');
    if (depth >= VALUE_DEPTH_MAX) failAt(this.#text, body.offset, `nested deeper than ${VALUE_DEPTH_MAX}`);
    const seen = new Set<string>();
    const dict = new Map<Value, Value>();
    for (const pair of body.items) {
      if (pair.kind !== 'array' || pair.items.length !== 2) {
        return failAt(this.#text, pair.offset, 'a pair [key, value] expected');
      }
      const key = this.toValue(pair.items[0], depth + 1);
      this.#checkKey(pair.items[0], key, seen);
      dict.set(key, this.toValue(pair.items[1], depth + 1));
    }
    return dict;
  }

  #checkKey(node: JsonNode, key: Value, seen: Set<string>): void {
    const identity = this.#identify(node, key);
    if (seen.has(identity)) failAt(this.#text, node.offset, 'two keys or elements are equal');
    seen.add(identity);
  }

  #identify(node: JsonNode, key: Value): string {
    try {
      return toHex(encodeKey(key));
    } catch (error) {
      if (!(error instanceof PbevmError)) throw error;
      return failAt(this.#text, node.offset, error.message);
    }
  }
}

/** @param depth containers around the value; @param level brackets around it, for the indentation. */
function print(value: Value, indent: number, depth: number, level: number): string {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number') return printNumber(value);
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return JSON.stringify(value);
  if (value instanceof PyFloat) return printFloat(value.value);
  if (value instanceof Uint8Array) return `{"$bytes":${space(indent)}"${toHex(value)}"}`;
  if (depth >= VALUE_DEPTH_MAX) fail(`nested deeper than ${VALUE_DEPTH_MAX}, or contains itself`);
  const items = (list: readonly Value[]) =>
    bracket(
      '[',
      list.map((item) => print(item, indent, depth + 1, level + 1)),
      ']',
      indent,
      level,
    );
  if (value instanceof PyTuple) return `{"$tuple":${space(indent)}${items(value.items)}}`;
  if (value instanceof PySet) return `{"$set":${space(indent)}${items(value.items)}}`;
  if (Array.isArray(value)) return items(value);
  if (value instanceof Map) return printDict(value, indent, depth, level);
  return fail(`${describe(value)} is no value`);
}

function printDict(dict: Map<Value, Value>, indent: number, depth: number, level: number): string {
  const child = (item: Value, extra: number) => print(item, indent, depth + 1, level + extra);
  if ([...dict.keys()].every((key) => typeof key === 'string' && !key.startsWith('$'))) {
    const entries = [...dict].map(
      ([key, item]) => `${JSON.stringify(key)}:${space(indent)}${child(item, 1)}`,
    );
    return bracket('{', entries, '}', indent, level);
  }
  const pairs = [...dict].map(([key, item]) => `[${child(key, 1)},${space(indent)}${child(item, 1)}]`);
  return `{"$dict":${space(indent)}${bracket('[', pairs, ']', indent, level)}}`;
}

function printNumber(value: number): string {
  if (Number.isSafeInteger(value)) return String(value === 0 ? 0 : value);
  return Number.isInteger(value) ? fail(`the number ${value} is no safe integer`) : printFloat(value);
}

function printFloat(value: number): string {
  for (const [name, special] of SPECIAL_FLOATS) {
    if (Object.is(value, special)) return `{"$float":"${name}"}`;
  }
  if (!Number.isInteger(value)) return String(value);
  return `{"$float":${Object.is(value, -0) ? '-0' : String(value)}}`;
}

function space(indent: number): string {
  return indent > 0 ? ' ' : '';
}

function bracket(
  open: string,
  parts: readonly string[],
  close: string,
  indent: number,
  level: number,
): string {
  if (parts.length === 0) return open + close;
  if (indent === 0) return open + parts.join(',') + close;
  const inner = `\n${' '.repeat(indent * (level + 1))}`;
  return `${open}${inner}${parts.join(`,${inner}`)}\n${' '.repeat(indent * level)}${close}`;
}
