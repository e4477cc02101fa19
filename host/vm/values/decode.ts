/**
 * Canonical CBOR to values (SEMANTICS 11). Strict: whatever `encodeValue` would not write is an error, so
 * that equal values have equal bytes and nobody can store one value in two forms. Recursion is bounded by
 * VALUE_DEPTH_MAX.
 */

import { compareBytes } from '../../../runtime/bytes.js';
import { PbevmError } from '../../../runtime/errors.js';
import { DEV_LIMITS } from '../../../runtime/limits.js';
import { CborReader } from './cbor-reader.js';
import { reprShort } from './repr.js';
import {
  floatToValue,
  INTEGER_BITS_MAX,
  integerToValue,
  isIntegerInRange,
  PySet,
  PyTuple,
  TAG_DICT,
  TAG_NEGATIVE_BIGNUM,
  TAG_POSITIVE_BIGNUM,
  TAG_SET,
  TAG_TUPLE,
  VALUE_DEPTH_MAX,
  type Value,
} from './types.js';
import { fail, failWithin, withRoot } from './value-fault.js';

/**
 * The value that canonical CBOR bytes stand for. Byte strings are copies.
 * @param root what errors call the value.
 * @param bytesMax bytes that the encoding may have.
 * @throws PbevmError BAD_VALUE, with path and offset, if the bytes are not the canonical CBOR of one value.
 */
export function decodeValue(
  bytes: Uint8Array,
  root = 'value',
  bytesMax: number = DEV_LIMITS.valueBytesMax,
): Value {
  return withRoot(root, () => {
    if (bytes.length > bytesMax) fail(`the encoding is larger than ${bytesMax} bytes`);
    const reader = new CborReader(bytes);
    const value = decodeItem(reader, 0, false);
    if (reader.remaining > 0) fail(`${reader.remaining} bytes after the value (byte ${reader.offset})`);
    return value;
  });
}

/** Whether bytes are the canonical CBOR of one value. */
export function isCanonical(bytes: Uint8Array): boolean {
  try {
    decodeValue(bytes);
    return true;
  } catch (thrown) {
    if (thrown instanceof PbevmError && thrown.code === 'BAD_VALUE') return false;
    throw thrown;
  }
}

/**
 * The values of a record: an array of exactly `count` around values, each of which may be as deep as any
 * value.
 * @throws PbevmError BAD_VALUE
 */
export function decodeRecord(bytes: Uint8Array, count: number): Value[] {
  return withRoot('record', () => {
    const reader = new CborReader(bytes);
    reader.readHead();
    if (reader.major !== 4 || reader.argument !== count) fail(`not an array of ${count}`);
    const values: Value[] = [];
    while (values.length < count) values.push(decodeItem(reader, 0, false));
    if (reader.remaining > 0) fail(`${reader.remaining} bytes after the record (byte ${reader.offset})`);
    return values;
  });
}

/** @param depth containers around the item; @param isKey whether it is part of a key or set element. */
function decodeItem(reader: CborReader, depth: number, isKey: boolean): Value {
  const start = reader.offset;
  reader.readHead();
  const argument = reader.argument;
  switch (reader.major) {
    case 0:
      return typeof argument === 'number' ? argument : integerToValue(argument);
    case 1:
      return integerToValue(-1n - BigInt(argument));
    case 2:
      return reader.takeBytes(argument).slice();
    case 3:
      return reader.takeText(argument);
    case 4:
      if (isKey) fail(`a list is not hashable (byte ${start})`);
      return decodeList(reader, argument, depth + 1, false);
    case 5:
      return fail(`a plain map; a dict is tag ${TAG_DICT} (byte ${start})`);
    case 6:
      return decodeTagged(reader, argument, start, depth, isKey);
    default:
      return decodeSimpleOrFloat(reader, start, isKey);
  }
}

function decodeSimpleOrFloat(reader: CborReader, start: number, isKey: boolean): Value {
  switch (reader.info) {
    case 20:
    case 21:
      if (isKey) fail(`a bool as a key is written as an integer (byte ${start})`);
      return reader.info === 21;
    case 22:
      return null;
    case 25:
    case 26:
    case 27: {
      const value = reader.float;
      if (isKey && Number.isNaN(value)) fail(`NaN equals nothing and can be no key (byte ${start})`);
      if (isKey && Number.isInteger(value)) {
        fail(`an integral float as a key is written as an integer (byte ${start})`);
      }
      return floatToValue(value);
    }
    default:
      return fail(`a simple value other than False, True and None (byte ${start})`);
  }
}

