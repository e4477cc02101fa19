/**
 * The schedule of the cases: a prime of its own for every class, so that an instruction of the wrong class
 * shows. It is no protocol row and is not calibrated; formulas in the cases name its prices by letter.
 */

import { DEV_SCHEDULE, type FuelSchedule } from '../../runtime/schedule.js';

export const SCHEDULE: FuelSchedule = {
  ...DEV_SCHEDULE,
  opcode: {
    structure: 0,
    simple: 2,
    divide: 3,
    remainder: 5,
    squareRoot: 7,
    convert: 11,
    call: 13,
    callIndirect: 17,
    bulk: 19,
    grow: 23,
    load: 37,
    store: 41,
    floatMultiply: 43,
    floatDivide: 47,
    round: 53,
  },
  memoryTiers: [{ abovePages: 48, load: 61, store: 67 }],
  growPerPage: 29,
  growPerTableEntry: 31,
  bulkUnitsPerFuelLog2: 3,
  bulkPerTableEntry: 59,
};

const { opcode } = SCHEDULE;
const [tier] = SCHEDULE.memoryTiers;

/** Prices by the letters of formulas. */
const PRICES: Readonly<Record<string, number>> = {
  s: opcode.simple,
  d: opcode.divide,
  r: opcode.remainder,
  q: opcode.squareRoot,
  v: opcode.convert,
  c: opcode.call,
  i: opcode.callIndirect,
  b: opcode.bulk,
  g: opcode.grow,
  p: SCHEDULE.growPerPage,
  e: SCHEDULE.growPerTableEntry,
  t: SCHEDULE.bulkPerTableEntry,
  l: opcode.load,
  w: opcode.store,
  m: opcode.floatMultiply,
  f: opcode.floatDivide,
  o: opcode.round,
  x: tier.load,
  y: tier.store,
};

const FORMULA = /^\d*[a-z]?([+-]\d*[a-z]?)*$/;

/** Fuel of a formula such as `3s+2c-1`: counts of priced things and plain numbers. */
export function fuelOf(formula: string): bigint {
  if (formula === '' || !FORMULA.test(formula)) throw new Error(`no formula: ${formula}`);
  let sum = 0n;
  for (const [, sign, count, letter] of formula.matchAll(/([+-]?)(\d*)([a-z]?)/g)) {
    if (count === '' && letter === '') continue;
    const price = letter === '' ? 1 : PRICES[letter];
    if (price === undefined) throw new Error(`no price ${letter} in ${formula}`);
    sum += BigInt(sign === '-' ? -price : price) * BigInt(count || 1);
  }
  return sum;
}
