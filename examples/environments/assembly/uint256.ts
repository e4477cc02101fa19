/** Amounts: integers from 0 to 2^256 - 1. */

import { alloc } from "./memory";
import { intOf, Kind, Value } from "./value";

const BYTES: i32 = 32;

export function isUint256(value: Value): bool {
  return value.kind == Kind.INT && !value.negative && value.length <= BYTES;
}

export function isAmount(value: Value): bool {
  return isUint256(value) && value.length > 0;
}

export function isUint256Max(value: Value): bool {
  if (!isUint256(value) || value.length != BYTES) return false;
  for (let i = 0; i < BYTES; i++) if (load<u8>(value.data + i) != 0xff) return false;
  return true;
}

export function uint256Max(): Value {
  const data = alloc(BYTES);
  memory.fill(data, 0xff, BYTES);
  return intOf(data, BYTES);
}

/** Its bytes, big-endian. @traps if it is negative or has more than so many. */
export function toBytes(value: Value, length: i32): usize {
  if (value.kind != Kind.INT || value.negative || value.length > length) unreachable();
  const data = alloc(length);
  memory.fill(data, 0, length);
  memory.copy(data + length - value.length, value.data, value.length);
  return data;
}

export function isLess(a: Value, b: Value): bool {
  return memory.compare(toBytes(a, BYTES), toBytes(b, BYTES), BYTES) < 0;
}

/** a + b; beyond 2^256 - 1 it is no uint256 any more. */
export function add(a: Value, b: Value): Value {
  const x = toBytes(a, BYTES);
  const y = toBytes(b, BYTES);
  const sum = alloc(BYTES + 1);
  let carry: u32 = 0;
  for (let i = BYTES - 1; i >= 0; i--) {
    carry += <u32>load<u8>(x + i) + <u32>load<u8>(y + i);
    store<u8>(sum + i + 1, <u8>carry);
    carry >>= 8;
  }
  store<u8>(sum, <u8>carry);
  return intOf(sum, BYTES + 1);
}

/** a - b. @traps if that is less than 0. */
export function subtract(a: Value, b: Value): Value {
  const x = toBytes(a, BYTES);
  const y = toBytes(b, BYTES);
  const rest = alloc(BYTES);
  let borrow: i32 = 0;
  for (let i = BYTES - 1; i >= 0; i--) {
    const digit = <i32>load<u8>(x + i) - <i32>load<u8>(y + i) - borrow;
    store<u8>(rest + i, <u8>digit);
    borrow = digit < 0 ? 1 : 0;
  }
  if (borrow) unreachable();
  return intOf(rest, BYTES);
}