function decodeTagged(
  reader: CborReader,
  tag: number | bigint,
  start: number,
  depth: number,
  isKey: boolean,
): Value {
  if (tag === TAG_POSITIVE_BIGNUM || tag === TAG_NEGATIVE_BIGNUM) return decodeBignum(reader, tag, start);
  if (tag !== TAG_TUPLE && tag !== TAG_DICT && tag !== TAG_SET) fail(`unknown tag ${tag} (byte ${start})`);
  if (isKey && tag !== TAG_TUPLE)
    fail(`a ${tag === TAG_DICT ? 'dict' : 'set'} is not hashable (byte ${start})`);
  reader.readHead();
  if (reader.major !== 4) fail(`tag ${tag} without an array (byte ${start})`);
  const count = reader.argument;
  if (tag === TAG_TUPLE) return new PyTuple(decodeList(reader, count, depth + 1, isKey));
  return tag === TAG_SET ? decodeSet(reader, count, depth + 1) : decodeDict(reader, count, depth + 1);
}

/** Tags 2 and 3: only what does not fit major types 0 and 1 (RFC 8949 3.4.3). */
function decodeBignum(reader: CborReader, tag: number, start: number): Value {
  reader.readHead();
  if (reader.major !== 2) fail(`tag ${tag} without a byte string (byte ${start})`);
  const digits = reader.takeBytes(reader.argument);
  if (digits.length * 8 > INTEGER_BITS_MAX)
    fail(`an integer of more than ${INTEGER_BITS_MAX} bits (byte ${start})`);
  if (digits[0] === 0) fail(`a big integer with leading zero bytes (byte ${start})`);
  if (digits.length <= 8) fail(`a big integer that fits 64 bits (byte ${start})`);
  const argument = BigInt(
    `0x${Buffer.from(digits.buffer, digits.byteOffset, digits.length).toString('hex')}`,
  );
  const value = tag === TAG_POSITIVE_BIGNUM ? argument : -1n - argument;
  if (!isIntegerInRange(value)) fail(`an integer of more than ${INTEGER_BITS_MAX} bits (byte ${start})`);
  return value;
}

/** Checks what a container declares before anything is allocated: an item has at least one byte. */
function checkedCount(reader: CborReader, declared: number | bigint, depth: number): number {
  if (depth > VALUE_DEPTH_MAX) fail(`nested deeper than ${VALUE_DEPTH_MAX} (byte ${reader.offset})`);
  if (declared > reader.remaining) {
    fail(`${declared} items declared, ${reader.remaining} bytes left (byte ${reader.offset})`);
  }
  return Number(declared);
}

function decodeList(reader: CborReader, declared: number | bigint, depth: number, isKey: boolean): Value[] {
  const count = checkedCount(reader, declared, depth);
  const items: Value[] = [];
  try {
    while (items.length < count) items.push(decodeItem(reader, depth, isKey));
  } catch (error) {
    failWithin(error, () => `[${items.length}]`);
  }
  return items;
}

function decodeDict(reader: CborReader, declared: number | bigint, depth: number): Map<Value, Value> {
  const count = checkedCount(reader, declared, depth);
  if (count % 2 !== 0) fail(`a dict with an odd number of items (byte ${reader.offset})`);
  const dict = new Map<Value, Value>();
  /** Made when it is first needed: most keys are plain. */
  let seen: Set<string> | undefined;
  for (let i = 0; i < count; i += 2) {
    const start = reader.offset;
    let key: Value = null;
    try {
      key = decodeItem(reader, depth, true);
    } catch (error) {
      failWithin(error, () => `<key ${i / 2}>`);
    }
    if (!isPlainKey(key)) seen ??= new Set();
    if (isPlainKey(key) ? dict.has(key) : seen?.size === seen?.add(reader.latin1From(start)).size)
      fail(`two keys are equal: ${reprShort(key)} (byte ${start})`);
    try {
      dict.set(key, decodeItem(reader, depth, false));
    } catch (error) {
      failWithin(error, () => `[${reprShort(key)}]`);
    }
  }
  return dict;
}

/** Whether a Map compares a key as Python does; of others the bytes are compared. */
function isPlainKey(key: Value): boolean {
  return typeof key === 'string' || typeof key === 'number' || typeof key === 'bigint';
}

function decodeSet(reader: CborReader, declared: number | bigint, depth: number): PySet {
  const count = checkedCount(reader, declared, depth);
  const items: Value[] = [];
  let previous: Uint8Array | undefined;
  try {
    while (items.length < count) {
      const start = reader.offset;
      const item = decodeItem(reader, depth, true);
      const encoding = reader.bytesFrom(start);
      const order = previous === undefined ? -1 : compareBytes(previous, encoding);
      if (order === 0) fail(`two elements of a set are equal (byte ${start})`);
      if (order > 0) fail(`elements of a set are not in the order of their encodings (byte ${start})`);
      previous = encoding;
      items.push(item);
    }
  } catch (error) {
    failWithin(error, () => `<element ${items.length}>`);
  }
  return new PySet(items);
}
