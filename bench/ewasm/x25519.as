// X25519 (RFC 7748): the ladder on Curve25519, the Montgomery form of ed25519's curve, with 16 limbs of 16 bits in i64.
// Call data: scalar and u coordinate, 32 bytes each; output: 32 bytes.
const LIMBS = 16;
const X = memory.data(128);
const A = memory.data(128);
const B = memory.data(128);
const C = memory.data(128);
const D = memory.data(128);
const E = memory.data(128);
const F = memory.data(128);
const M = memory.data(128);
const T = memory.data(256);
const SCALAR = memory.data(32);
const A24: i64 = 121665;

@inline
function get(base: usize, index: i32): i64 {
  return load<i64>(base + (<usize>index << 3));
}

@inline
function set(base: usize, index: i32, value: i64): void {
  store<i64>(base + (<usize>index << 3), value);
}

function carry(o: usize): void {
  for (let i = 0; i < LIMBS; i++) {
    const limb = get(o, i) + 65536;
    const c = limb >> 16;
    if (i < 15) set(o, i + 1, get(o, i + 1) + c - 1);
    else set(o, 0, get(o, 0) + 38 * (c - 1));
    set(o, i, limb - (c << 16));
  }
}

function add(o: usize, a: usize, b: usize): void {
  for (let i = 0; i < LIMBS; i++) set(o, i, get(a, i) + get(b, i));
}

function subtract(o: usize, a: usize, b: usize): void {
  for (let i = 0; i < LIMBS; i++) set(o, i, get(a, i) - get(b, i));
}

@inline
function product(to: i32, ai: i64, b: usize, j: i32): void {
  set(T, to, get(T, to) + ai * get(b, j));
}

function multiply(o: usize, a: usize, b: usize): void {
  memory.fill(T, 0, 256);
  for (let i = 0; i < LIMBS; i++) {
    const ai = get(a, i);
    for (let j = 0; j < LIMBS; j += 8) {
      product(i + j, ai, b, j);
      product(i + j + 1, ai, b, j + 1);
      product(i + j + 2, ai, b, j + 2);
      product(i + j + 3, ai, b, j + 3);
      product(i + j + 4, ai, b, j + 4);
      product(i + j + 5, ai, b, j + 5);
      product(i + j + 6, ai, b, j + 6);
      product(i + j + 7, ai, b, j + 7);
    }
  }
  for (let i = 0; i < 15; i++) set(T, i, get(T, i) + 38 * get(T, i + 16));
  for (let i = 0; i < LIMBS; i++) set(o, i, get(T, i));
  carry(o);
  carry(o);
}

function swap(p: usize, q: usize, bit: i64): void {
  const mask = ~(bit - 1);
  for (let i = 0; i < LIMBS; i++) {
    const t = mask & (get(p, i) ^ get(q, i));
    set(p, i, get(p, i) ^ t);
    set(q, i, get(q, i) ^ t);
  }
}

/** o = 1 / o, by Fermat. */
function invert(o: usize): void {
  memory.copy(F, o, 128);
  for (let a = 253; a >= 0; a--) {
    multiply(F, F, F);
    if (a !== 2 && a !== 4) multiply(F, F, o);
  }
  memory.copy(o, F, 128);
}

function pack(to: usize, n: usize): void {
  carry(n);
  carry(n);
  carry(n);
  for (let round = 0; round < 2; round++) {
    set(M, 0, get(n, 0) - 0xffed);
    for (let i = 1; i < 15; i++) {
      set(M, i, get(n, i) - 0xffff - ((get(M, i - 1) >> 16) & 1));
      set(M, i - 1, get(M, i - 1) & 0xffff);
    }
    set(M, 15, get(n, 15) - 0x7fff - ((get(M, 14) >> 16) & 1));
    const borrow = (get(M, 15) >> 16) & 1;
    set(M, 14, get(M, 14) & 0xffff);
    swap(n, M, 1 - borrow);
  }
  for (let i = 0; i < LIMBS; i++) store<u16>(to + (<usize>i << 1), <u16>get(n, i));
}

export function main(): void {
  readInput();
  memory.copy(SCALAR, INPUT, 32);
  store<u8>(SCALAR, load<u8>(SCALAR) & 248);
  store<u8>(SCALAR + 31, (load<u8>(SCALAR + 31) & 127) | 64);
  for (let i = 0; i < LIMBS; i++) {
    const limb = <i64>load<u16>(INPUT + 32 + (<usize>i << 1));
    set(X, i, i === 15 ? limb & 0x7fff : limb);
    set(B, i, get(X, i));
    set(A, i, 0);
    set(C, i, 0);
    set(D, i, 0);
  }
  set(A, 0, 1);
  set(D, 0, 1);
  for (let i = 254; i >= 0; i--) {
    const bit = <i64>((load<u8>(SCALAR + (i >> 3)) >> <u8>(i & 7)) & 1);
    swap(A, B, bit);
    swap(C, D, bit);
    add(E, A, C);
    subtract(A, A, C);
    add(C, B, D);
    subtract(B, B, D);
    multiply(D, E, E);
    multiply(F, A, A);
    multiply(A, C, A);
    multiply(C, B, E);
    add(E, A, C);
    subtract(A, A, C);
    multiply(B, A, A);
    subtract(C, D, F);
    for (let k = 0; k < LIMBS; k++) set(M, k, get(C, k) * A24);
    carry(M);
    carry(M);
    add(A, M, D);
    multiply(C, C, A);
    multiply(A, D, F);
    multiply(D, B, X);
    multiply(B, E, E);
    swap(A, B, bit);
    swap(C, D, bit);
  }
  invert(C);
  multiply(A, A, C);
  pack(OUTPUT, A);
  finish(<i32>OUTPUT, 32);
}
