/**
 * Values to canonical CBOR (SEMANTICS 11; RFC 8949 4.2.1, core deterministic encoding).
 *
 * Dict keys and set elements normalise first, because Python holds 1, 1.0 and True to be one key: bool and
 * integral floats become ints, also inside tuples. Recursion is bounded by VALUE_DEPTH_MAX.
 */

import { compareBytes, fromHex } from '../../../runtime/bytes.js';
import { DEV_LIMITS } from '../../../runtime/limits.js';
import { CborWriter } from './cbor-writer.js';
import { describe, reprShort } from './repr.js';
import {
  hasLoneSurrogate,
  INTEGER_BITS_MAX,
  isIntegerInRange,
  PyFloat,
  PySet,
  PyTuple,
  TAG_DICT,
  TAG_NEGATIVE_BIGNUM,
  TAG_POSITIVE_BIGNUM,
  TAG_SET,
  TAG_TUPLE,
  VALUE_DEPTH_MAX,
} from './types.js';
import { fail, failWithin, withRoot } from './value-fault.js';

/**
 * Canonical CBOR of a value. Accepts `Value` and, in place of any dict, a plain object (own enumerable string
 * keys, in JavaScript's order, which puts integer-like keys first).
 * @param root what errors call the value; `args` makes paths such as `args[3]['a']`.
 * @param bytesMax bytes that the encoding may have.
 * @throws PbevmError BAD_VALUE with the path of what has no CBOR form.
 */
export function encodeValue(
  value: unknown,
  root = 'value',
  bytesMax: number = DEV_LIMITS.valueBytesMax,
): Uint8Array {
  const writer = new CborWriter(bytesMax);
  return withRoot(root, () => {
    encodeItem(writer, value, 0, false);
    return writer.finish();
  });
}

/**
 * Canonical CBOR of a dict key or set element: two keys are equal in Python iff their bytes are.
 * @throws PbevmError BAD_VALUE if it is not hashable, or NaN.
 */
export function encodeKey(key: unknown, root = 'key'): Uint8Array {
  const writer = new CborWriter(DEV_LIMITS.valueBytesMax);
  return withRoot(root, () => {
    encodeItem(writer, key, 0, true);
    return writer.finish();
  });
}

/** @param depth containers around the value; @param isKey whether it is part of a key or set element. */
function encodeItem(writer: CborWriter, value: unknown, depth: number, isKey: boolean): void {
  switch (typeof value) {
    case 'boolean':
      if (isKey) writer.head(0, value ? 1 : 0);
      else writer.simple(value);
      return;
    case 'number':
      encodeNumber(writer, value, isKey);
      return;
    case 'bigint':
      encodeInteger(writer, value);
      return;
    case 'string':
      encodeText(writer, value);
      return;
    case 'object':
      if (value === null) writer.simple(null);
      else if (value instanceof PyFloat) encodeFloat(writer, value.value, isKey);
      else if (value instanceof Uint8Array) writer.byteString(value);
      else encodeContainer(writer, value, depth, isKey);
      return;
    default:
      fail(`${describe(value)} has no CBOR form`);
  }
}

function encodeContainer(writer: CborWriter, value: object, depth: number, isKey: boolean): void {
  if (depth >= VALUE_DEPTH_MAX) fail(`nested deeper than ${VALUE_DEPTH_MAX}, or contains itself`);
  if (value instanceof PyTuple) {
    writer.head(6, TAG_TUPLE);
    encodeList(writer, value.items, depth + 1, isKey);
    return;
  }
  if (Array.isArray(value) && !isKey) {
    encodeList(writer, value, depth + 1, false);
    return;
  }
  const entries = dictEntries(value);
  if (entries === undefined && !Array.isArray(value) && !(value instanceof PySet)) {
    fail(`${describe(value)} has no CBOR form`);
  }
  if (isKey) fail(`${describe(value)} is not hashable`);
  if (entries !== undefined) encodeDict(writer, entries, depth + 1);
  else encodeSet(writer, (value as PySet).items, depth + 1);
}

