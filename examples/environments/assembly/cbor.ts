/**
 * Canonical CBOR of values (semantics 11; RFC 8949 4.2.1): equal values have equal bytes, and what is not
 * written so is no value.
 */

import { alloc } from "./memory";
import { bool_, bytes, containerOf, intOf, Kind, newValue, none, Value } from "./value";

const UNSIGNED: u8 = 0;
const NEGATIVE: u8 = 1;
const BYTES: u8 = 2;
const TEXT: u8 = 3;
const ARRAY: u8 = 4;
const TAG: u8 = 6;
const SIMPLE: u8 = 7;

const TAG_POSITIVE: u64 = 2;
const TAG_NEGATIVE: u64 = 3;
const TAG_SET: u64 = 258;
const TAG_DICT: u64 = 45000;
const TAG_TUPLE: u64 = 45001;

const FALSE: u8 = 0xf4;
const TRUE: u8 = 0xf5;
const NULL: u8 = 0xf6;

/** A value may not be longer. */
const VALUE_BYTES_MAX: i32 = 1 << 20;
const DEPTH_MAX: i32 = 64;
const INT_BYTES_MAX: i32 = 8192;

// --- Writing ---

/** Where the next byte goes. */
let to: usize = 0;

/** The bytes of a value. */
export function encode(value: Value): Value {
  const size = encodedSize(value);
  const start = alloc(size);
  to = start;
  write(value);
  return bytes(start, size);
}

function headSize(argument: u64): i32 {
  return argument < 24 ? 1 : argument < 0x100 ? 2 : argument < 0x10000 ? 3 : argument < 0x100000000 ? 5 : 9;
}

/** How many bytes `encode` makes. */
export function encodedSize(value: Value): i32 {
  switch (value.kind) {
    case Kind.INT:
      return value.length <= 8 ? headSize(magnitude(value)) : 1 + headSize(value.length) + value.length;
    case Kind.BYTES:
    case Kind.TEXT:
      return headSize(value.length) + value.length;
    case Kind.FLOAT:
      return value.length;
    case Kind.BOOL:
    case Kind.NULL:
      return 1;
    default: {
      let size = headSize(value.length) + (value.kind == Kind.LIST ? 0 : 3);
      for (let i = 0; i < value.length; i++) size += encodedSize(value.at(i));
      return size;
    }
  }
}

/** Of an INT of at most 64 bits. */
function magnitude(value: Value): u64 {
  let number: u64 = 0;
  for (let i = 0; i < value.length; i++) number = (number << 8) | load<u8>(value.data + i);
  return number;
}

function writeHead(major: u8, argument: u64): void {
  const size = headSize(argument);
  const first = major << 5;
  store<u8>(to++, size == 1 ? first | <u8>argument : first | (24 + <u8>ctz(size - 1)));
  for (let shift = (size - 2) << 3; shift >= 0; shift -= 8) store<u8>(to++, <u8>(argument >> shift));
}

function writeBytes(value: Value): void {
  memory.copy(to, value.data, value.length);
  to += value.length;
}

function write(value: Value): void {
  switch (value.kind) {
    case Kind.INT:
      if (value.length <= 8) return writeHead(value.negative ? NEGATIVE : UNSIGNED, magnitude(value));
      writeHead(TAG, value.negative ? TAG_NEGATIVE : TAG_POSITIVE);
      writeHead(BYTES, value.length);
      return writeBytes(value);
    case Kind.BYTES:
    case Kind.TEXT:
      writeHead(value.kind == Kind.BYTES ? BYTES : TEXT, value.length);
      return writeBytes(value);
    case Kind.FLOAT:
      return writeBytes(value);
    case Kind.BOOL:
      return store<u8>(to++, value.length ? TRUE : FALSE);
    case Kind.NULL:
      return store<u8>(to++, NULL);
    case Kind.TUPLE:
      writeHead(TAG, TAG_TUPLE);
      break;
    case Kind.DICT:
      writeHead(TAG, TAG_DICT);
      break;
    case Kind.SET:
      writeHead(TAG, TAG_SET);
      break;
  }
  writeHead(ARRAY, value.length);
  for (let i = 0; i < value.length; i++) write(value.at(i));
}

// --- Reading ---

