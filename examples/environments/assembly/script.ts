/**
 * The module `script`, which every frame of an execution environment has: arguments, results and the end of
 * a run.
 */

import { decode, encode } from "./cbor";
import { alloc } from "./memory";
import { bytes, Kind, text, Value } from "./value";

// @ts-ignore: decorator
@external("script", "argsSize")
declare function argsSize(): i32;
// @ts-ignore: decorator
@external("script", "argsCopy")
declare function argsCopy(to: usize, offset: i32, length: i32): void;
// @ts-ignore: decorator
@external("script", "resultSize")
declare function resultSize(): i32;
// @ts-ignore: decorator
@external("script", "resultCopy")
declare function resultCopy(to: usize, offset: i32, length: i32): void;
// @ts-ignore: decorator
@external("script", "finish")
declare function finishBytes(data: usize, length: i32): void;
// @ts-ignore: decorator
@external("script", "revert")
declare function revertBytes(data: usize, length: i32): void;

/** What the frame was entered with. */
export function args(): Value {
  const size = argsSize();
  const data = alloc(size);
  argsCopy(data, 0, size);
  return bytes(data, size);
}

/** So many arguments, as the frame was entered with them. @reverts BAD_ARGS */
export function argsList(least: i32, most: i32 = least): Value {
  const list = decode(args());
  if (list == null || list.kind != Kind.LIST) revert("BAD_ARGS");
  require(list!.length >= least && list!.length <= most, "BAD_ARGS");
  return list!;
}

/** What the last call of the interface gave. */
export function result(): Value {
  const size = resultSize();
  const data = alloc(size);
  resultCopy(data, 0, size);
  const value = decode(bytes(data, size));
  return value!;
}

/** Ends the run. */
export function finish(value: Value): void {
  const data = encode(value);
  finishBytes(data.data, data.length);
}

/** Ends the run and undoes it; the reason is written as Python writes it. */
export function revert(reason: string): void {
  revertWith(text(reason));
}

/** @param reason a TEXT. */
export function revertWith(reason: Value): void {
  const data = encode(reason);
  revertBytes(data.data, data.length);
}

export function require(condition: bool, reason: string): void {
  if (!condition) revert(reason);
}