/** Keys and values of what counts as a dict, else undefined. */
function dictEntries(value: object): ReadonlyArray<readonly [unknown, unknown]> | undefined {
  if (value instanceof Map) return [...value];
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return undefined;
  const symbol = Object.getOwnPropertySymbols(value)[0];
  if (symbol !== undefined) fail(`a key that is a symbol (${String(symbol)}) has no CBOR form`);
  return Object.entries(value);
}

function encodeList(writer: CborWriter, items: readonly unknown[], depth: number, isKey: boolean): void {
  writer.head(4, items.length);
  let i = 0;
  try {
    for (; i < items.length; i++) encodeItem(writer, items[i], depth, isKey);
  } catch (error) {
    failWithin(error, () => `[${i}]`);
  }
}

function encodeDict(
  writer: CborWriter,
  entries: ReadonlyArray<readonly [unknown, unknown]>,
  depth: number,
): void {
  writer.head(6, TAG_DICT);
  writer.head(4, entries.length * 2);
  const seen = new Set<string>();
  for (const [key, item] of entries) {
    const start = writer.length;
    try {
      encodeItem(writer, key, depth, true);
    } catch (error) {
      failWithin(error, () => `<key ${reprShort(key)}>`);
    }
    const identity = writer.latin1From(start);
    if (seen.has(identity)) fail(`two keys are equal: ${reprShort(key)}`);
    seen.add(identity);
    try {
      encodeItem(writer, item, depth, false);
    } catch (error) {
      failWithin(error, () => `[${reprShort(key)}]`);
    }
  }
}

function encodeSet(writer: CborWriter, items: readonly unknown[], depth: number): void {
  writer.head(6, TAG_SET);
  writer.head(4, items.length);
  const start = writer.length;
  const encodings: Uint8Array[] = [];
  let i = 0;
  try {
    for (; i < items.length; i++) {
      const itemStart = writer.length;
      encodeItem(writer, items[i], depth, true);
      encodings.push(writer.copyFrom(itemStart));
    }
  } catch (error) {
    failWithin(error, () => `<element ${i}>`);
  }
  encodings.sort(compareBytes);
  writer.truncate(start);
  for (let j = 0; j < encodings.length; j++) {
    if (j > 0 && compareBytes(encodings[j - 1], encodings[j]) === 0) fail('two elements of a set are equal');
    writer.raw(encodings[j]);
  }
}

function encodeText(writer: CborWriter, text: string): void {
  if (hasLoneSurrogate(text)) fail('a text with a lone surrogate has no UTF-8 form');
  writer.text(text);
}

function encodeNumber(writer: CborWriter, value: number, isKey: boolean): void {
  if (Number.isSafeInteger(value)) encodeSafeInteger(writer, value);
  else if (!Number.isInteger(value)) encodeFloat(writer, value, isKey);
  else fail(`the number ${value} is no safe integer: write a bigint, or a PyFloat`);
}

function encodeSafeInteger(writer: CborWriter, value: number): void {
  if (value >= 0) writer.head(0, value);
  else writer.head(1, -1 - value);
}

function encodeInteger(writer: CborWriter, value: bigint): void {
  const argument = value < 0n ? -1n - value : value;
  if (argument < 2n ** 64n) {
    writer.head(value < 0n ? 1 : 0, argument);
    return;
  }
  if (!isIntegerInRange(value)) fail(`an integer of more than ${INTEGER_BITS_MAX} bits`);
  const digits = argument.toString(16);
  writer.head(6, value < 0n ? TAG_NEGATIVE_BIGNUM : TAG_POSITIVE_BIGNUM);
  writer.byteString(fromHex(digits.length % 2 === 0 ? digits : `0${digits}`));
}

function encodeFloat(writer: CborWriter, value: number, isKey: boolean): void {
  if (typeof value !== 'number') fail('a PyFloat holds no number');
  if (!isKey) writer.float(value);
  else if (Number.isNaN(value)) fail('NaN equals nothing and can be no key');
  else if (Number.isInteger(value)) encodeInteger(writer, BigInt(value));
  else writer.float(value);
}
