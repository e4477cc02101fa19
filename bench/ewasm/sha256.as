// SHA-256 (FIPS 180-4) of the call data.
const K = memory.data<u32>([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01,
  0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc,
  0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
  0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08,
  0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
  0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
]);
const H = memory.data<u32>([
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
]);
const W = memory.data(256);

@inline
function word(base: usize, index: i32): u32 {
  return load<u32>(base + (<usize>index << 2));
}

function compress(block: usize): void {
  for (let i = 0; i < 16; i++) store<u32>(W + (<usize>i << 2), bswap<u32>(word(block, i)));
  for (let i = 16; i < 64; i++) {
    const x = word(W, i - 15);
    const y = word(W, i - 2);
    const s0 = rotr<u32>(x, 7) ^ rotr<u32>(x, 18) ^ (x >> 3);
    const s1 = rotr<u32>(y, 17) ^ rotr<u32>(y, 19) ^ (y >> 10);
    store<u32>(W + (<usize>i << 2), word(W, i - 16) + s0 + word(W, i - 7) + s1);
  }
  let a = word(H, 0), b = word(H, 1), c = word(H, 2), d = word(H, 3);
  let e = word(H, 4), f = word(H, 5), g = word(H, 6), h = word(H, 7);
  for (let i = 0; i < 64; i++) {
    const s1 = rotr<u32>(e, 6) ^ rotr<u32>(e, 11) ^ rotr<u32>(e, 25);
    const t1 = h + s1 + ((e & f) ^ (~e & g)) + word(K, i) + word(W, i);
    const s0 = rotr<u32>(a, 2) ^ rotr<u32>(a, 13) ^ rotr<u32>(a, 22);
    const t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
    h = g; g = f; f = e; e = d + t1; d = c; c = b; b = a; a = t1 + t2;
  }
  store<u32>(H, word(H, 0) + a);
  store<u32>(H + 4, word(H, 1) + b);
  store<u32>(H + 8, word(H, 2) + c);
  store<u32>(H + 12, word(H, 3) + d);
  store<u32>(H + 16, word(H, 4) + e);
  store<u32>(H + 20, word(H, 5) + f);
  store<u32>(H + 24, word(H, 6) + g);
  store<u32>(H + 28, word(H, 7) + h);
}

export function main(): void {
  const length = readInput();
  store<u8>(INPUT + length, 0x80);
  const end = (length + 72) & ~63;
  store<u64>(INPUT + end - 8, bswap<u64>(<u64>length << 3));
  for (let at: usize = 0; at < end; at += 64) compress(INPUT + at);
  for (let i = 0; i < 8; i++) store<u32>(OUTPUT + (<usize>i << 2), bswap<u32>(word(H, i)));
  finish(<i32>OUTPUT, 32);
}
