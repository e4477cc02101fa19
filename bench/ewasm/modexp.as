// base^exponent mod modulus, 256 bits each, by Montgomery multiplication with limbs of 32 bits. Call data: the three
// numbers, little-endian, the modulus odd; output: the power, little-endian.
const LIMBS = 8;
const BASE = INPUT;
const EXPONENT = INPUT + 32;
const MODULUS = INPUT + 64;
const T = memory.data(48);
const ONE = memory.data(32);
const POWER = memory.data(32);
const SQUARE = memory.data(32);

@inline
function limb(base: usize, index: i32): u64 {
  return <u64>load<u32>(base + (<usize>index << 2));
}

@inline
function setLimb(base: usize, index: i32, value: u64): void {
  store<u32>(base + (<usize>index << 2), <u32>value);
}

/** Whether T, with its ninth limb, is at least the modulus. */
function isLarge(): bool {
  if (limb(T, LIMBS) !== 0) return true;
  for (let i = LIMBS - 1; i >= 0; i--) {
    const t = limb(T, i), m = limb(MODULUS, i);
    if (t !== m) return t > m;
  }
  return true;
}

function reduce(to: usize): void {
  let borrow: u64 = 0;
  const subtract = isLarge();
  for (let i = 0; i < LIMBS; i++) {
    const difference = limb(T, i) - (subtract ? limb(MODULUS, i) : 0) - borrow;
    setLimb(to, i, difference);
    borrow = (difference >> 32) & 1;
  }
}

/** to = a b / 2^256 mod modulus; inverse is -1 / modulus mod 2^32. */
function multiply(to: usize, a: usize, b: usize, inverse: u32): void {
  memory.fill(T, 0, 40);
  for (let i = 0; i < LIMBS; i++) {
    const ai = limb(a, i);
    let carry: u64 = 0;
    for (let j = 0; j < LIMBS; j++) {
      const sum = limb(T, j) + ai * limb(b, j) + carry;
      setLimb(T, j, sum);
      carry = sum >> 32;
    }
    let top = limb(T, LIMBS) + carry;
    setLimb(T, LIMBS, top);
    setLimb(T, LIMBS + 1, top >> 32);
    const m = <u64>(<u32>limb(T, 0) * inverse);
    carry = (limb(T, 0) + m * limb(MODULUS, 0)) >> 32;
    for (let j = 1; j < LIMBS; j++) {
      const sum = limb(T, j) + m * limb(MODULUS, j) + carry;
      setLimb(T, j - 1, sum);
      carry = sum >> 32;
    }
    top = limb(T, LIMBS) + carry;
    setLimb(T, LIMBS - 1, top);
    setLimb(T, LIMBS, limb(T, LIMBS + 1) + (top >> 32));
  }
  reduce(to);
}

/** x = 2 x mod modulus. */
function double(x: usize): void {
  let carry: u64 = 0;
  for (let i = 0; i < LIMBS; i++) {
    const sum = (limb(x, i) << 1) | carry;
    setLimb(T, i, sum);
    carry = sum >> 32;
  }
  setLimb(T, LIMBS, carry);
  reduce(x);
}

export function main(): void {
  readInput();
  const m = load<u32>(MODULUS);
  let inverse: u32 = m;
  for (let i = 0; i < 4; i++) inverse *= 2 - m * inverse;
  inverse = 0 - inverse;
  // 1 in Montgomery form is 2^256 mod modulus; the square of that factor brings the base into it.
  memory.fill(T, 0, 40);
  setLimb(T, 0, 1);
  reduce(POWER);
  for (let i = 0; i < 256; i++) double(POWER);
  memory.copy(SQUARE, POWER, 32);
  for (let i = 0; i < 256; i++) double(SQUARE);
  multiply(SQUARE, BASE, SQUARE, inverse);
  for (let bit = 255; bit >= 0; bit--) {
    multiply(POWER, POWER, POWER, inverse);
    if ((load<u8>(EXPONENT + (bit >> 3)) >> <u8>(bit & 7)) & 1) multiply(POWER, POWER, SQUARE, inverse);
  }
  memory.fill(ONE, 0, 32);
  setLimb(ONE, 0, 1);
  multiply(OUTPUT, POWER, ONE, inverse);
  finish(<i32>OUTPUT, 32);
}
