/**
 * Values of scripts. Numbers are bits, as unsigned bigints, so that no NaN passes through JavaScript;
 * references are JavaScript's.
 */

import { EXTERNREF, F32, F64, FUNCREF, I32, I64, type ValueType } from '../../runtime/wasm/module.js';
import type { ScriptValue } from './script.js';

/** Bits of a number, or a reference. */
export type Value = bigint | object | null;

export const TYPE_BY_NAME: Readonly<Record<ScriptValue['type'], ValueType>> = {
  i32: I32,
  i64: I64,
  f32: F32,
  f64: F64,
  funcref: FUNCREF,
  externref: EXTERNREF,
};

/** Positive quiet NaN without payload: what instrumentation makes of every NaN that arithmetic gives. */
const CANONICAL_NAN = { f32: 0x7fc0_0000n, f64: 0x7ff8_0000_0000_0000n } as const;
const SIGN = { f32: 1n << 31n, f64: 1n << 63n } as const;

const hostObjects = new Map<string, object>();

/** The host object that a script calls by a number; the same one each time. */
function hostObject(name: string): object {
  const object = hostObjects.get(name) ?? { externref: name };
  hostObjects.set(name, object);
  return object;
}

/** An argument of an action. */
export function argument({ type, value }: ScriptValue): Value {
  if (value === undefined) throw new Error(`an argument of type ${type} has no value`);
  if (type === 'funcref' || type === 'externref') return value === 'null' ? null : hostObject(value);
  return BigInt(value);
}

export function isNanPattern({ value }: ScriptValue): boolean {
  return value === 'nan:canonical' || value === 'nan:arithmetic';
}

/** Whether a result is what the script expects. @param singleNan where a NaN is any, only one will do. */
export function matches(expected: ScriptValue, actual: Value, singleNan: boolean): boolean {
  const { type, value } = expected;
  if (type === 'externref') return value === undefined ? actual !== null : actual === argument(expected);
  if (type === 'funcref') return value === 'null' ? actual === null : typeof actual === 'function';
  if (typeof actual !== 'bigint' || value === undefined) return false;
  if (!isNanPattern(expected)) return actual === BigInt(value);
  const float = type === 'f32' ? 'f32' : 'f64';
  const canonical = CANONICAL_NAN[float];
  if (singleNan) return actual === canonical;
  if (value === 'nan:canonical') return (actual & ~SIGN[float]) === canonical;
  return (actual & canonical) === canonical;
}

export function showValue(value: Value): string {
  if (typeof value === 'bigint') return `0x${value.toString(16)}`;
  return value === null ? 'null' : typeof value;
}
