/**
 * RLP of flat lists: what envelopes are made of. @ethereumjs/rlp reads and writes; it refuses every form but
 * the canonical one (by test). It follows nested lists by recursion, so these are refused beforehand.
 */

import { RLP } from '@ethereumjs/rlp';
import { TransactionError } from './errors.js';

const STRING_LONG = 0xb7;
const STRING_SHORT = 0x80;
const LIST_SHORT = 0xc0;
const LIST_LONG = 0xf7;

/** RLP of a list of byte strings. */
export function encodeFlatList(items: readonly Uint8Array[]): Uint8Array {
  return RLP.encode(items as Uint8Array[]);
}

/**
 * The byte strings of a list.
 * @throws TransactionError ENCODING if the bytes are not the canonical RLP of a flat list and nothing more;
 *   ARITY if it has another number of items.
 */
export function decodeFlatList(bytes: Uint8Array, arity: number): Uint8Array[] {
  if (bytes.length === 0 || bytes[0] < LIST_SHORT) throw new TransactionError('ENCODING', 'not an RLP list');
  if (!isFlat(bytes)) throw new TransactionError('ENCODING', 'a list within the RLP list');
  let items: Uint8Array[];
  try {
    items = RLP.decode(bytes) as Uint8Array[];
  } catch (error) {
    throw new TransactionError('ENCODING', 'not canonical RLP', { cause: error });
  }
  if (items.length !== arity) {
    throw new TransactionError('ARITY', `${items.length} fields instead of ${arity}`);
  }
  return items;
}

/** Whether no item of the list, read up to the end of the bytes, is a list. */
function isFlat(bytes: Uint8Array): boolean {
  let at = bytes[0] > LIST_LONG ? 1 + bytes[0] - LIST_LONG : 1;
  while (at < bytes.length) {
    const head = bytes[at];
    if (head >= LIST_SHORT) return false;
    if (head < STRING_SHORT) at += 1;
    else if (head <= STRING_LONG) at += 1 + head - STRING_SHORT;
    else at += longStringBytes(bytes, at);
  }
  return true;
}

/** Bytes of a string with a length of its own, head included; whatever is missing counts as 0. */
function longStringBytes(bytes: Uint8Array, at: number): number {
  const lengthBytes = bytes[at] - STRING_LONG;
  let length = 0;
  for (let i = 1; i <= lengthBytes; i++) length = length * 0x100 + (bytes[at + i] ?? 0);
  return 1 + lengthBytes + length;
}
