/** Arguments of system contracts, read strictly. */

import { type Address, isAddressText, parseAddress } from '../../runtime/address.js';
import { BadArgs } from '../execution/system-contracts.js';
import type { Value } from '../vm/values/types.js';

/** @throws BadArgs unless it is an integer, not negative, below 2^bits. */
export function readInteger(value: Value | undefined, bits: number): bigint {
  const isInteger = typeof value === 'bigint' || Number.isSafeInteger(value);
  const number = isInteger ? BigInt(value as bigint | number) : -1n;
  if (number < 0n || number >> BigInt(bits) !== 0n) throw new BadArgs(`an integer below 2^${bits} expected`);
  return number;
}

/** @throws BadArgs unless it is the text of an address. */
export function readAddress(value: Value | undefined): Address {
  if (typeof value !== 'string' || !isAddressText(value)) throw new BadArgs('an address expected');
  return parseAddress(value);
}

/** @throws BadArgs unless it is bytes. */
export function readBytes(value: Value | undefined): Uint8Array {
  if (!(value instanceof Uint8Array)) throw new BadArgs('bytes expected');
  return value;
}

/** @throws BadArgs unless it is a list of lists of two bytes each. */
export function readPairs(value: Value | undefined): (readonly [Uint8Array, Uint8Array])[] {
  if (!Array.isArray(value)) throw new BadArgs('a list expected');
  return value.map((pair: Value) => {
    if (!Array.isArray(pair) || pair.length !== 2) throw new BadArgs('a list of pairs expected');
    return [readBytes(pair[0]), readBytes(pair[1])] as const;
  });
}

/** @throws BadArgs unless there are so many. */
export function checkCount(args: readonly Value[], count: number): void {
  if (args.length !== count) throw new BadArgs(`${count} arguments expected`);
}
