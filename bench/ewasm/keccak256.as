// Keccak-256 (the padding of Ethereum) of the call data.
const RC = memory.data<u64>([
  0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000, 0x000000000000808b, 0x0000000080000001,
  0x8000000080008081, 0x8000000000008009, 0x000000000000008a, 0x0000000000000088, 0x0000000080008009, 0x000000008000000a,
  0x000000008000808b, 0x800000000000008b, 0x8000000000008089, 0x8000000000008003, 0x8000000000008002, 0x8000000000000080,
  0x000000000000800a, 0x800000008000000a, 0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
]);
const ROTATION = memory.data<u8>([1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44]);
const LANE = memory.data<u8>([10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1]);
const A = memory.data(200);
const RATE: usize = 136;

@inline
function lane(base: usize, index: i32): u64 {
  return load<u64>(base + (<usize>index << 3));
}

@inline
function column(x: i32): u64 {
  return lane(A, x) ^ lane(A, x + 5) ^ lane(A, x + 10) ^ lane(A, x + 15) ^ lane(A, x + 20);
}

@inline
function change(index: i32, by: u64): void {
  store<u64>(A + (<usize>index << 3), lane(A, index) ^ by);
}

@inline
function spread(x: i32, by: u64): void {
  change(x, by);
  change(x + 5, by);
  change(x + 10, by);
  change(x + 15, by);
  change(x + 20, by);
}

@inline
function row(y: i32): void {
  const a = lane(A, y), b = lane(A, y + 1), c = lane(A, y + 2), d = lane(A, y + 3), e = lane(A, y + 4);
  store<u64>(A + (<usize>y << 3), a ^ (~b & c));
  store<u64>(A + (<usize>(y + 1) << 3), b ^ (~c & d));
  store<u64>(A + (<usize>(y + 2) << 3), c ^ (~d & e));
  store<u64>(A + (<usize>(y + 3) << 3), d ^ (~e & a));
  store<u64>(A + (<usize>(y + 4) << 3), e ^ (~a & b));
}

function permute(): void {
  for (let round = 0; round < 24; round++) {
    const c0 = column(0), c1 = column(1), c2 = column(2), c3 = column(3), c4 = column(4);
    spread(0, c4 ^ rotl<u64>(c1, 1));
    spread(1, c0 ^ rotl<u64>(c2, 1));
    spread(2, c1 ^ rotl<u64>(c3, 1));
    spread(3, c2 ^ rotl<u64>(c4, 1));
    spread(4, c3 ^ rotl<u64>(c0, 1));
    let moved = lane(A, 1);
    for (let i = 0; i < 24; i++) {
      const to = <i32>load<u8>(LANE + i);
      const next = lane(A, to);
      store<u64>(A + (<usize>to << 3), rotl<u64>(moved, <u64>load<u8>(ROTATION + i)));
      moved = next;
    }
    row(0);
    row(5);
    row(10);
    row(15);
    row(20);
    store<u64>(A, lane(A, 0) ^ lane(RC, round));
  }
}

export function main(): void {
  const length = readInput();
  const end = (length / RATE + 1) * RATE;
  store<u8>(INPUT + length, 1);
  store<u8>(INPUT + end - 1, load<u8>(INPUT + end - 1) | 0x80);
  for (let at: usize = 0; at < end; at += RATE) {
    for (let i = 0; i < 17; i++) store<u64>(A + (<usize>i << 3), lane(A, i) ^ lane(INPUT + at, i));
    permute();
  }
  finish(<i32>A, 32);
}