/** The next byte, and where there are no more. */
let at: usize = 0;
let end: usize = 0;
/** Whether what was read so far is canonical. */
let good: bool = true;
/** Of the head that was read last: its first byte's upper and lower bits, and its number. */
let major: u8 = 0;
let info: u8 = 0;
let argument: u64 = 0;

/** The value of these bytes, which are not copied; null if they are not the canonical CBOR of one. */
export function decode(data: Value): Value | null {
  if (data.length > VALUE_BYTES_MAX) return null;
  at = data.data;
  end = at + data.length;
  good = true;
  const value = item(0, false);
  return good && at == end ? value : null;
}

/** @returns what an item is that is none. */
function fail(): Value {
  good = false;
  return none();
}

function take(length: u64): usize {
  const start = at;
  if (length > <u64>(end - at)) {
    good = false;
    return start;
  }
  at += <usize>length;
  return start;
}

function readHead(): void {
  const start = take(1);
  if (!good) return;
  const first = load<u8>(start);
  major = first >> 5;
  info = first & 31;
  argument = info;
  if (info < 24) return;
  if (info > 27) {
    good = false;
    return;
  }
  const width = 1 << (info - 24);
  const number = take(width);
  if (!good) return;
  argument = 0;
  for (let i = 0; i < width; i++) argument = (argument << 8) | load<u8>(number + i);
  if (major != SIMPLE && headSize(argument) != width + 1) good = false;
}

/** @param isKey whether it is part of a key of a dict or of an element of a set. */
function item(depth: i32, isKey: bool): Value {
  const start = at;
  readHead();
  if (!good) return fail();
  switch (major) {
    case UNSIGNED:
    case NEGATIVE: {
      const digits = alloc(8);
      store<u64>(digits, bswap(argument));
      const value = intOf(digits, 8);
      value.negative = major == NEGATIVE;
      return value;
    }
    case BYTES:
    case TEXT: {
      const kind = major == BYTES ? Kind.BYTES : Kind.TEXT;
      const length = argument;
      const data = take(length);
      if (!good || (kind == Kind.TEXT && !isUtf8(data, at))) return fail();
      return newValue(kind, data, <i32>length);
    }
    case ARRAY:
      return isKey ? fail() : items(Kind.LIST, depth + 1, false);
    case TAG:
      return tagged(depth, isKey);
    case SIMPLE:
      return info >= 25 ? float(start, isKey) : simple(isKey);
  }
  return fail();
}

function simple(isKey: bool): Value {
  if (info == 22) return none();
  return !isKey && (info == 20 || info == 21) ? bool_(info == 21) : fail();
}

function tagged(depth: i32, isKey: bool): Value {
  const tag = argument;
  readHead();
  if (!good) return fail();
  if (tag == TAG_POSITIVE || tag == TAG_NEGATIVE) {
    if (major != BYTES) return fail();
    const length = argument;
    const digits = take(length);
    if (!good || length <= 8 || length > <u64>INT_BYTES_MAX || load<u8>(digits) == 0) return fail();
    const value = intOf(digits, <i32>length);
    value.negative = tag == TAG_NEGATIVE;
    return value.negative && isLeast(value) ? fail() : value;
  }
  if (major != ARRAY) return fail();
  if (tag == TAG_TUPLE) return items(Kind.TUPLE, depth + 1, isKey);
  if (tag == TAG_SET && !isKey) return items(Kind.SET, depth + 1, true);
  return tag == TAG_DICT && !isKey ? items(Kind.DICT, depth + 1, false) : fail();
}

/** Whether a negative integer is -2^65536, which is one too small. */
function isLeast(value: Value): bool {
  if (value.length < INT_BYTES_MAX) return false;
  for (let i = 0; i < value.length; i++) if (load<u8>(value.data + i) != 0xff) return false;
  return true;
}

/** @param areKeys of all items; those of a dict are by turns. */
function items(kind: Kind, depth: i32, areKeys: bool): Value {
  // An item has at least one byte.
  if (depth > DEPTH_MAX || argument > <u64>(end - at)) return fail();
  const count = <i32>argument;
  const isDict = kind == Kind.DICT;
  if (isDict && count & 1) return fail();
  const value = containerOf(kind, count);
  const seen = createSeen(isDict ? count >> 1 : 0);
  let before: usize = 0;
  let last: usize = 0;
  for (let i = 0; i < count; i++) {
    const start = at;
    const isKey = isDict && (i & 1) == 0;
    value.push(item(depth, areKeys || isKey));
    if (!good) return fail();
    if (isKey && !seen.add(start, at)) return fail();
    if (kind == Kind.SET) {
      if (i > 0 && !isBefore(before, last, start, at)) return fail();
      before = start;
      last = at;
    }
  }
  return value;
}

