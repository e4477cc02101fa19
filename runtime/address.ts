/** Addresses: 20 bytes, written as `0x` and 40 hexadecimal digits. */

import { parseHex, toHex } from './bytes.js';
import { PbevmError } from './errors.js';

/** 20 bytes. */
export type Address = Uint8Array;

export const ADDRESS_BYTES = 20;

/** `0x` and two digits a byte. */
const ADDRESS_TEXT_LENGTH = 2 + 2 * ADDRESS_BYTES;

export const ZERO_ADDRESS: Address = new Uint8Array(ADDRESS_BYTES);

/** Lower-case text of an address. */
export function formatAddress(address: Address): string {
  return toHex(address);
}

/** Whether a text is `0x` and 40 hexadecimal digits, of either case. */
export function isAddressText(text: string): boolean {
  return /^0x[0-9a-fA-F]{40}$/.test(text);
}

/**
 * The address that a text names.
 * @throws PbevmError BAD_INPUT if it is not `0x` and 40 hexadecimal digits.
 */
export function parseAddress(text: string): Address {
  const address = new Uint8Array(ADDRESS_BYTES);
  if (text.length !== ADDRESS_TEXT_LENGTH || !text.startsWith('0x') || !parseHex(text, 2, address)) {
    throw new PbevmError(
      'BAD_INPUT',
      `not an address (0x and 40 hex digits): ${JSON.stringify(text.slice(0, 80))}`,
    );
  }
  return address;
}
