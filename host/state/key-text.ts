/** Keys as strings of one character a byte: cheap keys of a Map, whose order is the order of the bytes. */

/** Keys up to this length pass through one buffer: making a view of each costs more than copying it. */
const SHORT_KEY_BYTES = 256;
const shortKey = Buffer.alloc(SHORT_KEY_BYTES);

export function keyText(key: Uint8Array): string {
  if (key.length > SHORT_KEY_BYTES) {
    return Buffer.from(key.buffer, key.byteOffset, key.length).toString('latin1');
  }
  shortKey.set(key);
  return shortKey.toString('latin1', 0, key.length);
}

export function keyBytes(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'latin1'));
}
