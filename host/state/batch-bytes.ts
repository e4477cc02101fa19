/**
 * A batch as one piece of memory, so that it changes threads without being copied: for each change the
 * lengths of key and value as u32, the second ABSENT for a removal, then key and value.
 */

import { copyBytes, EMPTY_BYTES } from '../../runtime/bytes.js';
import { assert } from '../../runtime/errors.js';
import type { Change } from './store.js';

const ABSENT = 0xffff_ffff;
const LENGTHS_BYTES = 8;

/** @param head what the buffer begins with. */
export function encodeBatch(changes: readonly Change[], head: Uint8Array = EMPTY_BYTES): ArrayBuffer {
  let size = head.length;
  for (const { key, value } of changes) size += LENGTHS_BYTES + key.length + (value?.length ?? 0);
  const buffer = new ArrayBuffer(size);
  const bytes = new Uint8Array(buffer);
  const view = new DataView(buffer);
  bytes.set(head);
  let at = head.length;
  for (const { key, value } of changes) {
    view.setUint32(at, key.length);
    view.setUint32(at + 4, value?.length ?? ABSENT);
    at += LENGTHS_BYTES;
    copyBytes(key, bytes, at);
    at += key.length;
    if (value === undefined) continue;
    copyBytes(value, bytes, at);
    at += value.length;
  }
  return buffer;
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
