/**
 * A batch as one piece of memory, so that it changes threads without being copied: for each change the
 * lengths of key and value as u32, the second ABSENT for a removal, then key and value.
 */

import { assert } from '../../runtime/errors.js';
import type { Change } from './store.js';

const ABSENT = 0xffff_ffff;
const LENGTHS_BYTES = 8;

export function encodeBatch(changes: readonly Change[]): ArrayBuffer {
  let size = 0;
  for (const { key, value } of changes) size += LENGTHS_BYTES + key.length + (value?.length ?? 0);
  const buffer = new ArrayBuffer(size);
  const bytes = new Uint8Array(buffer);
  const view = new DataView(buffer);
  let at = 0;
  for (const { key, value } of changes) {
    view.setUint32(at, key.length);
    view.setUint32(at + 4, value?.length ?? ABSENT);
    at += LENGTHS_BYTES;
    copyTo(bytes, at, key);
    at += key.length;
    if (value === undefined) continue;
    copyTo(bytes, at, value);
    at += value.length;
  }
  return buffer;
}

/** Up to this length a loop is quicker than `set`. */
const SHORT_BYTES = 96;

function copyTo(target: Uint8Array, at: number, source: Uint8Array): void {
  if (source.length > SHORT_BYTES) target.set(source, at);
  else for (let i = 0; i < source.length; i++) target[at + i] = source[i];
}

/** The changes, as views of the buffer. @throws HostFault if the bytes are no batch. */
export function decodeBatch(buffer: ArrayBuffer): Change[] {
  const view = new DataView(buffer);
  const changes: Change[] = [];
  let at = 0;
  const take = (length: number): Uint8Array => {
    assert(length <= buffer.byteLength - at, 'a batch ends within a change');
    at += length;
    return new Uint8Array(buffer, at - length, length);
  };
  while (at < buffer.byteLength) {
    assert(LENGTHS_BYTES <= buffer.byteLength - at, 'a batch ends within a change');
    const keyLength = view.getUint32(at);
    const valueLength = view.getUint32(at + 4);
    at += LENGTHS_BYTES;
    const key = take(keyLength);
    changes.push({ key, value: valueLength === ABSENT ? undefined : take(valueLength) });
  }
  return changes;
}
