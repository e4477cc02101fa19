// The public key of an ed25519 key (RFC 8032, 5.1.5): a scalar times the base point, in extended coordinates, with
// 16 limbs of 16 bits in i64. Call data: the first half of the seed's SHA-512, 32 bytes; output: 32 bytes.

const LIMBS = 16;
/** Bytes of a field element; a point is four: X, Y, Z and T = XY/Z. */
const ELEMENT = 128;
/** The base point, in limbs. */
const BASE_X = memory.data<u16>([
  0xd51a, 0x8f25, 0x2d60, 0xc956, 0xa7b2, 0x9525, 0xc760, 0x692c,
  0xdc5c, 0xfdd6, 0xe231, 0xc0a4, 0x53fe, 0xcd6e, 0x36d3, 0x2169,
]);
/** Its y: 4/5. */
const BASE_Y = memory.data<u16>([
  0x6658, 0x6666, 0x6666, 0x6666, 0x6666, 0x6666, 0x6666, 0x6666,
  0x6666, 0x6666, 0x6666, 0x6666, 0x6666, 0x6666, 0x6666, 0x6666,
]);
/** 2d of the curve -x² + y² = 1 + dx²y². */
const TWICE_D = memory.data<u16>([
  0xf159, 0x26b2, 0x9b94, 0xebd6, 0xb156, 0x8283, 0x149a, 0x00e0,
  0xd130, 0xeef3, 0x80f2, 0x198e, 0xfce7, 0x56df, 0xd9dc, 0x2406,
]);

const SUM = memory.data(512);
const BASE = memory.data(512);
const D2 = memory.data(128);
const A = memory.data(128);
const B = memory.data(128);
const C = memory.data(128);
const D = memory.data(128);
const E = memory.data(128);
const F = memory.data(128);
const G = memory.data(128);
const H = memory.data(128);
const M = memory.data(128);
const T = memory.data(256);

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

function read(to: usize, limbs: usize): void {
  for (let i = 0; i < LIMBS; i++) set(to, i, <i64>load<u16>(limbs + (<usize>i << 1)));
}

/** p = (E F, G H, F G, E H): how an addition and a doubling end. */
function finishPoint(p: usize): void {
  multiply(p, E, F);
  multiply(p + ELEMENT, G, H);
  multiply(p + 2 * ELEMENT, F, G);
  multiply(p + 3 * ELEMENT, E, H);
}

function addPoint(p: usize, q: usize): void {
  subtract(A, p + ELEMENT, p);
  subtract(B, q + ELEMENT, q);
  multiply(A, A, B);
  add(B, p + ELEMENT, p);
  add(C, q + ELEMENT, q);
  multiply(B, B, C);
  multiply(C, p + 3 * ELEMENT, q + 3 * ELEMENT);
  multiply(C, C, D2);
  multiply(D, p + 2 * ELEMENT, q + 2 * ELEMENT);
  add(D, D, D);
  subtract(E, B, A);
  subtract(F, D, C);
  add(G, D, C);
  add(H, B, A);
  finishPoint(p);
}

function doublePoint(p: usize): void {
  multiply(A, p, p);
  multiply(B, p + ELEMENT, p + ELEMENT);
  multiply(C, p + 2 * ELEMENT, p + 2 * ELEMENT);
  add(C, C, C);
  add(D, p, p + ELEMENT);
  multiply(D, D, D);
  add(H, A, B);
  subtract(E, H, D);
  subtract(G, A, B);
  add(F, C, G);
  finishPoint(p);
}

export function main(): void {
  readInput();
  store<u8>(INPUT, load<u8>(INPUT) & 248);
  store<u8>(INPUT + 31, (load<u8>(INPUT + 31) & 127) | 64);
  read(BASE, BASE_X);
  read(BASE + ELEMENT, BASE_Y);
  set(BASE + 2 * ELEMENT, 0, 1);
  multiply(BASE + 3 * ELEMENT, BASE, BASE + ELEMENT);
  read(D2, TWICE_D);
  // The neutral point (0, 1).
  set(SUM + ELEMENT, 0, 1);
  set(SUM + 2 * ELEMENT, 0, 1);
  for (let i = 254; i >= 0; i--) {
    doublePoint(SUM);
    if ((load<u8>(INPUT + (i >> 3)) >> <u8>(i & 7)) & 1) addPoint(SUM, BASE);
  }
  const inverse = SUM + 2 * ELEMENT;
  invert(inverse);
  multiply(A, SUM, inverse);
  multiply(B, SUM + ELEMENT, inverse);
  pack(OUTPUT, A);
  const sign = load<u8>(OUTPUT) << 7;
  pack(OUTPUT, B);
  store<u8>(OUTPUT + 31, load<u8>(OUTPUT + 31) | sign);
  finish(<i32>OUTPUT, 32);
}
