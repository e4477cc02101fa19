/** Keys as strings of one character a byte: cheap keys of a Map, whose order is the order of the bytes. */

import { latin1Text } from '../../runtime/bytes.js';

export const keyText = latin1Text;

/** A view of a larger buffer, as a rule: an array of some 80 bytes costs more than all else about a key. */
export function keyBytes(text: string): Uint8Array {
  const { buffer, byteOffset, length } = Buffer.from(text, 'latin1');
  return new Uint8Array(buffer, byteOffset, length);
}
