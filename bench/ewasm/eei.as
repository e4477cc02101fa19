// What the kernels import; put in front of each.
@external("ethereum", "getCallDataSize")
declare function getCallDataSize(): i32;
@external("ethereum", "callDataCopy")
declare function callDataCopy(result: i32, offset: i32, length: i32): void;
@external("ethereum", "finish")
declare function finish(offset: i32, length: i32): void;

/** Call data is copied to here; static data is below it. */
const INPUT: usize = 16384;
const OUTPUT: usize = 8192;

function readInput(): usize {
  const length = getCallDataSize();
  callDataCopy(<i32>INPUT, 0, length);
  return <usize>length;
}
