// BLAKE2b-512 (RFC 7693) of the call data, without a key.
const IV = memory.data<u64>([
  0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1, 0x510e527fade682d1, 0x9b05688c2b3e6c1f,
  0x1f83d9abfb41bd6b, 0x5be0cd19137e2179,
]);
const SIGMA = memory.data<u8>([
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3,
  11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4, 7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8,
  9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13, 2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9,
  12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11, 13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10,
  6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5, 10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0,
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3,
]);
const H = memory.data(64);
const V = memory.data(128);

@inline
function at(base: usize, index: i32): u64 {
  return load<u64>(base + (<usize>index << 3));
}

@inline
function mix(a: i32, b: i32, c: i32, d: i32, x: u64, y: u64): void {
  let va = at(V, a), vb = at(V, b), vc = at(V, c), vd = at(V, d);
  va += vb + x;
  vd = rotr<u64>(vd ^ va, 32);
  vc += vd;
  vb = rotr<u64>(vb ^ vc, 24);
  va += vb + y;
  vd = rotr<u64>(vd ^ va, 16);
  vc += vd;
  vb = rotr<u64>(vb ^ vc, 63);
  store<u64>(V + (<usize>a << 3), va);
  store<u64>(V + (<usize>b << 3), vb);
  store<u64>(V + (<usize>c << 3), vc);
  store<u64>(V + (<usize>d << 3), vd);
}

@inline
function message(block: usize, round: i32, index: i32): u64 {
  return at(block, <i32>load<u8>(SIGMA + (round << 4) + index));
}

function compress(block: usize, counted: u64, isLast: bool): void {
  for (let i = 0; i < 8; i++) {
    store<u64>(V + (<usize>i << 3), at(H, i));
    store<u64>(V + (<usize>(i + 8) << 3), at(IV, i));
  }
  store<u64>(V + 96, at(V, 12) ^ counted);
  if (isLast) store<u64>(V + 112, ~at(V, 14));
  for (let r = 0; r < 12; r++) {
    mix(0, 4, 8, 12, message(block, r, 0), message(block, r, 1));
    mix(1, 5, 9, 13, message(block, r, 2), message(block, r, 3));
    mix(2, 6, 10, 14, message(block, r, 4), message(block, r, 5));
    mix(3, 7, 11, 15, message(block, r, 6), message(block, r, 7));
    mix(0, 5, 10, 15, message(block, r, 8), message(block, r, 9));
    mix(1, 6, 11, 12, message(block, r, 10), message(block, r, 11));
    mix(2, 7, 8, 13, message(block, r, 12), message(block, r, 13));
    mix(3, 4, 9, 14, message(block, r, 14), message(block, r, 15));
  }
  for (let i = 0; i < 8; i++) store<u64>(H + (<usize>i << 3), at(H, i) ^ at(V, i) ^ at(V, i + 8));
}

export function main(): void {
  const length = readInput();
  for (let i = 0; i < 8; i++) store<u64>(H + (<usize>i << 3), at(IV, i));
  store<u64>(H, at(H, 0) ^ 0x01010040);
  let done: usize = 0;
  for (; done + 128 < length; done += 128) compress(INPUT + done, done + 128, false);
  compress(INPUT + done, length, true);
  finish(<i32>H, 64);
}
