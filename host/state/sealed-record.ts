/** What LevelStore puts around values, so that damage is seen (SEMANTICS 26). */

import { createHash } from 'node:crypto';

/** Leading bytes of SHA-256(key || value) that a record carries. */
const SEAL_BYTES = 8;

/** SHA-256(key || value), 32 bytes. */
export function recordHash(key: Uint8Array, value: Uint8Array): Uint8Array {
  return createHash('sha256').update(key).update(value).digest();
}

/** The stored form of a value: seal, then value. `hash` is its `recordHash`. */
export function sealValue(hash: Uint8Array, value: Uint8Array): Uint8Array {
  const sealed = new Uint8Array(SEAL_BYTES + value.length);
  sealed.set(hash.subarray(0, SEAL_BYTES));
  sealed.set(value, SEAL_BYTES);
  return sealed;
}

export interface OpenedRecord {
  readonly value: Uint8Array;
  readonly hash: Uint8Array;
}

/** The value in a stored form, or undefined if the seal does not fit. */
export function openSealed(key: Uint8Array, sealed: Uint8Array): OpenedRecord | undefined {
  if (sealed.length < SEAL_BYTES) return undefined;
  // A plain view: what LevelDB returns are Buffers, whose `slice` does not copy.
  const value = new Uint8Array(sealed.buffer, sealed.byteOffset + SEAL_BYTES, sealed.length - SEAL_BYTES);
  const hash = recordHash(key, value);
  for (let i = 0; i < SEAL_BYTES; i++) if (sealed[i] !== hash[i]) return undefined;
  return { value, hash };
}

/** Bytes of a ContentSum. */
export const CONTENT_SUM_BYTES = 32;

/**
 * Sum of the hashes of all records, in eight lanes modulo 2^32: says cheaply, after each batch, what a full
 * read must find. It reveals accidents, not attacks: it is no commitment against someone who chooses records.
 */
export class ContentSum {
  readonly #lanes = new Uint32Array(CONTENT_SUM_BYTES / 4);

  constructor(bytes: Uint8Array = new Uint8Array(CONTENT_SUM_BYTES)) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let i = 0; i < this.#lanes.length; i++) this.#lanes[i] = view.getUint32(4 * i);
  }

  add(hash: Uint8Array): void {
    const view = new DataView(hash.buffer, hash.byteOffset, hash.length);
    for (let i = 0; i < this.#lanes.length; i++) this.#lanes[i] += view.getUint32(4 * i);
  }

  subtract(hash: Uint8Array): void {
    const view = new DataView(hash.buffer, hash.byteOffset, hash.length);
    for (let i = 0; i < this.#lanes.length; i++) this.#lanes[i] -= view.getUint32(4 * i);
  }

  toBytes(): Uint8Array {
    const bytes = new Uint8Array(CONTENT_SUM_BYTES);
    const view = new DataView(bytes.buffer);
    for (let i = 0; i < this.#lanes.length; i++) view.setUint32(4 * i, this.#lanes[i]);
    return bytes;
  }
}
