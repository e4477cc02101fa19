/**
 * Values of the interpreter. Floats are kept as bits, because JavaScript numbers lose the payloads of NaNs.
 */

import { EXTERNREF, F32, F64, FUNCREF, I32, I64, type ValueType } from '../../runtime/wasm/module.js';

/** A function by its index, or what the host gave; the guest cannot tell references apart. */
export type Reference =
  | null
  | { readonly functionIndex: number }
  | { readonly host: unknown; readonly functionIndex?: undefined };

/** i32: signed; i64: signed; f32: bits, unsigned; f64: bits, unsigned. */
export type Value = number | bigint | Reference;

export const F32_NAN = 0x7fc0_0000;
export const F64_NAN = 0x7ff8_0000_0000_0000n;

const scratch = new DataView(new ArrayBuffer(8));

export function f32FromBits(bits: number): number {
  scratch.setUint32(0, bits);
  return scratch.getFloat32(0);
}

/** Bits of a number rounded to f32; every NaN becomes the canonical one. */
export function f32ToBits(value: number): number {
  if (Number.isNaN(value)) return F32_NAN;
  scratch.setFloat32(0, value);
  return scratch.getUint32(0);
}

export function f64FromBits(bits: bigint): number {
  scratch.setBigUint64(0, bits);
  return scratch.getFloat64(0);
}

/** Bits of a number; every NaN becomes the canonical one. */
export function f64ToBits(value: number): bigint {
  if (Number.isNaN(value)) return F64_NAN;
  scratch.setFloat64(0, value);
  return scratch.getBigUint64(0);
}

export function defaultValue(type: ValueType): Value {
  if (type === I64 || type === F64) return 0n;
  return type === FUNCREF || type === EXTERNREF ? null : 0;
}

/** What the host passes in, as the JavaScript interface converts it (ToWebAssemblyValue). */
export function fromHost(value: unknown, type: ValueType): Value {
  switch (type) {
    case I32:
      return Number(value) | 0;
    case I64:
      return BigInt.asIntN(64, value as bigint);
    case F32:
      return f32ToBits(Number(value));
    case F64:
      return f64ToBits(Number(value));
    default:
      return value === null || value === undefined ? null : { host: value };
  }
}

/** What the host sees (ToJSValue); payloads of NaNs are not among it. */
export function toHost(value: Value, type: ValueType): unknown {
  switch (type) {
    case F32:
      return f32FromBits(value as number);
    case F64:
      return f64FromBits(value as bigint);
    case I32:
    case I64:
      return value;
    default: {
      const reference = value as Reference;
      return reference !== null && 'host' in reference ? reference.host : reference;
    }
  }
}