function isBefore(a: usize, aEnd: usize, b: usize, bEnd: usize): bool {
  const order = memory.compare(a, b, min(aEnd - a, bEnd - b));
  return order < 0 || (order == 0 && aEnd - a < bEnd - b);
}

/** Keys of one dict, by where they are written: a hash table without room for more than was announced. */
@unmanaged
class Seen {
  /** Start and end of a key in a slot of 8 bytes; a start of 0 is a free one. */
  slots: usize;
  mask: u32;

  /** Whether the key is new. */
  add(start: usize, stop: usize): bool {
    let hash: u32 = 0x811c9dc5;
    for (let i = start; i < stop; i++) hash = (hash ^ load<u8>(i)) * 0x01000193;
    let slot = this.slots + ((hash & this.mask) << 3);
    while (load<usize>(slot) != 0) {
      const other = load<usize>(slot);
      const length = load<usize>(slot, 4) - other;
      if (length == stop - start && memory.compare(other, start, length) == 0) return false;
      slot = this.slots + ((++hash & this.mask) << 3);
    }
    store<usize>(slot, start);
    store<usize>(slot, stop, 4);
    return true;
  }
}

function createSeen(count: i32): Seen {
  const seen = changetype<Seen>(alloc(offsetof<Seen>()));
  seen.mask = count == 0 ? 0 : (1 << (33 - clz(count))) - 1;
  seen.slots = alloc((seen.mask + 1) << 3);
  memory.fill(seen.slots, 0, (seen.mask + 1) << 3);
  return seen;
}

/** A float in its shortest form; a key's is no integer and no NaN, which Python would take for another. */
function float(start: usize, isKey: bool): Value {
  let number: f64;
  let isShortest: bool;
  if (info == 25) {
    number = halfToNumber(<u32>argument);
    isShortest = !isNaN(number) || argument == 0x7e00;
  } else if (info == 26) {
    number = <f64>reinterpret<f32>(<u32>argument);
    isShortest = !isNaN(number) && !isHalf(<u32>argument);
  } else {
    number = reinterpret<f64>(argument);
    isShortest = !isNaN(number) && <f64>(<f32>number) != number;
  }
  const isIntegral = isFinite(number) && floor(number) == number;
  if (!isShortest || (isKey && (isNaN(number) || isIntegral))) return fail();
  return newValue(Kind.FLOAT, start, <i32>(at - start));
}

function halfToNumber(bits: u32): f64 {
  const sign: f64 = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = <f64>(bits & 0x3ff);
  if (exponent == 0) return sign * fraction * 5.960464477539063e-8;
  if (exponent == 31) return fraction == 0 ? sign * Infinity : NaN;
  return sign * (1024 + fraction) * reinterpret<f64>((<u64>(exponent + 998)) << 52);
}

/** Whether half precision holds a float of these bits, which is no NaN. */
function isHalf(bits: u32): bool {
  const exponent = (bits >> 23) & 0xff;
  const fraction = bits & 0x7fffff;
  if (exponent == 255 || (bits & 0x7fffffff) == 0) return true;
  if (exponent >= 113 && exponent <= 142) return (fraction & 0x1fff) == 0;
  if (exponent < 103 || exponent > 112) return false;
  return ((fraction | 0x800000) & ((1 << (126 - exponent)) - 1)) == 0;
}

/** RFC 3629: no longer form than needed, no surrogates, at most U+10FFFF. */
function isUtf8(start: usize, stop: usize): bool {
  for (let i = start; i < stop; ) {
    const first = load<u8>(i++);
    if (first < 0x80) continue;
    if (first < 0xc2 || first > 0xf4 || i == stop) return false;
    const second = load<u8>(i++);
    const least: u8 = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    const most: u8 = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    if (second < least || second > most) return false;
    for (let more = first >= 0xf0 ? 2 : first >= 0xe0 ? 1 : 0; more > 0; more--) {
      if (i == stop || (load<u8>(i++) & 0xc0) != 0x80) return false;
    }
  }
  return true;
}
