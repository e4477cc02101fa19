/** Integers of an envelope: big-endian, without leading zeros; zero is no bytes. */

import { EMPTY_BYTES } from '../../runtime/bytes.js';
import { TransactionError } from './errors.js';

const SAFE_BYTES = 6;

/** @throws TransactionError FIELD if the bytes have a leading zero or are 2^bits or more. */
export function readInteger(name: string, digits: Uint8Array, bits: number): bigint {
  if (digits.length > Math.ceil(bits / 8)) {
    throw new TransactionError('FIELD', `${name} has ${digits.length} bytes, more than ${bits} bits`);
  }
  if (digits[0] === 0) throw new TransactionError('FIELD', `${name} has leading zeros`);
  const value = toBigInt(digits);
  if (value >> BigInt(bits) !== 0n) throw new TransactionError('FIELD', `${name} is beyond ${bits} bits`);
  return value;
}

function toBigInt(digits: Uint8Array): bigint {
  if (digits.length > SAFE_BYTES) {
    return BigInt(`0x${Buffer.from(digits.buffer, digits.byteOffset, digits.length).toString('hex')}`);
  }
  let value = 0;
  for (const digit of digits) value = value * 0x100 + digit;
  return BigInt(value);
}

/** The bytes of an integer that is not negative. */
export function integerBytes(value: bigint): Uint8Array {
  if (value === 0n) return EMPTY_BYTES;
  const digits = value.toString(16);
  return Uint8Array.from(Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex'));
}
