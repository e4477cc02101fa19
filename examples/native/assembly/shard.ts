/** The module `shard` as AssemblyScript sees it: host/vm/ewasm/shard.wit says what each function does. */

// @ts-ignore: decorator
@external("shard", "storageSize")
export declare function storageSize(): i32;
// @ts-ignore: decorator
@external("shard", "storageResize")
export declare function storageResize(size: i32): void;
// @ts-ignore: decorator
@external("shard", "readStorage")
export declare function readStorage(offset: i32, to: usize, length: i32): void;
// @ts-ignore: decorator
@external("shard", "setStorage")
export declare function setStorage(offset: i32, from: usize, length: i32): void;
// @ts-ignore: decorator
@external("shard", "call")
export declare function call(fuel: i64, address: usize, value: usize, data: usize, length: i32): i32;
// @ts-ignore: decorator
@external("shard", "delegateCall")
export declare function delegateCall(fuel: i64, address: usize, data: usize, length: i32): i32;
// @ts-ignore: decorator
@external("shard", "callDataSize")
export declare function callDataSize(): i32;
// @ts-ignore: decorator
@external("shard", "callDataCopy")
export declare function callDataCopy(to: usize, offset: i32, length: i32): void;
// @ts-ignore: decorator
@external("shard", "returnDataSize")
export declare function returnDataSize(): i32;
// @ts-ignore: decorator
@external("shard", "returnDataCopy")
export declare function returnDataCopy(to: usize, offset: i32, length: i32): void;
// @ts-ignore: decorator
@external("shard", "getCaller")
export declare function getCaller(to: usize): void;
// @ts-ignore: decorator
@external("shard", "getAddress")
export declare function getAddress(to: usize): void;
// @ts-ignore: decorator
@external("shard", "getValue")
export declare function getValue(to: usize): void;
// @ts-ignore: decorator
@external("shard", "log")
export declare function log(
  data: usize,
  length: i32,
  count: i32,
  topic1: usize,
  topic2: usize,
  topic3: usize,
  topic4: usize,
): void;
// @ts-ignore: decorator
@external("shard", "yank")
export declare function yank(shard: i32): void;
// @ts-ignore: decorator
@external("shard", "finish")
export declare function finish(data: usize, length: i32): void;
// @ts-ignore: decorator
@external("shard", "revert")
declare function revertBytes(data: usize, length: i32): void;

/** All the fuel that may be passed. */
export const ALL_FUEL: i64 = i64.MAX_VALUE;
export const ADDRESS_BYTES: i32 = 20;
/** Sixteen zeros: no value. */
export const NO_VALUE: usize = memory.data(16);

/** Ends the run with eight bytes, little-endian. */
export function finishInteger(value: u64): void {
  const bytes = heap.alloc(8);
  store<u64>(bytes, value);
  finish(bytes, 8);
}

/** Ends the run; a caller sees the text as bytes. */
export function revert(reason: string): void {
  const bytes = String.UTF8.encode(reason);
  revertBytes(changetype<usize>(bytes), bytes.byteLength);
}

export function require(condition: bool, reason: string): void {
  if (!condition) revert(reason);
}

export function isSameAddress(a: usize, b: usize): bool {
  return memory.compare(a, b, ADDRESS_BYTES) == 0;
}
