/**
 * The values that contracts exchange and store, as JavaScript sees them (SEMANTICS 12).
 *
 * | Python | JavaScript in | JavaScript out |
 * |---|---|---|
 * | None, bool, str | null, boolean, string | the same |
 * | int | bigint, safe-integer number | number if a safe integer, else bigint |
 * | float | PyFloat, number that is no integer | number if no integer (NaN, infinities), else PyFloat |
 * | bytes | Uint8Array | Uint8Array |
 * | list, tuple, set | Array, PyTuple, PySet | the same |
 * | dict | Map, plain object with string keys | Map, in insertion order |
 */

/** A float whose type must not be lost: JavaScript's 1 is an int, `new PyFloat(1)` is 1.0. */
export class PyFloat {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

export class PyTuple {
  readonly items: readonly Value[];

  constructor(items: readonly Value[]) {
    this.items = items;
  }
}

/** A Python set. Decoded sets hold their elements in the order of their encodings. */
export class PySet {
  readonly items: readonly Value[];

  constructor(items: readonly Value[]) {
    this.items = items;
  }
}

export type Value =
  | null
  | boolean
  | bigint
  | number
  | string
  | Uint8Array
  | Value[]
  | Map<Value, Value>
  | PyTuple
  | PySet
  | PyFloat;

/** Containers around a value, itself included if it is one; `[[]]` has 2 (SEMANTICS 11). */
export const VALUE_DEPTH_MAX = 64;

/** `abs(n).bit_length()` of an integer (SEMANTICS 11). */
export const INTEGER_BITS_MAX = 65_536;

/** CBOR tags (SEMANTICS 11). 258 is the registered one for sets, 45000 and 45001 are ours. */
export const TAG_POSITIVE_BIGNUM = 2;
export const TAG_NEGATIVE_BIGNUM = 3;
export const TAG_SET = 258;
export const TAG_DICT = 45_000;
export const TAG_TUPLE = 45_001;

/** An int in the form that decoding yields. */
export function integerToValue(value: bigint): Value {
  const isSafe = value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER);
  return isSafe ? Number(value) : value;
}

/** A float in the form that decoding yields. */
export function floatToValue(value: number): Value {
  return Number.isInteger(value) ? new PyFloat(value) : value;
}

/** Whether an integer has at most INTEGER_BITS_MAX bits. */
export function isIntegerInRange(value: bigint): boolean {
  const magnitude = value < 0n ? -value : value;
  return BigInt.asUintN(INTEGER_BITS_MAX, magnitude) === magnitude;
}

/** Whether a text has half of a surrogate pair, which UTF-8 cannot express. */
export function hasLoneSurrogate(text: string): boolean {
  return /\p{Surrogate}/u.test(text);
}
