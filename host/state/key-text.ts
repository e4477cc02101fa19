/** Keys as strings of one character a byte: cheap keys of a Map, whose order is the order of the bytes. */

import { latin1Text } from '../../runtime/bytes.js';

export const keyText = latin1Text;

export function keyBytes(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'latin1'));
}
